"""Fold a run: what was sent, how each try of it went, and the response of each turn.

A run's status is folded from its events alone, so that a live run, a recording and a reloaded page agree.
"""

from typing import Any, Final, Literal

from lib.protocol.events import TERMINAL, Body
from lib.protocol.response import fold
from lib.protocol.snapshot import Snapshot

Status = Literal[
    "ready",
    "queued",
    "connecting",
    "streaming",
    "awaiting_approval",
    "completed",
    "incomplete",
    "failed",
    "ended_early",
    "stopped",
]
OPEN: Final = frozenset({"queued", "connecting", "streaming", "awaiting_approval"})
"""The statuses of a run that may still get events."""


class FoldedRun:
    """A run, folded so far.

    `turns` holds a snapshot a response; `headers` what the last try was answered with; `trouble` the `run.failed`,
    `run.ended_early` or `run.stopped` event that ended it, if one did.
    """

    def __init__(self) -> None:
        self.status: Status = "ready"
        self.request: dict[str, Any] = {}
        self.backend = ""
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

    def fold(self, event: Body) -> None:
        """Add one event."""
        kind = event["type"]
        step = STEPS.get(kind)
        if step is not None:
            step(self, event)
        elif not kind.startswith("run."):
            snapshot = self.snapshot
            fold(snapshot, event)
            if self.status == "connecting":
                self.status = "streaming"
            if kind in TERMINAL:
                self.status = final_status(snapshot, kind.removeprefix("response."))


def unended(run: FoldedRun) -> Body | None:
    """The event of ours that ends a run whose events have all been folded; None where its response ended it."""
    if not run.open and run.status != "ready":
        return None
    if run.snapshot.error is not None:
        return {"type": "run.failed", "kind": "error_event", "message": "The server ended this response with an error."}
    return {
        "type": "run.ended_early",
        "message": "The stream ended early: it never said that the response was complete.",
    }


def requested(run: FoldedRun, event: Body) -> None:
    run.status = "connecting"
    body = event.get("body")
    run.request = body if isinstance(body, dict) else {}
    run.backend = str(event.get("backend", ""))
    run.turns.append(Snapshot())


def attempted(run: FoldedRun, event: Body) -> None:
    run.status = "connecting"


def answered(run: FoldedRun, event: Body) -> None:
    run.headers = event


def came_whole(run: FoldedRun, event: Body) -> None:
    """The response came in one piece, as a request without streaming asks for."""
    fold(run.snapshot, {**event, "type": "response.completed"})
    waiting = run.snapshot.status in ("queued", "in_progress")  # a background response that is not done yet
    run.status = "incomplete" if waiting else final_status(run.snapshot, "completed")


def ended(status: Status) -> Any:
    def end(run: FoldedRun, event: Body) -> None:
        if run.open or run.status == "ready":  # a response that has ended stays as it ended
            run.status = status
            run.trouble = event

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
    "run.failed": ended("failed"),
    "run.ended_early": ended("ended_early"),
    "run.stopped": ended("stopped"),
}
