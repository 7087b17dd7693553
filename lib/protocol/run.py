"""Fold a run: what was sent, how each try of it went, and the response of each turn.

A run's status is folded from its events alone, so that a live run, a recording and a reloaded page agree.
"""

from typing import Any, Final, Literal

from lib.protocol.call import STEPS as CALL_STEPS
from lib.protocol.call import Call
from lib.protocol.calls import FOLLOWED, Calls
from lib.protocol.events import TERMINAL, Body
from lib.protocol.response import fold
from lib.protocol.snapshot import Snapshot

Status = Literal[
    "ready",
    "queued",
    "connecting",
    "streaming",
    "running",
    "awaiting_approval",
    "completed",
    "incomplete",
    "failed",
    "ended_early",
    "stopped",
]
OPEN: Final = frozenset({"queued", "connecting", "streaming", "running", "awaiting_approval"})
"""The statuses of a run that may still get events."""


class FoldedRun:
    """A run, folded so far.

    `requests` holds the body of each request, `turns` a snapshot a response; `headers` what the last try was answered
    with, empty until it was; `trouble` the `run.failed`, `run.ended_early` or `run.stopped` event that ended it, if one
    did. `tools` names those whose outputs go back, `tool_state` what they have changed.
    """

    def __init__(self) -> None:
        self.status: Status = "ready"
        self.requests: list[dict[str, Any]] = []
        self.backend = ""
        self.tools: list[str] = []
        self.tool_state: dict[str, Any] | None = None
        self.calls = Calls()
        self.turns: list[Snapshot] = []
        self.headers: Body = {}
        self.trouble: Body | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The response of the turn that is being folded; an empty one before the first."""
        if not self.turns:
            self.turns.append(Snapshot())
        return self.turns[-1]

    @property
    def open(self) -> bool:
        """Whether more events may come."""
        return self.status in OPEN

    @property
    def request_id(self) -> str:
        """The server's own name for the request (`x-request-id`), for its support; "" where it gave none."""
        return str(self.headers.get("request_id") or "")

    @property
    def waiting(self) -> list[Call]:
        """The calls of this turn that an output is to come for."""
        if not self.tools:
            return []
        return [call for call in self.calls.of_turn(len(self.turns) - 1) if call.output is None]

    def fold(self, event: Body, t: float | None = None) -> None:
        """Add one event, that arrived at `t`."""
        kind = event["type"]
        step = STEPS.get(kind)
        if step is not None:
            step(self, event, t)
        elif not kind.startswith("run."):
            snapshot = self.snapshot
            fold(snapshot, event)
            if self.status in ("connecting", "ready"):  # the body of a stream alone says of no request
                self.status = "streaming"
            if kind in FOLLOWED:
                self.calls.follow(len(self.turns) - 1, snapshot, event, t)
            if kind in TERMINAL:
                self.over(final_status(snapshot, kind.removeprefix("response.")), t)

    def over(self, status: Status, t: float | None) -> None:
        """The response has ended with this status; with calls that are to be answered, the run has not."""
        turn = len(self.turns) - 1
        asked = self.tools and turn in self.calls.by_turn
        if status == "completed" and asked:
            status = "awaiting_approval" if self.calls.awaiting[turn] else "running"
        elif asked:
            self.calls.end(t, "The response ended before it had an output.", answered=True)
        self.status = status


def requested(run: FoldedRun, event: Body, t: float | None) -> None:
    run.status = "connecting"
    body, tools = event.get("body"), event.get("tools")
    run.requests.append(body if isinstance(body, dict) else {})
    run.tools = [str(name) for name in tools] if isinstance(tools, list) else []
    run.backend = str(event.get("backend", ""))
    run.turns.append(Snapshot())
    run.headers = {}


def attempted(run: FoldedRun, event: Body, t: float | None) -> None:
    run.status = "connecting"
    run.headers = {}


def answered(run: FoldedRun, event: Body, t: float | None) -> None:
    run.headers = event


def came_whole(run: FoldedRun, event: Body, t: float | None) -> None:
    """The response came in one piece, as a request without streaming asks for."""
    fold(run.snapshot, {**event, "type": "response.completed"})
    run.calls.follow(len(run.turns) - 1, run.snapshot, event, t)
    waiting = run.snapshot.status in ("queued", "in_progress")  # a background response that is not done yet
    run.over("incomplete" if waiting else final_status(run.snapshot, "completed"), t)


def called(run: FoldedRun, event: Body, t: float | None) -> None:
    """A step of a call: while the response is over, it decides what the run waits for."""
    run.calls.step(event, t)
    if run.status in ("running", "awaiting_approval"):
        run.over("completed", t)


def changed(run: FoldedRun, event: Body, t: float | None) -> None:
    called(run, event, t)
    state = event.get("state")
    run.tool_state = state if isinstance(state, dict) else run.tool_state


def ended(status: Status, why: str) -> Any:
    def end(run: FoldedRun, event: Body, t: float | None) -> None:
        if run.open or run.status == "ready":  # a response that has ended stays as it ended
            run.status = status
            run.trouble = event
        run.calls.end(t, why, answered=bool(run.tools))

    return end


def final_status(snapshot: Snapshot, otherwise: str) -> Status:
    """The run's status that a whole response gives it: the response's own, if that is an end."""
    match snapshot.status:
        case "completed" | "incomplete" | "failed" as found:
            return found
        case "cancelled" | "error":
            return "failed"
    return otherwise  # type: ignore[return-value]


STEPS: Final = {
    "run.request": requested,
    "run.attempt": attempted,
    "run.headers": answered,
    "run.response": came_whole,
    **dict.fromkeys(CALL_STEPS, called),
    "run.tool_state": changed,
    "run.failed": ended("failed", "The run failed before it had an output."),
    "run.ended_early": ended("ended_early", "The stream ended before it had an output."),
    "run.stopped": ended("stopped", "You stopped the run before it had an output."),
}
