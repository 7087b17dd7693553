"""The picture of one of two runs: its figures, its calls where tools are offered, and its answer or its JSON."""

from typing import Any, Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.protocol.structured import StructuredReader
from lib.view.answer import Answer
from lib.view.folding import Folding
from lib.view.metrics import Metrics
from lib.view.picture import METRICS_EVERY, due
from lib.view.readings import readings
from lib.view.recordings.picture import asked_kind
from lib.view.recordings.run_two_calls import ShortCalls
from lib.view.structured.json_text import JsonText
from lib.view.structured.sent_schema import sent

HEIGHT: Final = 300
BELOW_CALLS: Final = 220
FIGURE: Final = 66  # pixels; a phone has all four in a row
LABELS: Final = ("Elapsed", "First text", "Events/s")
OF_CALLS: Final = ("Elapsed", "First text", "Calls")


class SidePicture:
    """Drawn from top to bottom; `place` begins the keys. `request` is that of the run, or what would be sent."""

    def __init__(self, parent: DeltaGenerator, place: str, request: Request) -> None:
        self.place = place
        calls = answers_calls(request.body)
        row = parent.container(horizontal=True, gap="xsmall")
        self.metrics = Metrics(row, OF_CALLS if calls else LABELS, width=FIGURE)
        self.calls = ShortCalls(parent, place) if calls else None
        if asked_kind(request.body) == "structured":
            name, shape = sent(request.body)
            self.output: Answer | JsonText = JsonText(parent, place, name)
            self.reader = StructuredReader(shape)
        else:
            self.output = Answer(parent, place, BELOW_CALLS if calls else HEIGHT)

    def idle(self, request: Request) -> None:
        """Before the first run."""
        self.metrics.draw(None, None)
        if self.calls:
            self.calls.draw(None, live=False)
        if isinstance(self.output, Answer):
            self.output.draw(None, live=False)
        else:
            self.output.idle()

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while the run goes on."""
        if self.calls:
            self.calls.draw(fold.run, live=True)
        if isinstance(self.output, Answer):
            self.output.draw(fold.run, live=True)
        else:
            self.output.live(self.reader.read(fold.run, fold.origins))
        if due(frame, METRICS_EVERY):
            self.metrics.draw(fold, run.clock())

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture."""
        if self.calls:
            self.calls.draw(fold.run, live=False)
        if isinstance(self.output, Answer):
            self.output.draw(fold.run, live=False)
        else:
            self.reader.readings = readings(self.place, run)
            self.output.rest(self.reader.read(fold.run, fold.origins), fold.run)
        self.metrics.draw(fold, fold.timing.last)

    def outdated(self) -> bool:
        """Whether more has begun than one script draws; no widgets are missing."""
        texts = isinstance(self.output, Answer) and self.output.stretch.full
        return texts or (self.calls is not None and self.calls.stretch.full)


def answers_calls(body: dict[str, Any]) -> bool:
    """Whether a request offers tools whose calls are for its sender to answer."""
    tools = body.get("tools")
    return isinstance(tools, list) and any(
        isinstance(tool, dict) and tool.get("type") in ("function", "custom") for tool in tools
    )
