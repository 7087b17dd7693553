"""The left pane of the Structured outputs page: the raw JSON as it grows, and below it what the check says."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.run import FoldedRun
from lib.protocol.structured import Structured
from lib.view.growing import CURSOR
from lib.view.inert import plain, valid
from lib.view.slot import Slot, fresh
from lib.view.structured.verdict import checking, verdict
from lib.view.trouble import draw_trouble

HEIGHT: Final = 286
SAID: Final = 84  # three lines
TAIL: Final = 1200  # characters that are sent again while the text grows
MOST: Final = 5_000  # that are shown at rest; all of a longer text is in Snapshot and in the download
WIDE: Final = 34  # characters that surely fit on a line
LINES: Final = 12  # that surely fit into the height
BIDI: Final = {at: f"\\u{at:04x}" for at in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
"""What would turn the text around, as JSON's escapes of it."""
IDLE: Final = "The JSON appears here while it is being written."


class JsonText:
    """Drawn into a container of fixed height that follows the end; `shape` names what the text is to fit."""

    def __init__(self, parent: DeltaGenerator, place: str, shape: str) -> None:
        self.shape = shape
        self.body = fresh(parent.container(border=False, height=HEIGHT, autoscroll=True), place)
        self.text, self.refusal = Slot(self.body), Slot(self.body)
        self.said = Slot(parent.container(border=False, height=SAID))

    def idle(self) -> None:
        """Before the first run."""
        self.draw(IDLE, "", language=None)
        self.said.draw("markdown", checking(self.shape, begun=False))

    def live(self, found: Structured) -> None:
        """The newest part of the text, with a cursor."""
        self.grow(found)
        self.said.draw("markdown", checking(self.shape, begun=True))

    def rest(self, found: Structured, run: FoldedRun) -> None:
        """The whole text, whether it fits, and how the run ended; before its end the newest part of the text."""
        if run.open and (found.text or found.refusal):
            self.grow(found)
        else:
            nothing = "" if found.refusal else IDLE if run.open else "No JSON came."
            self.draw(tail(found.text, MOST) or nothing, found.refusal)
        self.said.draw("markdown", verdict(found, run, self.shape) or checking(self.shape, begun=run.open))
        if not run.open:
            draw_trouble(self.body, run)

    def grow(self, found: Structured) -> None:
        """The newest part of what is being written, with a cursor."""
        cursors = ("", CURSOR) if found.refusal else (CURSOR, "")
        self.draw(tail(found.text) + cursors[0], found.refusal + cursors[1])

    def draw(self, text: str, refusal: str, language: str | None = "json") -> None:
        """The text as code, so that no letter of it is lost; below it a refusal, as words."""
        said = f":orange-badge[:material/block: Refusal] {plain(refusal)}"
        if refusal and not text:
            self.text.draw("markdown", said)
            return
        lines = sum(1 + len(line) // WIDE for line in text.splitlines())
        height = HEIGHT if lines <= LINES and not refusal else "content"
        self.text.draw("code", valid(text).translate(BIDI), language=language, wrap_lines=True, height=height)
        if refusal:
            self.refusal.draw("markdown", said)


def tail(text: str, most: int = TAIL) -> str:
    """The end of a long text, from the beginning of a line if there is one, after a note of what is left out."""
    if len(text) <= most:
        return text
    at = text.find("\n", len(text) - most, len(text) - most // 2) + 1 or len(text) - most
    return f"… {at:,} characters before\n{text[at:]}"
