"""The left pane: of a long text only the end is sent again and again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view.structured.json_text import MOST, TAIL, tail


@pytest.mark.parametrize("length", [0, 1, TAIL])
def test_a_text_that_is_short_enough_is_whole(length: int) -> None:
    assert tail("x" * length) == "x" * length


def test_of_a_longer_one_the_end_begins_with_a_line() -> None:
    lines = "".join(f'  "field {number}": {number},\n' for number in range(1000))
    shown = tail(lines)
    note, _, rest = shown.partition("\n")
    assert lines.endswith(rest)
    assert lines[-len(rest) - 1] == "\n"
    assert note == f"… {len(lines) - len(rest):,} characters before"
    assert TAIL // 2 <= len(rest) <= TAIL


def test_a_text_of_one_line_is_cut_where_it_must_be() -> None:
    note, _, rest = tail("x" * 50_000).partition("\n")
    assert (note, len(rest)) == (f"… {50_000 - TAIL:,} characters before", TAIL)


def test_at_rest_more_of_it_is_shown() -> None:
    assert tail("x" * MOST, MOST) == "x" * MOST
    note, _, rest = tail("x" * (MOST + 1), MOST).partition("\n")
    assert (note, len(rest)) == ("… 1 characters before", MOST)


@given(st.lists(st.integers(1, 3 * TAIL), max_size=6))
def test_the_end_is_always_there_and_never_much_longer(lengths: list[int]) -> None:
    text = "\n".join("x" * length for length in lengths) + "end"
    assert tail(text).endswith(text[-TAIL // 2 :])
    assert len(tail(text)) <= TAIL + 40
