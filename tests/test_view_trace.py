"""The trace: a hundred characters, how many events in each 30 ms."""

from hypothesis import given
from hypothesis import strategies as st

from lib.view.trace import BINS, LEVELS, WIDTH, trace

TIMES = st.lists(st.floats(0, 100), max_size=200).map(sorted)


@given(TIMES, st.floats(0, 200))
def test_it_always_has_a_hundred_characters_of_its_own(times: list[float], now: float) -> None:
    line = trace(times, now)
    assert len(line) == BINS
    assert set(line) <= set(LEVELS)


@given(TIMES)
def test_every_event_of_the_last_three_seconds_shows(times: list[float]) -> None:
    now = times[-1] if times else 0.0
    recent = {int(t / WIDTH) for t in times if int(t / WIDTH) > int(now / WIDTH) - BINS}
    assert sum(character != LEVELS[0] for character in trace(times, now)) == len(recent)


def test_silence_is_dots() -> None:
    assert trace([], 5.0) == trace([1.0], 9.0) == "·" * BINS


def test_the_newest_stands_at_the_right() -> None:
    assert trace([1.0], 1.0) == "·" * (BINS - 1) + "▂"


def test_four_events_in_30_ms_fill_it_and_more_take_the_scale_along() -> None:
    assert trace([1.0] * 4, 1.0)[-1] == "█"
    assert trace([0.5, *[1.0] * 40], 1.0)[-1] == "█"
    assert "▁" in trace([0.5, *[1.0] * 40], 1.0)


def test_bars_move_by_whole_characters() -> None:
    line = trace([1.0, 1.1], 1.5)
    assert trace([1.0, 1.1], 1.5 + WIDTH).startswith(line[1:-1])
