"""All calls of a run, keyed by turn and `output_index`.

Ids rotate, names repeat, and several calls of a turn may be open at once.
"""

from collections import Counter
from typing import Final, NamedTuple

from lib.protocol.call import ENDED, FIELDS, STEPS, Call, Key
from lib.protocol.events import TERMINAL, Body
from lib.protocol.items import Item
from lib.protocol.snapshot import Snapshot

DELTAS: Final = {f"response.{name}.delta" for name in ("function_call_arguments", "custom_tool_call_input")}
DONE: Final = {f"response.{name}.done" for name in ("function_call_arguments", "custom_tool_call_input")}
FOLLOWED: Final = DELTAS | DONE | TERMINAL | {"response.output_item.added", "response.output_item.done", "run.response"}
"""The events of a response that change a call."""


class Delta(NamedTuple):
    """A piece of a call's arguments: its event's number and time, and how long the arguments are with it."""

    number: int | None
    t: float | None
    call: Call
    text: str
    length: int


class Calls:
    """All calls of a run, and every delta that they grew by."""

    def __init__(self) -> None:
        self.found: dict[Key, Call] = {}
        self.deltas: list[Delta] = []
        self.by_turn: dict[int, list[Call]] = {}
        self.awaiting: Counter[int] = Counter()  # turn -> its calls that await approval
        self.unended: dict[Key, Call] = {}  # what `end` has to look at

    def of_turn(self, turn: int) -> list[Call]:
        """The calls of a turn in the order of the output."""
        return sorted(self.by_turn.get(turn, ()), key=lambda call: call.key)

    def follow(self, turn: int, snapshot: Snapshot, event: Body, t: float | None) -> None:
        """Take an event of FOLLOWED, which the snapshot has folded already."""
        kind = event["type"]
        if kind in DELTAS:
            if call := self.call(turn, snapshot.meant(event), t):
                self.grow(call, event, t)
            return
        if kind in TERMINAL or kind == "run.response":
            for item in () if snapshot.ended_too_often else snapshot.output():
                if call := self.call(turn, item, t):
                    self.settle(call, snapshot.status, t)
            return
        spoken = event.get("item")
        found = snapshot.meant({**event, "item_id": spoken.get("id")} if isinstance(spoken, dict) else event)
        if (call := self.call(turn, found, t)) and kind == "response.output_item.done":
            self.settle(call, "completed", t)

    def call(self, turn: int, item: Item | None, t: float | None) -> Call | None:
        """The call that an item is; None if it is none."""
        if item is None:
            return None
        found = self.found.get((turn, item.output_index))
        if found is not None and found.item is item:
            return found
        if item.type not in FIELDS:
            return None
        if found is None:
            found = self.found[turn, item.output_index] = self.unended[turn, item.output_index] = Call(turn, item, t)
            self.by_turn.setdefault(turn, []).append(found)
        return found

    def grow(self, call: Call, event: Body, t: float | None) -> None:
        """Take a delta of a call's arguments."""
        text, number = event.get("delta"), event.get("sequence_number")
        if isinstance(text, str):
            call.deltas += 1
            call.length += len(text)
            self.deltas.append(Delta(number if type(number) is int else None, t, call, text, call.length))

    def settle(self, call: Call, status: str, t: float | None) -> None:
        """The item is whole, or the response has ended around it."""
        if call.state != "streaming":
            return
        if status == "completed" and call.item.fields.get("status") != "incomplete":
            call.enter("ready", t)
        elif status:
            self.cut(call, t, "The arguments were cut off.")

    def cut(self, call: Call, t: float | None, why: str) -> None:
        """The run ends before the call has an output."""
        if call.state not in ENDED:
            self.awaiting[call.turn] -= awaits_approval(call)
            call.trouble = why
            call.enter("failed", t)

    def end(self, t: float | None, why: str, *, answered: bool) -> None:
        """The run has ended: no call gets an output any more. Where none are `answered`, a ready one stays so."""
        for call in self.unended.values():
            if answered or call.state != "ready":
                self.cut(call, t, why)
        self.unended = {key: call for key, call in self.unended.items() if call.state not in ENDED}

    def step(self, event: Body, t: float | None) -> None:
        """Take an event of ours about one call."""
        turn, at = event.get("turn"), event.get("output_index")
        call = self.found.get((turn, at)) if isinstance(turn, int) and isinstance(at, int) else None
        if call is not None and (step := STEPS.get(event["type"])):
            self.awaiting[call.turn] -= awaits_approval(call)
            step(call, event, t)
            self.awaiting[call.turn] += awaits_approval(call)
            if call.state not in ENDED:
                self.unended[call.key] = call


def awaits_approval(call: Call) -> bool:
    """Whether somebody has to say if it may run."""
    return call.state == "awaiting_approval" and call.output is None
