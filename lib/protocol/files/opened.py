"""What is kept of a file that somebody opens: its recordings with notes about them, within bounds.

A file may be anything, also made to hurt: what is kept of it, and what is parsed at once, is bounded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lib.protocol.events import TERMINAL, Body, Event, event
from lib.protocol.recording import Recording

MOST_EVENTS: Final = 200_000  # as many as a run may have
MOST_BYTES: Final = 64_000_000
MOST_RECORDINGS: Final = 100
MOST_AT_ONCE: Final = 16_000_000  # bytes of one line or frame
MOST_VALUES: Final = 200_000  # JSON values of one line or frame: as objects they may take a hundred times their bytes
FEW_BYTES: Final = 500_000  # what is shorter isn't counted
MOST_NAMED: Final = 3  # lines that can't be read
NEXT: Final = event(None, {"type": "run.request", "body": {}})

Place = Callable[[int], str]
"""The number of a line -> which one it is, in words."""


class Room:
    """How much more may be kept of a file."""

    def __init__(self, events: int = MOST_EVENTS, size: int = MOST_BYTES, recordings: int = MOST_RECORDINGS) -> None:
        self.most = events, size, recordings
        self.events = events
        self.size = size
        self.recordings = recordings

    def take(self, event: Event) -> bool:
        """Whether there is room for this event; if so, it is taken."""
        if self.events <= 0 or self.size < len(event.raw):
            return False
        self.events -= 1
        self.size -= len(event.raw)
        return True

    def take_bytes(self, size: int) -> bool:
        """Whether there is room for so many bytes of a request; if so, they are taken."""
        if self.size < size:
            return False
        self.size -= size
        return True

    def take_recording(self) -> bool:
        """Whether there is room for one more recording; if so, it is taken."""
        self.recordings -= 1
        return self.recordings >= 0

    @property
    def bounds(self) -> str:
        """How much is kept, in words."""
        events, size, _ = self.most
        return f"at most {events:,} events and {size / 1e6:.0f} MB are kept"


def in_file(line: int) -> str:
    """The place of a line that is counted from the file's beginning."""
    return f"line {line:,}"


@dataclass
class Opened:
    """A recording out of a file; `notes` are sentences about what could not be read or kept."""

    recording: Recording
    title: str
    notes: list[str] = field(default_factory=list)
    ended: bool = False  # whether the response that was added last has its end
    unread: int = 0
    headed: bool = False  # whether it has a recording's first line: then its requests are among its events

    def add(self, one: Event, said: Body, room: Room) -> bool:
        """Keep an event of a stream, and what it says; False where there is no room for it.

        A response after one that has ended is the next turn's, so a request comes before it.
        """
        if self.ended and said["type"] == "response.created" and room.take(NEXT):
            self.recording.events.append(Event(one.t, NEXT.raw))
        return self.keep(one, said, room)

    def keep(self, one: Event, said: Body, room: Room) -> bool:
        """Keep an event, and nothing before it; False where there is no room for it."""
        if not room.take(one):
            return False
        self.recording.events.append(one)
        kind = said["type"]
        self.ended = kind in TERMINAL or (self.ended and kind.startswith("run.") and kind != "run.request")
        return True

    def tell(self, what: str, line: int, place: Place = in_file) -> None:
        """Note what is wrong with a line. The first few are named."""
        self.unread += 1
        if self.unread <= MOST_NAMED:
            self.notes.append(f"{place(line).capitalize()} {what}.")

    def tell_end(self, room: Room, line: int, place: Place = in_file) -> None:
        """Note where reading ended because there is no more room."""
        self.notes.append(f"It goes on: {room.bounds}; from {place(line)} on it is left out.")

    def sum_up(self) -> None:
        """Note how many lines were not named."""
        if self.unread > MOST_NAMED:
            self.notes.append(f"{self.unread - MOST_NAMED:,} more can't be read.")


def too_large(raw: bytes, begin: int = 0, end: int | None = None) -> str:
    """Why these bytes are not to be parsed at once, in words; "" where they may be."""
    length = (len(raw) if end is None else end) - begin
    if length > MOST_AT_ONCE:
        return f"it has {length / 1e6:.0f} MB, more than {MOST_AT_ONCE / 1e6:.0f} MB"
    if length > FEW_BYTES:
        values = sum(raw.count(mark, begin, end) for mark in (b",", b"[", b"{"))
        if values > MOST_VALUES:
            return f"it may have {values:,} values, more than {MOST_VALUES:,}"
    return ""
