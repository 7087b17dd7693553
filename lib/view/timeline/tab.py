"""The Timeline tab of a streaming page: the newest marks while it streams, at rest the whole with its figures."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.view.slot import Slot, fresh
from lib.view.timeline import figures as timeline_figures
from lib.view.timeline import timeline
from lib.view.timeline.rows import rows_of

NEWEST: Final = 300  # events that get a mark while it streams
EVERY: Final = 0.5  # seconds; a browser takes some hundredths of one to draw the chart


class TimelineTab:
    """Drawn into a tab, as high as the other tabs; `place` begins the keys of what is kept."""

    def __init__(self, parent: DeltaGenerator, place: str, height: int) -> None:
        self.parent = parent
        self.place = place
        self.own = f"{place}.tab"  # the page may draw another run besides, or more of this one
        self.height = height
        self.chart: DeltaGenerator | None = None
        self.note: Slot | None = None
        self.shown = (-EVERY, 0)  # at which second, and how many events

    def live(self, run: Run, seen: int) -> None:
        """The newest marks of the first `seen` events, twice a second where there are new ones."""
        at, count = self.shown
        if run.clock() - at < EVERY or seen == count:
            return
        self.shown = (run.clock(), seen)
        marks = timeline.marks_of(self.own, run, seen)
        if self.chart is None or self.note is None:
            self.chart, self.note = self.box(), Slot(self.parent)
        self.chart = timeline.send(self.chart, rows_of(marks, timeline.NARROW, NEWEST), room=self.height, live=True)
        cut = f"The newest {NEWEST} marks" if len(marks) > NEWEST else "Twice a second"
        self.note.draw("caption", f"{cut}; the rest comes at the end.")

    def rest(self, run: Run, seen: int) -> None:
        """The whole of the first `seen` events."""
        box = self.box()
        marks = timeline.marks_at(self.own, run, seen)
        rows = timeline.kept_rows(run.id, seen, False, marks)
        timeline.send(box, rows, room=self.height - timeline_figures.ROOM)
        timeline_figures.draw(box, run.id, marks)
        self.parent.caption(timeline.caption(marks, rows))

    def box(self) -> DeltaGenerator:
        """What the chart is in: it scrolls where there are many lanes, and has nothing left of another run."""
        return fresh(self.parent.container(height=self.height, border=False, gap="xsmall"), self.place)
