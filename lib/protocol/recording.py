"""A recording: a run's events with their times, kept as JSONL, or the bare body of a stream (`.sse`).

Line 1: `{"streamscope": 1, "request": {…}, "backend": "…", "started_at": "…"}`. Then a line an event, in the order of
arrival: `{"t": seconds since the request, "event": {…}}`. A frame that we would have written otherwise also has
`"raw"`, its exact bytes (bytes that are not UTF-8 stand as lone surrogates), so that loading gives back the same bytes.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lib.protocol import quick_json, sse
from lib.protocol.events import Body, Event
from lib.protocol.secrets import may_hold, text_without_secrets, without_secrets

VERSION = 1
LATEST = 1e12  # seconds; also keeps NaN and infinity out
BLANK = sse.BOM + b"\r\n \t"
OURS = b"event: run."  # how the frames of our own events begin; what stands for a comment or [DONE] has its own bytes

UNREAD = frozenset({"run.comment", "run.broken_frame"})  # frames that carry no JSON object
BESIDE = re.compile(r"(?:\A|(?<=[\r\n]))(?!\ufeff?data:)[^\r\n]+")  # lines of a frame without data


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
    """The lines of a recording, each with its line end; without the secrets of a request, and their echoes."""
    head = {
        "streamscope": VERSION,
        "request": without_secrets(recording.request),
        "backend": recording.backend,
        "started_at": recording.started_at,
    }
    yield json.dumps(head, separators=(",", ":")) + "\n"
    for event in recording.events:
        body, raw = kept(event) if may_hold(event.raw) else (event.body, event.raw)
        line: dict[str, Any] = {"t": event.t, "event": body}
        if sse.write(body) != raw:
            line["raw"] = raw.decode("utf-8", "surrogateescape")
        yield json.dumps(line, separators=(",", ":")) + "\n"


def kept(event: Event) -> tuple[Body, bytes]:
    """What an event says and its bytes, without secrets. Where it has none they stay as they are."""
    body, raw = event.body, event.raw
    if (cleaned := without_secrets(body)) != body:
        return cleaned, sse.write(cleaned)
    whole = body["type"] in UNREAD
    if whole and raw.startswith(OURS):
        cleaned = {name: text_without_secrets(each) if isinstance(each, str) else each for name, each in body.items()}
        return (body, raw) if cleaned == body else (cleaned, sse.write(cleaned))
    text = raw.decode("utf-8", "surrogateescape")
    text = text_without_secrets(text) if whole else BESIDE.sub(lambda line: text_without_secrets(line[0]), text)
    cleaned_raw = text.encode("utf-8", "surrogateescape")
    return (body, raw) if cleaned_raw == raw else (Event(None, cleaned_raw).body, cleaned_raw)


def sse_body(recording: Recording) -> bytes:
    """The body of the stream: every byte that came over the wire, without the events of our own.

    Of a run of several turns the bodies follow each other; a response that came in one piece (`run.response`) has none.
    """
    return b"".join(event.raw for event in recording.events if not event.raw.startswith(OURS))


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
            row = row_of(line)
            if recording is None:
                recording = head(row)
            else:
                recording.events.append(event_of(row))
        except RecordingError as error:
            raise RecordingError(f"recording line {number}: {error}") from None
    if recording is None:
        raise RecordingError("the recording is empty")
    return recording


def row_of(line: bytes) -> Any:
    """The JSON of a line; raises RecordingError, as do the two below, for what it can't be."""
    try:
        return quick_json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"expected JSON, got {line[:40]!r} ({error})") from None


def head(row: Any) -> Recording:
    """The recording that its first line opens."""
    match row:
        case {"streamscope": 1, "request": dict(request)}:
            return Recording(request, str(row.get("backend", "")), str(row.get("started_at", "")))
        case {"streamscope": version}:
            raise RecordingError(f"expected version {VERSION} and a request, got {shown(version)}")
    raise RecordingError(f"expected an object with 'streamscope' and 'request', got {shown(row)}")


def event_of(row: Any) -> Event:
    """The event of a line."""
    match row:
        case {"t": int() | float() | None as t, "event": {"type": str()} as body} if t is None or abs(t) < LATEST:
            raw = row.get("raw")
            with suppress(UnicodeError, RecursionError):
                if raw is None:
                    return Event(t, sse.write(body))
                if isinstance(raw, str):
                    return Event(t, raw.encode("utf-8", "surrogateescape"))
    raise RecordingError(f"expected an object with 't' and 'event', got {shown(row)}")


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
