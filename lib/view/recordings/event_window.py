"""The events around the one that is looked at, a line each that a phone has room for: when they came stands below."""

from collections.abc import Sequence
from typing import Final

from lib.protocol.events import Event
from lib.view.log import NARROW, brings, cut

AROUND: Final = 2  # lines above and below
HERE: Final = "▶"


def window(events: Sequence[Event], at: int, count: int | None = None) -> str:
    """The lines around event `at` (from 1) of the first `count`, which is marked. As many as there are, up to 5."""
    count = len(events) if count is None else count
    first = max(1, min(at - AROUND, count - 2 * AROUND))
    last = min(count, first + 2 * AROUND)
    places = range(first, last + 1)
    return "\n".join(
        cut(f"{HERE if place == at else ' '} {place:>4}  {brings(events[place - 1])}", NARROW) for place in places
    )
