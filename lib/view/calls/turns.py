"""The left pane of the Function calls page: turn after turn, its calls as cards and its texts in their order."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.call import FIELDS, Call, Key
from lib.protocol.items import Item
from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot
from lib.protocol.turns import whole_turns
from lib.view import backend
from lib.view.calls import again, decisions
from lib.view.calls.card import Card
from lib.view.calls.offer import Offer
from lib.view.growing import CURSOR, GrowingText
from lib.view.inert import plain
from lib.view.slot import Slot, fresh
from lib.view.trouble import draw_trouble

IDLE: Final = ":gray[The model's calls appear here, each as a card; then the answer that it makes of their outputs.]"
HEIGHT: Final = 480
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Turns:
    """Drawn into `parent`; `place` begins the keys of what can be decided about a call.

    `still`: it doesn't follow its end, because somebody reads and decides.
    """

    def __init__(self, parent: DeltaGenerator, place: str, offers: Offer, *, still: bool) -> None:
        self.place = place
        self.offers = offers
        self.base_url = backend.chosen().base_url
        self.body = fresh(parent.container(height=HEIGHT, border=False, autoscroll=not still), place)
        self.headings: list[Slot] = []
        self.cards: dict[Key, Card] = {}
        self.texts: dict[tuple[int, int, int], GrowingText] = {}
        self.thoughts: dict[tuple[int, int], Slot] = {}
        self.waiting: set[Key] = set()

    def idle(self) -> None:
        """Before the first run."""
        self.heading(0, IDLE)

    def draw(self, run: FoldedRun, of: Run, now: float | None) -> None:
        """Every turn as it is now; `now` is None when the run is over."""
        live = now is not None
        self.waiting = {call.key for call in run.waiting if call.state == "awaiting_approval"} if of.open else set()
        numbers = {key: at for at, key in enumerate(sorted(run.calls.found), 1)}
        for number, snapshot in enumerate(run.turns):
            calls = {call.key[1]: call for call in run.calls.of_turn(number)}
            self.heading(number, said(number, snapshot, list(calls.values())))
            for item in snapshot.output():
                if item.type in FIELDS and item.output_index in calls:
                    call = calls[item.output_index]
                    self.draw_call(call, numbers[call.key], snapshot, of, now)
                elif item.type == "message":
                    self.draw_message(number, item, growing=live and number == len(run.turns) - 1)
                elif item.type == "reasoning":
                    self.draw_reasoning(number, item, growing=live and not item.done)
        if run.status in ("running", "awaiting_approval"):
            self.heading(len(run.turns), f"**Turn {len(run.turns) + 1}** starts when every call has an output.")
        if not live:
            draw_trouble(self.body, run)
            if run.status == "stopped" and (whole := whole_turns(run)):
                self.body.caption(f"Continue, below, goes on from turn {whole}.")

    def heading(self, number: int, text: str) -> None:
        """The line above a turn."""
        while len(self.headings) <= number:
            self.headings.append(Slot(self.body))
        self.headings[number].draw("markdown", text)

    def draw_call(self, call: Call, number: int, turn: Snapshot, of: Run, now: float | None) -> None:
        """A call's card, and what can be decided about it when the card is new."""
        if call.key not in self.cards:
            card = self.cards[call.key] = Card(self.body, self.offers.every.named(call.name))
            card.draw(call, number, now)
            card.decidable = call.key in self.waiting
            if card.controls is not None and (card.decidable or again.possible(of, call, turn, self.base_url)):
                decisions.draw(self.place, card.controls, of, call, self.offers)
        else:
            self.cards[call.key].draw(call, number, now)

    def draw_message(self, turn: int, item: Item, *, growing: bool) -> None:
        """The texts of a message, in a container of its own: calls may come after it."""
        for index, part in sorted(item.content.items()):
            key = (turn, item.output_index, index)
            if key not in self.texts:
                self.texts[key] = GrowingText(self.body.container())
            last = growing and not item.done and index == max(item.content)
            self.texts[key].draw(str(part.text), growing=last, refused=part.growing == "refusal")

    def draw_reasoning(self, turn: int, item: Item, *, growing: bool) -> None:
        """The newest words of the reasoning, then its length."""
        text = "\n\n".join(str(part.text) for part in (*item.summary.values(), *item.content.values()))
        if text:
            slot = self.thoughts.setdefault((turn, item.output_index), Slot(self.body))
            about = f"{plain(text[-160:])} {CURSOR}" if growing else f"Reasoned in {len(text):,} characters."
            slot.draw("caption", f":material/neurology: {about}")

    def outdated(self) -> bool:
        """Whether a call can be decided about whose card says nothing of it, or the other way round."""
        return {key for key, card in self.cards.items() if card.decidable} != self.waiting & set(self.cards)


def said(number: int, snapshot: Snapshot, calls: list[Call]) -> str:
    """What a turn did, in a line."""
    turn = f"**Turn {number + 1}**"
    if calls:
        count = NUMBERS[len(calls)] if len(calls) < len(NUMBERS) else f"{len(calls):,}"
        return f"{turn} asked for {count} call{'s' * (len(calls) != 1)}"
    if any(item.type == "message" for item in snapshot.items.values()):
        return f"{turn} answered" if snapshot.status in ("completed", "incomplete", "failed") else f"{turn} answers"
    return f"{turn} has begun" if snapshot.events else f"{turn} was sent"
