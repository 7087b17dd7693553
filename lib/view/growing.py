"""A text that grows on the page: what is finished is sent once, the tail again and again, with a cursor at its end."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.view.blocks import Blocks, without_head
from lib.view.inert import answer
from lib.view.slot import Slot

CURSOR: Final = "▍"
NEWEST: Final = 4  # blocks, of about 1.2 KB; more than a pane has room for


class GrowingText:
    """One content part of a message. Its blocks go into `parent`, the first into `slot` if there is one already.

    With `end`, of a text that is long when it is drawn first only its end is.
    """

    def __init__(self, parent: DeltaGenerator, slot: Slot | None = None, *, end: bool = False) -> None:
        self.parent = parent
        self.end = end
        self.blocks = Blocks()
        self.slot = slot or Slot(parent)

    def draw(self, text: str, *, growing: bool, refused: bool) -> None:
        """What has frozen since is sent for the last time, and the tail once more."""
        frozen, tail = self.blocks.feed(text)
        if self.end and len(frozen) > NEWEST:
            self.slot.draw("caption", f"The end of {len(text):,} characters. Snapshot has all of them.")
            self.slot, frozen = Slot(self.parent), frozen[-NEWEST:]
        self.end = False
        for block in frozen:
            self.slot.draw("markdown", answer(block), anchors=False)
            self.slot = Slot(self.parent)
        if growing:
            tail = without_head(tail)
        note = ":orange-badge[:material/block: Refusal] " if refused else ""
        self.slot.draw("markdown", note + answer(tail) + (CURSOR if growing else ""), anchors=False)
