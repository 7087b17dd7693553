"""Damage to sequence numbers."""

from tests.damages.damage import Place
from tests.damages.edits import rewritten
from tests.damages.places import middle
from tests.damages.stream import Sent, Stream, wire


def numbers(fits: Place) -> Place:
    """A place in a stream whose events all have a number."""
    return lambda stream, at: stream.numbered and fits(stream, at)


def swappable(stream: Stream, at: int) -> bool:
    """An event before another, neither the first nor the last."""
    return stream.numbered and middle(stream, at) and middle(stream, at + 1)


def unnumbered(stream: Stream, at: int) -> list[Sent]:
    """All of the wire's events without their numbers."""
    return [
        rewritten({name: value for name, value in one.body.items() if name != "sequence_number"})
        if wire(stream, place)
        else one
        for place, one in enumerate(stream)
    ]
