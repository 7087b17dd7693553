"""The small charts under a timeline: how fast the deltas came."""

import pytest

from lib.view.timeline.figures import RATE_BINS, RATE_SPAN, percent, spread


def bins(seconds: float, spike: float = 0.0) -> list[tuple[float, float]]:
    """An even rate of 10 a second from second 2 on; in the last bin so much more."""
    width = seconds / RATE_BINS
    return [(2 + (at + 0.5) * width, 10.0 + (spike if at == RATE_BINS - 1 else 0)) for at in range(RATE_BINS)]


@pytest.mark.parametrize("seconds", [0.01, 0.6, 1.3, 4.0, 14.0, 60.0, 600.0])
def test_the_bars_lie_end_to_end_and_have_every_delta(seconds: float) -> None:
    bars = spread(bins(seconds, 500))
    assert bars[0][0] == pytest.approx(2)
    assert bars[-1][1] == pytest.approx(2 + seconds)
    assert [bar[1] for bar in bars[:-1]] == pytest.approx([bar[0] for bar in bars[1:]])
    deltas = sum(speed for _, speed in bins(seconds, 500)) * seconds / RATE_BINS
    assert sum((ends - begins) * speed for begins, ends, speed in bars) == pytest.approx(deltas)


@pytest.mark.parametrize(("seconds", "count"), [(0.01, 4), (1.3, 5), (4.0, 15), (60.0, RATE_BINS)])
def test_a_bar_is_a_quarter_of_a_second_where_four_fit_in(seconds: float, count: int) -> None:
    bars = spread(bins(seconds))
    assert len(bars) == count
    assert count == 4 or bars[0][1] - bars[0][0] >= RATE_SPAN


def test_a_spike_of_one_bin_doesnt_flatten_the_rest() -> None:
    assert max(speed for _, speed in bins(1.3, 500)) == 510
    assert max(speed for *_, speed in spread(bins(1.3, 500))) < 60


def test_without_a_rate_there_are_no_bars() -> None:
    assert spread([]) == []


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0%"), (0.904, "90%"), (0.996, "99.6%"), (0.9996, "over 99.9%"), (1 - 1e-9, "over 99.9%"), (1.0, "100%")],
)
def test_where_a_character_came_not_all_of_the_bytes_are_overhead(share: float, told: str) -> None:
    assert percent(share) == told
