"""How far an item is: by the steps of its tool, and by its status."""

from typing import Final

from lib.protocol.events import Body
from lib.protocol.linting.report import Report, shown

STAGES: Final = {"in_progress": 0, "searching": 1, "generating": 1, "interpreting": 1, "completed": 2, "failed": 2}
"""How far a tool has come, by the last word of its events. What it does may be said more than once."""
AT_WORK: Final = 1
GOING_ON: Final = frozenset({"in_progress", "searching", "generating", "interpreting", "calling"})
"""Statuses of an item that isn't closed."""


class Steps:
    """The steps of a tool: `response.web_search_call.in_progress`, `.searching`, `.completed`."""

    __slots__ = ("last", "stage")

    def __init__(self) -> None:
        self.stage = -1
        self.last = ""

    def follow(self, kind: str, at: int, report: Report) -> None:
        """The item at `at` says how far it is, by an event of this type."""
        stage = STAGES.get(kind.rpartition(".")[2])
        if stage is None:
            return
        if stage < self.stage or stage == self.stage != AT_WORK:
            what = "comes again" if kind == self.last else f"after {shown(self.last)}"
            report.add("step_order", f"item {at}: {kind} {what}")
        else:
            self.stage, self.last = stage, kind


def check_status(at: int, final: Body, where: str, report: Report) -> None:
    """Report an item that is closed, and isn't by its status."""
    status = final.get("status")
    if isinstance(status, str) and status in GOING_ON:
        report.add("item_status", f"item {at} is closed, but its status in {where} is {shown(status)}")
