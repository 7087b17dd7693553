"""The picture of a run on the Function calls page: turns with their cards, metrics, deltas; live and at rest."""

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import metrics
from lib.view.calls.accumulation import Accumulation
from lib.view.calls.offer import Offer
from lib.view.calls.turns import Turns
from lib.view.calls.typed_arguments import CallFields
from lib.view.folding import Folding
from lib.view.frame import Panes
from lib.view.inspector import Inspector
from lib.view.metrics import Metrics
from lib.view.picture import LOG_EVERY, METRICS_EVERY, due
from lib.view.readings import readings


class CallsPicture:
    """Drawn into a page's frame; `place` begins the keys of its widgets. `offers` has the tools."""

    def __init__(self, frame: Panes, place: str, offers: Offer) -> None:
        fold = st.session_state.get(f"{place}.fold")
        still = f"{place}.form" in st.session_state or (fold is not None and fold.run.status == "awaiting_approval")
        self.place = place
        self.metrics = Metrics(frame.metrics, metrics.CALLS)
        self.turns = Turns(frame.output, place, offers, still=still)
        self.accumulation = Accumulation(frame.tabs["Arguments"], place)
        self.fields = CallFields(frame.tabs["Fields"], place, offers)
        self.inspector = Inspector(frame, place)

    def idle(self, request: Request) -> None:
        """Before the first run: everything at its height."""
        self.metrics.draw(None, None)
        self.turns.idle()
        self.accumulation.idle()
        self.fields.idle()
        self.inspector.idle(request)

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while the run goes on."""
        self.turns.draw(fold.run, run, run.clock())
        if due(frame, LOG_EVERY):
            self.accumulation.live(fold)
            self.fields.live(fold)
            self.inspector.live(fold, run)
        if due(frame, METRICS_EVERY):
            self.metrics.draw(fold, run.clock())

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture of a run that has ended, or is held at an event."""
        self.turns.readings = found = readings(self.place, run)
        self.turns.draw(fold.run, run, fold.timing.last if fold.run.open else None)
        self.metrics.draw(fold, fold.timing.last)
        self.accumulation.rest(fold, run)
        self.fields.rest(fold, found)
        self.inspector.rest(fold, run)

    def outdated(self) -> bool:
        """Whether a call waits for a decision that the page doesn't offer yet, or too much is drawn."""
        return self.turns.outdated()
