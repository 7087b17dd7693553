"""The newest event while a recording plays: in the place where at rest an event is looked at."""

import json
from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.catalogue import meaning_of
from lib.protocol.request import Request
from lib.protocol.timeline.marks import index_of
from lib.view.event_rows import item
from lib.view.folding import Folding
from lib.view.follow import Drawn
from lib.view.inert import plain, valid
from lib.view.picture import due
from lib.view.recordings.event_detail import head
from lib.view.recordings.event_window import window
from lib.view.recordings.played_timeline import PlayedTimeline
from lib.view.slot import Slot

EVERY: Final = 4  # frames
LONG: Final = 1_200  # characters of its JSON


class WithNewest:
    """A picture, beside it the newest event with those before it, and above it the timeline."""

    def __init__(self, picture: Drawn, box: DeltaGenerator, timeline: PlayedTimeline) -> None:
        self.picture = picture
        self.timeline = timeline
        self.around, self.head, self.meaning, self.json = (Slot(box) for _ in range(4))

    def idle(self, request: Request) -> None:
        """Before the first run."""
        self.picture.idle(request)

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame while it plays."""
        self.picture.live(fold, run, frame)
        self.timeline.draw(run, fold.seen)
        events = run.events  # none where the run was let go meanwhile
        if not 0 < fold.seen <= len(events) or not due(frame, EVERY):
            return
        body = events[fold.seen - 1].body
        self.around.draw("code", window(events, fold.seen, fold.seen), language=None)
        turns = len(fold.run.turns)
        self.head.draw(
            "markdown", head(body, fold.seen, item(turns, index_of(body.get("output_index")), several=turns > 1))
        )
        self.meaning.draw("caption", plain(meaning_of(body["type"])))
        text = valid(json.dumps(body, indent=2, ensure_ascii=False))
        shown = text if len(text) <= LONG else f"{text[:LONG]}\n… all of it when it rests"
        self.json.draw("code", shown, language="json", wrap_lines=True)

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture."""
        self.picture.rest(fold, run)

    def outdated(self) -> bool:
        """Whether it needs other widgets than it has."""
        return self.picture.outdated()
