"""Replay: a recording's events again, each with the second at which it is due."""

from collections.abc import Iterable, Iterator
from typing import Final

from lib.protocol.events import Event

APART: Final = 0.02  # seconds between events whose times are unknown


def replay(events: Iterable[Event], speed: float | None = 1.0) -> Iterator[tuple[float, Event]]:
    """(due, event), in order; `due` is seconds from the start, and never goes back.

    The recorded times are divided by `speed`; with None all are due at once. Raises ValueError unless it is above 0.
    """
    if speed is not None and not speed > 0:
        raise ValueError(f"expected a speed above 0, or None for as fast as possible, got {speed!r}")
    return timed(events, speed)


def timed(events: Iterable[Event], speed: float | None) -> Iterator[tuple[float, Event]]:
    now = 0.0  # on the recording's clock
    for event in events:
        now = max(now, event.t) if event.t is not None else now + APART
        yield (now / speed if speed is not None else 0.0), event
