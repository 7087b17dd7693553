"""Which event brought each character of a response's texts, so that what a text says can be traced to its deltas."""

from array import array
from bisect import bisect_right
from typing import Final, NamedTuple

from lib.protocol.events import TERMINAL, Body
from lib.protocol.halves import is_first_half, is_other_half
from lib.protocol.items import Item, Part
from lib.protocol.origin import Origin as Origin
from lib.protocol.origin import OriginList, whole_number
from lib.protocol.snapshot import Snapshot

DELTAS: Final = {"response.output_text.delta", "response.refusal.delta"}
WHOLE: Final = {
    *("response.output_text.done", "response.refusal.done", "run.response", *TERMINAL),
    *(f"response.{what}.{step}" for what in ("content_part", "output_item") for step in ("added", "done")),
}
FOLLOWED: Final = DELTAS | WHOLE
"""The events that may add to a text."""


class TextOrigins:
    """The events that a text grew by: how long it was with each. A delta takes 24 bytes."""

    def __init__(self) -> None:
        self.lengths = array("q")
        self.events = OriginList()
        self.half = False  # whether the text ends with the first half of a surrogate pair

    @property
    def last(self) -> Origin | None:
        """The event that the text grew by last; None before one."""
        return self.events[-1] if self.events else None

    def grow(self, length: int, event: Origin) -> None:
        """The text has this length with this event; one that isn't longer added nothing."""
        if length > (self.lengths[-1] if self.lengths else 0):
            self.lengths.append(length)
            self.events.append(event)

    def add(self, delta: str, event: Origin) -> None:
        """The text grew by a delta. The other half of a pair that it begins with is no character of its own."""
        if delta:
            had = self.lengths[-1] if self.lengths else 0
            self.grow(had + len(delta) - (self.half and is_other_half(delta[0])), event)
            self.half = is_first_half(delta[-1])

    def at(self, index: int | None) -> Origin | None:
        """The event that brought the character at an index; None for no index, or one that hasn't come."""
        found = len(self.lengths) if index is None else bisect_right(self.lengths, index)
        return self.events[found] if found < len(self.events) else None


class Origins:
    """The origins of all texts of a run's messages, by turn, `output_index` and `content_index`."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int, int], TextOrigins] = {}
        self.last: Origin | None = None  # of the events that were followed

    def follow(self, turn: int, snapshot: Snapshot, event: Body, t: float | None) -> None:
        """Take an event of FOLLOWED, which the snapshot has folded already. No event makes it raise."""
        self.last = Origin(whole_number(event.get("sequence_number")), t)
        if event["type"] not in DELTAS:
            whole = event["type"] in TERMINAL or event["type"] == "run.response"
            often = whole and snapshot.ended_too_often
            for item in () if often else snapshot.output() if whole else spoken_of(snapshot, event):
                if item.type == "message":
                    for index, part in item.content.items():
                        text = str(part.text)
                        own = self.of(turn, item, index)
                        own.grow(len(text), self.last)
                        own.half = is_first_half(text[-1:])
            return
        spoken, delta = snapshot.meant(event), event.get("delta")
        if spoken is not None and isinstance(delta, str):
            at = event.get("content_index")
            self.of(turn, spoken, at if type(at) is int else max(spoken.content, default=0)).add(delta, self.last)

    def of(self, turn: int, item: Item, index: int) -> TextOrigins:
        """The origins of one text; empty ones before it has begun."""
        return self.found.setdefault((turn, item.output_index, index), TextOrigins())


def spoken_of(snapshot: Snapshot, event: Body) -> list[Item]:
    """The item that an event is about, if there is one."""
    item = event.get("item")
    found = snapshot.meant({**event, "item_id": item.get("id")} if isinstance(item, dict) else event)
    return [] if found is None else [found]


class Answer(NamedTuple):
    """Where the answer is: a message's content part, `at` its index; and the refusal in its place, or after it."""

    item: Item
    at: int
    part: Part
    refusal: str


def answer_part(snapshot: Snapshot, *, ended: bool) -> Answer | None:
    """The part with the answer: the last text of the messages, or the refusal where there is none; None before either.

    A comment on the way is no answer, unless the run has `ended` and it is all there is.
    """
    messages = [item for item in snapshot.output() if item.type == "message" and item.content]
    answers = [item for item in messages if item.fields.get("phase") != "commentary"]
    found = [
        (item, index, item.content[index])
        for item in answers or (messages if ended else [])
        for index in sorted(item.content)
    ]
    if not found:
        return None
    texts = [at for at, (_, _, part) in enumerate(found) if part.growing != "refusal"]
    last = found[-1][2]
    refusal = str(last.text) if last.growing == "refusal" else ""
    return Answer(*found[texts[-1] if texts else -1], refusal)
