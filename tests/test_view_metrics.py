"""The metrics row: eight figures."""

import pytest

from lib.protocol.timing import Timing
from lib.view.metrics import LABELS, figures, seconds


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.0, "0 ms"), (0.684, "684 ms"), (0.9996, "1.00 s"), (2.41, "2.41 s"), (83.2, "83 s")],
)
def test_seconds_are_as_exact_as_one_can_read(value: float | None, shown: str) -> None:
    assert seconds(value) == shown


def test_before_a_run_there_are_dashes() -> None:
    assert figures(Timing(), None) == ["–"] * len(LABELS)


def test_tokens_are_counted_by_deltas_until_the_server_says() -> None:
    timing = Timing()
    timing.add(0.5, {"type": "response.output_text.delta", "delta": "a"})
    assert figures(timing, 0.5)[LABELS.index("Output tokens")] == "≈ 1"
    timing.add(1.0, {"type": "response.completed", "response": {"usage": {"output_tokens": 1234}}})
    assert figures(timing, 1.0)[LABELS.index("Output tokens")] == "1,234"


def test_a_gap_is_counted_between_what_the_server_sent() -> None:
    timing = Timing()
    for t in (0.2, 0.3, 0.9):
        timing.add(t, {"type": "response.output_text.delta", "delta": "a"})
    assert figures(timing, 0.9) == ["900 ms", "200 ms", "200 ms", "3", "3", "≈ 3", "600 ms"]
