"""How large a schema strict mode takes.

The limits are those of OpenAI's guide to structured outputs (2026): 5,000 properties, 10 levels, 1,000 enum values,
15,000 characters in the values of an enum with more than 250 of them, and 120,000 in all names and values. The guide
doesn't say what a level is; here it is an object or an array inside another. The words are those of errors that people
have reported (2025 and 2026), but for the last limit, whose words are not known.
"""

from collections.abc import Mapping
from typing import Any, Final

from lib.simulator.schemas.schema import parts

MOST_PROPERTIES: Final = 5000
MOST_LEVELS: Final = 10
MOST_LISTED: Final = 1000
LONG_LIST: Final = 250  # values of an enum, from which on their characters are counted
MOST_IN_LONG: Final = 15_000
MOST_CHARACTERS: Final = 120_000
ADVICE: Final = "Consider reducing the number of enums, or use 'strict: false' to opt out of structured outputs."


def beyond_limits(schema: Mapping[str, Any]) -> str:
    """The limit that a schema goes beyond, in the API's words; empty if there is none. It can be read."""
    properties = listed = deepest = characters = 0
    waiting: list[tuple[Any, int]] = [(schema, 0)]
    while waiting:
        part, level = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        deepest = max(deepest, level)
        values = [value for value in (*part.get("enum", []), part.get("const")) if isinstance(value, str)]
        names = [name for group in ("properties", "$defs", "definitions") for name in part.get(group, {})]
        properties += len(part.get("properties", {}))
        listed += len(part.get("enum", []))
        inside = sum(map(len, values))
        characters += inside + sum(map(len, names))
        if len(part.get("enum", [])) > LONG_LIST and inside > MOST_IN_LONG:
            when = f"when there are more than {LONG_LIST} enum values"
            return f"Expected at most {MOST_IN_LONG} total characters across enum values {when}, but received {inside}."
        waiting.extend((inner, level + deeper(place, inner)) for place, inner in parts(part, ()))
    if properties > MOST_PROPERTIES:
        return f"{properties} parameters exceeds limit of {MOST_PROPERTIES}."
    if deepest > MOST_LEVELS:
        return f"{deepest} levels of nesting exceeds limit of {MOST_LEVELS}."
    if listed > MOST_LISTED:
        expected = f"Expected at most {MOST_LISTED} enum values in total within a single schema"
        return f"{expected} when using structured outputs, but received {listed}. {ADVICE}"
    if characters > MOST_CHARACTERS:
        return f"{characters} characters of names and values exceeds limit of {MOST_CHARACTERS}."
    return ""


def deeper(place: tuple[str, ...], inner: object) -> int:
    """1 for an object or an array inside another, 0 for a single value, a definition or a branch."""
    within = isinstance(inner, Mapping) and bool({"properties", "items"} & inner.keys())
    return int(within and place[0] in ("properties", "items"))
