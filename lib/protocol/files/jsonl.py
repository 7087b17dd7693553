"""The lines of a JSONL file -> recordings: our own format, several after each other, or a bare event a line.

The same rows may stand in one JSON list.
"""

import json
import re
from typing import Any, Final

from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.files.opened import Opened, Room, too_large
from lib.protocol.recording import Recording, RecordingError, event_of, head, row_of, shown

LINE: Final = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
HEADLESS: Final = "It begins without a recording's first line, so the request is unknown."


def open_lines(raw: bytes, title: str, room: Room) -> list[Opened]:
    """The recordings of the lines. One that can't be read is kept as a broken frame, but for the last: there the
    file is cut off.

    Raises RecordingError where the first line is nothing to open.
    """
    found: list[Opened] = []
    for number, match in enumerate(LINE.finditer(raw, len(sse.BOM) if raw.startswith(sse.BOM) else 0), 1):
        begin, end = match.span(1)
        if begin == end:
            continue
        if why := too_large(raw, begin, end):
            if not found:
                raise RecordingError(f"line {number}: {why}")
            found[-1].tell(f"is left out: {why}", number)
            continue
        line = raw[begin:end]
        if not line.strip():
            continue
        try:
            kept = add(found, row_of(line), title, room)
        except RecordingError as error:
            if not found:
                raise RecordingError(f"line {number}: {error}") from None
            if end == len(raw):
                found[-1].tell(f"can't be read: {error}. It is the last, and left out", number)
                break
            kept = add_broken(found[-1], line.decode("utf-8", "replace"), str(error), room)
            found[-1].tell(f"can't be read: {error}. It is kept as it is", number)
        if not kept:
            found[-1].tell_end(room, number)
            break
    if not found:
        raise RecordingError("it has no line that holds anything")
    for each in found:
        each.sum_up()
    return found


def open_rows(rows: list[Any], title: str, room: Room) -> list[Opened]:
    """The recordings of what stands in one JSON list, as if each were a line.

    Raises RecordingError where its first entry is nothing to open.
    """
    found: list[Opened] = []
    for number, row in enumerate(rows, 1):
        try:
            kept = add(found, row, title, room)
        except RecordingError as error:
            if not found:
                raise RecordingError(f"it is one JSON list, and its first entry is no event: {error}") from None
            kept = add_broken(found[-1], text_of(row), str(error), room)
            found[-1].tell(f"can't be read: {error}. It is kept as it is", number, in_list)
        if not kept:
            found[-1].tell_end(room, number, in_list)
            break
    for each in found:
        each.sum_up()
    return found


def text_of(row: Any) -> str:
    """A JSON value as text."""
    try:
        return json.dumps(row)
    except RecursionError:
        return shown(row)


def in_list(number: int) -> str:
    """The place of an entry."""
    return f"entry {number:,} of the list"


def add(found: list[Opened], row: Any, title: str, room: Room) -> bool:
    """Add a line to the recordings; False where there is no room for it. Raises RecordingError."""
    match row:
        case {"streamscope": _}:
            return begin_recording(found, row, title, room)
        case {"event": _}:
            one = event_of(row)
            said, ours = one.body if "raw" in row else row["event"], True
        case {"type": str()}:
            one, said, ours = bare(row), row, False
        case _:
            raise RecordingError(f"expected an object with 't' and 'event', got {shown(row)}")
    if not found:
        found.append(Opened(Recording(), title, [HEADLESS]))
    opened = found[-1]
    return opened.keep(one, said, room) if ours and opened.headed else opened.add(one, said, room)


def begin_recording(found: list[Opened], row: Any, title: str, room: Room) -> bool:
    """Begin another recording; False where there is no room for one.

    Raises RecordingError where its head can't be read. What follows is another recording's even so, unless it is the
    first.
    """
    wrong = None
    try:
        recording = head(row)
    except RecordingError as error:
        if not found:
            raise
        recording, wrong = Recording(), error
    size = len(text_of(recording.request)) if recording.request else 0
    if not room.take_recording() or not room.take_bytes(size):
        if not found:
            raise RecordingError(f"its request is too large: {room.bounds}")
        return False
    found.append(Opened(recording, f"{title}, number {len(found) + 1}" if found else title, headed=True))
    if wrong:
        raise wrong
    return True


def add_broken(opened: Opened, text: str, why: str, room: Room) -> bool:
    """Keep what can't be read; False where there is no room. It stood in a file, so it is no part of the stream."""
    said = {"type": "run.broken_frame", "why": why, "text": text}
    return opened.add(event(None, said), said, room)


def bare(row: Any) -> Event:
    """The event that is a line by itself; when it came is unknown."""
    try:
        return Event(None, sse.write(row))
    except (UnicodeError, RecursionError):
        raise RecordingError(f"expected an event, got {shown(row)}") from None
