"""Continue: what the next request has from the run that is shown."""

from typing import Any

import pytest
import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import Body, event
from lib.protocol.request import Request
from lib.view.calls.going_on import continued, offered
from tests.wire import asked, call, ends, output

CALL = call(0, "{}")
CALLED: list[Body] = [asked("flip"), *CALL, ends(output=[CALL[-1]["item"]])]
ANSWERED: list[Body] = [*CALLED, output(0, "heads"), asked("flip"), ends(id="resp_2")]
HERE = "http://127.0.0.1:1/v1"
BODY = {"model": "m", "input": "And again"}


@pytest.fixture(autouse=True)
def own_session() -> None:
    """Each test has a session without keys."""
    st.session_state.clear()


def run_of(*bodies: Body, open: bool = False) -> Run:
    run = Run(Request({"model": "m", "input": "Go"}, "compatible"), "me", HERE)
    run.append([event(0.0, body) for body in bodies])
    if not open:
        run.close()
    return run


def on(run: Run | None, *, stored: bool = True) -> dict[str, Any]:
    st.session_state["p.continue"] = True
    return continued("p", BODY, run, HERE, stored=stored)


def test_it_is_offered_after_a_whole_turn_of_a_run_that_is_over() -> None:
    assert offered("p", run_of(*ANSWERED), HERE)
    assert not offered("p", None, HERE)
    assert not offered("p", run_of(*ANSWERED, open=True), HERE)


def test_it_is_not_offered_where_a_call_has_no_output() -> None:
    assert not offered("p", run_of(*CALLED), HERE)
    assert on(run_of(*CALLED)) == BODY


def test_switched_off_it_changes_nothing() -> None:
    assert continued("p", BODY, run_of(*ANSWERED), HERE, stored=True) == BODY


def test_a_stored_response_goes_on_by_its_id() -> None:
    assert on(run_of(*ANSWERED)) == {
        "model": "m",
        "previous_response_id": "resp_2",
        "input": [{"role": "user", "content": "And again"}],
    }


def test_where_nothing_is_stored_everything_is_sent_again() -> None:
    found = on(run_of(*ANSWERED), stored=False)
    assert "previous_response_id" not in found
    assert [item.get("type", item.get("content")) for item in found["input"]] == [
        "Go",
        "function_call",
        "function_call_output",
        "And again",
    ]
    assert found["input"][2] == {"type": "function_call_output", "call_id": "call_0", "output": "heads"}


def test_the_body_it_is_given_stays_as_it_was() -> None:
    on(run_of(*ANSWERED))
    assert BODY == {"model": "m", "input": "And again"}


def test_a_run_of_another_server_is_not_gone_on_from() -> None:
    """Its ids mean nothing there, and what was said is not for it."""
    assert not offered("p", run_of(*ANSWERED), "http://127.0.0.1:2/v1")


def test_an_opened_run_is_sent_whole() -> None:
    run = run_of(*ANSWERED)
    run.base_url = ""
    assert "previous_response_id" not in on(run)


def test_messages_before_the_prompt_are_not_sent_twice() -> None:
    st.session_state["p.continue"] = True
    first = {"role": "developer", "content": "Be brief."}
    body = {**BODY, "input": [first, {"role": "user", "content": "And again"}]}
    assert continued("p", body, run_of(*ANSWERED), HERE, stored=True)["input"] == [body["input"][1]]
