"""The answer while it is being written: reasoning, finished blocks that are sent once, the tail with a cursor."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.items import Part
from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot
from lib.view.growing import CURSOR, GrowingText
from lib.view.inert import answer, plain
from lib.view.slot import Slot, fresh
from lib.view.stretch import Stretch
from lib.view.trouble import draw_trouble

IDLE: Final = ":gray[The answer appears here while it is being written.]"
HEIGHT: Final = 380


class Answer:
    """The left pane: draws the messages of a response into a container of fixed height that follows the end; of very
    many texts the newest."""

    def __init__(self, parent: DeltaGenerator, place: str, height: int = HEIGHT) -> None:
        self.body = fresh(parent.container(border=True, height=height, autoscroll=True), place)
        self.stretch = Stretch(self.body)
        self.reasoning: Slot | None = None
        self.texts: dict[tuple[int, int, int], GrowingText] = {}
        self.idle: Slot | None = None

    def draw(self, run: FoldedRun | None, *, live: bool) -> None:
        """Show what has come. While `live`, a cursor ends the unfinished text."""
        if run is None:
            self.idle = Slot(self.body)
            self.idle.draw("markdown", IDLE)
            return
        texts = [message_parts(number, snapshot) for number, snapshot in enumerate(run.turns)]
        every = [key for parts in texts for key in parts]
        shown = {*every[self.stretch.begin(len(every)) :], *self.texts}
        for snapshot, parts in zip(run.turns, texts, strict=True):
            self.draw_reasoning(snapshot, live=live)
            last = max(parts, default=None) if live else None
            for key in [key for key in parts if key in shown]:
                refused = parts[key].growing == "refusal"
                self.text(key).draw(str(parts[key].text), growing=key == last, refused=refused)
        if not self.texts and live:
            self.idle = self.idle or Slot(self.body)
            self.idle.draw("markdown", CURSOR)
        if not live and not self.texts and run.trouble is None:
            kinds = ", ".join(item.type for item in run.snapshot.output())
            said = f"No text came. The output has {kinds}: see Snapshot." if kinds else "No text came."
            self.body.caption(plain(said))
        if not live:
            draw_trouble(self.body, run)

    def draw_reasoning(self, snapshot: Snapshot, *, live: bool) -> None:
        """The reasoning, folded: its newest words while nothing else has come, then its length."""
        text = "\n\n".join(snapshot.texts("reasoning"))
        if not text:
            return
        if self.reasoning is None:
            self.reasoning, self.idle = self.idle or Slot(self.body), None
        if live and not self.texts:
            self.reasoning.draw("caption", f":material/neurology: {plain(text[-160:])} {CURSOR}")
        elif live:
            self.reasoning.draw("caption", f":material/neurology: Reasoned in {len(text):,} characters.")
        else:
            folded = self.reasoning.place.expander(f"Reasoning, {len(text):,} characters", icon=":material/neurology:")
            folded.markdown(answer(text))

    def text(self, key: tuple[int, int, int]) -> GrowingText:
        """One content part; the first takes the place of what was shown while there was none."""
        if key not in self.texts:
            if self.idle is not None:
                self.idle.draw("markdown", "")
            self.texts[key] = GrowingText(self.body, self.idle)
            self.idle = None
        return self.texts[key]


def message_parts(turn: int, snapshot: Snapshot) -> dict[tuple[int, int, int], Part]:
    """The content parts of all messages of a turn, in their order, by turn, output and content index."""
    return {
        (turn, item.output_index, index): part
        for item in snapshot.output()
        if item.type == "message"
        for index, part in sorted(item.content.items())
    }
