"""The calls of one of two runs, a few short lines each: name and state, arguments, output."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.call import Call, Key
from lib.protocol.run import FoldedRun
from lib.view.calls.card import origin, pretty
from lib.view.growing import CURSOR
from lib.view.inert import on_one_line, plain, valid
from lib.view.slot import Slot, fresh
from lib.view.status import call_badge
from lib.view.stretch import Stretch

HEIGHT: Final = 200
MOST: Final = 200  # characters of the arguments, and of an output
IDLE: Final = ":gray[The calls appear here, each with its arguments and its output.]"
NONE: Final = ":gray[No call came.]"


class ShortCalls:
    """Drawn into a container of fixed height that follows the end; of very many calls the newest."""

    def __init__(self, parent: DeltaGenerator, place: str) -> None:
        self.body = fresh(parent.container(border=True, height=HEIGHT, autoscroll=True, gap="xsmall"), place)
        self.stretch = Stretch(self.body)
        self.first: Slot | None = None
        self.slots: dict[Key, Slot] = {}

    def draw(self, run: FoldedRun | None, *, live: bool) -> None:
        """The calls so far; before the first, what will be here."""
        keys = sorted(run.calls.found) if run else []
        shown = {*keys[self.stretch.begin(len(keys)) :], *self.slots}
        if run is None or not shown:
            self.first = self.first or Slot(self.body)
            self.first.draw("markdown", IDLE if run is None or live else NONE)
            return
        for number, key in enumerate(keys, 1):
            if key in shown:
                if key not in self.slots:
                    self.slots[key], self.first = self.first or Slot(self.body), None
                self.slots[key].draw("markdown", lines(run.calls.found[key], number, live=live))


def lines(call: Call, number: int, *, live: bool) -> str:
    """A call in Markdown, the `number`-th of its run; while it is `live`, one without an output may get it yet."""
    name = plain(" ".join(call.name.split())) or "no name"
    badge = call_badge("retrying" if call.state == "running" and call.trouble else call.state)
    growing = call.state == "streaming"
    said = [
        f":material/function: **{name}** :gray[call {number}, turn {call.turn + 1}] {badge}",
        f"{span(call.used, end=growing)}{CURSOR if growing else ''}",
    ]
    if call.output is not None:
        said.append(f":material/keyboard_return: {origin(call)} {span(pretty(call.output))}")
    elif call.trouble:
        said.append(f":orange[{plain(call.trouble)}]")
    elif call.state == "ready" and not live:
        said.append(":gray[It has no output: the sample tools are run here, no others.]")
    return "  \n".join(said)


def span(text: str, *, end: bool = False) -> str:
    """A text in a code span that nothing gets out of; of a long one the beginning, or the `end`."""
    cut = text if len(text) <= MOST else f"…{text[1 - MOST :]}" if end else f"{text[: MOST - 1]}…"
    inside = on_one_line(" ".join(valid(cut).split())).replace("`", "'").strip()
    return f"`{inside}`" if inside else ":gray[nothing]"
