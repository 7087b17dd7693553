"""The left pane: of a long text only the end is sent again and again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view.growing import CURSOR
from lib.view.structured.json_text import IDLE, MOST, TAIL, tail
from tests.answers import added, piece
from tests.trees import visited
from tests.wire import asked, ends


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


def pane() -> None:
    """The pane of a run of these events at one of its moments, or at its end."""
    import streamlit as st

    from lib.protocol.origins import Origins
    from lib.protocol.run import FoldedRun
    from lib.protocol.structured import StructuredReader
    from lib.view.structured.json_text import JsonText

    run = FoldedRun()
    for body in st.session_state["bodies"]:
        run.fold(body)
    JsonText(st.container(), "p", "Note").rest(StructuredReader({"type": "object"}).read(run, Origins()), run)


def test_at_a_moment_the_text_ends_with_a_cursor_and_at_the_end_it_does_not() -> None:
    begun = [asked(), added(), piece('{"a"')]
    assert [code.value for code in visited(pane, {"bodies": begun}).code] == [f'{{"a"{CURSOR}']
    over = [*begun, piece(":1}"), ends()]
    assert [code.value for code in visited(pane, {"bodies": over}).code] == ['{"a":1}']
    assert [code.value for code in visited(pane, {"bodies": [asked()]}).code] == [IDLE]
