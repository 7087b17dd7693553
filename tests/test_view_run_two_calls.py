"""The calls of one of two runs in short lines; of very many the newest are drawn."""

from streamlit.testing.v1 import AppTest

from lib.protocol.events import Body
from lib.protocol.run import FoldedRun
from lib.view.growing import CURSOR
from lib.view.recordings.run_two_calls import MOST, lines, span
from lib.view.stretch import MOST as DRAWN
from lib.view.stretch import SHOWN
from tests.trees import said, visited
from tests.wire import added, asked, call, delta, ends, output, step


def said_of(*bodies: Body, live: bool = False) -> list[str]:
    """The lines of the only call of these events."""
    run = FoldedRun()
    for at, body in enumerate(bodies):
        run.fold(body, at / 10)
    (found,) = run.calls.found.values()
    return lines(found, 1, live=live).split("  \n")


def test_while_the_arguments_grow_their_end_is_shown_with_a_cursor() -> None:
    head, arguments = said_of(asked("flip"), added(0), delta(0, '{"a":' + "1" * MOST + "2"), live=True)
    assert "**flip** :gray[call 1, turn 1] :blue-badge[:material/play_circle: Streaming]" in head
    assert arguments == "`…" + "1" * (MOST - 2) + f"2`{CURSOR}"


def test_at_rest_the_arguments_are_shown_from_their_beginning_and_the_output_with_its_time() -> None:
    whole = '{"a":' + "1" * MOST + "}"
    _, arguments, back = said_of(asked("flip"), *call(0, whole), ends(), step("running", 0), output(0, '{"b":2}'))
    assert arguments == f"`{whole[: MOST - 1]}…`"
    assert back == ':material/keyboard_return: **Output after 100 ms** `{"b": 2}`'


def test_a_call_that_failed_shows_what_the_model_was_told() -> None:
    told = output(0, '{"error": "no"}', state="failed", message="no")
    head, _, back = said_of(asked("flip"), *call(0, "{}"), ends(), told)
    assert "Failed]" in head
    assert back == ':material/keyboard_return: **It failed**, and the model was told: `{"error": "no"}`'


def test_a_call_that_was_cut_off_says_why() -> None:
    _, _, why = said_of(asked("flip"), added(0), delta(0, "{"), {"type": "run.stopped", "message": ""})
    assert why == ":orange[You stopped the run before it had an output\\.]"


def test_a_call_that_nothing_answers_says_so_once_nothing_more_comes() -> None:
    events = (asked(), *call(0, "{}"), ends())
    assert len(said_of(*events, live=True)) == 2
    assert "It has no output" in said_of(*events)[2]


def test_a_call_that_runs_again_is_retrying() -> None:
    begun = (asked("flip"), *call(0, "{}"), ends(), step("running", 0, attempt=1))
    assert "Retrying]" in said_of(*begun, step("retrying", 0, message="Try again"), live=True)[0]


def test_nothing_gets_out_of_a_code_span() -> None:
    assert span("a` b ``\n\n# c \ud800\u202e") == "`a' b '' # c ?·`"
    assert span(" \n") == ":gray[nothing]"


def pane() -> None:
    """The pane of an open run that has more and more calls, a frame each."""
    import streamlit as st

    from lib.protocol.run import FoldedRun
    from lib.view.recordings.run_two_calls import ShortCalls
    from tests.wire import asked, call

    run, made = FoldedRun(), 0
    run.fold(asked("flip"))
    calls = ShortCalls(st.container(), "p")
    for end in st.session_state["counts"]:
        for at in range(made, end):
            for body in call(at, '{"a":1}'):
                run.fold(body)
        made = end
        calls.draw(run, live=True)
    st.text(f"outdated: {calls.stretch.full}")


def drawn(*counts: int) -> tuple[AppTest, list[int]]:
    """The pane after frames with so many calls, and the numbers of those that are drawn."""
    test = visited(pane, {"counts": counts})
    return test, [at for at in range(1, 101) if f":gray[call {at}," in said(test)]


def test_before_the_first_call_the_pane_says_what_comes_and_the_first_takes_its_place() -> None:
    test, numbers = drawn(0)
    assert "The calls appear here" in said(test)
    assert numbers == []
    test, numbers = drawn(0, 2)
    assert "The calls appear here" not in said(test)
    assert numbers == [1, 2]


def test_of_very_many_the_newest_are_drawn_and_the_others_counted() -> None:
    test, numbers = drawn(100)
    assert numbers == [*range(101 - SHOWN, 101)]
    assert f"{100 - SHOWN} more before these." in said(test)
    assert test.text[0].value == "outdated: False"


def test_a_new_script_begins_where_more_began_than_one_draws() -> None:
    test, _ = drawn(DRAWN - 1, DRAWN + 1)
    assert test.text[0].value == "outdated: True"
