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
from lib.protocol.files.har import open_har
from lib.protocol.files.jsonl import open_lines
from lib.protocol.files.opened import Opened, Room, too_large
from lib.protocol.files.sse_body import CURL, open_stream
from lib.protocol.recording import Recording, RecordingError, shown

EXPECTED: Final = "expected a recording (.jsonl), the body of a stream (.sse) or a HAR file"
BEFORE: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n \t]*")
STREAM: Final = re.compile(rb"(?:event|data|id|retry):|HTTP/")
HAR: Final = re.compile(rb'\{\s*"log"\s*:')
HTML: Final = re.compile(rb"<(?:!doctype|html|head|body|\?xml|!--)", re.I)
PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"BZh")
LOOK: Final = 4096  # bytes at the beginning
SHOWN: Final = 30


def opened(raw: bytes, name: str = "", room: Room | None = None) -> list[Opened]:
    """The recordings in it, at least one; `name` is the file's, "" for a pasted text.

    Raises RecordingError, with what it is instead, where it holds no event at all.
    """
    title, room = name or "Pasted text", room or Room()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what `curl > file` writes in some shells
        raw = raw.decode("utf-16", "replace").encode()
    at = match.end() if (match := BEFORE.match(raw)) else 0
    start = raw[at : at + LOOK]
    if not start:
        raise RecordingError(f"it is empty; {EXPECTED}")
    if HAR.match(start):
        return open_har(raw, room)
    if STREAM.match(start) or start.startswith((b":", *CURL)):
        return open_stream(raw, at, title, room)
    if start.startswith(b"{"):
        return open_whole(raw, title) or open_lines(raw, title, room)
    raise RecordingError(f"{what_it_is(start)}; {EXPECTED}")


def open_whole(raw: bytes, title: str) -> list[Opened]:
    """The recording of a response that came in one piece; nothing where it isn't one."""
    found: Any = None
    if not too_large(raw):
        with suppress(ValueError, RecursionError):
            found = json.loads(raw.removeprefix(sse.BOM))
    match found:
        case {"object": "response"}:
            whole = event(None, {"type": "run.response", "response": found})
            return [Opened(Recording(events=[whole]), title)]
        case {"error": dict() | str() as error} if "type" not in found:
            raise RecordingError(f"it is an error of a server, not a stream: {shown(error)}")
    return []


def what_it_is(start: bytes) -> str:
    """What this is that is nothing to open."""
    if start.startswith(PACKED):
        return "it is compressed: unpack it first"
    if HTML.match(start):
        return f"it is HTML ({start[:SHOWN]!r}), perhaps a server's page about an error"
    if start.startswith(b"["):
        return "it is one JSON list: put an event in each line"
    with suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8")().decode(start)
        if b"\0" not in start:
            return f"it is a text that begins with {start[:SHOWN].decode('utf-8', 'replace')!r}"
    return f"it is binary (it begins with {start[:8]!r})"
