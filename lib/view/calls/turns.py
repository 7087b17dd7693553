"""The left pane of the Function calls page: turn after turn, its calls as cards and its texts in their order."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.call import FIELDS, Call, Key
from lib.protocol.items import Item
from lib.protocol.readings import Readings
from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot
from lib.protocol.turns import whole_turns
from lib.view import backend, reasoning
from lib.view.calls import again, decisions
from lib.view.calls.card import Card
from lib.view.calls.offer import Offer
from lib.view.growing import GrowingText
from lib.view.slot import Slot, fresh
from lib.view.stretch import Stretch
from lib.view.trouble import draw_trouble

IDLE: Final = ":gray[The model's calls appear here, each as a card; then the answer that it makes of their outputs.]"
HEIGHT: Final = 480
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Entry(NamedTuple):
    """What stands in the pane by itself: a call, the text of a content `part`, or a reasoning."""

    turn: int
    item: Item
    part: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        """Which one of the run it is."""
        return self.turn, self.item.output_index, self.part


class Turns:
    """Drawn into `parent`; `place` begins the keys of what can be decided about a call.

    `still`: it doesn't follow its end, because somebody reads and decides. Of very many entries the newest are drawn,
    and the calls that wait for a decision. `readings` is what was read of the calls.
    """

    def __init__(self, parent: DeltaGenerator, place: str, offers: Offer, *, still: bool) -> None:
        self.place = place
        self.offers = offers
        self.base_url = backend.chosen().base_url
        self.body = fresh(parent.container(height=HEIGHT, border=True, autoscroll=not still), place)
        self.stretch = Stretch(self.body)
        self.readings = Readings()
        self.headings: dict[int, Slot] = {}
        self.drawn: set[tuple[int, int, int]] = set()
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
        asked = Counter(turn for turn, _ in numbers)
        every = [*entries(run)]
        shown = self.shown(every, live=live)
        begun = every[self.stretch.first or 0].turn if every else 0
        for number, snapshot in enumerate(run.turns):
            here = [entry for entry in shown if entry.turn == number]
            if here or number >= begun:
                self.heading(number, said(number, snapshot, asked[number]))
            for entry in here:
                call = run.calls.found.get((number, entry.item.output_index))
                if call is not None and entry.item.type in FIELDS:
                    self.draw_call(call, numbers[call.key], snapshot, of, now)
                elif entry.item.type == "message":
                    self.draw_message(entry, growing=live and number == len(run.turns) - 1)
                else:
                    self.draw_reasoning(number, entry.item, growing=live and not entry.item.done)
        if run.status in ("running", "awaiting_approval"):
            self.heading(len(run.turns), f"**Turn {len(run.turns) + 1}** starts when every call has an output.")
        if not live:
            draw_trouble(self.body, run)
            if run.status == "stopped" and (whole := whole_turns(run)):
                self.body.caption(f"Continue, below, goes on from turn {whole}.")

    def shown(self, every: list[Entry], *, live: bool) -> list[Entry]:
        """Those that are drawn; while it is `live` none that are more than a script should have."""
        first = self.stretch.begin(len(every))
        last = first if live and self.stretch.full else len(every)
        found = [
            entry
            for at, entry in enumerate(every)
            if first <= at < last or entry.key in self.drawn or entry.key[:2] in self.waiting
        ]
        self.drawn.update(entry.key for entry in found)
        return found

    def heading(self, number: int, text: str) -> None:
        """The line above a turn."""
        self.headings.setdefault(number, Slot(self.body)).draw("markdown", text)

    def draw_call(self, call: Call, number: int, turn: Snapshot, of: Run, now: float | None) -> None:
        """A call's card, and what can be decided about it when the card is new."""
        if call.key not in self.cards:
            reading = self.readings.of(call.key, self.offers.shape(call.name))
            card = self.cards[call.key] = Card(self.body, reading, live=of.open)
            card.draw(call, number, now)
            card.decidable = call.key in self.waiting
            if card.decidable or again.possible(of, call, turn, self.base_url):
                decisions.draw(self.place, card.controls, of, call, self.offers)
        else:
            self.cards[call.key].draw(call, number, now)

    def draw_message(self, entry: Entry, *, growing: bool) -> None:
        """A text of a message, in a container of its own: calls may come after it."""
        if entry.key not in self.texts:
            self.texts[entry.key] = GrowingText(self.body.container())
        part = entry.item.content[entry.part]
        last = growing and not entry.item.done and entry.part == max(entry.item.content)
        self.texts[entry.key].draw(str(part.text), growing=last, refused=part.growing == "refusal")

    def draw_reasoning(self, turn: int, item: Item, *, growing: bool) -> None:
        """The newest words of the reasoning, then its length."""
        text = thought(item)
        slot = self.thoughts.setdefault((turn, item.output_index), Slot(self.body))
        slot.draw("caption", reasoning.growing(text) if growing else reasoning.over(text))

    def outdated(self) -> bool:
        """Whether a call can be decided about whose card says nothing of it, or the other way round; or more has begun
        than one script draws."""
        return self.stretch.full or {key for key, card in self.cards.items() if card.decidable} != self.waiting & set(
            self.cards
        )


def entries(run: FoldedRun) -> Iterator[Entry]:
    """All that the pane could show, in its order."""
    for turn, snapshot in enumerate(run.turns):
        for item in snapshot.output():
            if item.type in FIELDS and (turn, item.output_index) in run.calls.found:
                yield Entry(turn, item)
            elif item.type == "message":
                yield from (Entry(turn, item, index) for index in sorted(item.content))
            elif item.type == "reasoning" and thought(item):
                yield Entry(turn, item)


def thought(item: Item) -> str:
    """The text of a reasoning."""
    return "\n\n".join(str(part.text) for part in (*item.summary.values(), *item.content.values()))


def said(number: int, snapshot: Snapshot, calls: int) -> str:
    """What a turn with so many calls did, in a line."""
    turn = f"**Turn {number + 1}**"
    if calls:
        count = NUMBERS[calls] if calls < len(NUMBERS) else f"{calls:,}"
        return f"{turn} asked for {count} call{'s' * (calls != 1)}"
    if any(item.type == "message" for item in snapshot.items.values()):
        return f"{turn} answered" if snapshot.status in ("completed", "incomplete", "failed") else f"{turn} answers"
    return f"{turn} has begun" if snapshot.events else f"{turn} was sent"
