"""The places of a schema that take a single value, in the order of its properties."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lib.simulator.reading.words import words
from lib.simulator.schemas.fitting import Schema, types
from lib.simulator.schemas.given import EACH, Path
from lib.simulator.schemas.references import branches, merged, target, union

MOST = 200  # leaves of one schema; those after them get neutral values


@dataclass(frozen=True, slots=True)
class Leaf:
    """One place: its path, the schema that decides there (null aside), and whether it is needed."""

    path: Path
    schema: Schema
    needed: bool
    nullable: bool = False
    words: list[str] = field(init=False, compare=False)  # of its name

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", words(self.name))

    @property
    def free(self) -> bool:
        """Whether it takes any text, so that nothing neutral stands for a value."""
        return self.takes("string") and not self.listed and not {"format", "pattern"} & self.schema.keys()

    @property
    def name(self) -> str:
        """The name of the property."""
        return next((step for step in reversed(self.path) if step != EACH), "")

    @property
    def about(self) -> str:
        """What the schema says about it."""
        return str(self.schema.get("description") or "")

    @property
    def many(self) -> bool:
        """Whether it takes several values, as the entries of an array."""
        return EACH in self.path

    def takes(self, kind: str) -> bool:
        """Whether values of this JSON type fit."""
        return kind in types(self.schema)

    @property
    def listed(self) -> list[Any]:
        """The values of an enum or a const."""
        return [*self.schema.get("enum", []), *([self.schema["const"]] if "const" in self.schema else [])]


def leaves(root: Schema) -> list[Leaf]:
    """The leaves of a schema; recursion is followed once."""
    return [leaf for leaf, _ in zip(inside(root, root, (), True, ()), range(MOST), strict=False)]


def inside(root: Schema, schema: object, path: Path, needed: bool, seen: tuple[str, ...]) -> Iterator[Leaf]:
    """The leaves at a path and below it."""
    if not isinstance(schema, Mapping) or len(path) > 8:
        return
    schema = merged(root, schema)
    if "$ref" in schema:
        name = str(schema["$ref"])
        if name not in seen:
            found = target(root, name)
            about = {key: value for key, value in schema.items() if key == "description"}
            schema = {**found, **about} if isinstance(found, Mapping) else {}
            yield from inside(root, schema, path, needed, (*seen, name))
        return
    if union(schema):
        about = {key: schema[key] for key in ("description",) if key in schema}
        full, null = branches(schema)
        first = full[0] if full else {"type": "null"}
        for leaf in inside(root, {**about, **first}, path, needed, seen):
            yield replace(leaf, nullable=leaf.nullable or null)
    elif "object" in types(schema):
        needs = {*(schema.get("required") or [])}
        for name, part in (schema.get("properties") or {}).items():
            yield from inside(root, part, (*path, name), name in needs, seen)
    elif "array" in types(schema):
        about = {key: schema[key] for key in ("description",) if key in schema}
        items = schema.get("items", {})
        yield from inside(root, {**about, **items} if isinstance(items, Mapping) else {}, (*path, EACH), needed, seen)
    elif path:
        yield Leaf(path, schema, needed, "null" in types(schema))
