"""Whether a single value fits a JSON schema."""

import ipaddress
import math
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from lib.simulator.schemas.pattern import Patterns

Schema = Mapping[str, Any]
SHAPES: Final[Mapping[str, str]] = {
    "time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "duration": r"P(?=\w)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?",
    "email": r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "hostname": r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*",
    "uri": r"[a-z][a-z0-9+.-]*:\S+",
}
PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "uuid": uuid.UUID,
}


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal; True isn't 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def fits(schema: Schema, value: object, patterns: Patterns | None = None) -> bool:
    """Whether a value fits a schema for single values; of an object or an array, whether it has the right type."""
    if "enum" in schema and not any(same(value, entry) for entry in schema["enum"]):
        return False
    if "const" in schema and not same(value, schema["const"]):
        return False
    typed = "type" in schema or not {"enum", "const"} & schema.keys()
    if typed and not any(of_type(value, kind) for kind in types(schema)):
        return False
    return fits_text(schema, value, patterns) if isinstance(value, str) else fits_number(schema, value)


def types(schema: Schema) -> list[str]:
    """The JSON types that a schema allows, as far as it says."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return [str(entry) for entry in kind]
    if isinstance(kind, str):
        return [kind]
    for keys, implied in (
        (("properties", "additionalProperties", "required"), "object"),
        (("items", "minItems", "maxItems"), "array"),
        (("pattern", "format", "minLength", "maxLength"), "string"),
        (("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"),
    ):
        if any(key in schema for key in keys):
            return [implied]
    return ["string", "number", "integer", "boolean", "null"] if "enum" in schema or "const" in schema else ["string"]


def of_type(value: object, kind: str) -> bool:
    """Whether a value has this JSON type."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "null":
            return value is None
        case "object":
            return isinstance(value, dict)
        case _:
            return kind == "array" and isinstance(value, list)


def fits_text(schema: Schema, text: str, patterns: Patterns | None = None) -> bool:
    """Whether a text has the length, the format and the pattern that are asked for."""
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", math.inf):
        return False
    name = str(schema.get("format"))
    if name in PARSERS:
        try:
            PARSERS[name](text)
        except ValueError:
            return False
        exact = {"date": 10, "uuid": 36}.get(name)
        if exact not in (None, len(text)):
            return False
        if name == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt].*([Zz]|[+-]\d\d:\d\d)", text):
            return False
    if name in SHAPES and not re.fullmatch(SHAPES[name], text):
        return False
    return "pattern" not in schema or (patterns or Patterns()).matches(schema["pattern"], text)


def fits_number(schema: Schema, value: Any) -> bool:
    """Whether a number is within its bounds and a multiple of what is asked for; other values always fit."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    if not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
        return False
    if not schema.get("exclusiveMinimum", -math.inf) < value < schema.get("exclusiveMaximum", math.inf):
        return False
    step = schema.get("multipleOf")
    if not step:
        return True
    if isinstance(step, int) and isinstance(value, int):
        return value % step == 0
    try:
        return float(value / step).is_integer()
    except OverflowError:
        return False
