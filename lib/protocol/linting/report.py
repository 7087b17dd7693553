"""What was found in a stream: the findings, a bounded number for each rule, and the words that they share."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lib.protocol.linting.rules import RULES, Severity, severity_of

MOST: Final[Mapping[Severity, int]] = {"broken": 20, "odd": 20, "note": 1}
"""How many findings of one rule are kept; those beyond are counted."""
LONGEST: Final = 60  # characters of a value in a message


class Finding(NamedTuple):
    """A breach of a rule. `event` is its place among the events, from 0; None where it is about all of them.

    The message counts events from 1, as all texts that people read do.
    """

    rule: str
    severity: Severity
    event: int | None
    message: str


class Report:
    """The findings so far; `at` is the place of the event that is being checked."""

    def __init__(self) -> None:
        self.at = 0
        self.kept: dict[str, list[Finding]] = {}
        self.beyond: dict[str, list[int]] = {}  # rule -> how many more, the place of the first and of the last

    def add(self, rule: str, message: str) -> Finding:
        """Report a breach by the current event."""
        return self.add_at(self.at, rule, message)

    def add_at(self, place: int | None, rule: str, message: str) -> Finding:
        """Report a breach by the event at `place`, or by all of them."""
        finding = Finding(rule, severity_of(rule), place, message)
        kept = self.kept.setdefault(rule, [])
        if len(kept) < MOST[finding.severity]:
            kept.append(finding)
        else:
            where = self.at if place is None else place
            beyond = self.beyond.setdefault(rule, [0, where, where])
            beyond[0] += 1
            beyond[2] = where
        return finding

    def withdraw(self, finding: Finding) -> None:
        """Take back a finding that a later event explains."""
        kept, beyond = self.kept[finding.rule], self.beyond.get(finding.rule)
        if finding in kept:
            kept.remove(finding)
        elif beyond:
            beyond[0] -= 1

    @property
    def findings(self) -> list[Finding]:
        """In the order of the events; those about all of them, and how many more there are, come last."""
        found = [finding for kept in self.kept.values() for finding in kept]
        found.sort(key=lambda finding: float("inf") if finding.event is None else finding.event)
        return found + [
            Finding(rule, severity_of(rule), None, f"{more(count, first + 1, last + 1)}: {RULES[rule]}")
            for rule, (count, first, last) in self.beyond.items()
            if count
        ]


def more(count: int, first: int, last: int) -> str:
    """How many more there are, and between which events, counted from 1."""
    where = f"from event {first:,} to {last:,}" if last > first else f"at event {first:,}"
    return f"{count:,} more, {where}"


def shown(value: Any) -> str:
    """A value for a message: a text or a number as Python writes it, cut where it is long; of the rest, what it is."""
    match value:
        case str():
            return repr(value) if len(value) <= LONGEST else f"{value[:LONGEST]!r}… ({len(value):,} characters)"
        case list():
            return f"a list of {len(value):,}"
        case dict():
            return f"an object ({', '.join(name[:20] for name in list(value)[:5])}{', …' if len(value) > 5 else ''})"
    return repr(value)[:LONGEST]


def difference(expected: str, got: str) -> str:
    """Where two texts part, in words: `expected 'Hello', got 'Hell'`, or the characters around the place."""
    if len(expected) <= LONGEST and len(got) <= LONGEST:
        return f"expected {expected!r}, got {got!r}"
    at = shared_start(expected, got)
    start = max(0, at - 10)
    one, other = (text[start : at + 20] for text in (expected, got))
    lengths = f"{len(expected):,} and {len(got):,} characters long"
    return f"they part at character {at:,} ({lengths}): expected {one!r} there, got {other!r}"


def shared_start(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def plural(count: int, what: str) -> str:
    """`1 item`, `3 items`."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
