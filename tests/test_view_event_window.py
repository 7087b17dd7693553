"""The lines around an event: always as many, the one that is looked at marked."""

import pytest

from lib.protocol.events import Event, event
from lib.view.log import NARROW
from lib.view.recordings.event_window import HERE, window


def events(count: int) -> list[Event]:
    return [event(at / 10, {"type": "x", "sequence_number": at, "delta": f"piece {at}"}) for at in range(count)]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6, 40])
def test_the_event_is_marked_among_as_many_lines_as_fit(count: int) -> None:
    every = events(count)
    for at in range(1, count + 1):
        lines = window(every, at).split("\n")
        assert len(lines) == min(5, count)
        (marked,) = (line for line in lines if line.startswith(HERE))
        assert f'"piece {at - 1}"' in marked


def test_in_the_middle_there_are_as_many_before_as_after() -> None:
    assert window(events(9), 5).split("\n")[2].startswith(HERE)


def test_every_line_fits_on_a_phone_and_says_where_it_is_cut() -> None:
    long = event(0.0, {"type": "response.reasoning_summary_text.delta", "delta": "so long a piece"})
    lines = window([long, *events(3)], 1).split("\n")
    assert all(len(line) <= NARROW for line in lines)
    assert lines[0] == '▶    1  reasoning_sum…text.delta "so long a…'
    assert not lines[1].endswith("…")


def test_a_hostile_event_takes_one_line() -> None:
    every = [event(None, {"type": "a\nb", "delta": "c\nd\ud800"}), *events(1)]
    assert len(window(every, 1).split("\n")) == 2
    window(every, 1).encode()
