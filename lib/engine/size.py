"""How much memory a run takes, near enough to bound what is kept of runs."""

from itertools import chain
from sys import getsizeof
from typing import Any, Final

EACH: Final = 114
"""Bytes of an event beside its frame: the object, its time, the head of the frame, its place in the list. Measured."""


def size_of(body: dict[str, Any]) -> int:
    """The bytes that a JSON object takes in memory: 15 MB of text a few more, 15 MB of empty lists twenty times that.

    A text counts whole, however long, without a look into it: a usual request takes some microseconds.
    """
    size, layer = 0, list[Any]([body])
    while layer:
        size += sum(map(getsizeof, layer))
        inner = (chain(one, one.values()) if type(one) is dict else one for one in layer if type(one) in (dict, list))
        layer = [*chain.from_iterable(inner)]
    return size
