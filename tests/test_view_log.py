"""The live log: one line an event, never wider than its pane."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.catalogue import catalogue, short
from lib.protocol.events import event
from lib.view.log import KIND, LINES, NARROW, WIDTH, line, narrow, narrow_tail, tail


def delta(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "delta": text, **more}


def test_a_line_has_number_seconds_type_and_what_it_brings() -> None:
    assert line(event(1.5, delta(" so", sequence_number=7))) == '   7   1.500  output_text.delta  " so"'


def test_what_is_unknown_is_said_to_be() -> None:
    assert line(event(None, delta("a"))) == '   ·       –  output_text.delta  "a"'


@given(st.text(st.characters(categories=None)), st.text(st.characters(categories=None)), st.integers())
def test_a_line_is_one_printable_line_of_62_characters(kind: str, text: str, number: int) -> None:
    shown = line(event(0.0, {"type": kind, "delta": text, "sequence_number": number}))
    assert len(shown) <= WIDTH
    assert len(shown.splitlines()) <= 1
    shown.encode()


def test_a_long_type_keeps_its_beginning_and_what_happens() -> None:
    assert narrow("reasoning_summary_text.delta") == "reasoning_sum…text.delta"
    assert narrow("output_text.delta") == "output_text.delta"
    for one in catalogue():
        assert len(narrow(short(one.type))) <= KIND
        assert narrow(short(one.type)).rpartition(".")[2] == one.type.rpartition(".")[2]


def test_a_type_without_end_takes_no_longer_than_its_length() -> None:
    """Looked through from each of its characters on, it would take hours."""
    assert narrow("a" * 10**6) == "a" * 23 + "…"


def test_no_two_types_look_alike() -> None:
    shown = [narrow(short(one.type)) for one in catalogue()]
    assert len({*shown}) == len(shown)


@given(st.text(st.characters(categories=None)), st.text(st.characters(categories=None)), st.integers())
def test_a_phone_gets_lines_of_44_characters(kind: str, text: str, number: int) -> None:
    shown = narrow_tail([event(0.0, {"type": kind, "delta": text, "sequence_number": number})] * 3, 2).split("\n")
    assert len(shown) == 2
    assert all(len(one) <= NARROW and len(one.splitlines()) <= 1 for one in shown)


def test_what_is_cut_off_a_line_is_said_by_dots() -> None:
    (shown,) = narrow_tail([event(1.5, delta("a piece that is long", sequence_number=7))], 1).splitlines()
    assert shown == '  7  1.500 output_text.delta  "a piece that…'


def test_the_tail_has_the_last_events() -> None:
    events = [event(0.0, delta(str(number))) for number in range(40)]
    assert tail(events).splitlines() == [line(one) for one in events[-LINES:]]
