"""The places of a schema that a text can fill: single ones, and lists of objects; a union's branch by the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.reading.leaves import MOST, Leaf
from lib.simulator.reading.words import STOP, stem, stems, words
from lib.simulator.schemas.fitting import Schema, types
from lib.simulator.schemas.given import EACH, Path
from lib.simulator.schemas.references import DEEPEST, branches, followed, union

MOST_LOOKS: Final = 2000  # parts of a schema that one text is held against
MOST_BRANCHES: Final = 100


@dataclass(frozen=True, slots=True)
class Rows:
    """An array of objects: its path, and the schema of an entry; `name` is what `$ref` the entries go by, if any."""

    path: Path
    items: Schema
    ref: str = ""

    @property
    def name(self) -> str:
        return next((step for step in reversed(self.path) if step[:1] != "["), "")


@dataclass(slots=True)
class Slots:
    """What there is to fill below one path, and the tags of unions that the text decides."""

    singles: list[Leaf] = field(default_factory=list)
    lists: list[Rows] = field(default_factory=list)
    tags: dict[Path, Any] = field(default_factory=dict)


def slots_of(root: Schema, schema: object, path: Path, text: str, within: tuple[str, ...] = ()) -> Slots:
    """The places at a path and below, without what is inside the entries of arrays."""
    gathering = Gathering(root, set(stems(text)))
    gathering.add(schema, path, True, within)
    return gathering.found


@dataclass(slots=True)
class Gathering:
    """What it takes to gather places: the whole schema, the stems of the text, and what was found so far."""

    root: Schema
    said: set[str]
    found: Slots = field(default_factory=Slots)
    looks: int = 0

    def add(self, schema: object, path: Path, needed: bool, within: tuple[str, ...], chosen: bool = False) -> None:
        """Add the places at a path and below; references in `within` are not followed again. `chosen` is a branch of a
        union that the words point to.
        """
        self.looks += 1
        if len(path) > DEEPEST or len(self.found.singles) >= MOST or self.looks > MOST_LOOKS:
            return
        part, seen, null, points = self.resolved(schema, within)
        chosen = chosen if points is None else points
        if part is None:
            return
        kinds = types(part)
        if "enum" in part or "const" in part or not {"object", "array"} & set(kinds):
            self.found.singles += [Leaf(path, part, needed, null or "null" in kinds)] if path else []
        elif "object" in kinds:
            needs = {*(part.get("required") or [])}
            for name, inner in (part.get("properties") or {}).items():
                if not is_tag(inner):
                    self.add(inner, (*path, name), name in needs, seen)
                elif chosen:
                    self.found.tags[(*path, name)] = inner_values(inner)[0]
        else:
            self.array(part, path, needed)

    def array(self, part: Schema, path: Path, needed: bool) -> None:
        """Add a list of objects, or the one place that stands for all entries of an array."""
        items = part.get("items", {})
        inner, _, _, _ = self.resolved(items, ())
        ref = str(items.get("$ref", "")) if isinstance(items, Mapping) else ""
        if inner is not None and "object" in types(inner) and "enum" not in inner:
            self.found.lists.append(Rows(path, items if isinstance(items, Mapping) else {}, ref))
        elif inner is not None and "array" not in types(inner):
            self.found.singles.append(Leaf((*path, EACH), inner, needed))

    def resolved(
        self, schema: object, within: tuple[str, ...]
    ) -> tuple[Schema | None, tuple[str, ...], bool, bool | None]:
        """A schema with its references followed and the branches of its unions chosen; the references that were
        followed; whether null is one of the branches; whether the words point to the last of them, None where there
        was no union. None for a schema that leads back.
        """
        null, pointed = False, None
        for _ in range(DEEPEST):
            part, within = followed(self.root, schema, within)
            if part is None or not union(part):
                return part, within, null, pointed
            full, also = branches(part)
            null = null or also
            scores = [self.points(branch) for branch in full[:MOST_BRANCHES]]
            schema = full[scores.index(max(scores))] if full else {"type": "null"}
            pointed = bool(scores) and max(scores) > 0
        return None, within, null, pointed

    def points(self, branch: Schema) -> float:
        """How much the words point to a branch: by its tag, and by the names of its properties."""
        part = followed(self.root, branch)[0] or {}
        score = 0.0
        for name, inner in (part.get("properties") or {}).items():
            if is_tag(inner):
                tags = {stem(word) for value in inner_values(inner) for word in words(str(value)) if word not in STOP}
                score += 3 * bool(tags & self.said)
            score += len({stem(word) for word in words(name)} & self.said)
        return score


def is_tag(schema: object) -> bool:
    """Whether a property has one value only, and so tells one branch from another."""
    return isinstance(schema, Mapping) and len(inner_values(schema)) == 1


def inner_values(schema: Schema) -> list[Any]:
    """The values of a const or an enum."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum") or [])
