"""The stream of events that is damaged: each event with its frame, and what the stream is like as a whole."""

from functools import cached_property
from typing import Any, Final, NamedTuple

from lib.protocol.events import TERMINAL, Body, Event

CREATED: Final = "response.created"
ADDED: Final = "response.output_item.added"
DONE: Final = "response.output_item.done"
PLACE: Final = ("output_index", "content_index", "summary_index", "command_index")


class Sent(NamedTuple):
    """An event with its frame."""

    body: Body
    raw: bytes


class Stream(list[Sent]):
    """The events of a stream, and what decides where damage can be done; they stay as they are."""

    @cached_property
    def whole(self) -> bool:
        """Whether it has a beginning, one end that is last, and no error."""
        ends = [at for at in range(len(self)) if kind(self, at) in TERMINAL]
        events = [at for at in range(len(self)) if wire(self, at)]
        if any(kind(self, at) == "error" for at in events):
            return False
        return bool(ends) and events[0] == 0 and kind(self, 0) == CREATED and ends == [events[-1]]

    @cached_property
    def checked(self) -> bool:
        """Whether it ends with all items closed."""
        return self.whole and not any(body["type"] == "response.failed" for body, _ in self)

    @cached_property
    def numbered(self) -> bool:
        return all(type(body.get("sequence_number")) is int for body, _ in self if not body["type"].startswith("run."))

    @cached_property
    def texts(self) -> dict[Any, list[int]]:
        """The events of each text: its deltas and its done."""
        found: dict[Any, list[int]] = {}
        for at in range(len(self)):
            found.setdefault(text_of(self, at), []).append(at)
        return found


def sent(events: list[Event]) -> Stream:
    """A recording's events, parsed once."""
    return Stream(Sent(event.body, event.raw) for event in events)


def kind(stream: list[Sent], at: int) -> str:
    return str(stream[at].body["type"])


def wire(stream: list[Sent], at: int) -> bool:
    return 0 <= at < len(stream) and not kind(stream, at).startswith("run.")


def text_of(stream: list[Sent], at: int) -> tuple[Any, ...]:
    """What the events of one text have in common."""
    body = stream[at].body
    return (str(body["type"]).rpartition(".")[0], *(body.get(name) for name in PLACE))
