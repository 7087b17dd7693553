"""A call as a card: its name and state, the arguments as they grow, what can be decided about it, its output."""

import json
from typing import Any, Final

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.call import ENDED, Call, CallState
from lib.protocol.readings import Reading
from lib.view.calls import change, fields
from lib.view.growing import CURSOR
from lib.view.inert import plain, valid
from lib.view.metrics import seconds
from lib.view.slot import Slot
from lib.view.status import call_badge
from lib.view.structured.json_text import tail

TAIL: Final = 130  # characters of the arguments that are shown while they grow
MOST: Final = 20_000  # characters of the arguments or of an output that are shown at rest
SHORT: Final = 200  # characters of an output that stands in a line
SPENT: Final[dict[CallState, str]] = {"streaming": "streamed", "awaiting_approval": "waited", "running": "ran"}


class Card:
    """One call's card. While `live` its elements have fixed places, so that nothing of an earlier script shows through.

    `decidable` says whether the page has put there what can be decided.
    """

    def __init__(self, parent: DeltaGenerator, reading: Reading, *, live: bool) -> None:
        box = parent.container(border=True, gap="xsmall")
        self.head, self.arguments, self.fields, self.about = (Slot(box) for _ in range(4))
        self.box = box
        self.live = live
        self.places: tuple[DeltaGenerator, DeltaGenerator] | None = None
        self.answered = False
        self.decidable = False
        self.reading = reading  # of its arguments

    def draw(self, call: Call, number: int, now: float | None) -> None:
        """The card as the call is now, the `number`-th of the run. `now`: the run's clock, None when it is over."""
        custom = " :gray[custom tool]" if call.custom else ""
        badge = call_badge("retrying" if call.state == "running" and call.trouble else call.state)
        name = plain(" ".join(call.name.split())) or "no name"
        self.head.draw("markdown", f":material/function: **{name}** :gray[call {number}]{custom} {badge}")
        growing = call.state == "streaming"
        text = valid(call.used)
        shown = f"… {text[-TAIL:]}" if growing and len(text) > TAIL else tail(text, MOST)
        cursor = CURSOR if growing else ""
        language = None if call.custom else "json"
        self.arguments.draw("code", shown + cursor or " ", language=language, wrap_lines=True, height=60)
        if not call.custom:
            view = (
                self.reading.feed(text)
                if growing
                else self.reading.close(text, truncated=call.output is None and call.state == "failed")
            )
            self.fields.draw("markdown", fields.line(view, growing=growing))
            readable = f"Readable so far: **{view.readable}**{f' of **{view.expected}**' if view.expected else ''}."
        else:
            self.fields.draw("markdown", ":gray[Free text: there are no fields to tell apart.]")
            readable = ""
        self.about.draw("caption", about(call, now, readable if growing else ""))
        if self.live:
            self.reserve()
        if call.output is not None and not self.answered:
            self.draw_output(call, self.reserve()[1])
            self.answered = True

    @property
    def controls(self) -> DeltaGenerator:
        """Where the page puts what can be decided."""
        return self.reserve()[0]

    def reserve(self) -> tuple[DeltaGenerator, DeltaGenerator]:
        """The places of what can be decided and of the output; a call that needs neither has none."""
        if self.places is None:
            self.places = self.box.empty(), self.box.empty()
        return self.places

    def draw_output(self, call: Call, place: DeltaGenerator) -> None:
        """What went back to the model, once."""
        box = place.container(gap="xsmall")
        text = pretty(call.output or "")
        if len(text) <= SHORT:
            inline = " ".join(text.replace("`", "'").split())  # on one line no text can leave the code span
            box.markdown(f":material/keyboard_return: {origin(call)} {f'`{inline}`' if inline else 'an empty text.'}")
        else:
            box.markdown(f":material/keyboard_return: {origin(call)}")
            box.code(tail(text, MOST), language="json", wrap_lines=True, height=130)
        if call.after is not None:
            box.code(change.lines(call.before, call.after), language="diff", height="content")


def origin(call: Call) -> str:
    """Who made the output, and how long it took."""
    ran = seconds(call.seconds("running"))
    if call.state == "declined":
        return "**You declined it.** The model was told:"
    if call.state == "failed":
        return "**It failed**, and the model was told:"
    if call.by == "visitor":
        return "**Your answer** went back to the model:"
    changed = " with the arguments that you gave it" if call.changed is not None else ""
    again = f", at try {call.attempt}" if call.attempt > 1 else ""
    return f"**Output after {ran}**{again}{changed}"


def about(call: Call, now: float | None, readable: str) -> str:
    """How much has come in how many deltas, and the time in each state; or why it waits again."""
    size = f"{len(call.arguments):,} characters"
    deltas = f" in {call.deltas:,} delta{'s' * (call.deltas != 1)}" if call.deltas else ", without a delta"
    spent = [
        f"{word} {seconds(took)}" for state, word in SPENT.items() if (took := call.seconds(state, now)) is not None
    ]
    waits = f" :orange[{plain(call.trouble)}]" if call.trouble and call.state not in ENDED else ""
    cut = f" :orange[{plain(call.trouble)}]" if call.trouble and call.state == "failed" and call.output is None else ""
    return f"{size}{deltas}. {readable or ' · '.join(spent).capitalize()}{waits}{cut}"


def pretty(output: str) -> str:
    """JSON on one line with spaces, other text as it is."""
    try:
        value: Any = json.loads(output)
    except ValueError:
        return valid(output) or " "
    return valid(json.dumps(value, ensure_ascii=False))
