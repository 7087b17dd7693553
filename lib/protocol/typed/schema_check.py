"""Judge a JSON value against a JSON Schema: what doesn't fit, in short sentences.

It knows the keywords that text formats and tools use. What it doesn't know (`format`, a `$ref` to another document, a
pattern that could run for years) is not judged, and nothing is ever fetched. No schema and no value make a Judge raise.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from lib.protocol.typed.path import Path as Path
from lib.protocol.typed.path import told
from lib.protocol.typed.schema_keywords import JUDGED, NAMES, Schema, is_a, listed, own, same, shown, weight

Fault = tuple[Path, str]

MOST_STEPS: Final = 100_000  # for one value, about 3 microseconds each; `anyOf` of itself would be without end
DEEPEST: Final = 100  # schemas inside one another, and steps of one reference


class TooMuch(Exception):
    """The judge gave up; says at what."""


def problems(value: Any, schema: Schema) -> list[str]:
    """What is wrong with a value, each as `path: expected …, got …`; without a path where it is the value itself.

    Raises TooMuch for a value that could not be judged to its end.
    """
    judge = Judge(schema)
    found = [located(path, what) for path, what in judge.faults(value, schema)]
    if judge.gave_up:
        raise TooMuch(judge.gave_up)
    return found


def located(path: Path, what: str) -> str:
    """An error with the path that it is about."""
    return f"{told(path)}: {what}" if path else what


class Judge:
    """The judge of values against the subschemas of one schema, the `root` that its references point into.

    It says nothing of what is too deep, or takes too many steps; `gave_up` then says so, of the last value.
    """

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.steps = 0
        self.gave_up = ""
        self.alone: dict[int, tuple[Any, str]] = {}

    def faults(self, value: Any, schema: Any) -> Iterator[Fault]:
        """Where and what, of one value against the root or one of its subschemas."""
        self.steps, self.gave_up = 0, ""
        kind = self.kind_alone(schema)
        return iter(()) if kind and is_a(value, kind) else self.all(value, schema)

    def kind_alone(self, schema: Any) -> str:
        """The type that a schema says where it says nothing else, as most do; else ""."""
        known = self.alone.get(id(schema))
        if known is None or known[0] is not schema:
            says = JUDGED & schema.keys() if isinstance(schema, dict) else None
            kind = schema["type"] if says == {"type"} else ""
            known = self.alone[id(schema)] = (schema, kind if isinstance(kind, str) else "")
        return known[1]

    def all(
        self, value: Any, schema: Any, path: Path = (), depth: int = 0, here: tuple[Schema, ...] = ()
    ) -> Iterator[Fault]:
        """Where and what, of the value and of all that is in it; `here` are the schemas that led to this one."""
        if schema is False:
            yield path, f"expected nothing here, got {shown(value)}"
        if not isinstance(schema, dict) or any(schema is one for one in here):
            return  # a schema that refers to itself says nothing
        self.steps += 1 + weight(value, schema)
        if self.steps > MOST_STEPS or depth > DEEPEST:
            self.gave_up = f"more than {MOST_STEPS} steps" if self.steps > MOST_STEPS else f"more than {DEEPEST} levels"
            return
        here = (*here, schema)
        referred = [self.named(schema["$ref"])] if isinstance(schema.get("$ref"), str) else []
        for part in [*referred, *listed(schema.get("allOf"))]:
            yield from self.all(value, part, path, depth + 1, here)
        yield from ((path, what) for what in own(value, schema))
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
        for keyword in ("anyOf", "oneOf"):
            choices = listed(schema.get(keyword))
            fitting = (part for part in choices if next(self.all(value, part, path, depth, here), None) is None)
            if not choices or next(fitting, None) is not None:
                if keyword == "oneOf" and next(fitting, None) is not None:
                    yield path, f"expected only one of {len(choices)} choices to fit {shown(value)}, got more"
                continue
            whole = [self.resolved(part) for part in choices]
            meant = [part for part, found in zip(choices, whole, strict=True) if may_be(value, found)]
            if len(meant) == 1:
                yield from self.all(value, meant[0], path, depth, here)
            else:
                yield path, f"expected {' or '.join(map(described, whole))}, got {shown(value)}"

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
        for step in unquote(reference[1:]).split("/")[1:]:
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
