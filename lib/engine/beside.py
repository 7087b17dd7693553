"""What sessions keep of runs: folds, checkpoints, comparisons. It goes when its run goes, also where nobody looks.

A session holds each thing; here it is known by a weak reference, so a session that ends lets go of all of its own.
"""

import threading
import weakref
from typing import Final, Protocol

MOST_BYTES: Final = 128_000_000
"""Of all together. The checkpoints of 10,000 events of text are 2 MB, those of 200,000 are 23 MB."""


class Made(Protocol):
    """A thing that was made of runs, and can be made again."""

    @property
    def bytes(self) -> int:
        """What it would let go of at any moment; 0 where it can't be missed while its run is kept."""

    def forget(self) -> None:
        """Hold nothing any more."""


class Beside:
    """All such things, those used last at the end. Thread-safe."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.made: dict[int, tuple[weakref.ref[Made], tuple[str, ...]]] = {}
        self.lock = threading.Lock()

    def use(self, made: Made, *run_ids: str) -> None:
        """It was made of these runs, and is used now. The ones used longest ago go where all are too large."""
        with self.lock:
            self.made.pop(id(made), None)
            self.made[id(made)] = weakref.ref(made), run_ids
            found = self.alive()
            total = sum(one.bytes for one in found)
            for one in found[:-1]:
                if total > self.most_bytes and (size := one.bytes):
                    one.forget()
                    total -= size

    def alive(self) -> list[Made]:
        """Those that a session still holds; the others are struck off."""
        every = {at: (ref(), run_ids) for at, (ref, run_ids) in self.made.items()}
        self.made = {at: self.made[at] for at, (one, _) in every.items() if one is not None}
        return [one for one, _ in every.values() if one is not None]

    def let_go(self, run_id: str) -> None:
        """A run is kept no more: neither is what was made of it."""
        with self.lock:
            gone = [at for at, (_, run_ids) in self.made.items() if run_id in run_ids]
            found = [one for at in gone if (one := self.made.pop(at)[0]()) is not None]
        for one in found:
            one.forget()
