"""Runs: what the engine appends to and followers read from. A run is one append-only list of events."""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Any

from lib.engine.size import EACH, size_of
from lib.protocol.ending import missing_end
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording
from lib.protocol.request import Request


class Run:
    """One run. `events` grows by the engine's thread alone; any thread may read it, and wait for more.

    `id` (128 random bits) is all it takes to follow the run, so it is as good as a key to what the run holds.
    `visitor` is whose it is at first; retention knows who has it since.
    """

    def __init__(self, request: Request, visitor: str, base_url: str = "") -> None:
        self.id = secrets.token_hex(16)
        self.request = request
        self.visitor = visitor
        self.base_url = base_url  # "" where the run was opened from a file
        self.backend: str = request.backend  # "" where that file doesn't say
        self.started_at = datetime.now(UTC).isoformat(timespec="milliseconds")  # "" where it is unknown
        self.started = time.monotonic()
        self.events: list[Event] = []
        self.recorded: int | None = None  # how many of them are the opened file's own; None for all
        self.bytes = size_of(request.body)  # that it takes with all its events
        self.ended = threading.Event()
        self.forgotten = False
        self.counted = True  # among those that are kept of a visitor; a sample isn't
        self.replays = False  # whether it plays the events of another run, which has them already
        self.last_followed = self.started
        self.changed = threading.Condition()

    @property
    def open(self) -> bool:
        """Whether events may still come."""
        return not self.ended.is_set()

    def clock(self) -> float:
        """Seconds since the request."""
        return time.monotonic() - self.started

    def append(self, events: list[Event]) -> None:
        """Add what arrived, and wake the followers."""
        with self.changed:
            if not self.forgotten:
                self.events.extend(events)
            self.bytes += sum(len(event.raw) for event in events) + EACH * len(events)
            self.changed.notify_all()

    def close(self) -> None:
        """No event comes any more."""
        with self.changed:
            self.ended.set()
            self.changed.notify_all()

    def forget(self) -> None:
        """Let go of request and events: Streamlit keeps a page's variables for minutes after its visitor has gone.

        A script that reads their list goes on with it; whoever asks for `events` anew finds none.
        """
        with self.changed:
            self.forgotten = True
            self.events = []
            self.request = Request({}, self.request.backend)

    def wait(self, seen: int, seconds: float) -> bool:
        """Wait until there are more than `seen` events or the run is closed. Whoever waits follows the run."""
        self.last_followed = time.monotonic()
        with self.changed:
            return self.changed.wait_for(lambda: len(self.events) > seen or not self.open, seconds)

    def recording(self) -> Recording:
        """The run so far, to be kept; of one that was opened what it was opened from, no event more."""
        return Recording(self.request.body, self.backend, self.started_at, self.events[: self.recorded])


def recorded(recording: Recording, visitor: str = "") -> Run:
    """The finished run that a recording is of; one that says no end gets one, which is shown and not recorded."""
    backend: Any = recording.backend or "compatible"
    run = Run(Request(recording.request, backend), visitor)
    run.backend, run.started_at = recording.backend, recording.started_at
    run.append(recording.events)
    run.recorded = len(run.events)
    if end := missing_end(recording.events):
        run.append([event(recording.events[-1].t if recording.events else None, end)])
    run.close()
    return run
