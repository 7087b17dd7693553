"""Replay: the recorded events again, when they are due."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.events import Event
from lib.protocol.replay import APART, replay
from lib.samples.recordings import samples

TIMES = st.lists(st.none() | st.floats(-1e6, 1e6), max_size=8)


def due(times: list[float | None], speed: float | None) -> list[float]:
    return [at for at, _ in replay([Event(t, b"") for t in times], speed)]


def test_events_come_at_their_times_divided_by_the_speed() -> None:
    assert due([0.0, 0.5, 2.0], 1) == [0.0, 0.5, 2.0]
    assert due([0.0, 0.5, 2.0], 4) == [0.0, 0.125, 0.5]
    assert due([0.0, 0.5, 2.0], None) == [0.0, 0.0, 0.0]


def test_events_without_times_come_evenly() -> None:
    assert due([None, None, None], 1) == pytest.approx([APART, 2 * APART, 3 * APART])
    assert due([1.0, None, 2.0], 2) == pytest.approx([0.5, (1 + APART) / 2, 1.0])


@given(TIMES, st.sampled_from([0.5, 1.0, 10.0, None]))
def test_nothing_is_due_before_what_came_before_it(times: list[float | None], speed: float | None) -> None:
    found = due(times, speed)
    assert all(before <= after for before, after in pairwise([0.0, *found]))


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_a_speed_that_is_none_is_refused_at_once(speed: float) -> None:
    with pytest.raises(ValueError, match="expected a speed above 0"):
        replay([], speed)


def test_a_sample_is_replayed_event_by_event() -> None:
    events = samples()[0].load().events
    assert [event for _, event in replay(events, 10)] == events
