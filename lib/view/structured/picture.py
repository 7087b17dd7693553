"""The picture of a run on the Structured outputs page: the JSON, the fields, and when each was written."""

from typing import Final

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.protocol.structured import Structured, StructuredReader, Wanted
from lib.view import metrics
from lib.view.folding import Folding
from lib.view.frame import Panes
from lib.view.inspector import Inspector
from lib.view.metrics import Metrics, seconds
from lib.view.picture import LOG_EVERY, METRICS_EVERY, due
from lib.view.readings import readings
from lib.view.slot import fresh
from lib.view.structured import result
from lib.view.structured.field_states import FieldStates
from lib.view.structured.field_timeline import FieldTimeline
from lib.view.structured.json_text import JsonText

FIELDS_EVERY: Final = 2  # frames


class StructuredPicture:
    """Drawn into a page's frame; `place` begins the keys of its widgets. `shape` is what the answer is to fit, by that
    `name`."""

    def __init__(self, frame: Panes, place: str, shape: Wanted, name: str) -> None:
        self.place = place
        self.name = name
        self.reader = StructuredReader(shape)
        self.metrics = Metrics(frame.metrics, metrics.STRUCTURED)
        self.text = JsonText(frame.output, place, name)
        self.fields = FieldStates(frame.tabs["Fields"], place)
        self.inspector = Inspector(frame, place)
        self.below = fresh(st.container(), place)
        self.timeline = FieldTimeline(self.below, place)

    def idle(self, request: Request) -> None:
        """Before the first run: everything at its height, and the fields that are waited for."""
        fold = Folding("")
        found = self.reader.read(fold.run, fold.origins)
        self.metrics.draw(None, None)
        self.text.idle()
        self.fields.idle(found)
        self.inspector.idle(request)
        self.timeline.log([])

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while the run goes on."""
        found = self.reader.read(fold.run, fold.origins)
        self.text.live(found)
        if due(frame, FIELDS_EVERY):
            self.fields.live(found)
        if due(frame, LOG_EVERY):
            self.timeline.live(found)
            self.inspector.live(fold, run)
        if due(frame, METRICS_EVERY):
            self.metrics.draw(fold, run.clock(), figures(found))

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture of a run that has ended; at an event before its end what was seen then, as it stood."""
        self.reader.readings = readings(self.place, run)
        found = self.reader.read(fold.run, fold.origins)
        self.text.rest(found, fold.run)
        self.metrics.draw(fold, fold.timing.last, figures(found))
        self.inspector.rest(fold, run)
        if fold.run.open:
            self.fields.live(found)
            self.timeline.live(found)
        else:
            self.fields.rest(found)
            self.timeline.rest(found)
            result.draw(self.place, self.below, found, self.name or "structured", f"{run.id} {fold.seen}")

    def outdated(self) -> bool:
        """Never: what it shows while it is live has no widgets."""
        return False


def figures(found: Structured) -> dict[str, str]:
    """The figures that are the fields'."""
    view = found.view
    first = found.origins.at(view.first_decided) if view.first_decided is not None else None
    expected = f" of {view.expected}" if view.expected is not None else ""
    return {
        "First field": seconds(first.t if first else None),
        "Fields": f"{view.readable}{expected}" if found.text or expected else "–",
    }
