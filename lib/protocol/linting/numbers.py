"""Sequence numbers: gaps, repeats, disorder, and events without one."""

from typing import Final, NamedTuple

from lib.protocol.events import Body
from lib.protocol.linting.report import Finding, Report, plural, shown

MOST_GAPS: Final = 100  # open gaps that are remembered; an event that comes late may still fill one
WIDEST: Final = 1000  # numbers in such a gap
LARGEST: Final = 2**53  # what is more, or less, is no number to count by


class Gap(NamedTuple):
    """Numbers that are missing so far, and what was said of them."""

    missing: set[int]
    finding: Finding


class Numbers:
    """The sequence numbers of one response: `next` is the one expected; None before the first."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.next = 0
        self.gaps: list[Gap] = []
        self.unnumbered = 0  # events without a number; one of the numbers since may have been theirs
        self.unnumbered_at: int | None = None
        self.spare = 0

    def follow(self, event: Body, report: Report) -> None:
        """Check the number of the next event."""
        number = event.get("sequence_number")
        if number == self.next and self.first is not None and type(number) is int:
            self.next += 1
        elif type(number) is int and abs(number) < LARGEST:
            self.step(number, report)
        else:
            self.without(event, report)

    def step(self, number: int, report: Report) -> None:
        """A number that is the first, or not the one expected."""
        if self.first is None:
            self.first = number
            if self.unnumbered:
                before = plural(self.unnumbered, "event")
                report.add_at(self.unnumbered_at, "sequence_missing", f"{before} before number {number} had none")
        elif self.next <= number <= self.next + self.spare:
            pass
        elif number > self.next:
            self.gap(number, report)
        else:
            self.late(number, report)
            return
        self.next, self.spare = number + 1, 0

    def gap(self, number: int, report: Report) -> None:
        count = number - self.next
        what = f"{self.next} is missing" if count == 1 else f"{self.next} to {number - 1} are missing"
        message = f"sequence number {what}: expected {self.next} after {self.next - 1}, got {number}"
        finding = report.add("sequence_gap", message)
        if count <= WIDEST:
            self.gaps = [*self.gaps[1 - MOST_GAPS :], Gap(set(range(self.next, number)), finding)]

    def late(self, number: int, report: Report) -> None:
        """A number below the one expected: it came again, or it is one of those that were missing."""
        for gap in self.gaps:
            if number in gap.missing:
                report.add("sequence_disorder", f"sequence number {number} comes after {self.next - 1}")
                gap.missing.discard(number)
                if not gap.missing:
                    report.withdraw(gap.finding)
                    self.gaps.remove(gap)
                return
        if self.first is not None and number < self.first:
            report.add("sequence_disorder", f"sequence number {number} comes after {self.next - 1}")
        else:
            message = f"sequence number {number} comes again: expected {self.next} after {self.next - 1}"
            report.add("sequence_repeat", message)

    def without(self, event: Body, report: Report) -> None:
        self.unnumbered += 1
        self.spare += 1
        if self.unnumbered_at is None:
            self.unnumbered_at = report.at
        if self.first is not None:
            got = shown(event["sequence_number"]) if "sequence_number" in event else "none"
            message = f"{shown(event['type'])}: expected sequence number {self.next}, got {got}"
            report.add("sequence_missing", message)

    def end(self, report: Report) -> None:
        """The response is over."""
        if self.first is None and self.unnumbered:
            report.add_at(None, "unnumbered", f"none of the {plural(self.unnumbered, 'event')} has a sequence number")
