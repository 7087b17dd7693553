"""The life of a response: created once and first, one id, one end, and nothing after it."""

from typing import Final

from lib.protocol.events import TERMINAL, Body
from lib.protocol.linting.items import Items
from lib.protocol.linting.numbers import Numbers
from lib.protocol.linting.report import Report, plural, shown

STATUSES: Final = {
    "response.completed": ("completed",),
    "response.incomplete": ("incomplete",),
    "response.failed": ("failed", "cancelled"),  # a response that was cancelled has no event of its own
}
"""The statuses that fit the event which ends a response."""
GOING_ON: Final = {
    "response.created": ("in_progress", "queued"),
    "response.in_progress": ("in_progress", "queued"),  # some servers queue what they have begun
    "response.queued": ("queued",),
}
"""The statuses that fit an event before the end."""
PROGRESS: Final = {"response.queued": 0, "response.in_progress": 1}
KEPT: Final = ("model", "created_at", "previous_response_id")
WHY: Final = {"response.incomplete": "incomplete_details", "response.failed": "error"}
PARTS: Final = (
    ("input_tokens", "input_tokens_details", "cached_tokens"),
    ("output_tokens", "output_tokens_details", "reasoning_tokens"),
)


class Life:
    """One response of a run, from its first event to its last."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.items = Items()
        self.events = 0
        self.id: str | None = None
        self.created = False
        self.kept: Body = {}  # what the response had first of what it keeps
        self.progress = -1  # how far it had come
        self.last = ""  # the type of the last event
        self.last_at: int | None = None  # and its place
        self.ended = ""  # the type of the event that ended it
        self.failed_at: int | None = None  # where an error came
        self.excused = False  # it was stopped, or came in one piece

    def follow(self, event: Body, report: Report) -> None:
        """Add an event that the server sent."""
        kind: str = event["type"]
        if not self.events:
            self.begin(event, report)
        elif kind == "response.created":
            self.again(report)
        self.events += 1
        self.last, self.last_at = kind, report.at
        self.numbers.follow(event, report)
        if self.ended:
            self.late(kind, report)
            return
        if kind == "error":
            self.failed_at = report.at
        elif isinstance(response := event.get("response"), dict):
            self.response(kind, response, report)
        else:
            self.items.follow(event, report)
        if kind in TERMINAL:
            self.ended = kind

    def begin(self, event: Body, report: Report) -> None:
        """The first event."""
        kind, number = event["type"], event.get("sequence_number")
        self.created = kind == "response.created"
        if self.created:
            if type(number) is int and number:
                report.add("sequence_start", f"the first sequence number is {number}")
        elif type(number) is int and number > 0:
            self.items.resumed = True
            message = f"it begins with {shown(kind)}, sequence number {number}: what came before is not here"
            report.add("resumed", message)
        elif kind != "error":
            report.add("created_missing", f"expected response.created first, got {shown(kind)}")

    def again(self, report: Report) -> None:
        """A response.created that isn't the first event."""
        if self.created:
            report.add("created_twice", f"response.created comes again, after {plural(self.events, 'event')}")
        else:
            report.add("created_late", f"response.created comes after {plural(self.events, 'event')}")
        self.created = True

    def late(self, kind: str, report: Report) -> None:
        """An event after the end."""
        if kind in TERMINAL:
            report.add("second_end", f"{kind} after {self.ended}")
        else:
            report.add("after_end", f"{shown(kind)} after {self.ended}")

    def response(self, kind: str, response: Body, report: Report) -> None:
        """An event that carries the response."""
        found = response.get("id")
        if isinstance(found, str):
            if self.id is not None and found != self.id:
                report.add(
                    "response_id_changes", f"expected response id {shown(self.id)} in {kind}, got {shown(found)}"
                )
            else:
                self.id = found
        status = response.get("status")
        for fitting, rule in ((STATUSES, "end_status"), (GOING_ON, "start_status")):
            if kind in fitting and status not in fitting[kind] and (rule == "end_status" or "status" in response):
                expected = " or ".join(repr(one) for one in fitting[kind])
                report.add(rule, f"{kind}: expected the status {expected}, got {shown(status)}")
        if kind in PROGRESS:
            self.goes_on(kind, report)
        self.keep(kind, response, report)
        check_why(kind, response, report)
        if isinstance(usage := response.get("usage"), dict):
            check_usage(usage, report)
        if kind in ("response.completed", "response.incomplete"):
            self.items.end(response, report)

    def goes_on(self, kind: str, report: Report) -> None:
        """A response.queued or response.in_progress."""
        if PROGRESS[kind] <= self.progress or self.items.by_index:
            what = (
                f"{plural(len(self.items.by_index), 'item')} began" if self.items.by_index else "response.in_progress"
            )
            again = PROGRESS[kind] == self.progress and not self.items.by_index
            report.add("progress_order", f"{kind} comes again" if again else f"{kind} after {what}")
        self.progress = max(self.progress, PROGRESS[kind])

    def keep(self, kind: str, response: Body, report: Report) -> None:
        """Hold what the response keeps against what it had first."""
        for name in KEPT:
            if name in response and self.kept.setdefault(name, response[name]) != response[name]:
                message = f"{name} was {shown(self.kept[name])}, {kind} says {shown(response[name])}"
                report.add("response_changes", message)

    def end(self, report: Report) -> None:
        """No more events come."""
        self.numbers.end(report)
        if self.ended or self.excused:
            return
        if self.failed_at is not None:
            message = "the stream stops after an error, without response.failed"
            report.add_at(self.failed_at, "error_without_end", message)
            return
        left = [f"item {item.at}" for item in self.items.open()]
        still = f"; still open: {', '.join(left[:5])}{'…' if len(left) > 5 else ''}" if left else ""
        after = (
            f"after {plural(self.events, 'event')}, the last {shown(self.last)}" if self.events else "without an event"
        )
        report.add_at(self.last_at, "no_end", f"the stream stops {after}: expected response.completed{still}")


def check_why(kind: str, response: Body, report: Report) -> None:
    """Whether the end says why it is not as hoped for, and only then."""
    if (name := WHY.get(kind)) and not response.get(name) and response.get("status") != "cancelled":
        report.add("end_detail", f"{kind}: expected {name} to say why, got {shown(response.get(name))}")
    if kind == "response.completed":
        for name in WHY.values():
            if response.get(name):
                report.add("end_detail", f"{kind}: expected no {name}, got {shown(response[name])}")


def check_usage(usage: Body, report: Report) -> None:
    """Whether the figures add up."""
    match usage:
        case {"input_tokens": int(into), "output_tokens": int(out), "total_tokens": int(total)} if total != into + out:
            report.add("usage_sum", f"total_tokens: expected {into} + {out} = {into + out}, got {total}")
    for name, details, part in PARTS:
        whole, inner = usage.get(name), usage.get(details)
        share = inner.get(part) if isinstance(inner, dict) else None
        if isinstance(whole, int) and isinstance(share, int) and share > whole:
            report.add("usage_sum", f"{part}: expected at most {name}, which is {whole}, got {share}")
