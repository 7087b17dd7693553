"""What a file or a pasted text holds: JSONL of ours, the body of a stream, or a HAR file; opened as far as it goes.

What is broken or cut off is named in a note, and what was before it is kept. How much is kept is bounded, and so is
what it takes: about three times the file.
"""

import codecs
import json
import re
from contextlib import suppress
from typing import Any, Final

from lib.protocol import sse
from lib.protocol.events import event
from lib.protocol.files import curl
from lib.protocol.files.har import open_har
from lib.protocol.files.har_entries import log_of
from lib.protocol.files.jsonl import open_lines, open_rows
from lib.protocol.files.opened import Opened, Room, too_large
from lib.protocol.files.sse_body import open_stream
from lib.protocol.recording import Recording, RecordingError, shown

EXPECTED: Final = "expected a recording (.jsonl), the body of a stream (.sse) or a HAR file"
BEFORE: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n \t]*")
STREAM: Final = re.compile(rb"(?:event|data|id|retry):|HTTP/")
OVER_LINES: Final = re.compile(rb"\{[ \t]*+[\r\n]\s*+\S")
UTF_16: Final = {
    "utf-16": re.compile(codecs.BOM_UTF16_LE + b"|" + codecs.BOM_UTF16_BE),
    "utf-16-le": re.compile(rb"(?:[\t\n\r -~]\0){4}"),
    "utf-16-be": re.compile(rb"(?:\0[\t\n\r -~]){4}"),
}
HTML: Final = re.compile(rb"<(?:!doctype|html|head|body|\?xml|!--)", re.I)
PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"BZh")
LOOK: Final = 4096  # bytes at the beginning
SHOWN: Final = 30


def opened(raw: bytes, name: str = "", room: Room | None = None) -> list[Opened]:
    """The recordings in it, at least one; `name` is the file's, "" for a pasted text.

    Raises RecordingError, with what it is instead, where it holds no event at all.
    """
    title, room = name or "Pasted text", room or Room()
    raw = as_utf_8(raw)
    at = match.end() if (match := BEFORE.match(raw)) else 0
    start = raw[at : at + LOOK]
    if not start:
        raise RecordingError(f"it is empty; {EXPECTED}")
    if STREAM.match(start) or start.startswith(b":") or curl.begins(raw):
        return open_stream(raw, at, title, room)
    if start.startswith(b"{"):
        if (log := log_of(raw, at)) is not None:
            return open_har(raw, room, log)
        return open_object(raw, at, title, room) or open_lines(raw, title, room)
    if start.startswith(b"["):
        return open_list(raw, title, room)
    raise RecordingError(f"{what_it_is(start)}; {EXPECTED}")


def as_utf_8(raw: bytes) -> bytes:
    """The same text in UTF-8, where it is in UTF-16: that is what `curl > file` writes in some shells.

    Without its mark it is known by its first characters: they are ASCII in all that can be opened.
    """
    for codec, begins in UTF_16.items():
        if begins.match(raw):
            return raw.decode(codec, "replace").encode()
    return raw


def open_object(raw: bytes, at: int, title: str, room: Room) -> list[Opened]:
    """The recording of a file that is one JSON object, a response or an event; none where it isn't one.

    Raises RecordingError for an error, and for an object over several lines that is something else.
    """
    found: Any = None if too_large(raw) else whole(raw)
    over_lines = bool(OVER_LINES.match(raw, at))
    match found:
        case {"object": "response"}:
            return [Opened(Recording(events=[event(None, {"type": "run.response", "response": found})]), title)]
        case {"error": dict() | str() as error} if "type" not in found:
            raise RecordingError(f"it is an error of a server, not a stream: {shown(error)}")
        case {"type": str()} | {"event": dict()} if over_lines:
            return open_rows([found], title, room)
    if over_lines:
        what = "one JSON object, and no event" if found is not None else "JSON over several lines"
        raise RecordingError(f"it is {what}; {EXPECTED}, with each event in a line of its own")
    return []


def open_list(raw: bytes, title: str, room: Room) -> list[Opened]:
    """The recordings of a file that is one JSON list of events. Raises RecordingError where it can't be read."""
    why = too_large(raw)
    found = None if why else whole(raw)
    if isinstance(found, list) and found:
        return open_rows(found, title, room)
    why = why or ("it is empty" if found == [] else "it isn't whole")
    raise RecordingError(f"it is one JSON list, and {why}: put each event in a line of its own; {EXPECTED}")


def whole(raw: bytes) -> Any:
    """The JSON of a whole file; None where it isn't any."""
    with suppress(ValueError, RecursionError):
        return json.loads(raw.removeprefix(sse.BOM))
    return None


def what_it_is(start: bytes) -> str:
    """What this is that is nothing to open."""
    if start.startswith(PACKED):
        return "it is compressed: unpack it first"
    if HTML.match(start):
        return f"it is HTML ({start[:SHOWN]!r}), perhaps a server's page about an error"
    with suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8")().decode(start)
        if b"\0" not in start:
            return f"it is a text that begins with {start[:SHOWN].decode('utf-8', 'replace')!r}"
    return f"it is binary (it begins with {start[:8]!r})"
