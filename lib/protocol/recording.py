"""A recording: a run's events with their times, kept as JSONL, or the bare body of a stream (`.sse`).

Line 1: `{"streamscope": 1, "request": {…}, "backend": "…", "started_at": "…"}`. Then a line an event, in the order of
arrival: `{"t": seconds since the request, "event": {…}}`. A frame that we would have written otherwise also has
`"raw"`, its exact bytes (bytes that are not UTF-8 stand as lone surrogates), so that loading gives back the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lib.protocol import sse
from lib.protocol.events import Event

VERSION = 1
LATEST = 1e12  # seconds; also keeps NaN and infinity out
BLANK = sse.BOM + b"\r\n \t"


class RecordingError(ValueError):
    """The text is no recording; the message says which line and what was expected there."""


@dataclass
class Recording:
    """A run, kept: the request's body, who answered, when it was sent (ISO 8601, UTC; "" if unknown), the events."""

    request: dict[str, Any] = field(default_factory=dict)
    backend: str = ""
    started_at: str = ""
    events: list[Event] = field(default_factory=list)


def save(recording: Recording) -> Iterator[str]:
    """The lines of a recording, each with its line end."""
    head = {
        "streamscope": VERSION,
        "request": recording.request,
        "backend": recording.backend,
        "started_at": recording.started_at,
    }
    yield json.dumps(head, separators=(",", ":")) + "\n"
    for event in recording.events:
        body = event.body
        line: dict[str, Any] = {"t": event.t, "event": body}
        if sse.write(body) != event.raw:
            line["raw"] = event.raw.decode("utf-8", "surrogateescape")
        yield json.dumps(line, separators=(",", ":")) + "\n"


def load(text: str | bytes) -> Recording:
    """A recording from its JSONL, or from the body of an SSE stream.

    Raises RecordingError, which names the line, where it is neither.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    start = raw.lstrip(BLANK)
    if not start:
        raise RecordingError("the recording is empty; expected JSONL from Download, or the body of a stream (.sse)")
    if start.startswith(b"{"):
        return load_lines(raw.lstrip(sse.BOM).splitlines())
    if start.startswith((b"event:", b"data:", b":", b"id:", b"retry:")):
        return load_sse(raw)
    raise RecordingError(
        f"recording line 1: expected JSONL from Download, or the body of a stream (.sse), got {start[:40]!r}"
    )


def load_lines(lines: Iterable[bytes]) -> Recording:
    """A recording from the lines of its JSONL."""
    recording: Recording | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordingError(f"recording line {number}: expected JSON, got {line[:40]!r} ({error})") from None
        if recording is None:
            recording = head(number, row)
        else:
            recording.events.append(event_of(number, row))
    if recording is None:
        raise RecordingError("the recording is empty")
    return recording


def head(number: int, row: Any) -> Recording:
    """The recording that its first line opens."""
    match row:
        case {"streamscope": 1, "request": dict(request)}:
            return Recording(request, str(row.get("backend", "")), str(row.get("started_at", "")))
        case {"streamscope": version}:
            raise RecordingError(
                f"recording line {number}: expected version {VERSION} and a request, got {shown(version)}"
            )
    raise RecordingError(
        f"recording line {number}: expected an object with 'streamscope' and 'request', got {shown(row)}"
    )


def event_of(number: int, row: Any) -> Event:
    """The event of a line."""
    match row:
        case {"t": int() | float() | None as t, "event": {"type": str(), **_rest} as body} if (
            t is None or abs(t) < LATEST
        ):
            raw = row.get("raw")
            with suppress(UnicodeError, RecursionError):
                if raw is None:
                    return Event(t, sse.write(body))
                if isinstance(raw, str):
                    return Event(t, raw.encode("utf-8", "surrogateescape"))
    raise RecordingError(f"recording line {number}: expected an object with 't' and 'event', got {shown(row)}")


def load_sse(body: bytes) -> Recording:
    """The events of a stream's body. When they came is unknown."""
    decoder = sse.Decoder()
    frames = decoder.feed(body) + decoder.close()
    return Recording(events=[Event(None, frame.raw) for frame in frames])


def shown(row: Any) -> str:
    """The start of a wrong value, for an error's sentence."""
    try:
        text = json.dumps(row)
    except RecursionError:
        text = "something nested too deeply"
    return text if len(text) <= 60 else text[:59] + "…"
