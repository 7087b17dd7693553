"""What JSON Schema's keywords say of one value, leaving out what is in it, in short sentences."""

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeGuard

from lib.protocol.typed.patterns import MOST_STEPS, fits, work

Schema = dict[str, Any]

JUDGED: Final = {
    *("type", "const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems", "minProperties", "maxProperties"),
    *("properties", "required", "additionalProperties", "items", "prefixItems", "anyOf", "oneOf", "allOf", "$ref"),
}
NAMES: Final = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def own(value: Any, schema: Schema) -> Iterator[str]:
    """What is wrong with the value itself, not with what is in it."""
    kinds = schema.get("type")
    names = [kinds] if isinstance(kinds, str) else listed(kinds)
    if names and not any(is_a(value, name) for name in names):
        yield f"expected {' or '.join(NAMES.get(name, str(name)) for name in names)}, got {shown(value)}"
        return
    if "const" in schema and not same(value, schema["const"]):
        yield f"expected {shown(schema['const'])}, got {shown(value)}"
    if isinstance(allowed := schema.get("enum"), list) and not any(same(value, one) for one in allowed):
        yield f"expected one of {', '.join(map(shown, allowed[:8]))}{', …' * (len(allowed) > 8)}, got {shown(value)}"
    if is_number(value):
        yield from number_faults(value, schema)
    elif isinstance(value, str):
        yield from size_faults(value, schema, "minLength", "maxLength", "character")
        if isinstance(pattern := schema.get("pattern"), str) and fits(pattern, value) is False:
            yield f"expected text that matches {pattern!r}, got {shown(value)}"
    elif isinstance(value, list):
        yield from size_faults(value, schema, "minItems", "maxItems", "item")
    elif isinstance(value, dict):
        yield from size_faults(value, schema, "minProperties", "maxProperties", "property")


def weight(value: Any, schema: Schema) -> int:
    """What `own` and a look at an object's names cost, in steps of the judge: about 3 microseconds each."""
    looked_at = len(listed(schema.get("enum")))
    if isinstance(value, dict):
        named = schema.get("properties")
        looked_at += len(listed(schema.get("required"))) + (len(named) if isinstance(named, dict) else 0)
    if isinstance(value, str) and isinstance(pattern := schema.get("pattern"), str):
        steps = work(pattern, len(value))
        looked_at += len(pattern) + (0 if steps is None or steps > MOST_STEPS else steps // 50)
    return looked_at // 4


def number_faults(value: Any, schema: Schema) -> Iterator[str]:
    """What is wrong with a number."""
    bounds: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
        "minimum": ("at least", lambda a, b: a >= b),
        "maximum": ("at most", lambda a, b: a <= b),
        "exclusiveMinimum": ("more than", lambda a, b: a > b),
        "exclusiveMaximum": ("less than", lambda a, b: a < b),
    }
    for keyword, (words, holds) in bounds.items():
        if is_number(bound := schema.get(keyword)) and not holds(value, bound):
            yield f"expected {words} {bound}, got {shown(value)}"
    step = schema.get("multipleOf")
    try:
        if is_number(step) and step > 0 and Decimal(str(value)) % Decimal(str(step)):
            yield f"expected a multiple of {step}, got {shown(value)}"
    except (InvalidOperation, ValueError):
        pass  # too far apart for its digits, or for Python's limit of them


def size_faults(value: Any, schema: Schema, least: str, most: str, unit: str) -> Iterator[str]:
    """What is wrong with the length of a text, or the number of elements."""
    units = {"property": "properties"}.get(unit, f"{unit}s")
    if is_number(bound := schema.get(least)) and len(value) < bound:
        yield f"expected at least {bound} {unit if bound == 1 else units}, got {len(value)}"
    if is_number(bound := schema.get(most)) and len(value) > bound:
        yield f"expected at most {bound} {unit if bound == 1 else units}, got {len(value)}"


def is_a(value: Any, kind: Any) -> bool:
    """Whether a value is of a JSON type; one that JSON Schema doesn't know is not judged."""
    match kind:
        case "integer":
            return is_number(value) and (isinstance(value, int) or value.is_integer())
        case "number":
            return is_number(value)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
    return True


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def listed(found: Any) -> list[Any]:
    """The list that a keyword has, or an empty one."""
    return found if isinstance(found, list) else []


def shown(value: Any) -> str:
    """A value in an error message, cut where it is long."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'an array'} of {len(value)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    try:
        text = repr(value)
    except ValueError:  # an integer of more than 4300 digits
        return "a huge number"
    return text if len(text) <= 40 else f"{text[:40]}…"
