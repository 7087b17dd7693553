"""Whether the events of a run say how it ended, and the event of ours that says it where they don't."""

from collections.abc import Sequence

from lib.protocol.events import OURS, TERMINAL, Body, Event
from lib.protocol.run import FoldedRun


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
    if events and events[-1].type in TERMINAL | OURS and not any(map(answers_calls, events)):
        return None
    run = FoldedRun()
    for event in events:
        run.fold(event.body, event.t)
    return unended(run)


def answers_calls(event: Event) -> bool:
    """Whether this is a request whose calls are to be answered: its response isn't the end then."""
    return event.type == "run.request" and bool(event.body.get("tools"))
