"""Whether a JSON value fits a JSON schema that a stranger wrote, in bounded time.

Looked at: type, enum, const, properties, required, additionalProperties, items, anyOf, oneOf, allOf, local `$ref`, the
bounds of numbers and the lengths of strings and arrays. Every other keyword is passed over; `pattern` among them, for a
regular expression can run for ever.
"""

from collections.abc import Iterator
from typing import Any, Final

from lib.tools.arguments import json_type, place, shown
from lib.tools.schema import Schema, resolve

Path = tuple[str | int, ...]

MOST_STEPS = 20_000
MOST_LEVELS = 60
ARTICLE: Final = {"array": "an array", "object": "an object", "integer": "an integer", "null": "null"}


class TooMuch(Exception):
    """The check was given up: the schema leads in circles, or asks for more than 20,000 steps."""


def misfits(value: Any, schema: Schema) -> list[str]:
    """What doesn't fit, each `where: what`; empty if all fits. Raises TooMuch."""
    return list(_Check(schema).faults(value, schema, ()))


class _Check:
    """One check of one value: it counts its steps."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.steps = 0
        self.level = 0

    def spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooMuch(f"more than {MOST_STEPS} steps")

    def fits(self, value: Any, schema: Any) -> bool:
        return next(self.faults(value, schema, ()), None) is None

    def faults(self, value: Any, schema: Any, path: Path) -> Iterator[str]:
        """The faults of a value; whoever needs one only stops there."""
        self.spend(1)
        if isinstance(schema, bool):
            if not schema:
                yield _at(path, "not allowed")
            return
        self.level += 1
        try:
            if self.level > MOST_LEVELS:
                raise TooMuch(f"more than {MOST_LEVELS} levels")
            yield from self.of_node(value, schema, path)
        finally:
            self.level -= 1

    def of_node(self, value: Any, schema: Schema, path: Path) -> Iterator[str]:
        if isinstance(ref := schema.get("$ref"), str):
            yield from self.faults(value, resolve(self.root, ref), path)
        if (wrong := _wrong_type(value, schema)) or (wrong := self.wrong_choice(value, schema)):
            yield _at(path, wrong)
            return
        yield from self.of_branches(value, schema, path)
        match value:
            case dict():
                yield from self.of_object(value, schema, path)
            case list():
                yield from (_at(path, what) for what in _length(len(value), schema, "Items", "items"))
                if "items" in schema:
                    for index, inner in enumerate(value):
                        yield from self.faults(inner, schema["items"], (*path, index))
            case str():
                yield from (_at(path, what) for what in _length(len(value), schema, "Length", "characters"))
            case int() | float() if not isinstance(value, bool):
                yield from (_at(path, what) for what in _bounds(value, schema))

    def wrong_choice(self, value: Any, schema: Schema) -> str:
        if "const" in schema and not _same(value, schema["const"]):
            return f"expected {shown(schema['const'])}, got {shown(value)}"
        if "enum" in schema:
            self.spend(len(schema["enum"]))
            if not any(_same(value, each) for each in schema["enum"]):
                return f"expected one of {', '.join(shown(each) for each in schema['enum'][:20])}, got {shown(value)}"
        return ""

    def of_branches(self, value: Any, schema: Schema, path: Path) -> Iterator[str]:
        for branch in schema.get("allOf", ()):
            yield from self.faults(value, branch, path)
        if "anyOf" in schema and not any(self.fits(value, branch) for branch in schema["anyOf"]):
            yield _at(path, f"expected one of {len(schema['anyOf'])} forms, got {shown(value)}")
        if "oneOf" in schema and (found := sum(self.fits(value, branch) for branch in schema["oneOf"])) != 1:
            yield _at(path, f"expected exactly one of {len(schema['oneOf'])} forms to fit, got {found}")

    def of_object(self, value: dict[str, Any], schema: Schema, path: Path) -> Iterator[str]:
        properties, required = schema.get("properties", {}), schema.get("required", ())
        self.spend(len(value) + len(required))
        yield from (_at((*path, name), "field required") for name in required if name not in value)
        for name, inner in value.items():
            if name in properties:
                yield from self.faults(inner, properties[name], (*path, name))
            elif schema.get("additionalProperties") is False:
                yield _at((*path, name), f"no field of this name (there are: {', '.join(properties) or 'none'})")
            elif "additionalProperties" in schema:
                yield from self.faults(inner, schema["additionalProperties"], (*path, name))


def _wrong_type(value: Any, schema: Schema) -> str:
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if not types or any(_is(value, name) for name in types):
        return ""
    wanted = " or ".join(ARTICLE.get(name, f"a {name}") for name in types)
    got = shown(value) if isinstance(value, str | int | float) else json_type(value)
    return f"expected {wanted}, got {got}"


def _is(value: Any, name: str) -> bool:
    """Whether a value is of a type of JSON Schema; `2.0` is an integer there."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match name:
        case "integer":
            return number and (isinstance(value, int) or value.is_integer())
        case "number":
            return number
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
    return isinstance(value, dict if name == "object" else list)


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON: `1` is `1.0`, but `true` is not `1`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


def _bounds(value: float, schema: Schema) -> Iterator[str]:
    if value < schema.get("minimum", value):
        yield f"expected at least {schema['minimum']}, got {shown(value)}"
    if value > schema.get("maximum", value):
        yield f"expected at most {schema['maximum']}, got {shown(value)}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"expected more than {schema['exclusiveMinimum']}, got {shown(value)}"
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        yield f"expected less than {schema['exclusiveMaximum']}, got {shown(value)}"


def _length(length: int, schema: Schema, keyword: str, unit: str) -> Iterator[str]:
    if length < schema.get(f"min{keyword}", 0):
        yield f"expected at least {schema[f'min{keyword}']} {unit}, got {length}"
    if length > schema.get(f"max{keyword}", length):
        yield f"expected at most {schema[f'max{keyword}']} {unit}, got {length}"


def _at(path: Path, what: str) -> str:
    return f"{place(path)}: {what}" if path else what
