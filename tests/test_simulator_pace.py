"""When events are due, and how many of them one write carries."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.simulator.pace import Pace
from lib.simulator.stream import pieces

paces = st.builds(Pace, first=st.floats(0, 60), rate=st.floats(0.5, 2000))


def events(deltas: int) -> Iterator[dict[str, Any]]:
    yield {"type": "response.created", "response": {}}
    yield {"type": "response.in_progress", "response": {}}
    yield {"type": "response.output_item.added"}
    for _ in range(deltas):
        yield {"type": "response.output_text.delta", "delta": "x"}
    yield {"type": "response.output_item.done"}
    yield {"type": "response.completed", "response": {}}


def times(pace: Pace, deltas: int, key: str = "key") -> list[float]:
    return [due for due, _ in pace.timed(events(deltas), key)]


@given(paces, st.integers(1, 200), st.text())
def test_times_never_go_back(pace: Pace, deltas: int, key: str) -> None:
    assert all(one <= other for one, other in pairwise(times(pace, deltas, key)))


@given(paces, st.integers(1, 200), st.text())
def test_n_tokens_take_n_slots_after_the_first_token(pace: Pace, deltas: int, key: str) -> None:
    due = times(pace, deltas, key)
    assert due[:2] == [0, 0]
    assert due[3] == pace.first
    assert due[-2:] == [pace.first + deltas / pace.rate] * 2


@given(paces, st.integers(1, 200), st.text())
def test_every_delta_comes_within_its_slot(pace: Pace, deltas: int, key: str) -> None:
    for number, due in enumerate(times(pace, deltas, key)[3:-2]):
        assert pace.start(number) <= due <= pace.start(number + 1)


def test_the_key_decides_the_jitter() -> None:
    assert times(Pace(), 20, "a") == times(Pace(), 20, "a") != times(Pace(), 20, "b")


def test_the_gaps_between_deltas_differ() -> None:
    gaps = [round(other - one, 4) for one, other in pairwise(times(Pace(), 50)[3:-2])]
    assert len(set(gaps)) > 40


@pytest.mark.parametrize(
    ("first", "rate"), [(-1, 60), (61, 60), (0, 0), (0, 2001), (0, float("nan")), (float("nan"), 1)]
)
def test_a_pace_out_of_range_is_refused(first: float, rate: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        Pace(first, rate)


class Clock:
    """A clock that only sleeping moves on; it sleeps `late` seconds too long each time."""

    def __init__(self, late: float = 0.0) -> None:
        self.now, self.late = 100.0, late

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(0.0, seconds) + self.late


def writes(due: list[float], live: int, late: float = 0.0) -> list[tuple[float, int]]:
    """The time of each write, and how many events it carried."""
    clock = Clock(late)

    async def collect() -> list[tuple[float, int]]:
        timed = iter([(at, {"type": "t", "number": n}) for n, at in enumerate(due)])
        found = []
        async for piece in pieces(timed, lambda: live, clock, clock.sleep):
            found.append((round(clock.now - 100, 6), piece.count(b"\n\n")))
        return found

    return asyncio.run(collect())


def test_one_run_writes_one_event_at_a_time() -> None:
    due = [n / 30 for n in range(60)]
    assert writes(due, live=1) == [(round(at, 6), 1) for at in due]


def test_what_is_due_at_the_same_time_is_one_write() -> None:
    assert writes([0, 0, 1, 1, 1], live=1) == [(0, 2), (1, 3)]


def test_ninety_runs_write_four_or_five_events_at_a_time() -> None:
    found = writes([n / 30 for n in range(90)], live=90)
    assert {events for _, events in found[1:-1]} <= {4, 5, 6}
    assert 18 <= len(found) <= 21
    assert all(later - sooner >= 0.15 - 1e-6 for (sooner, _), (later, _) in pairwise(found))


def test_with_a_thousand_runs_the_interval_is_no_longer() -> None:
    found = writes([n / 30 for n in range(90)], live=1000)
    assert max(later - sooner for (sooner, _), (later, _) in pairwise(found)) < 0.19


def test_a_late_writer_catches_up() -> None:
    found = writes([n / 100 for n in range(100)], live=1, late=0.05)
    assert sum(events for _, events in found) == 100
    assert found[-1][0] < 1.1


def test_no_event_is_written_before_it_is_due() -> None:
    due = times(Pace(0.1, 500), 200)
    written = 0
    for at, count in writes(due, live=50):
        written += count
        assert due[written - 1] <= at + 1e-6
    assert written == len(due)
