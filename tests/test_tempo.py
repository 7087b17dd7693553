"""Gaps, their histogram, and the rate of the deltas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.events import Body, event
from lib.protocol.timeline.marks import Marks
from lib.protocol.timeline.tempo import BOUNDS, NO_TIME, Gap, gaps, histogram, rate
from lib.protocol.timing import Timing
from tests import wire
from tests.answers import added, piece
from tests.wire import asked


def at(*timed: tuple[float | None, Body]) -> Marks:
    marks = Marks()
    for t, body in timed:
        marks.add(event(t, body))
    return marks


def test_a_gap_lies_in_the_lane_of_its_events_or_in_that_of_their_response() -> None:
    marks = at((0, asked()), (1, added()), (2, piece("a")), (3, added(1)), (5, piece("b")))
    assert gaps(marks) == [Gap(1, 2, 1), Gap(2, 3, 0), Gap(3, 5, 0)]


def test_the_wait_for_another_turn_is_no_gap() -> None:
    marks = at((0, asked()), (1, added()), (2, wire.ends()), (3, asked()), (9, added()), (9.5, piece("a")))
    assert [gap.seconds for gap in gaps(marks)] == [1, 0.5]
    assert gaps(marks)[-1].lane == 3


def test_events_without_a_time_have_no_gaps_and_no_rate() -> None:
    marks = at((None, asked()), (None, added()), (None, piece("a")), (None, piece("b")))
    assert (gaps(marks), rate(marks, 10)) == ([], [])


@given(st.lists(st.floats(0, 100), min_size=2))
def test_the_longest_gap_is_that_of_the_metrics_whatever_the_times_are(times: list[float]) -> None:
    timing, marks = Timing(), at(*((t, piece("a")) for t in times))
    for t in times:
        timing.add(t, piece("a"))
    assert max(gap.seconds for gap in gaps(marks)) == pytest.approx(max(0.0, timing.longest_gap or 0.0))


def test_of_the_newest_marks_there_are_the_newest_gaps() -> None:
    marks = at(*((float(t), piece("a")) for t in range(10)))
    assert gaps(marks, 7) == gaps(marks)[-2:]


@given(st.lists(st.floats(0, 5)))
def test_every_gap_is_in_one_bar(seconds: list[float]) -> None:
    assert sum(histogram(Gap(0, one, 0) for one in seconds)) == len(seconds)


def test_a_bar_has_the_gaps_below_its_bound() -> None:
    counts = histogram(Gap(0, seconds, 0) for seconds in (0.001, 0.004, 0.03, 0.3, 7))
    assert counts == [2, 0, 1, 0, 0, 1, 1]
    assert len(counts) == len(BOUNDS) + 1


@given(st.lists(st.floats(0, 100), min_size=2), st.integers(1, 50))
def test_the_rate_counts_every_delta_once(times: list[float], bins: int) -> None:
    found = rate(at(*((t, piece("a")) for t in times)), bins)
    width = (max(times) - min(times)) / bins
    if width >= NO_TIME:
        assert sum(one for _, one in found) * width == pytest.approx(len(times))
    else:
        assert found == []


def test_events_that_are_no_deltas_have_no_rate() -> None:
    assert rate(at((0, added()), (1, added(1)), (2, added(2))), 5) == []
