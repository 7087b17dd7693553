"""The references in a JSON schema: what they lead to, and how deep the least value behind each is."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lib.simulator.fitting import Schema, types

DEEPEST: Final = 40  # levels of a schema, and of a value


@dataclass(slots=True)
class Depths:
    """How deep the least value of each part of a schema is."""

    root: Schema
    depths: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find how deep the least value of each reference is: again until nothing changes, `DEEPEST` times at the most.

        Once is enough where no reference leads back to itself: what each leads to comes before it.
        """
        self.depths = dict.fromkeys(inside_out(self.root), math.inf)
        for _ in range(DEEPEST):
            before = dict(self.depths)
            for name in self.depths:
                self.depths[name] = self.of(target(self.root, name))
            if self.depths == before:
                break

    def of(self, schema: object, level: int = 0) -> float:
        """How deep the least value of a schema is; infinite if it has none."""
        if not isinstance(schema, Mapping) or level > DEEPEST:
            return 0 if schema is True else math.inf
        if "$ref" in schema:
            return self.depths.get(str(schema["$ref"]), math.inf)
        if branches := schema.get("anyOf") or schema.get("oneOf"):
            return min((self.of(branch, level + 1) for branch in branches), default=math.inf)
        kinds = types(schema)
        if "enum" in schema or "const" in schema or not {"object", "array"} >= set(kinds):
            return 0
        parts = [self.of(part, level + 1) for part in needed(schema)]
        if "array" in kinds:
            parts = [self.of(schema.get("items", {}), level + 1)] if schema.get("minItems", 0) else []
        return 1 + max(parts, default=0)


def needed(schema: Schema) -> Iterator[object]:
    """The schemas of the properties that an object can't do without."""
    properties = schema.get("properties") or {}
    yield from (properties[name] for name in schema.get("required") or [] if name in properties)


def merged(schema: Schema) -> Schema:
    """A schema with the parts of its `allOf` beside its own keys."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    rest = {name: value for name, value in schema.items() if name != "allOf"}
    for part in parts:
        rest = {**part, **rest} if isinstance(part, Mapping) else rest
    return rest


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
    waiting = [(name, False) for name in references(root)]
    while waiting:
        name, done = waiting.pop()
        if done:
            found.append(name)
        elif name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting.extend((inner, False) for inner in references(target(root, name)))
    return found


def target(root: Schema, name: str) -> object:
    """What a reference such as `#/$defs/day` leads to; None if it leads nowhere."""
    found: object = root
    for step in name.removeprefix("#").split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found if name.startswith("#") else None
