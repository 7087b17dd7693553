"""The calls of a run: function calls and calls of custom tools, each from its first delta to its output.

Keyed by turn and `output_index`: ids rotate, names repeat, and several calls of a turn may be open at once.
"""

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from lib.protocol.events import TERMINAL, Body
from lib.protocol.items import Item
from lib.protocol.snapshot import Snapshot

CallState = Literal["streaming", "ready", "awaiting_approval", "running", "completed", "failed", "declined"]
Key = tuple[int, int]
"""The number of the turn, from 0, and the output_index."""

FIELDS: Final = {"function_call": "arguments", "custom_tool_call": "input"}
"""The item types that are calls for us to answer, and the field of each that grows."""
DELTAS: Final = {f"response.{name}.delta" for name in ("function_call_arguments", "custom_tool_call_input")}
DONE: Final = {f"response.{name}.done" for name in ("function_call_arguments", "custom_tool_call_input")}
FOLLOWED: Final = DELTAS | DONE | TERMINAL | {"response.output_item.added", "response.output_item.done", "run.response"}
"""The events of a response that change a call."""
ENDED: Final[dict[str, CallState]] = {"completed": "completed", "failed": "failed", "declined": "declined"}
"""The states of a call that is over."""


class Call:
    """One call. `since` has the time of each state it has been in, in order; seconds, None where unknown.

    `changed` are the arguments that the visitor put in the place of the model's, `output` what went back to the model,
    `by` who made it ("tool", "visitor", "engine"), `trouble` why it failed or waits again, in a sentence; `before` and
    `after` what it changed, if its tool has a state.
    """

    def __init__(self, turn: int, item: Item, t: float | None) -> None:
        self.turn = turn
        self.item = item
        self.since: list[tuple[CallState, float | None]] = [("streaming", t)]
        self.deltas = 0
        self.length = 0  # of the arguments, as far as deltas brought them
        self.attempt = 0
        self.changed: str | None = None
        self.output: str | None = None
        self.by = ""
        self.before: Any = None
        self.after: Any = None
        self.by_hand = False
        self.trouble = ""

    @property
    def key(self) -> Key:
        """Which call of the run it is."""
        return self.turn, self.item.output_index

    @property
    def state(self) -> CallState:
        """How far it is."""
        return self.since[-1][0]

    @property
    def custom(self) -> bool:
        """Whether it is the call of a custom tool, whose input is free text."""
        return self.item.type == "custom_tool_call"

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.item.fields.get("name") or "")

    @property
    def call_id(self) -> str:
        """What its output is addressed to."""
        return str(self.item.fields.get("call_id") or self.item.fields.get("id") or "")

    @property
    def arguments(self) -> str:
        """The arguments so far, raw JSON text; a custom tool's input, free text."""
        field = FIELDS[self.item.type]
        return str(self.item.texts.get(field) or "") or str(self.item.fields.get(field) or "")

    @property
    def used(self) -> str:
        """The arguments that count: the visitor's, where they were changed."""
        return self.arguments if self.changed is None else self.changed

    def enter(self, state: CallState, t: float | None) -> None:
        """From now on it is in this state."""
        if state != self.state:
            self.since.append((state, t))

    def seconds(self, state: CallState, now: float | None = None) -> float | None:
        """How long it was in a state, up to `now` if it still is; None where that is unknown, or it never was."""
        times = [t for _, t in self.since[1:]] + [now]
        spent = [
            end - begin
            for (had, begin), end in zip(self.since, times, strict=True)
            if had == state and begin is not None and end is not None
        ]
        return sum(spent) if spent else None


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

    def of_turn(self, turn: int) -> list[Call]:
        """The calls of a turn in the order of the output."""
        return sorted((call for call in self.found.values() if call.turn == turn), key=lambda call: call.key)

    def follow(self, turn: int, snapshot: Snapshot, event: Body, t: float | None) -> None:
        """Take an event of FOLLOWED, which the snapshot has folded already."""
        kind = event["type"]
        if kind in DELTAS:
            if call := self.call(turn, snapshot.known(event), t):
                self.grow(call, event, t)
            return
        if kind in TERMINAL or kind == "run.response":
            for item in snapshot.output():
                if call := self.call(turn, item, t):
                    self.settle(call, snapshot.status, t)
            return
        spoken = event.get("item")
        found = snapshot.known({**event, "item_id": spoken.get("id")} if isinstance(spoken, dict) else event)
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
            found = self.found[turn, item.output_index] = Call(turn, item, t)
        return found

    def grow(self, call: Call, event: Body, t: float | None) -> None:
        """Take a delta of a call's arguments."""
        text, number = event.get("delta"), event.get("sequence_number")
        if isinstance(text, str):
            call.deltas += 1
            call.length += len(text)
            self.deltas.append(Delta(number if isinstance(number, int) else None, t, call, text, call.length))

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
            call.trouble = why
            call.enter("failed", t)

    def end(self, t: float | None, why: str, *, answered: bool) -> None:
        """The run has ended: no call gets an output any more. Where none are `answered`, a ready one stays so."""
        for call in self.found.values():
            if answered or call.state != "ready":
                self.cut(call, t, why)

    def step(self, event: Body, t: float | None) -> None:
        """Take an event of ours about one call."""
        turn, at = event.get("turn"), event.get("output_index")
        call = self.found.get((turn, at)) if isinstance(turn, int) and isinstance(at, int) else None
        if call is not None and (step := STEPS.get(event["type"])):
            step(call, event, t)


def awaits(call: Call, event: Body, t: float | None) -> None:
    call.by_hand = bool(event.get("by_hand"))
    call.trouble = str(event.get("message") or "")
    call.enter("awaiting_approval", t)


def runs(call: Call, event: Body, t: float | None) -> None:
    attempt = event.get("attempt")
    call.attempt = attempt if isinstance(attempt, int) else 1
    call.trouble = ""
    if isinstance(changed := event.get("arguments"), str):
        call.changed = changed
    call.enter("running", t)


def tries_again(call: Call, event: Body, t: float | None) -> None:
    call.trouble = str(event.get("message") or "")


def has_output(call: Call, event: Body, t: float | None) -> None:
    call.output = str(event.get("output") or "")
    call.by = str(event.get("by") or "tool")
    call.trouble = str(event.get("message") or "")
    call.enter(ENDED.get(str(event.get("state")), "completed"), t)


def changes(call: Call, event: Body, t: float | None) -> None:
    call.before, call.after = event.get("before"), event.get("state")


STEPS: Final[dict[str, Callable[[Call, Body, float | None], None]]] = {
    "run.call_awaiting": awaits,
    "run.call_running": runs,
    "run.call_retrying": tries_again,
    "run.function_call_output": has_output,
    "run.tool_state": changes,
}
"""What each event of ours does to the call that it names by `turn` and `output_index`."""


def named(call: Call) -> dict[str, Any]:
    """The fields by which an event of ours names a call."""
    turn, at = call.key
    return {"turn": turn, "output_index": at, "call_id": call.call_id, "name": call.name}
