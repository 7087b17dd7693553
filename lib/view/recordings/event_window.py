"""The events around the one that is looked at, a line each."""

from collections.abc import Sequence
from typing import Final

from lib.protocol.events import Event
from lib.view.log import line

AROUND: Final = 2  # lines above and below
HERE: Final = "▶"


def window(events: Sequence[Event], at: int, around: int = AROUND) -> str:
    """The lines around event `at` (from 1), which is marked. Always as many as there are events for, up to 5."""
    first = max(1, min(at - around, len(events) - 2 * around))
    last = min(len(events), first + 2 * around)
    return "\n".join(f"{HERE if number == at else ' '} {line(events[number - 1])}" for number in range(first, last + 1))
