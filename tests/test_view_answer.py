"""The pane of the answer: one cursor, where the text grows now; a reasoning that is over is folded."""

from typing import Any

from streamlit.testing.v1 import AppTest

from lib.protocol.events import Body
from lib.view.answer import IDLE
from lib.view.growing import CURSOR
from tests.answers import added, piece
from tests.trees import said, visited
from tests.wire import asked, call, ends


def thinks(*pieces: str) -> list[Body]:
    """A reasoning at output_index 0 that is being written."""
    item = {"type": "reasoning", "id": "rs_0", "summary": []}
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        *({"type": "response.reasoning_summary_text.delta", "output_index": 0, "delta": one} for one in pieces),
    ]


OVER: Body = {
    "type": "response.output_item.done",
    "output_index": 0,
    "item": {"type": "reasoning", "id": "rs_0", "summary": [{"type": "summary_text", "text": "**A plan**\n\nfor it"}]},
}


def pane() -> None:
    """The pane in one script: a frame after each list of events, the last at rest if so asked for."""
    import streamlit as st

    from lib.protocol.run import FoldedRun
    from lib.view.answer import Answer

    run, shown = FoldedRun(), Answer(st.container(), "p")
    frames, rests, end = (st.session_state[name] for name in ("frames", "rests", "end"))
    for at, bodies in enumerate(frames, 1):
        for body in bodies:
            run.fold(body)
        shown.draw(run, live=not (rests and at == len(frames)), end=end)


def drawn(*frames: list[Any], rests: bool = False, end: bool = False) -> AppTest:
    return visited(pane, {"frames": frames, "rests": rests, "end": end})


def test_before_an_item_there_is_no_cursor() -> None:
    test = drawn([asked()])
    assert CURSOR not in said(test)
    assert IDLE in said(test)


def test_while_it_thinks_the_only_cursor_is_behind_the_newest_words() -> None:
    test = drawn([asked()], thinks("**A plan**", " for it"))
    assert said(test).count(CURSOR) == 1
    assert f"A plan for it {CURSOR}" in said(test)
    assert IDLE not in said(test)


def test_a_reasoning_that_is_over_has_its_length_in_a_line_and_no_cursor() -> None:
    test = drawn([asked()], [*thinks("**A plan**", "\n\nfor it"), OVER])
    assert "Reasoned in 18 characters." in said(test)
    assert CURSOR not in said(test)
    assert not test.expander


def test_one_that_was_over_when_the_script_began_is_folded_and_stays_so() -> None:
    events = [asked(), *thinks("**A plan**", "\n\nfor it"), OVER]
    for test in (drawn(events), drawn([*events, added(1)], [piece("So", 1)], [piece(" it", 1)])):
        (folded,) = test.expander
        assert folded.label == "Reasoning, 18 characters"
        assert folded.markdown[0].value == "**A plan**\n\nfor it"
        assert "Reasoned in" not in said(test)
    assert said(test).count(CURSOR) == 1
    assert f"So it{CURSOR}" in said(test)


def test_at_rest_it_is_folded_where_its_length_stood() -> None:
    test = drawn([asked()], [*thinks("**A plan**"), OVER, added(1)], [piece("So", 1), ends()], rests=True)
    assert [one.label for one in test.expander] == ["Reasoning, 18 characters"]
    assert "Reasoned in" not in said(test)
    assert CURSOR not in said(test)


def test_a_text_whose_item_is_done_has_no_cursor() -> None:
    events = [asked(), added(0), piece("So", 0)]
    assert f"So{CURSOR}" in said(drawn(events))
    done = {"type": "response.output_item.done", "output_index": 0, "item": {"type": "message", "content": []}}
    test = drawn(events, [done])
    assert "So" in said(test)
    assert CURSOR not in said(test)


def test_what_is_folded_is_not_told_again_when_more_reasoning_comes() -> None:
    more = [{**one, "output_index": 2} for one in thinks("And on")]
    test = drawn([asked(), *thinks("**A plan**"), OVER, added(1)], [piece("So", 1)], more, [piece("it", 1)])
    (folded,) = test.expander
    assert folded.label == f"Reasoning, {len('**A plan**  for it')} characters"
    assert "And on" not in str(folded.markdown[0].value)
    assert [one.value for one in test.caption] == [f":material/neurology: And on {CURSOR}"]


def test_a_response_of_calls_ends_without_a_cursor_and_says_that_no_text_came() -> None:
    test = drawn([asked()], [*call(0, "{}")], [ends()], rests=True)
    assert "No text came. The output has function_call." in said(test)
    assert IDLE not in said(test)
    assert CURSOR not in said(test)


def test_a_run_that_failed_before_a_text_says_what_went_wrong_and_nothing_else() -> None:
    test = drawn([asked()], [{"type": "run.failed", "kind": "http", "message": "It is off."}], rests=True)
    assert IDLE not in said(test)
    assert "No text came" not in said(test)


def test_of_a_long_text_the_end_is_drawn_where_no_more_is_wanted() -> None:
    long = [piece(f"Paragraph {at}. {'word ' * 240}\n\n") for at in range(12)]
    moment = drawn([asked(), added(), *long], end=True)
    length = sum(len(one["delta"]) for one in long)
    assert f"The end of {length:,} characters." in said(moment)
    assert "Paragraph 11." in said(moment) and "Paragraph 5." not in said(moment)
    whole = drawn([asked(), added(), *long])
    assert all(f"Paragraph {at}." in said(whole) for at in range(12))
    assert "The end of" not in said(whole)


def test_the_head_of_a_table_is_drawn_with_the_row_below_it_or_at_the_end() -> None:
    begun = [asked(), added(0), piece("So:\n\n| Asked", 0), piece(" for |\n", 0)]
    shown = said(drawn(begun))
    assert "Asked" not in shown
    assert f"So:\n\n{CURSOR}" in shown
    assert f"| Asked for |\n|---|{CURSOR}" in said(drawn(begun, [piece("|---|", 0)]))
    assert "| Asked for |" in said(drawn(begun, [ends()], rests=True))
