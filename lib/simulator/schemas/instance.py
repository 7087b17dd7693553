"""A JSON schema -> a value that fits it, filled with the values that are given for its places.

It takes the strict subset of the API and a little more. A schema that has no value, or none that is found, raises
`Unfit`, which names the place. Recursion takes the shallowest way out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.schemas.fitting import Schema, fits, types
from lib.simulator.schemas.given import EACH, Given, Path, Values
from lib.simulator.schemas.neutral import UNKNOWN, neutral
from lib.simulator.schemas.pattern import Patterns, Unsupported
from lib.simulator.schemas.references import DEEPEST, Depths, followed, merged, references, target, union

NEITHER: Final = ("unknown", "unspecified", "undefined", "none", "n/a", "not_specified", "unclear", "neutral", "other")
LARGEST: Final = 20_000  # values in one instance


class Unfit(ValueError):
    """A schema that no value is made for; `place` is the path of keys into it."""

    def __init__(self, place: tuple[str, ...], why: str) -> None:
        super().__init__(why)
        self.place = place


def instance(
    schema: Schema, values: Values | None = None, turn: int = 0, key: str = "0" * 32, nothing: str | None = None
) -> Any:
    """A value that fits the schema.

    `values` are those to fill in, by path; of several for one place that isn't an array, number `turn` is taken, or
    the last. `key` (hex digits, at least 32) decides what looks random. With `nothing`, what nobody gave is honest: a
    text says just that, an array is as short as it may be, a number is 0, and a listed value one such as `unknown`.
    """
    return Maker(schema, Given(values or {}, turn), key, nothing).value()


@dataclass(slots=True)
class Maker:
    """What is needed at every place: the whole schema, what is given, and the patterns that were read. It keeps which
    places took a value that was given, and which got one that nobody gave.
    """

    root: Schema
    given: Given
    key: str = "0" * 32
    nothing: str | None = None
    patterns: Patterns = field(default_factory=Patterns)
    depths: Depths = field(init=False)
    made: int = 0
    taken: dict[Path, Any] = field(default_factory=dict)
    made_up: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.depths = Depths(self.root)

    def value(self) -> Any:
        """The value of the whole schema; raises Unfit where there is none."""
        return self.make(self.root, (), ())

    def fits(self, schema: Schema, value: object) -> bool:
        """Whether a value fits a schema for single values."""
        return fits(schema, value, self.patterns)

    def make(self, schema: object, path: Path, place: tuple[str, ...]) -> Any:
        """The value at a path; `place` is where its schema stands."""
        self.made += 1
        if len(path) > DEEPEST or len(place) > 4 * DEEPEST or self.made > LARGEST:
            raise Unfit(place[:8], "the smallest value that fits is too large or too deep")
        if not isinstance(schema, Mapping):
            if schema is True:
                return None
            raise Unfit(place, f"expected a schema, got {schema!r}")
        schema = merged(self.root, schema)
        if "$ref" in schema:
            name = str(schema["$ref"])
            if math.isinf(self.depths.of({"$ref": name})):
                raise Unfit(place, f"{name!r} is not there, or has no end")
            return self.make(target(self.root, name), path, (*place, "$ref"))
        if every := union(schema):
            return self.branch(every, path, (*place, "anyOf" if schema.get("anyOf") else "oneOf"))
        if "const" in schema or "enum" in schema:
            return self.listed(schema, path, place)
        kinds = types(schema)
        if "null" in kinds and not self.given.known(path):
            self.made_up.append(path)
            return None
        if "object" in kinds:
            return self.an_object(schema, path, place)
        if "array" in kinds:
            return self.an_array(schema, path, place)
        return self.single(schema, path, place, kinds)

    def branch(self, branches: Sequence[object], path: Path, place: tuple[str, ...]) -> Any:
        """The value of one branch: one that takes what is given, else null, else the shallowest."""
        order = sorted(range(len(branches)), key=lambda at: self.depths.of(branches[at]))
        finite = [at for at in order if not math.isinf(self.depths.of(branches[at]))]
        if not finite:
            raise Unfit(place, "every branch leads back and has no end")
        nulls = [at for at in finite if "null" in self.kinds(branches[at])]
        if self.given.known(path):
            for at in finite:
                single = self.resolved(branches[at])
                if any(self.fits(single, value) for value in self.given.at(path)):
                    return self.make(branches[at], path, (*place, str(at)))
            fuller = [at for at in finite if at not in nulls and {"object", "array"} & set(self.kinds(branches[at]))]
            if fuller and not self.given.at(path):
                best = max(fuller, key=lambda at: self.takes(branches[at], path))
                return self.make(branches[best], path, (*place, str(best)))
        at = (nulls or finite)[0]
        return self.make(branches[at], path, (*place, str(at)))

    def takes(self, schema: object, path: Path) -> int:
        """How many of the values that are given below a path a branch has a place for; -1 if it has another tag."""
        properties = self.resolved(schema).get("properties") or {}
        for name, part in properties.items():
            part = self.resolved(part)
            given = self.given.at((*path, name)) if {"const", "enum"} & part.keys() else []
            if given and not any(self.fits(part, value) for value in given):
                return -1
        return sum(self.given.known((*path, name)) for name in properties)

    def resolved(self, schema: object) -> Schema:
        """A schema with its reference followed; empty where it leads nowhere."""
        return followed(self.root, schema)[0] or {}

    def kinds(self, schema: object) -> list[str]:
        """The types that a branch allows; none for a union, which has branches of its own."""
        single = self.resolved(schema)
        return [] if union(single) else types(single)

    def listed(self, schema: Schema, path: Path, place: tuple[str, ...]) -> Any:
        """One of the values that are listed: what is given if it is there, else the first that fits."""
        listed = [*([schema["const"]] if "const" in schema else []), *schema.get("enum", [])]
        for value in self.given.at(path):
            if self.fits(schema, value):
                self.taken[path] = value
                return value
        if self.nothing is not None:
            listed.sort(key=lambda value: value is not None and str(value).lower() not in NEITHER)
        for value in listed:
            if self.fits(schema, value):
                self.made_up += [path] if len(listed) > 1 else []
                return value
        raise Unfit(place, "none of the values that are listed fits the rest of the schema")

    def an_object(self, schema: Schema, path: Path, place: tuple[str, ...]) -> dict[str, Any]:
        """An object with what it needs, and of the rest what is known."""
        properties = schema.get("properties") or {}
        required = dict.fromkeys(schema.get("required") or [])
        made = {
            name: self.make(part, (*path, name), (*place, "properties", name))
            for name, part in properties.items()
            if name in required or self.given.known((*path, name))
        }
        other = schema.get("additionalProperties", {})
        for name in required:
            if name not in made:
                if other is False:
                    raise Unfit(place, f"{name!r} is required, and no property may go by that name")
                made[name] = self.make(other if isinstance(other, Mapping) else {}, (*path, name), place)
        return made

    def an_array(self, schema: Schema, path: Path, place: tuple[str, ...]) -> list[Any]:
        """An array: all that is given for its entries, else one entry, where that is not deeper than it needs."""
        items = schema.get("items", {})
        fewest, most = schema.get("minItems", 0), schema.get("maxItems", LARGEST)
        if fewest > most or fewest > LARGEST:
            raise Unfit(place, f"an array of {fewest} to {most} entries is not made")
        inside = (*path, EACH)
        bare = self.nothing is None and self.plain(items)
        wanted = self.given.entries(path) or (1 if self.given.known(inside) or bare else 0)
        count = min(max(wanted, fewest), most)
        turn = self.given.turn
        made = []
        for at in range(count):
            self.given.turn = at
            made.append(self.make(items, (*path, f"[{at}]"), (*place, "items")))
        self.given.turn = turn
        self.made_up += [] if made else [path]
        return made

    def plain(self, items: object) -> bool:
        """Whether one entry may as well be there: it leads back to no reference."""
        return isinstance(items, Mapping) and not any(references(items)) and not math.isinf(self.depths.of(items))

    def single(self, schema: Schema, path: Path, place: tuple[str, ...], kinds: list[str]) -> Any:
        """A text, a number, a boolean or null."""
        for value in self.given.at(path):
            if self.fits(schema, value):
                self.taken[path] = value
                return value
        self.made_up.append(path)
        if self.nothing is not None and {"integer", "number"} & set(kinds) and fits(schema, 0):
            return 0
        try:
            found = neutral(schema, kinds, self.key, self.nothing or UNKNOWN, self.patterns)
        except Unsupported as error:
            raise Unfit((*place, "pattern"), str(error)) from None
        if found is None and "null" not in kinds:
            raise Unfit(place, f"no {' or '.join(kinds)} was found that fits it")
        return found
