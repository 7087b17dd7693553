"""The keywords of one schema of a visitor's: whether they have values that make sense, and that a value could fit."""

import json
import re
from itertools import product
from typing import Any, Final

Schema = dict[str, Any]

TYPES: Final = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
TEXTS: Final = ("title", "description", "format", "pattern")
COUNTS: Final = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
FILLED: Final = ("type", "enum", "anyOf", "oneOf", "allOf")
"""The lists that say nothing, or let nothing through, without a value."""
RANGES: Final = (
    *((f"min{what}", f"max{what}") for what in ("Length", "Items", "Properties")),
    *product(("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")),
)
BROKEN: Final = re.compile(
    r"unterminated|unbalanced|nothing to repeat|multiple repeat|min repeat greater|bad character range|end of pattern"
)
"""What `re` says of a pattern that is none in any dialect. Not to know `\\p{L}` is no fault of the pattern."""


def well_formed(node: Schema) -> None:
    """Raises ValueError with one sentence for a value that a keyword can't have, and for keywords at odds."""
    types = node.get("type", [])
    for name in types if isinstance(types, list) else [types]:
        if not isinstance(name, str) or name not in TYPES:
            raise ValueError(f"expected a type of {', '.join(sorted(TYPES))}, got {json.dumps(name)[:60]}")
    if not all(isinstance(name, str) for name in of_kind(node, "required", list, "a list")):
        raise ValueError("expected names in 'required', got something else")
    of_kind(node, "enum", list, "a list")
    for key in FILLED:
        if node.get(key) == []:
            raise ValueError(f"expected at least one entry in {key!r}, got none")
    for key in TEXTS:
        if not isinstance(value := node.get(key, ""), str):
            raise ValueError(f"expected a text for {key!r}, got {json.dumps(value)[:60]}")
    for key in NUMBERS + COUNTS:
        if isinstance(value := node.get(key, 0), bool) or not isinstance(value, int | float):
            raise ValueError(f"expected a number for {key!r}, got {json.dumps(value)[:60]}")
        if key in COUNTS and value < 0:
            raise ValueError(f"expected 0 or more for {key!r}, got {json.dumps(value)[:60]}")
    if (step := node.get("multipleOf", 1)) <= 0:
        raise ValueError(f"expected more than 0 for 'multipleOf', got {json.dumps(step)[:60]}")
    _in_order(node)
    _compiles(node.get("pattern", ""))
    _possible(node)


def of_kind(node: Schema, key: str, kind: type[dict[str, Any]] | type[list[Any]], what: str) -> Any:
    """The value of a keyword; empty without it. Raises ValueError for another type."""
    value = node.get(key, kind())
    if not isinstance(value, kind):
        raise ValueError(f"expected {what} for {key!r}, got {json.dumps(value)[:60]}")
    return value


def _in_order(node: Schema) -> None:
    """Each range has something in it."""
    for least, most in RANGES:
        if least in node and most in node:
            low, high = node[least], node[most]
            if low > high or (low == high and "exclusive" in least + most):
                how = "below" if "exclusive" in least + most else "at most"
                raise ValueError(f"expected {least!r} to be {how} {most!r}, got {low!r:.30} and {high!r:.30}")


def _compiles(pattern: str) -> None:
    """The pattern is one, as far as can be said: JSON Schema's are those of JavaScript."""
    try:
        re.compile(pattern)
    except re.error as error:
        if BROKEN.search(error.msg) and "[]" not in pattern and "[^]" not in pattern:  # those two are JavaScript's own
            raise ValueError(f"expected a pattern, got {pattern[:60]!r}, which breaks: {error.msg}") from None
    except (OverflowError, RecursionError):
        pass  # too large for `re`


def _possible(node: Schema) -> None:
    """What an object requires is not what it forbids: a name that is no property may be allowed, unless none may."""
    if node.get("additionalProperties") is not False:
        return
    named = of_kind(node, "properties", dict, "an object")
    if absent := [name for name in node.get("required", []) if name not in named]:
        raise ValueError(f"expected properties in 'required', got {absent[0][:60]!r}, which is none")
