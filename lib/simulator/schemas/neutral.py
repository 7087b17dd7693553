"""Single values that fit a JSON schema and say nothing."""

import math
import uuid
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from lib.simulator.schemas.fitting import Schema, fits_number, fits_text
from lib.simulator.schemas.pattern import LONGEST, Patterns

LONGEST_NEUTRAL: Final = 4000  # characters
UNKNOWN: Final = "unspecified"  # what a text says that has to be there and that nobody gave
NEUTRAL: Final[Mapping[str, str]] = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
}


def neutral(schema: Schema, kinds: list[str], key: str, nothing: str, patterns: Patterns) -> Any:
    """A value that says nothing, of the first of these types that has one."""
    for kind in kinds:
        found: Any = None
        match kind:
            case "string":
                found = neutral_text(schema, key, nothing, patterns)
            case "integer" | "number":
                found = neutral_number(schema, whole=kind == "integer")
            case "boolean":
                found = False
        if found is not None:
            return found
    return None


def neutral_text(schema: Schema, key: str, nothing: str = UNKNOWN, patterns: Patterns | None = None) -> str | None:
    """A text that fits and says nothing; None if none is found. `key` decides what looks random in it, and any text
    is `nothing`, where that is not too long.
    """
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", LONGEST)
    if shortest > LONGEST_NEUTRAL:
        return None
    if "pattern" in schema:
        text = (patterns or Patterns()).matching(schema["pattern"], shortest, min(longest, LONGEST))
        return text if fits_text({"format": schema.get("format")}, text) else None
    name = schema.get("format")
    plain = nothing if len(nothing) <= longest else UNKNOWN
    text = str(uuid.UUID(key[:32], version=4)) if name == "uuid" else NEUTRAL.get(str(name), plain)
    if name not in NEUTRAL and name != "uuid":
        text = (text * (shortest // len(text) + 1) if len(text) < shortest else text)[: max(shortest, longest)]
    return text if fits_text(schema, text) else None


def neutral_number(schema: Schema, whole: bool) -> int | float | None:
    """A number that fits: 1 or 0 where they do; None if none is found."""
    for number in numbers(schema, whole):
        try:
            value: int | float = int(number) if number.denominator == 1 else float(number)
        except OverflowError:
            continue
        if (not whole or isinstance(value, int)) and fits_number(schema, value):
            return value
    return None


def numbers(schema: Schema, whole: bool) -> Iterator[Fraction]:
    """Numbers to try, the plainest first."""
    yield from (Fraction(1), Fraction(0))
    lows = [Fraction(str(schema[name])) for name in ("minimum", "exclusiveMinimum") if name in schema]
    highs = [Fraction(str(schema[name])) for name in ("maximum", "exclusiveMaximum") if name in schema]
    step = Fraction(str(schema.get("multipleOf") or 1))
    step = Fraction(step.numerator) if whole else step
    low = max(lows) if lows else None
    high = min(highs) if highs else None
    for near in filter(lambda bound: bound is not None, (low, high)):
        assert near is not None
        first = math.ceil(near / step) if near is low else math.floor(near / step)
        yield from (step * (first + (turn if near is low else -turn)) for turn in range(200))
    if low is not None and high is not None:
        yield (low + high) / 2
    yield from (step, -step)
    yield from ([low] if low is not None else [])
    yield from ([high] if high is not None else [])
