"""Whether the events of a run say how it ended, and the event of ours that says it where they don't."""

from collections.abc import Sequence
from typing import Final

from lib.protocol.events import TERMINAL, Body, Event
from lib.protocol.run import FoldedRun

ENDS: Final = TERMINAL | {"run.failed", "run.ended_early", "run.stopped"}


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


def missing_end(events: Sequence[Event]) -> Body | None:
    """The event of ours that ends a run of just these events; None where their response ended it.

    Most runs show it by their last event: they answer no calls, so that it is the end, whatever was before.
    """
    asked = any(event.type == "run.request" and event.body.get("tools") for event in events)
    if events and not asked and events[-1].type in ENDS:
        return None
    run = FoldedRun()
    for event in events:
        run.fold(event.body, event.t)
    return unended(run)
