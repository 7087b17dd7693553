"""Any moment of a run, quickly: folds kept at places along its events, each a start for those after it."""

import gc
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

from lib.protocol.events import Event

APART: Final = 500  # events between two, at least
MOST: Final = 8
BYTES: Final = 32_000_000  # of all that are kept, but for a fold that is larger by itself
NEAR: Final = 250  # events before a moment that was far from all of them, where one more is kept

Fold = TypeVar("Fold")


class Checkpoints(Generic[Fold]):
    """The folds of one list of events, which doesn't change any more.

    `begin` makes an empty fold, `add` adds an event to it. They are kept as bytes: a fold goes on when it is used. To
    make those takes as long as to fold, so the way to the end, mostly the first, leaves none but the near one.
    """

    def __init__(self, events: Sequence[Event], begin: Callable[[], Fold], add: Callable[[Fold, Event], None]) -> None:
        self.events = events
        self.begin = begin
        self.add = add
        self.apart = max(APART, -(-len(events) // MOST))
        self.kept: dict[int, bytes] = {}
        self.near: dict[int, bytes] = {}

    @property
    def bytes(self) -> int:
        """Of all that are kept."""
        return sum(map(len, [*self.kept.values(), *self.near.values()]))

    def at(self, count: int) -> Fold:
        """The fold of the first `count` events; one's own."""
        count = min(count, len(self.events))
        first = not self.kept and count >= len(self.events) - 1
        return self.fold(count, keeping=not first)

    def fill(self) -> Iterator[int]:
        """Keep all that are to be kept, so that no moment is far from one; yields after each how many events it has."""
        last = max(self.kept, default=0)
        if last + self.apart >= len(self.events):
            return
        fold = self.fold(last, keeping=False)
        for at in range(last, len(self.events)):
            if at > last and at % self.apart == 0:
                if not self.keep(at, fold):
                    return
                yield at
                if at + self.apart >= len(self.events):
                    return
            self.add(fold, self.events[at])

    def fold(self, count: int, *, keeping: bool) -> Fold:
        """That of the first so many events, from the nearest one before."""
        starts = {**self.kept, **self.near}
        start = max((at for at in starts if at <= count), default=0)
        fold: Fold = unpacked(starts[start]) if start else self.begin()
        for at in range(start, count):
            if keeping and at % self.apart == 0 and at and at not in self.kept:
                self.keep(at, fold)
            if at == count - NEAR and at - start >= APART and (packed := packed_of(fold)):
                self.near = {at: packed}
            self.add(fold, self.events[at])
        return fold

    def keep(self, at: int, fold: Fold) -> bool:
        """One more, if it can be packed. Where they get too large, every other one goes."""
        if not (packed := packed_of(fold)):
            return False
        self.kept[at] = packed
        while len(self.kept) > 1 and sum(map(len, self.kept.values())) > BYTES:
            self.apart *= 2
            self.kept = {at: kept for at, kept in self.kept.items() if at % self.apart == 0}
        return True


def unpacked(packed: bytes) -> Any:
    """The fold in these bytes.

    The garbage collector rests meanwhile: so many new objects make it look through all that the process has, again and
    again (0.1 s where the fold has 2,500 items, without it 0.01 s).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(packed)
    finally:
        if collecting:
            gc.enable()


def packed_of(fold: object) -> bytes:
    """A fold as bytes; none where it is too deep for that: it is folded from further back then."""
    try:
        return pickle.dumps(fold)
    except RecursionError:
        return b""
