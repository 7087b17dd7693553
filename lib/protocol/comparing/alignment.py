"""The items of two runs beside each other: matched by turn, by type, and by their order among those of that type."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lib.protocol.comparing.item_course import ItemCourse

Key = tuple[int, str, int]


@dataclass(frozen=True)
class Pair:
    """An item of each run; None where a run has no counterpart. `order` counts those of its type from 0."""

    turn: int
    kind: str
    order: int
    one: ItemCourse | None
    other: ItemCourse | None


def aligned(one: Sequence[ItemCourse], other: Sequence[ItemCourse]) -> list[Pair]:
    """All items of both, in the order of the first run; what only the second has stands after what came before it."""
    ours, theirs = keyed(one), keyed(other)
    places = {key: (key[0], at, 0, 0) for at, key in enumerate(ours)}
    last: dict[int, int] = {}
    for at, key in enumerate(theirs):
        if key in places:
            last[key[0]] = places[key][1]
        else:
            places[key] = (key[0], last.get(key[0], -1), 1, at)
    return [Pair(*key, ours.get(key), theirs.get(key)) for key in sorted(places, key=places.__getitem__)]


def keyed(courses: Sequence[ItemCourse]) -> dict[Key, ItemCourse]:
    """The items by turn, type, and order."""
    counted: Counter[tuple[int, str]] = Counter()
    found: dict[Key, ItemCourse] = {}
    for course in courses:
        key = (course.turn, course.kind)
        found[(*key, counted[key])] = course
        counted[key] += 1
    return found
