"""When each event of a stream is due."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]
JITTER = 0.8  # the share of its slot within which a delta may come late


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds until the first delta, and deltas a second from then on."""

    first: float = 0.4
    rate: float = 60.0

    def __post_init__(self) -> None:
        if not 0 <= self.first <= 60:
            raise ValueError(f"expected 0 to 60 seconds to the first token, got {self.first!r}")
        if not 0 < self.rate <= 2000:
            raise ValueError(f"expected a rate above 0 and up to 2000 tokens a second, got {self.rate!r}")

    def start(self, deltas: int) -> float:
        """The second at which the slot of the next delta opens when `deltas` came before it."""
        return self.first + deltas / self.rate

    def timed(self, events: Iterable[Event], key: str) -> Iterator[tuple[float, Event]]:
        """Each event with the second at which it is due, counted from the request; the times never go back.

        Every delta has a slot of `1 / rate` and comes somewhere in it, the first at its very beginning; `key`
        decides where. The jitter doesn't add up: what follows n deltas is due at `first + n / rate`. The
        events before any item are due at once. Reasoning that isn't shown has no deltas and so takes no time
        of its own.
        """
        chance = random.Random(key).random
        deltas, due = 0, 0.0
        for event in events:
            if "delta" in event:
                late = chance() * JITTER if deltas else 0.0
                yield (due := self.first + (deltas + late) / self.rate), event
                deltas += 1
            else:
                if deltas or "response" not in event:
                    due = self.start(deltas)
                yield due, event


USUAL = Pace()
