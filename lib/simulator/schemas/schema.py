"""Whether a JSON schema can be read at all: the keywords that are known have values that they can have, every reference
leads to a schema, and there is no more of it than can be looked at.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lib.simulator.schemas.pattern_reader import LONGEST_PATTERN, Unsupported, compiled
from lib.simulator.schemas.references import steps

Place = tuple[str, ...]
MOST_SCHEMAS: Final = 10_000  # within one another; the API allows 5,000 properties in strict mode
MOST_LEVELS: Final = 120  # keys on the way to a schema
MOST_LISTED: Final = 10_000  # values of all enums
MOST_PATTERNS: Final = 10_000  # characters of all patterns
NUMBER: Final = (int, float)
COUNTS: Final = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
TYPES: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    **dict.fromkeys(("properties", "$defs", "definitions"), ("an object", (dict,))),
    **dict.fromkeys(("required", "enum", "anyOf", "oneOf", "allOf"), ("an array", (list,))),
    **dict.fromkeys(("pattern", "format", "$ref"), ("a string", (str,))),
    **dict.fromkeys(COUNTS, ("an integer", (int,))),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("a number", NUMBER)),
    "multipleOf": ("a number", NUMBER),
    "type": ("a string or an array", (str, list)),
    "items": ("a schema", (dict, bool)),
    "additionalProperties": ("a schema", (dict, bool)),
}


def trouble(schema: Mapping[str, Any]) -> tuple[Place, str] | None:
    """The first place in a schema that can't be read, and why; None if there is none."""
    waiting: list[tuple[Place, Any]] = [((), schema)]
    places: set[Place] = set()
    listed = patterns = 0
    while waiting:
        place, part = waiting.pop()
        places.add(place)
        if isinstance(part, bool):
            continue
        if not isinstance(part, dict):
            return place, f"expected a schema, got {part!r:.60}"
        if wrong := misread(part):
            return (*place, wrong[0]), wrong[1]
        listed += len(part.get("enum", []))
        patterns += len(part.get("pattern", ""))
        if len(places) + len(waiting) > MOST_SCHEMAS or len(place) > MOST_LEVELS:
            return (), f"expected at most {MOST_SCHEMAS} schemas within one another, {MOST_LEVELS} keys deep"
        if listed > MOST_LISTED or patterns > MOST_PATTERNS:
            return place, f"expected at most {MOST_LISTED} enum values, and {MOST_PATTERNS} characters of patterns"
        waiting.extend(reversed(list(parts(part, place))))
    return dangling(schema, places)


def misread(part: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first keyword of one schema whose value it can't have, and why."""
    for name, (expected, kinds) in TYPES.items():
        value = part.get(name)
        right = isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)
        if name in part and not right:
            return name, f"expected {expected}, got {value!r:.60}"
    for name in COUNTS:
        if part.get(name, 0) < 0:
            return name, f"expected 0 or more, got {part[name]!r}"
    if part.get("multipleOf", 1) <= 0:
        return "multipleOf", f"expected more than 0, got {part['multipleOf']!r}"
    for name in ("anyOf", "oneOf", "allOf", "enum", "type"):
        if part.get(name) == []:
            return name, "expected at least one entry, got none"
    for name in ("required", "type"):
        if isinstance(names := part.get(name, []), list):
            if not all(isinstance(entry, str) for entry in names):
                return name, "expected names"
            if len(set(names)) < len(names):
                return name, f"expected each name once, got {names!r:.60}"
    return unread(part["pattern"]) if "pattern" in part else None


def unread(pattern: str) -> tuple[str, str] | None:
    """Why a pattern is none."""
    if len(pattern) > LONGEST_PATTERN:
        return "pattern", f"expected a pattern of at most {LONGEST_PATTERN} characters, got {len(pattern)}"
    try:
        compiled(pattern)
    except Unsupported as error:
        return "pattern", str(error)
    return None


def dangling(schema: Mapping[str, Any], places: set[Place]) -> tuple[Place, str] | None:
    """The first reference that leads to no schema."""
    waiting: list[tuple[Place, Any]] = [((), schema)]
    while waiting:
        place, part = waiting.pop()
        if not isinstance(part, dict):
            continue
        name = part.get("$ref", "#")
        if not name.startswith("#") or steps(name) not in places or name.removeprefix("#")[:1] not in ("", "/"):
            return place, f"reference {json.dumps(name)[:80]} leads to no schema"
        waiting.extend(reversed(list(parts(part, place))))
    return None


def parts(schema: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Any]]:
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
