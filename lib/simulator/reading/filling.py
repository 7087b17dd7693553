"""A prompt and a schema -> the values that the prompt has for the places of the schema, by their paths.

No piece of the prompt goes to two places: places that a word of the prompt points to come first, then those whose kind
of thing the prompt has, then those that need anything at all.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lib.simulator.reading.cues import cued, left, of_kind
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf, leaves
from lib.simulator.reading.subjects import FROM, TO
from lib.simulator.schemas.fitting import Schema, fits
from lib.simulator.schemas.given import Path


def filled(schema: Schema, prompt: str) -> dict[Path, list[Any]]:
    """The values for the leaves of a schema, by path; more than one where the prompt has a list."""
    finding = Finding(prompt)
    places = leaves(schema)
    rounds: tuple[Callable[[Leaf, Finding], list[Any]], ...] = (listed, cued, of_kind)
    values: dict[Path, list[Any]] = {}
    for fill in rounds:
        for leaf in sorted(places, key=lambda leaf: not leaf.many):
            if not values.get(leaf.path):
                values[leaf.path] = [value for value in fill(leaf, finding) if fits(leaf.schema, value)]
    for leaf in places:
        if not values.get(leaf.path) and leaf.needed:
            values[leaf.path] = left(leaf, places, values, finding)
    return spread({path: found for path, found in values.items() if found}, places)


def listed(leaf: Leaf, finding: Finding) -> list[Any]:
    """The values of an enum that the prompt has."""
    return finding.listed(leaf)


def spread(values: dict[Path, list[Any]], places: Sequence[Leaf]) -> dict[Path, list[Any]]:
    """The same values; a list that went to one place goes to its neighbours too where those have nothing: two
    names for `first` and `second` are one each.
    """
    for leaf in places:
        found = values.get(leaf.path, [])
        alike = [
            other.path
            for other in places
            if other.needed and not other.many and other.path not in values and kin(leaf, other)
        ]
        if alike and len(found) > 1 and not leaf.many:
            for path, value in zip([leaf.path, *alike], found, strict=False):
                values[path] = [value]
    return values


def kin(one: Leaf, other: Leaf) -> bool:
    """Whether two places take the same kind of thing: `city_a` and `city_b`, `origin` and `destination`."""
    ends = FROM | TO
    return bool(set(one.words) & set(other.words)) or bool(ends & set(one.words) and ends & set(other.words))
