"""Which event brought each character of a response's texts, so that what a text says can be traced to its deltas."""

from bisect import bisect_right
from typing import Final, NamedTuple

from lib.protocol.events import TERMINAL, Body
from lib.protocol.items import Item, Part
from lib.protocol.snapshot import Snapshot

DELTAS: Final = {"response.output_text.delta", "response.refusal.delta"}
WHOLE: Final = {
    *("response.output_text.done", "response.refusal.done", "run.response", *TERMINAL),
    *(f"response.{what}.{step}" for what in ("content_part", "output_item") for step in ("added", "done")),
}
FOLLOWED: Final = DELTAS | WHOLE
"""The events that may add to a text."""


class Origin(NamedTuple):
    """An event: its sequence number and its time in seconds, None where unknown."""

    number: int | None
    t: float | None


class TextOrigins:
    """The events that a text grew by: how long it was with each."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.events: list[Origin] = []

    def grow(self, length: int, event: Origin) -> None:
        """The text has this length with this event; one that isn't longer added nothing."""
        if length > (self.lengths[-1] if self.lengths else 0):
            self.lengths.append(length)
            self.events.append(event)

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
        """Take an event of FOLLOWED, which the snapshot has folded already."""
        number = event.get("sequence_number")
        self.last = Origin(number if type(number) is int else None, t)
        if event["type"] not in DELTAS:
            for item in snapshot.output():
                if item.type == "message":
                    for index, part in item.content.items():
                        self.of(turn, item, index).grow(len(str(part.text)), self.last)
            return
        spoken, delta = snapshot.known(event), event.get("delta")
        if spoken is not None and isinstance(delta, str):
            at = event.get("content_index")
            text = self.of(turn, spoken, at if type(at) is int else max(spoken.content, default=0))
            text.grow((text.lengths[-1] if text.lengths else 0) + len(delta), self.last)

    def of(self, turn: int, item: Item, index: int) -> TextOrigins:
        """The origins of one text; empty ones before it has begun."""
        return self.found.setdefault((turn, item.output_index, index), TextOrigins())


def answer_part(snapshot: Snapshot) -> tuple[Item, int, Part] | None:
    """The part with the answer: the last of the last message, other than a comment on the way; None before there is
    one."""
    messages = [item for item in snapshot.output() if item.type == "message" and item.content]
    messages = [item for item in messages if item.fields.get("phase") != "commentary"] or messages
    if not messages:
        return None
    index = max(messages[-1].content)
    return messages[-1], index, messages[-1].content[index]
