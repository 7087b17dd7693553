"""The live log: one line an event, never wider than its pane."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.events import event
from lib.view.log import LINES, WIDTH, line, tail


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


def test_the_tail_has_the_last_events() -> None:
    events = [event(0.0, delta(str(number))) for number in range(40)]
    assert tail(events).splitlines() == [line(one) for one in events[-LINES:]]
