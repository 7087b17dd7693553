"""The tempo of a run: the silences between its events, and how fast its deltas came."""

from bisect import bisect_right
from collections.abc import Iterable
from math import isnan, nan
from typing import Final, NamedTuple

from lib.protocol.timeline.marks import Marks

BOUNDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 1.0)  # seconds; what a gap is longer than
LONG: Final = 0.25  # seconds; a gap that is told of


class Gap(NamedTuple):
    """A silence between two events of one response; `lane` is theirs, or the response's where they are of two items."""

    begins: float
    ends: float
    lane: int

    @property
    def seconds(self) -> float:
        """How long it was; 0 where a clock went back."""
        return max(0.0, self.ends - self.begins)


def gaps(marks: Marks, start: int = 0) -> list[Gap]:
    """The gaps between the events that the server sent and whose times are known, in order.

    The wait for a turn's first event is none, as in the metric Longest gap. With `start` those of the first so many
    marks are left out.
    """
    found: list[Gap] = []
    whole = marks.whole if start else 0
    before, of_lane = nan, 0
    for t, lane, kind in marks.columns(start):
        name, wire, _ = marks.named[kind]
        if name == "run.request":
            before, whole = nan, lane
        if not wire or isnan(t):
            continue
        if not isnan(before):
            found.append(Gap(before, t, lane if lane == of_lane else whole))
        before, of_lane = t, lane
    return found


def histogram(found: Iterable[Gap]) -> list[int]:
    """How many gaps are up to each of BOUNDS, and how many are longer than the last."""
    counts = [0] * (len(BOUNDS) + 1)
    for gap in found:
        counts[bisect_right(BOUNDS, gap.seconds)] += 1
    return counts


NO_TIME: Final = 1e-9  # seconds; less can't be told apart


def rate(marks: Marks, bins: int) -> list[tuple[float, float]]:
    """Deltas a second over time: the middle and the rate of each of `bins` equal spans of the time known.

    Empty where fewer than two deltas have a time, or all have the same.
    """
    delta = [name.endswith(".delta") for name, _, _ in marks.named]
    times = [t for t, _, kind in marks.columns() if delta[kind] and not isnan(t)]
    first, last = min(times, default=0.0), max(times, default=0.0)
    width = (last - first) / bins
    if width < NO_TIME:
        return []
    counts = [0] * bins
    for t in times:
        counts[min(bins - 1, int((t - first) / width))] += 1
    return [(first + (at + 0.5) * width, count / width) for at, count in enumerate(counts)]
