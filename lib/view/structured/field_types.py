"""The types of a field: those that can be chosen, and any schema's in a few words."""

import json
from typing import Any, Final
from urllib.parse import unquote

from lib.tools.schema import Schema

SIMPLE: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time"},
}
TYPES: Final[dict[str, Schema]] = {
    **SIMPLE,
    **{f"list of {name}s": {"type": "array", "items": schema} for name, schema in SIMPLE.items()},
}


def label(node: Any) -> str:
    """A schema's type in a few words."""
    match node:
        case {"$ref": str(ref)}:
            return unquote(ref.rpartition("/")[2]) if "/" in ref else "the whole again"
        case {"const": value}:
            return f"always {_value(value)}"
        case {"enum": [*values]}:
            return f"one of {', '.join(map(_value, values))}"
        case {"anyOf": [*parts]} | {"oneOf": [*parts]} if parts:
            return " or ".join(dict.fromkeys(map(label, parts)))
        case {"type": [*kinds]} if kinds:
            return " or ".join(label({**node, "type": kind}) for kind in kinds)
        case {"type": "string", "format": "date" | "date-time" as form}:
            return str(form)
        case {"type": "array", "items": dict(items)} if items:
            inner = label(items)
            return f"list of {inner}s" if inner in (*SIMPLE, "object") else f"list of {inner}"
        case {"type": "array"}:
            return "list"
        case {"type": str(kind)}:
            return kind
        case False:
            return "nothing"
    return "anything"


def _value(value: Any) -> str:
    """A value as it is said in a type."""
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
