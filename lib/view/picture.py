"""The picture of a run on the Text page: the answer, the metrics, and what the inspector shows; live and at rest.

Live, the answer has the full cadence; the inspector comes every fifth frame, the metrics every tenth: a log of 13 lines
at 20 frames a second would cost more than the answer.
"""

from typing import Final

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import state
from lib.view.answer import Answer
from lib.view.folding import Folding
from lib.view.frame import Panes
from lib.view.inspector import Inspector
from lib.view.metrics import Metrics

LOG_EVERY: Final = 5  # frames
METRICS_EVERY: Final = 10
CROWD: Final = 50  # live runs; beyond, what comes now and then comes half as often


def due(frame: int, every: int) -> bool:
    """Whether what comes every so many frames comes with this one. Each message takes a turn of Streamlit's loop."""
    return frame % (every if state.engine().live <= CROWD else 2 * every) == 0


class Picture:
    """Drawn into a page's frame; `place` begins the keys of its widgets."""

    def __init__(self, frame: Panes, place: str) -> None:
        self.metrics = Metrics(frame.metrics)
        self.answer = Answer(frame.output, place)
        self.inspector = Inspector(frame, place)

    def idle(self, request: Request) -> None:
        """Before the first run: everything at its height, and the body that will be sent."""
        self.metrics.draw(None, None)
        self.answer.draw(None, live=False)
        self.inspector.idle(request)

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while the run goes on."""
        self.answer.draw(fold.run, live=True)
        if due(frame, LOG_EVERY):
            self.inspector.live(fold, run)
        if due(frame, METRICS_EVERY):
            self.metrics.draw(fold, run.clock())

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture of a run that has ended, or is held at an event."""
        self.answer.draw(fold.run, live=fold.run.open, end=fold.run.open)  # a moment is soon left for the next
        self.metrics.draw(fold, fold.timing.last)
        self.inspector.rest(fold, run)

    def outdated(self) -> bool:
        """Whether more texts have begun than one script draws; no widgets are missing."""
        return self.answer.stretch.full
