"""The timeline above what plays: of a replay the whole recording, with the rule where it is; of a request that was sent
again what has come."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.view.timeline import timeline
from lib.view.timeline.rows import rows_of

EVERY: Final = 0.5  # seconds
NEWEST: Final = 1_000  # events that get a mark while they come


class PlayedTimeline:
    """Drawn into a place at once; `whole` is the recording that a replay is of, None where a request was sent again."""

    def __init__(self, parent: DeltaGenerator, place: str, run: Run, whole: Run | None, room: int) -> None:
        self.place = place
        self.whole = whole
        self.room = room
        self.note = self.chart = parent  # where each is put; from then on, where it is replaced
        self.drawn = (-EVERY, -1)  # at which second, and how many events
        self.draw(run, len(run.events))  # a click in the middle of it begins anew

    def draw(self, run: Run, seen: int) -> None:
        """The chart when `seen` events have been drawn, twice a second where there are more."""
        at, count = self.drawn
        if seen == count or run.clock() - at < EVERY:
            return
        self.drawn = (run.clock(), seen)
        if self.whole is not None:
            marks = timeline.marks_of(self.place, self.whole, len(self.whole.events))
            rows = timeline.kept_rows(self.whole.id, len(self.whole.events), True, marks)
            here = timeline.at_event(marks, seen)
        else:
            marks = timeline.marks_of(self.place, run, seen)
            rows, here = rows_of(marks, timeline.WIDE, NEWEST), None
        self.note = self.note.caption(f"{seen:,} of {len(self.whole.events):,} events." if self.whole else "So far.")
        self.chart = timeline.send(self.chart, rows, here, self.room, live=self.whole is None)
