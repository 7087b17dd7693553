"""One call of a tool of ours: a function call, or a call of a custom tool, from its first delta to its output."""

from collections.abc import Callable
from typing import Any, Final, Literal

from lib.protocol.events import Body
from lib.protocol.items import Item

CallState = Literal["streaming", "ready", "awaiting_approval", "running", "completed", "failed", "declined"]
Key = tuple[int, int]
"""The number of the turn, from 0, and the output_index."""

FIELDS: Final = {"function_call": "arguments", "custom_tool_call": "input"}
"""The item types that are calls for us to answer, and the field of each that grows."""
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
