"""What a stream does that the protocol doesn't allow, or doesn't document: findings, as the events come.

From the SDK's types and some 300 recorded streams; `RULES` says what is checked. A run with tools has a response for
each request; each is checked by itself.
"""

from collections.abc import Iterable

from lib.protocol.events import Body, Event
from lib.protocol.linting import frames, shapes
from lib.protocol.linting.life import Life
from lib.protocol.linting.report import Finding, Report, shown
from lib.protocol.linting.rules import RULES, Severity

__all__ = ["RULES", "Finding", "Linter", "Severity", "lint"]


class Linter:
    """Add a run's events in order; read the findings at any time. `end` says that no more come.

    It takes events, not bodies: some rules are about the frame. Memory is bounded by what the deltas carry, by 10,000
    items a response, by 1,000 parts an item and by 20 findings a rule; those beyond are summed up in one.
    """

    def __init__(self) -> None:
        self.report = Report()
        self.life = Life()
        self.asked = False
        self.over = False

    @property
    def findings(self) -> list[Finding]:
        """What was found so far, in the order of the events; what is about all of them comes last."""
        return self.report.findings

    def add(self, event: Event, body: Body | None = None) -> None:
        """The next event; `body` is what it carries, where that has been parsed."""
        event_body = event.body if body is None else body
        kind: str = event_body["type"]
        if kind.startswith("run."):
            self.own(kind, event_body)
        else:
            frames.check(event.raw, kind, self.report)
            shapes.check(event_body, self.report)
            self.life.follow(event_body, self.report)
        self.report.at += 1

    def own(self, kind: str, body: Body) -> None:
        """An event of ours, or a frame that carries no event."""
        match kind:
            case "run.broken_frame":
                why = str(body.get("why", ""))
                self.report.add("broken_frame", f"a frame can't be read: {why[:200]}: {shown(body.get('text'))}")
            case "run.comment":
                self.report.add("comment", f"a comment: {shown(body.get('text'))}")
            case "run.done_sentinel":
                self.report.add("done_sentinel", "`[DONE]` in place of an event")
            case "run.request":
                if self.asked or self.life.events:
                    self.life.end(self.report)
                    self.life = Life()
                self.asked = True
            case "run.stopped" | "run.response":
                self.life.excused = True
            case "run.failed" if not self.life.events:  # there was no stream at all, and the run says why
                self.life.excused = True

    def end(self) -> None:
        """No more events come."""
        if not self.over:
            self.over = True
            self.life.end(self.report)


def lint(events: Iterable[Event]) -> list[Finding]:
    """What is wrong or odd in a recording's events."""
    linter = Linter()
    for event in events:
        linter.add(event)
    linter.end()
    return linter.findings
