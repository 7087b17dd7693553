"""Single values of a JSON schema: whether one fits, and a neutral one that does."""

import ipaddress
import math
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from lib.simulator import pattern

Schema = Mapping[str, Any]
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


def fits(schema: Schema, value: object) -> bool:
    """Whether a text, a number or a boolean fits a schema for single values."""
    if "enum" in schema and not any(same(value, entry) for entry in schema["enum"]):
        return False
    if "const" in schema and not same(value, schema["const"]):
        return False
    if not any(of_type(value, kind) for kind in types(schema)):
        return False
    return fits_text(schema, value) if isinstance(value, str) else fits_number(schema, value)


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


def fits_text(schema: Schema, text: str) -> bool:
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
    return "pattern" not in schema or pattern.matches(schema["pattern"], text)


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
    return value % step == 0 if isinstance(step, int) and isinstance(value, int) else (value / step).is_integer()


def neutral_text(schema: Schema, key: str, nothing: str = UNKNOWN) -> str | None:
    """A text that fits and says nothing; None if none is found. `key` decides what looks random in it, and any text
    is `nothing`, where that is not too long.
    """
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", pattern.LONGEST)
    if "pattern" in schema:
        text = pattern.matching(schema["pattern"], shortest, longest)
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
        value: int | float = int(number) if number.denominator == 1 else float(number)
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
