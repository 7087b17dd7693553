"""What a part of a JSON schema comes to: its references followed, its unions unpacked, its `allOf` merged; and how deep
the least value behind each reference is.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from lib.simulator.schemas.fitting import Schema, types

DEEPEST: Final = 40  # levels of a schema, and of a value
STEP: Final = 1e-6  # what following a reference counts: of two ways as deep, the one that leads back is the longer
MOST_PARTS: Final = 50  # of an `allOf`, with those inside its parts


@dataclass(slots=True)
class Depths:
    """How deep the least value of each part of a schema is."""

    root: Schema
    depths: dict[str, float] = field(default_factory=dict)
    known: dict[int, float] = field(default_factory=dict)  # of the parts that have parts, by `id`

    def __post_init__(self) -> None:
        """Find how deep the least value of each reference is: again until nothing changes, `DEEPEST` times at the most.

        Once is enough where no reference leads back to itself: what each leads to comes before it.
        """
        self.depths = dict.fromkeys(inside_out(self.root), math.inf)
        for _ in range(DEEPEST):
            before = dict(self.depths)
            self.known.clear()
            for name in self.depths:
                self.depths[name] = self.of(target(self.root, name))
            if self.depths == before:
                break

    def of(self, schema: object, level: int = 0) -> float:
        """How deep the least value of a schema is; infinite if it has none."""
        if not isinstance(schema, Mapping) or level > DEEPEST:
            return 0 if schema is True else math.inf
        whole = merged(self.root, schema)
        if "$ref" in whole:
            return self.depths.get(str(whole["$ref"]), math.inf) + STEP
        kinds = types(whole)
        every = union(whole)
        if not every and ("enum" in whole or "const" in whole or not {"object", "array"} >= set(kinds)):
            return 0
        if id(schema) not in self.known:
            self.known[id(schema)] = self.below(whole, kinds, every, level + 1)
        return self.known[id(schema)]

    def below(self, schema: Schema, kinds: list[str], every: list[Any], level: int) -> float:
        """How deep the least value is of a union, an object or an array."""
        if every:
            return min(self.of(branch, level) for branch in every)
        parts = [self.of(part, level) for part in needed(schema)]
        if "array" in kinds:
            parts = [self.of(schema.get("items", {}), level)] if schema.get("minItems", 0) else []
        return 1 + max(parts, default=0)


def needed(schema: Schema) -> Iterator[object]:
    """The schemas of the properties that an object can't do without."""
    properties = schema.get("properties") or {}
    yield from (properties[name] for name in schema.get("required") or [] if name in properties)


def followed(root: Schema, schema: object, within: tuple[str, ...] = ()) -> tuple[Schema | None, tuple[str, ...]]:
    """A schema with its `allOf` merged and its reference followed, and `within` with the references that were. None for
    one that leads nowhere, or back to one of those.
    """
    while isinstance(schema, Mapping):
        schema = merged(root, schema)
        if "$ref" not in schema:
            return schema, within
        name = str(schema["$ref"])
        if name in within or len(within) > DEEPEST:
            break
        within, schema = (*within, name), target(root, name)
    return None, within


def union(schema: Schema) -> list[Any]:
    """The branches of a schema that is a union; empty for any other."""
    return list(schema.get("anyOf") or schema.get("oneOf") or [])


def branches(schema: Schema) -> tuple[list[Schema], bool]:
    """The branches of a union without null, and whether null is one of them."""
    every = union(schema)
    full = [branch for branch in every if isinstance(branch, Mapping) and branch.get("type") != "null"]
    return full, len(full) < len(every)


def merged(root: Schema, schema: Schema) -> Schema:
    """A schema with the parts of its `allOf` beside its own keys; all their properties, and all that they require."""
    waiting = [*schema.get("allOf", [])]
    if not waiting:
        return schema
    found = without_parts(schema)
    for _ in range(MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop(0)
        if isinstance(part, Mapping) and "$ref" in part:
            part = target(root, str(part["$ref"]))
        if isinstance(part, Mapping):
            waiting[:0] = part.get("allOf", [])
            found = joined(found, without_parts(part))
    return found


def without_parts(schema: Schema) -> dict[str, Any]:
    """A schema without its `allOf`."""
    return {name: value for name, value in schema.items() if name != "allOf"}


def joined(one: Schema, other: Schema) -> dict[str, Any]:
    """Two schemas that both hold, as one: the narrower bounds, and where there is no telling, the first one's word."""
    both = {**other, **one}
    for name in one.keys() & other.keys():
        if name == "properties":
            both[name] = {**other[name], **one[name]}
        elif name == "required":
            both[name] = list(dict.fromkeys([*one[name], *other[name]]))
        elif name in ("minimum", "exclusiveMinimum", "minLength", "minItems"):
            both[name] = max(one[name], other[name])
        elif name in ("maximum", "exclusiveMaximum", "maxLength", "maxItems"):
            both[name] = min(one[name], other[name])
        elif name == "enum":
            both[name] = [value for value in one[name] if value in other[name]]
    return both


def references(schema: object) -> Iterator[str]:
    """All references in a schema."""
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case Mapping() as found:
                if isinstance(found.get("$ref"), str):
                    yield found["$ref"]
                waiting.extend(found.values())
            case list(found):
                waiting.extend(found)


def inside_out(root: Schema) -> list[str]:
    """All references in a schema, each after those that are in what it leads to; in any order where they lead back."""
    found: list[str] = []
    seen: set[str] = set()
    visited: set[int] = set()
    waiting: list[tuple[object, str]] = [(root, "")]
    while waiting:
        part, done = waiting.pop()
        if done:
            found.append(done)
        elif isinstance(part, (Mapping, list)) and id(part) not in visited:
            visited.add(id(part))
            waiting.extend((inner, "") for inner in (part.values() if isinstance(part, Mapping) else part))
            name = part.get("$ref") if isinstance(part, Mapping) else None
            if isinstance(name, str) and name not in seen:
                seen.add(name)
                waiting += [(None, name), (target(root, name), "")]
    return found


def target(root: Schema, name: str) -> object:
    """What a reference such as `#/$defs/day` leads to; None if it leads nowhere."""
    found: object = root
    for step in steps(name):
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found if name.startswith("#") else None


def steps(name: str) -> tuple[str, ...]:
    """The keys that a reference such as `#/$defs/a~1b` goes by: `$defs` and `a/b`."""
    return tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in name.removeprefix("#").split("/")[1:])
