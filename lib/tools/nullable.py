"""JSON schemas that take null too: what strict mode has instead of properties that may be missing."""

import copy
from typing import Any, Final

from lib.tools.schema import Schema

NULL: Final = "null"
ABOUT: Final = ("title", "description")  # what a choice says of itself, not of one of its parts


def is_nullable(node: Any) -> bool:
    """Whether a schema says that it takes null. What a `$ref` leads to is not looked at."""
    if not isinstance(node, dict):
        return False
    kinds = node.get("type")
    if isinstance(kinds, list):
        return NULL in kinds
    return kinds == NULL or any(is_nullable(part) for part in _choices(node))


def nullable(node: Any) -> Schema:
    """A schema that takes null and all that this one takes, as a copy."""
    made: Schema = copy.deepcopy(node) if isinstance(node, dict) else {} if node else {"type": NULL}
    if is_nullable(made) or not made.keys() - {*ABOUT}:
        return made
    if _choices(made) and "type" not in made:
        made["anyOf" if "anyOf" in made else "oneOf"].append({"type": NULL})
        return made
    if "type" in made and not made.keys() & {"const", "$ref", "anyOf", "oneOf", "allOf"}:
        kinds = made["type"]
        made["type"] = [*(kinds if isinstance(kinds, list) else [kinds]), NULL]
        if isinstance(made.get("enum"), list) and None not in made["enum"]:
            made["enum"].append(None)
        return made
    about: Schema = {key: made.pop(key) for key in ABOUT if key in made}
    return {**about, "anyOf": [made, {"type": NULL}]}


def without_null(node: Any) -> Any:
    """A schema that takes what this one takes, but for null, as a copy; as it is where null is all that it takes."""
    made = copy.deepcopy(node)
    if not is_nullable(made) or made.get("type") == NULL:
        return made
    if isinstance(made.get("type"), list):
        left = [kind for kind in made["type"] if kind != NULL]
        if isinstance(made.get("enum"), list):
            made["enum"] = [value for value in made["enum"] if value is not None]
        return {**made, "type": left[0] if len(left) == 1 else left} if left else node
    for keyword in ("anyOf", "oneOf"):
        parts = [without_null(part) for part in made.get(keyword) or [] if part != {"type": NULL}]
        if len(parts) == 1 and isinstance(parts[0], dict) and not _would_crowd(parts[0], made):
            del made[keyword]
            return {**parts[0], **made}
        if parts:
            made[keyword] = parts
    return made


def _would_crowd(part: Schema, around: Schema) -> bool:
    """Whether the only choice can't take the place of the choice: a `$ref` stands alone, and nothing is overwritten."""
    others = {key for key in around if key not in ("anyOf", "oneOf")}
    return bool(others and "$ref" in part) or bool(others & part.keys() - {*ABOUT})


def _choices(node: Schema) -> list[Any]:
    """The parts of `anyOf`, else of `oneOf`."""
    found = node.get("anyOf", node.get("oneOf"))
    return found if isinstance(found, list) else []
