"""A HAR file, as browsers and proxies save what went over the network -> a recording for each stream in it.

Of the request only its body is kept, of the answer its status, headers and stream. When each event came is known where
the browser noted its messages (Chrome: `_eventSourceMessages`, and `_webSocketMessages` for the API's WebSocket).
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.files.har_entries import Span, entries, entry_at, inner, pieces, started
from lib.protocol.files.har_messages import add_messages, add_times, number_in
from lib.protocol.files.har_request import backend_of, posted, title_of
from lib.protocol.files.jsonl import text_of
from lib.protocol.files.opened import MOST_RECORDINGS, Opened, Room
from lib.protocol.files.sse_body import add_frames
from lib.protocol.recording import Recording, RecordingError
from lib.protocol.secrets import kept_headers

LOOKS: Final = re.compile(rb"event-stream|(?:data|event): |_eventSourceMessages|_webSocketMessages")
STREAM: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?:event|data|id|retry)?:")
USUAL: Final = bytes.maketrans(b"-_", b"+/")
PHASES: Final = ("blocked", "dns", "connect", "send", "wait")  # from the request to the headers; `ssl` is in `connect`


def open_har(raw: bytes, room: Room, at: int = 0) -> list[Opened]:
    """A recording for each entry that is a stream of events, of the log that begins `at`.

    Raises RecordingError where none is.
    """
    found: list[Opened] = []
    notes: list[str] = []
    seen = 0
    for span in entries(raw, at):
        seen += 1
        if not LOOKS.search(raw, span.begin, span.end):
            continue
        left = room.events, room.size
        try:
            opened = open_entry(entry_at(raw, span), raw, span, room)
        except RecordingError as error:
            notes.append(f"Line {line_of(raw, span):,}: an entry is left out: {error}.")
            opened = None
        if opened is None:
            room.events, room.size = left
            continue
        if not room.take_recording():
            notes.append(f"It has more streams; the first {MOST_RECORDINGS} are kept.")
            break
        if not span.whole:
            opened.notes.append("The file is cut off in this entry; what is there of it is kept.")
        found.append(opened)
    if not found:
        raise RecordingError(" ".join([f"none of its {seen:,} entries is a stream of events.", *notes]))
    found[0].notes += notes
    return found


def line_of(raw: bytes, span: Span) -> int:
    """The line where an entry begins."""
    return raw.count(b"\n", 0, span.begin) + 1


def open_entry(entry: dict[str, Any], raw: bytes, span: Span, room: Room) -> Opened | None:
    """The recording of one entry; None where it is no stream. Raises RecordingError for a stream without its body."""
    request, response = inner(entry, "request"), inner(entry, "response")
    began = started(entry)
    sent_at = began.isoformat(timespec="milliseconds") if began else ""
    recording = Recording(posted(request), backend_of(request), sent_at)
    opened = Opened(recording, title_of(request, recording))
    charge(opened, room)
    content = inner(response, "content")
    said = "event-stream" in str(content.get("mimeType"))

    def in_body(line: int) -> str:
        return f"line {line:,} of the body of the entry at line {line_of(raw, span):,}"

    wrong = ""
    try:
        body = body_of(content, raw, span)
        first = next(body, b"")
        if said or STREAM.match(first):
            add_frames(opened, frames(chain([first], body)), room, in_body)
    except RecordingError as error:
        wrong = str(error)
    add_times(recording.events, entry, began)
    if not recording.events:
        add_messages(opened, entry, began, room)
    if all(one.type.startswith("run.") for one in recording.events):
        if said:
            raise RecordingError(wrong or "its body was not saved, or holds no event")
        return None
    if wrong:
        opened.notes.append(f"Its body is read as far as it goes: {wrong}.")
    recording.events[:0] = before(recording, entry, response)
    return opened


def charge(opened: Opened, room: Room) -> None:
    """Take room for the request, which is kept twice: of the recording, and as its first event."""
    if not room.take_bytes(2 * len(text_of(opened.recording.request)) if opened.recording.request else 0):
        opened.recording.request = {}
        opened.notes.append(f"Its request is left out: {room.bounds}.")


def body_of(content: dict[str, Any], raw: bytes, span: Span) -> Iterator[bytes]:
    """The bytes of an answer's body, in pieces."""
    text = content.get("text")
    found: Iterable[bytes] = ()
    if isinstance(text, str):
        found = [text.encode("utf-8", "surrogatepass")]
    elif isinstance(text, int) and 0 <= text < len(span.texts):
        found = pieces(raw, span.texts[text])
    return unpacked(found) if content.get("encoding") == "base64" else iter(found)


def unpacked(found: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes that these pieces of base64 stand for, of either alphabet. Raises RecordingError for what is none."""
    rest = b""
    for piece in found:
        rest += piece.translate(USUAL, b" \r\n\t=")
        whole = len(rest) - len(rest) % 4
        yield decoded(rest[:whole])
        rest = rest[whole:]
    if len(rest) > 1:
        yield decoded(rest + b"=" * (4 - len(rest)))


def decoded(whole: bytes) -> bytes:
    """The bytes of so many whole fours of base64."""
    try:
        return base64.b64decode(whole, validate=True)
    except binascii.Error as error:
        raise RecordingError(f"its body isn't base64 ({error})") from None


def frames(body: Iterable[bytes]) -> Iterator[bytes]:
    """The frames of a body in pieces."""
    decoder = sse.Decoder()
    for piece in body:
        yield from (frame.raw for frame in decoder.feed(piece))
    yield from (frame.raw for frame in decoder.close())


def before(recording: Recording, entry: dict[str, Any], response: dict[str, Any]) -> list[Event]:
    """The request and the answer's headers as events, in front of what was streamed; a WebSocket has its own."""
    known = any(one.t is not None for one in recording.events)
    found = []
    if recording.request and not any(one.raw.startswith(b"event: run.request\n") for one in recording.events[:1]):
        asked = {"type": "run.request", "body": recording.request, "backend": recording.backend}
        found.append(event(0.0 if known else None, asked))
    if isinstance(status := response.get("status"), int) and status:
        given = response.get("headers")
        pairs = [
            (str(one.get("name")), str(one.get("value")))
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, dict)
        ]
        names = {name.lower(): value for name, value in pairs}
        said = {"type": "run.headers", "status": status, "request_id": names.get("x-request-id", "")}
        timings = inner(entry, "timings")
        waited = sum(max(0.0, number_in(timings, phase) or 0.0) for phase in PHASES) / 1000
        found.append(event(waited if known else None, {**said, "headers": kept_headers(pairs)}))
    return found
