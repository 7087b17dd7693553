"""Judge a JSON value against a JSON Schema: what doesn't fit, in short sentences.

It knows the keywords that text formats and tools use. What it doesn't know (`format`, a `$ref` to another document, a
pattern that could run for years) is not judged, and nothing is ever fetched. No schema and no value make it raise.
"""

from collections.abc import Iterator
from typing import Any, Final

from lib.protocol.schema_keywords import NAMES, Schema, is_a, listed, own, same, shown

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

MOST_STEPS: Final = 100_000  # schemas looked at for one value; `anyOf` of itself would be without end
DEEPEST: Final = 100  # schemas inside one another, and steps of one reference


def problems(value: Any, schema: Schema) -> list[str]:
    """What is wrong with a value, each as `path: expected …, got …`; without a path where it is the value itself."""
    return [located(path, what) for path, what in Judge(schema).faults(value, schema)]


def located(path: Path, what: str) -> str:
    """An error with the path that it is about."""
    return f"{named(path)}: {what}" if path else what


def named(path: Path) -> str:
    """A path as people write it: `stops[0].city`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


class Judge:
    """The judge of values against the subschemas of one schema, the `root` that its references point into."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.steps = 0

    def faults(self, value: Any, schema: Any) -> Iterator[Fault]:
        """Where and what, of one value against the root or one of its subschemas."""
        self.steps = 0
        return self.all(value, schema)

    def all(
        self, value: Any, schema: Any, path: Path = (), depth: int = 0, here: tuple[Schema, ...] = ()
    ) -> Iterator[Fault]:
        """Where and what, of the value and of all that is in it; `here` are the schemas that led to this one."""
        self.steps += 1
        schema, barred = self.resolved(schema), schema is False
        if self.steps > MOST_STEPS or depth > DEEPEST or any(schema is one for one in here):
            return  # a schema that refers to itself says nothing
        here = (*here, schema)
        if barred:
            yield path, f"expected nothing here, got {shown(value)}"
        yield from ((path, what) for what in own(value, schema))
        for part in listed(schema.get("allOf")):
            yield from self.all(value, part, path, depth + 1, here)
        yield from self.choice(value, schema, path, depth + 1, here)
        if isinstance(value, dict):
            yield from self.members(value, schema, path, depth + 1)
        elif isinstance(value, list):
            for at, element in enumerate(value):
                yield from self.all(element, element_schema(schema, at), (*path, at), depth + 1)

    def members(self, value: dict[str, Any], schema: Schema, path: Path, depth: int) -> Iterator[Fault]:
        """What is wrong with an object's properties, and which are missing."""
        for name in missing(value, schema):
            yield (*path, name), "expected a value, got none"
        for name, inner in value.items():
            part = property_schema(schema, name)
            if part is False:
                yield (*path, name), "expected no such property"
            else:
                yield from self.all(inner, part, (*path, name), depth)

    def choice(self, value: Any, schema: Schema, path: Path, depth: int, here: tuple[Schema, ...]) -> Iterator[Fault]:
        """What is wrong with a value that must fit one of several schemas, told by the one that it is meant for."""
        choices = [self.resolved(part) for part in choices_of(schema)]
        if not choices or any(next(self.all(value, part, path, depth, here), None) is None for part in choices):
            return
        meant = [part for part in choices if may_be(value, part)]
        if len(meant) == 1:
            yield from self.all(value, meant[0], path, depth, here)
        else:
            yield path, f"expected {' or '.join(described(part) for part in choices)}, got {shown(value)}"

    def resolved(self, schema: Any) -> Schema:
        """The schema that `$ref` names; {} for one that isn't in this document."""
        for _ in range(DEEPEST):
            if not isinstance(schema, dict):
                return {}
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            schema = self.named(reference)
        return {}

    def named(self, reference: str) -> Any:
        """What a reference inside the document points to."""
        if not reference.startswith("#"):
            return {}
        found: Any = self.root
        for step in reference[1:].split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found.get(step) if isinstance(found, dict) else None
        return found


def property_schema(schema: Schema, name: str) -> Any:
    """The schema of a property: what `properties` says, else `additionalProperties`."""
    named = schema.get("properties")
    if isinstance(named, dict) and name in named:
        return named[name]
    return schema.get("additionalProperties", {})


def element_schema(schema: Schema, at: int) -> Any:
    """The schema of an array's element."""
    first = listed(schema.get("prefixItems"))
    return first[at] if at < len(first) else schema.get("items", {})


def missing(value: dict[str, Any], schema: Schema) -> list[str]:
    """The required properties that an object lacks."""
    return [name for name in listed(schema.get("required")) if isinstance(name, str) and name not in value]


def choices_of(schema: Schema) -> list[Any]:
    """The schemas of `anyOf` or `oneOf`, one of which a value must fit."""
    return listed(schema.get("anyOf")) or listed(schema.get("oneOf"))


def may_be(value: Any, schema: Schema) -> bool:
    """Whether a value is of a schema's kind and has its tags: properties with a `const`, or an `enum` of one."""
    kinds = schema.get("type")
    names = [kinds] if isinstance(kinds, str) else listed(kinds)
    if names and not any(is_a(value, name) for name in names):
        return False
    return not isinstance(value, dict) or all(same(value[n], tag) for n, tag in tags(schema).items() if n in value)


def tags(schema: Schema) -> dict[str, Any]:
    """The properties of an object that can have one value only, and that value."""
    found: dict[str, Any] = {}
    named = schema.get("properties")
    for name, part in (named if isinstance(named, dict) else {}).items():
        if isinstance(part, dict) and "const" in part:
            found[name] = part["const"]
        elif isinstance(part, dict) and len(listed(part.get("enum"))) == 1:
            found[name] = part["enum"][0]
    return found


def described(schema: Schema) -> str:
    """A schema in two or three words."""
    kinds = schema.get("type")
    if "const" in schema:
        return shown(schema["const"])
    if marks := tags(schema):
        return f"an object with {', '.join(f'{name} {shown(tag)}' for name, tag in marks.items())}"
    return " or ".join(
        NAMES.get(name, str(name))
        for name in ([kinds] if isinstance(kinds, str) else listed(kinds)) or ["another value"]
    )
