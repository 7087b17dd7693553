"""The Fields tab of a page with calls: the arguments of one call as typed fields, and which delta decided each."""

from typing import Final

from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.protocol.call import Call
from lib.protocol.origins import Origin, TextOrigins
from lib.protocol.partial import Partial
from lib.protocol.readings import Readings
from lib.protocol.structured import Structured
from lib.view.calls.accumulation import in_order
from lib.view.calls.offer import Offer
from lib.view.folding import Folding
from lib.view.inert import plain, valid
from lib.view.slot import Slot
from lib.view.structured.field_states import HEIGHT, FieldStates

HEAD: Final = 40
WIDE: Final = 60  # characters of the arguments that tell calls apart


class CallFields:
    """Drawn into its tab, if that is open. Live it shows the call that grows; at rest one can be picked."""

    def __init__(self, parent: TabContainer, place: str, offers: Offer) -> None:
        self.place = place
        self.offers = offers
        self.open = parent.open
        self.readings = Readings()
        self.origins: dict[int, TextOrigins] = {}
        self.followed = 0  # deltas
        if self.open:
            self.head = parent.container(height=HEAD, border=False)
            self.name = Slot(self.head)
            self.states = FieldStates(parent, place, height=HEIGHT - HEAD, bars=False)

    def idle(self) -> None:
        """Before the first run."""
        if self.open:
            self.name.draw("caption", "No call yet.")
            self.states.idle(Structured("", "", Partial().feed(""), TextOrigins(), False, None))

    def live(self, fold: Folding) -> None:
        """The call whose arguments grow, or grew last."""
        if self.open and (calls := in_order(fold)):
            at = max(range(len(calls)), key=lambda at: (calls[at].state == "streaming", at))
            self.name.draw("caption", said(calls[at], at + 1))
            self.states.live(self.read(fold, calls[at]))

    def rest(self, fold: Folding, readings: Readings) -> None:
        """One call, the first where none was picked; `readings` is what was read of the run's calls."""
        self.readings = readings
        calls = dict(enumerate(in_order(fold), 1))
        if not self.open or not calls:
            self.idle()
            return
        picked = 1
        if len(calls) > 1:
            picked = self.head.selectbox(
                "Call",
                list(calls),
                format_func=lambda at: f"{at} {valid(calls[at].name)} {valid(calls[at].arguments)[:WIDE]}",
                key=f"{self.place}.fields_of",
                label_visibility="collapsed",
            )
        else:
            self.name.draw("caption", said(calls[1], 1))
        self.states.rest(self.read(fold, calls[min(picked, len(calls))]))

    def read(self, fold: Folding, call: Call) -> Structured:
        """The arguments of a call as far as they have come, as the model wrote them."""
        deltas = fold.run.calls.deltas
        for delta in deltas[self.followed :]:
            self.origins.setdefault(id(delta.call), TextOrigins()).add(delta.text, Origin(delta.number, delta.t))
        self.followed = len(deltas)
        reading = self.readings.of(call.key, self.offers.shape(call.name))
        text = "" if call.custom else valid(call.arguments)
        growing = call.state == "streaming"
        view = reading.feed(text) if growing or not text else reading.close(text)
        origins = self.origins.get(id(call), TextOrigins())
        return Structured(text, "", view, origins, not growing, origins.last)


def said(call: Call, number: int) -> str:
    """Which call it is."""
    return f"Call {number}, **{plain(call.name)}**{': free text, without fields' if call.custom else ''}"
