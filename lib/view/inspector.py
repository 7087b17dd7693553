"""What every streaming page shows of a run's events: the trace, and the open one of its tabs."""

import json
from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import events, log, raw, snapshot
from lib.view.folding import Folding
from lib.view.frame import Panes
from lib.view.inert import valid
from lib.view.slot import Slot
from lib.view.timeline.tab import TimelineTab
from lib.view.trace import BINS, trace

HEIGHT: Final = 292
NAMES: Final = ("Events", "Timeline", "Snapshot", "Raw")


class Inspector:
    """Drawn into a page's frame; `place` begins the keys of its widgets. Only the open tab is drawn."""

    def __init__(self, frame: Panes, place: str) -> None:
        self.frame = frame
        self.place = place
        self.trace = Slot(frame.trace)
        self.open_tab = next((name for name in NAMES if name in frame.tabs and frame.tabs[name].open), "")
        self.tab = LiveTab(frame.tabs[self.open_tab]) if self.open_tab else None
        self.timeline = TimelineTab(frame.tabs[self.open_tab], place, HEIGHT) if self.open_tab == "Timeline" else None

    def idle(self, request: Request) -> None:
        """Before the first run: everything at its height, and the body that will be sent."""
        self.draw_trace([], 0.0)
        if self.tab:
            text = json.dumps(request.sent, indent=2)
            self.tab.draw(valid(text), "json", "No events yet. Stream sends the body above; then they arrive here.")

    def live(self, fold: Folding, run: Run) -> None:
        """One frame while the run goes on."""
        self.draw_trace(fold.times, run.clock())
        seen = run.events[max(0, fold.seen - log.LINES) : fold.seen]
        if self.tab is None:
            return
        if self.timeline:
            self.timeline.live(run, fold.seen)
        elif self.open_tab == "Events":
            note = f"The last {log.LINES} events. Filters and details come when the stream ends."
            self.tab.draw(log.tail(seen), None, note)
        elif self.open_tab == "Snapshot":
            self.tab.draw(snapshot.live(fold.run.snapshot), "json", "The response folded so far.")
        else:
            self.tab.draw(raw.tail(seen), None, "The newest frames. All of them come when the stream ends.")

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture of a run that has ended, or is held at an event."""
        self.draw_trace(fold.times, fold.times[-1] if fold.times else 0.0)
        if not self.open_tab:
            return
        inside = self.frame.tabs[self.open_tab]
        if self.open_tab == "Events":
            events.draw_table(self.place, inside, run, fold.seen, self.frame.jump)
        elif self.timeline:
            self.timeline.rest(run, fold.seen)
        elif self.open_tab == "Snapshot":
            snapshot.draw(inside, fold.run.turns or [fold.run.snapshot])
        else:
            raw.draw(inside, fold.run.headers, run.events[: fold.seen])

    def draw_trace(self, times: list[float], now: float) -> None:
        """The line of block characters; a whole line of dots while nothing has a time."""
        line = trace(times, now) if times else "·" * BINS
        self.trace.draw("code", line, language=None, wrap_lines=True)


class LiveTab:
    """A tab while it is live: text of a fixed height, a sentence below; two elements, as at rest, so that each replaces
    what was in its place."""

    def __init__(self, parent: DeltaGenerator) -> None:
        self.text, self.note = Slot(parent), Slot(parent)

    def draw(self, text: str, language: str | None, note: str) -> None:
        """Show this."""
        self.text.draw("code", text, language=language, height=HEIGHT, wrap_lines=language == "json")
        self.note.draw("caption", note)
