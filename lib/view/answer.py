"""The answer while it is being written: reasoning, finished blocks that are sent once, the tail with a cursor."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.items import Item, Part
from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot
from lib.view import reasoning
from lib.view.growing import GrowingText
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
        self.texts: dict[tuple[int, int, int], GrowingText] = {}
        self.thoughts: dict[int, Slot] = {}
        self.folded: dict[int, int] = {}
        self.idle: Slot | None = None
        self.begun = False

    def draw(self, run: FoldedRun | None, *, live: bool, end: bool = False) -> None:
        """Show what has come, of a long text only the `end` if so wanted.

        While `live`, a cursor ends the text of the item that is being written.
        """
        texts = [message_parts(number, snapshot) for number, snapshot in enumerate(run.turns if run else ())]
        every = [key for parts in texts for key in parts]
        shown = {*every[self.stretch.begin(len(every)) :], *self.texts}
        for number, snapshot in enumerate(run.turns if run else ()):
            item = written(snapshot) if live and number == len(texts) - 1 else None
            self.draw_reasoning(number, snapshot, item, live=live)
            here = [key for key in texts[number] if item and key[1] == item.output_index]
            for key in [key for key in texts[number] if key in shown]:
                part = texts[number][key]
                refused = part.growing == "refusal"
                self.text(key, end=end).draw(str(part.text), growing=key in here[-1:], refused=refused)
        self.begun = True
        if not self.texts:
            self.say(none(run) if run and not live else "" if self.thoughts else IDLE)
        if run and not live:
            draw_trouble(self.body, run)

    def say(self, said: str) -> None:
        """What stands where no text has come."""
        if said and self.idle is None:
            self.idle = Slot(self.body)
        if self.idle is not None:
            self.idle.draw("markdown", said)

    def draw_reasoning(self, turn: int, snapshot: Snapshot, item: Item | None, *, live: bool) -> None:
        """The reasoning of a turn, of which `item` is being written: its newest words, then its length.

        Where it was over when this script began, and at rest, all of it, folded.
        """
        text = "\n\n".join(snapshot.texts("reasoning"))
        growing = item is not None and item.type == "reasoning"
        text, whole = text[self.folded.get(turn, 0) :].lstrip("\n"), len(text)
        if not text:
            return
        if turn not in self.thoughts:
            self.thoughts[turn], self.idle = self.idle or Slot(self.body), None
        slot = self.thoughts[turn]
        if growing:
            slot.draw("caption", reasoning.growing(text))
        elif live and self.begun:
            slot.draw("caption", reasoning.over(text))
        else:
            self.folded[turn] = whole
            folded = self.thoughts.pop(turn).place.expander(f"Reasoning, {len(text):,} characters", icon=reasoning.ICON)
            folded.markdown(answer(text))

    def text(self, key: tuple[int, int, int], *, end: bool) -> GrowingText:
        """One content part, or the `end` of it; the first takes the place of what was shown while there was none."""
        if key not in self.texts:
            if self.idle is not None:
                self.idle.draw("markdown", "")
            self.texts[key] = GrowingText(self.body, self.idle, end=end)
            self.idle = None
        return self.texts[key]


def none(run: FoldedRun) -> str:
    """What came of a run without a text; of one that went wrong its trouble says it."""
    kinds = plain(", ".join(item.type for item in run.snapshot.output()))
    return "" if run.trouble else f":gray[No text came.{f' The output has {kinds}.' if kinds else ''}]"


def written(snapshot: Snapshot) -> Item | None:
    """The item that is being written: the last that isn't done."""
    return next((item for item in reversed(snapshot.output()) if not item.done), None)


def message_parts(turn: int, snapshot: Snapshot) -> dict[tuple[int, int, int], Part]:
    """The content parts of all messages of a turn, in their order, by turn, output and content index."""
    return {
        (turn, item.output_index, index): part
        for item in snapshot.output()
        if item.type == "message"
        for index, part in sorted(item.content.items())
    }
