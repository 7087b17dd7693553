"""Recorded streams through a file and back: JSONL keeps events and times, `.sse` keeps every byte, also through JSONL.

The peer is what `json.dumps` of every parsed event, and reading that again, takes. Without STREAMSCOPE_STREAMS the
streams are those of the shipped samples.
"""

import json
import time
from collections.abc import Callable

import place  # noqa: F401
from machine import Watch
from recorded import events, files
from report import Row, milliseconds, ratio, show

from lib.protocol.events import Event
from lib.protocol.files.opening import opened
from lib.protocol.recording import Recording, save, sse_body
from lib.samples.recordings import samples


def measure() -> Row:
    """The row."""
    row = Row("Recordings to a file and back", "json.dumps and json.loads of every event, a line each")
    bodies = {path.name: path.read_bytes() for path in files()}
    if not bodies:
        row.notes.append("The streams of the shipped samples: STREAMSCOPE_STREAMS is not set.")
        bodies = {sample.name: body for sample in samples() if (body := sse_body(sample.load()))}
    with Watch() as watch:
        for what, same in (
            ("JSONL to JSONL: events and times identical", lines_are_same),
            (".sse to .sse: bytes identical", bytes_are_same),
            (".sse to JSONL to .sse: bytes identical", bytes_are_same_through_lines),
        ):
            bad = [name for name, body in bodies.items() if not same(body)]
            row.add(what, f"{len(bodies) - len(bad)} of {len(bodies)}", "all", ok=not bad)
            row.notes += bad[:5]
        own = timed(lambda: [through_lines(opened(body)[0].recording) for body in bodies.values()])
        peer = timed(lambda: [plain(body) for body in bodies.values()])
        row.add("all of them, opened, saved, opened", milliseconds(own), "", milliseconds(peer), ratio(own, peer))
    row.seen(watch)
    return row


def lines_are_same(body: bytes) -> bool:
    """Whether events with times are the same after they were saved and opened."""
    before = [Event(at / 7, event.raw) for at, event in enumerate(opened(body)[0].recording.events)]
    given = Recording({"model": "m"}, "openai", "2026-01-02T03:04:05+00:00", before)
    found = through_lines(given)
    same = [(event.t, event.raw) for event in found.events] == [(event.t, event.raw) for event in before]
    return same and (found.request, found.backend, found.started_at) == (given.request, given.backend, given.started_at)


def bytes_are_same(body: bytes) -> bool:
    """Whether the exported stream is the one that was opened."""
    (found,) = opened(body)
    broken = any(event.type == "run.broken_frame" for event in found.recording.events)
    return sse_body(found.recording) == body and bool(found.notes) == broken


def bytes_are_same_through_lines(body: bytes) -> bool:
    """The same with a JSONL file between."""
    return sse_body(through_lines(opened(body)[0].recording)) == body


def through_lines(recording: Recording) -> Recording:
    """A recording saved as JSONL and opened again."""
    return opened("".join(save(recording)).encode())[0].recording


def plain(body: bytes) -> list[object]:
    """The peer: events alone, without times or bytes."""
    text = "".join(json.dumps(event) + "\n" for event in events(body))
    return [json.loads(line) for line in text.splitlines()]


def timed(work: Callable[[], object]) -> float:
    """Seconds of the quicker of two."""
    found = []
    for _ in range(2):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


if __name__ == "__main__":
    show(measure)
