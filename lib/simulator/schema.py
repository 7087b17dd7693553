"""Whether a JSON schema can be read at all: the keywords that are known have values of the right type."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

NUMBER: Final = (int, float)
TYPES: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    **dict.fromkeys(("properties", "$defs", "definitions"), ("an object", (dict,))),
    **dict.fromkeys(("required", "enum", "anyOf", "oneOf", "allOf"), ("an array", (list,))),
    **dict.fromkeys(("pattern", "format", "$ref"), ("a string", (str,))),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), ("an integer", (int,))),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("a number", NUMBER)),
    "multipleOf": ("a number", NUMBER),
    "type": ("a string or an array", (str, list)),
    "items": ("a schema", (dict, bool)),
}


def trouble(schema: Mapping[str, Any]) -> tuple[tuple[str, ...], str] | None:
    """The first place in a schema that can't be read, and why; None if there is none."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), schema)]
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, bool):
            continue
        if not isinstance(part, dict):
            return place, f"expected a schema, got {part!r:.60}"
        for name, (expected, kinds) in TYPES.items():
            value = part.get(name)
            right = isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
            if name in part and not right:
                return (*place, name), f"expected {expected}, got {value!r:.60}"
        if not all(isinstance(name, str) for name in part.get("required", [])):
            return (*place, "required"), "expected names"
        waiting.extend(reversed(list(parts(part, place))))
    return None


def parts(schema: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The schemas right inside a schema, with their places."""
    for group in ("properties", "$defs", "definitions"):
        for name, part in schema.get(group, {}).items():
            yield (*place, group, name), part
    for group in ("anyOf", "oneOf", "allOf"):
        for at, part in enumerate(schema.get(group, [])):
            yield (*place, group, str(at)), part
    if "items" in schema:
        yield (*place, "items"), schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield (*place, "additionalProperties"), schema["additionalProperties"]
