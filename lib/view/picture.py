"""The picture of a run: what comes out, the metrics, the trace, and the open tab; live and at rest.

Live, the answer has the full cadence; the log, the trace and the open tab come every fifth frame, the metrics every
tenth: a log of 13 lines at 20 frames a second would cost more than the answer.
"""

import json
from typing import Final

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import events, log, raw, snapshot
from lib.view.answer import Answer
from lib.view.folding import Folding
from lib.view.frame import Frame
from lib.view.inert import valid
from lib.view.metrics import Metrics
from lib.view.slot import Slot
from lib.view.trace import BINS, trace

HEIGHT: Final = 292
LOG_EVERY: Final = 5  # frames
METRICS_EVERY: Final = 10


class Picture:
    """Drawn into a page's frame; `place` begins the keys of its widgets."""

    def __init__(self, frame: Frame, place: str) -> None:
        self.frame = frame
        self.place = place
        self.metrics = Metrics(frame.metrics)
        self.answer = Answer(frame.left, place)
        self.trace = Slot(frame.trace)
        self.open_tab = next((name for name in ("Events", "Snapshot", "Raw") if frame.tabs[name].open), "")
        self.live_tab: Slot | None = None
        self.note: Slot | None = None

    def idle(self, request: Request) -> None:
        """Before the first run: everything at its height, and the body that will be sent."""
        self.metrics.draw(None, None)
        self.answer.draw(None, live=False)
        self.draw_trace([], 0.0)
        text = json.dumps(request.sent, indent=2)
        self.draw_live_tab(valid(text), "json", "No events yet. Stream sends the body above; then they arrive here.")

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while the run goes on."""
        self.answer.draw(fold.run, live=True)
        if frame % LOG_EVERY == 0:
            self.draw_trace(fold.times, run.clock())
            seen = run.events[max(0, fold.seen - log.LINES) : fold.seen]
            if self.open_tab == "Events":
                note = f"The last {log.LINES} events. Filters and details come when the stream ends."
                self.draw_live_tab(log.tail(seen), None, note)
            elif self.open_tab == "Snapshot":
                self.draw_live_tab(snapshot.live(fold.run.snapshot), "json", "The response folded so far.")
            elif self.open_tab == "Raw":
                self.draw_live_tab(raw.tail(seen), None, "The newest frames. All of them come when the stream ends.")
        if frame % METRICS_EVERY == 0:
            self.metrics.draw(fold, run.clock())

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture of a run that has ended, or is held at an event."""
        self.answer.draw(fold.run, live=fold.run.open)
        self.metrics.draw(fold, fold.timing.last)
        self.draw_trace(fold.times, fold.times[-1] if fold.times else 0.0)
        if not self.open_tab:
            return
        inside = self.frame.tabs[self.open_tab]
        if self.open_tab == "Events":
            events.draw_table(self.place, inside, run, fold.seen)
        elif self.open_tab == "Snapshot":
            snapshot.draw(inside, fold.run.snapshot)
        else:
            raw.draw(inside, fold.run.headers, run.events[: fold.seen])

    def draw_trace(self, times: list[float], now: float) -> None:
        """The line of block characters; a whole line of dots while nothing has a time."""
        line = trace(times, now) if times else "·" * BINS
        self.trace.draw("code", line, language=None, wrap_lines=True)

    def draw_live_tab(self, text: str, language: str | None, note: str) -> None:
        """The open tab while it is live: text of a fixed height, a sentence below; two elements, as at rest, so that
        each replaces what was in its place."""
        if not self.open_tab:
            return
        if self.live_tab is None or self.note is None:
            parent = self.frame.tabs[self.open_tab]
            self.live_tab, self.note = Slot(parent), Slot(parent)
        self.live_tab.draw("code", text, language=language, height=HEIGHT, wrap_lines=language == "json")
        self.note.draw("caption", note)
