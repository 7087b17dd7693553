"""Damage to ids: an item gets that of another."""

from tests.damages.damage import Harm, Place
from tests.damages.edits import changed
from tests.damages.places import of
from tests.damages.stream import ADDED, Sent, Stream, kind


def at_later_item(name: str) -> Place:
    """An item is announced that has this name of its own, as an item of its type before it has."""

    def fits(stream: Stream, at: int) -> bool:
        return of("output_item.added")(stream, at) and first_of_type(stream, at, name) not in (None, at)

    return fits


def named_as_another(name: str) -> Harm:
    def harm(stream: Stream, at: int) -> list[Sent]:
        other = first_of_type(stream, at, name)
        assert other is not None
        return changed(stream, at, lambda body: body["item"].update({name: stream[other].body["item"][name]}))

    return harm


def first_of_type(stream: Stream, at: int, name: str) -> int | None:
    """Where the first item of the same type was announced, if it has such a name too."""
    item = stream[at].body["item"]
    announced = [other for other in range(at + 1) if kind(stream, other) == ADDED]
    same = [other for other in announced if stream[other].body["item"]["type"] == item["type"]]
    return same[0] if item.get(name) and stream[same[0]].body["item"].get(name) else None
