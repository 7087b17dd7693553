"""The answer while it is being written: reasoning, finished blocks that are sent once, the tail with a cursor."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot
from lib.view.growing import CURSOR, GrowingText
from lib.view.inert import answer, plain
from lib.view.slot import Slot, fresh
from lib.view.trouble import draw_trouble

IDLE: Final = ":gray[The answer appears here while it is being written.]"
HEIGHT: Final = 380


class Answer:
    """The left pane: draws the messages of a response into a container of fixed height that follows the end."""

    def __init__(self, parent: DeltaGenerator, place: str, height: int = HEIGHT) -> None:
        self.body = fresh(parent.container(border=True, height=height, autoscroll=True), place)
        self.reasoning: Slot | None = None
        self.texts: dict[tuple[int, int, int], GrowingText] = {}
        self.idle: Slot | None = None

    def draw(self, run: FoldedRun | None, *, live: bool) -> None:
        """Show what has come. While `live`, a cursor ends the unfinished text."""
        if run is None:
            self.idle = Slot(self.body)
            self.idle.draw("markdown", IDLE)
            return
        for number, snapshot in enumerate(run.turns):
            self.draw_reasoning(snapshot, live=live)
            parts = message_parts(snapshot)
            for at, (key, text, refused) in enumerate(parts):
                last = live and at == len(parts) - 1
                self.text((number, *key)).draw(text, growing=last, refused=refused)
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


def message_parts(snapshot: Snapshot) -> list[tuple[tuple[int, int], str, bool]]:
    """The content parts of all messages: output and content index, text, whether it is a refusal."""
    return [
        ((item.output_index, index), str(part.text), part.growing == "refusal")
        for item in snapshot.output()
        if item.type == "message"
        for index, part in sorted(item.content.items())
    ]
