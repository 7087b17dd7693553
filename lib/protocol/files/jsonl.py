"""The lines of a JSONL file -> recordings: our own format, several after each other, or a bare event a line."""

import re
from typing import Any, Final

from lib.protocol import sse
from lib.protocol.events import Event
from lib.protocol.files.opened import Opened, Room, too_large
from lib.protocol.recording import Recording, RecordingError, event_of, head, row_of, shown

LINE: Final = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
HEADLESS: Final = "Its first line is no recording's, so the request is unknown."


def open_lines(raw: bytes, title: str, room: Room) -> list[Opened]:
    """The recordings of the lines, as far as they can be read.

    Raises RecordingError where that is nothing at all.
    """
    found: list[Opened] = []
    for number, match in enumerate(LINE.finditer(raw, len(sse.BOM) if raw.startswith(sse.BOM) else 0), 1):
        begin, end = match.span(1)
        if begin == end:
            continue
        try:
            if why := too_large(raw, begin, end):
                raise RecordingError(why)
            line = raw[begin:end]
            if not line.strip():
                continue
            kept = add(found, row_of(line), title, room)
        except RecordingError as error:
            if not found:
                raise RecordingError(f"line {number}: {error}") from None
            found[-1].notes.append(f"Line {number:,} can't be read: {error}; the {number - 1:,} before it are kept.")
            break
        if not kept:
            left = raw.count(b"\n", begin) + (not raw.endswith(b"\n"))
            found[-1].notes.append(f"It goes on: {room.bounds}, so {left:,} more lines are left out.")
            break
    if not found:
        raise RecordingError("it has no line that holds anything")
    return found


def add(found: list[Opened], row: Any, title: str, room: Room) -> bool:
    """Add a line to the recordings; False where there is no room for it. Raises RecordingError."""
    match row:
        case {"streamscope": _}:
            recording = head(row)
            if not room.take_recording():
                return False
            found.append(Opened(recording, f"{title}, number {len(found) + 1}" if found else title))
            return True
        case {"event": _}:
            event = event_of(row)
        case {"type": str()}:
            event = bare(row)
        case _:
            raise RecordingError(f"expected an object with 't' and 'event', got {shown(row)}")
    if not found:
        found.append(Opened(Recording(), title, [HEADLESS]))
    if not room.take(event):
        return False
    found[-1].recording.events.append(event)
    return True


def bare(row: Any) -> Event:
    """The event that is a line by itself; when it came is unknown."""
    try:
        return Event(None, sse.write(row))
    except (UnicodeError, RecursionError):
        raise RecordingError(f"expected an event, got {shown(row)}") from None
