"""The places of a schema that a text can fill: single ones, and lists of objects; a union's branch by the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.fitting import Schema, types
from lib.simulator.given import EACH, Path
from lib.simulator.leaves import MOST, Leaf
from lib.simulator.references import merged, target
from lib.simulator.words import STOP, stem, stems, words

DEEPEST: Final = 30  # steps of a path


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
    said = set(stems(text))
    found = Slots()
    gather(root, schema, path, True, said, within, found)
    return found


def gather(
    root: Schema, schema: object, path: Path, needed: bool, said: set[str], within: tuple[str, ...], found: Slots
) -> None:
    """Adds the places at a path and below to those that were found; references in `within` are not followed again."""
    if len(path) > DEEPEST or len(found.singles) >= MOST:
        return
    part, seen, null = resolved(root, schema, within, said)
    if part is None:
        return
    kinds = types(part)
    if "enum" in part or "const" in part or not {"object", "array"} & set(kinds):
        found.singles += [Leaf(path, part, needed, null or "null" in kinds)] if path else []
    elif "object" in kinds:
        for name, inner in (part.get("properties") or {}).items():
            step = (*path, name)
            if is_tag(inner) and len(tag := inner_values(inner)) == 1:
                found.tags[step] = tag[0]
            else:
                gather(root, inner, step, name in (part.get("required") or []), said, seen, found)
    else:
        items = part.get("items", {})
        inner, _, _ = resolved(root, items, (), said)
        ref = str(items.get("$ref", "")) if isinstance(items, Mapping) else ""
        if inner is not None and "object" in types(inner) and "enum" not in inner:
            found.lists.append(Rows(path, items if isinstance(items, Mapping) else {}, ref))
        elif inner is not None and "array" not in types(inner):
            found.singles.append(Leaf((*path, EACH), inner, needed))


def resolved(
    root: Schema, schema: object, within: tuple[str, ...], said: set[str]
) -> tuple[Schema | None, tuple[str, ...], bool]:
    """A schema with its references followed and the branches of its unions chosen; the references that were followed,
    and whether null is one of the branches. None for one that leads back.
    """
    null = False
    for _ in range(DEEPEST):
        if not isinstance(schema, Mapping):
            return None, within, null
        schema = merged(schema)
        if "$ref" in schema:
            name = str(schema["$ref"])
            if name in within:
                return None, within, null
            within, schema = (*within, name), target(root, name)
        elif branches := schema.get("anyOf") or schema.get("oneOf"):
            full = [branch for branch in branches if isinstance(branch, Mapping) and branch.get("type") != "null"]
            null = null or len(full) < len(branches)
            schema = chosen(root, full, said) if full else {"type": "null"}
        else:
            return schema, within, null
    return None, within, null


def chosen(root: Schema, branches: list[Schema], said: set[str]) -> Schema:
    """The branch that the words point to: by its tag, then by the names of its properties; else the first."""
    return max(branches, key=lambda branch: points(root, branch, said)) if branches else {}


def points(root: Schema, branch: Schema, said: set[str]) -> float:
    """How much the words point to a branch."""
    part: object = target(root, str(branch["$ref"])) if "$ref" in branch else branch
    if not isinstance(part, Mapping):
        return 0
    score = 0.0
    for name, inner in (part.get("properties") or {}).items():
        if is_tag(inner):
            tags = {stem(word) for value in inner_values(inner) for word in words(str(value)) if word not in STOP}
            score += 3 * bool(tags & said)
        score += len({stem(word) for word in words(name)} & said)
    return score


def is_tag(schema: object) -> bool:
    """Whether a property has one value only, and so tells one branch from another."""
    return isinstance(schema, Mapping) and len(inner_values(schema)) == 1


def inner_values(schema: Schema) -> list[Any]:
    """The values of a const or an enum."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum") or [])
