"""A fold goes on from where it stopped, and begins anew for another run and for a step back."""

import pytest
import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.request import Request
from lib.view.folding import folding

pytestmark = pytest.mark.usefixtures("own_engine")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    st.session_state.clear()


def run(*texts: str) -> Run:
    """A run of these deltas, one a second."""
    found = Run(Request({}), "visitor")
    for number, text in enumerate(texts):
        body = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text}
        found.append([event(float(number), body)])
    return found


def test_it_goes_on_from_where_it_stopped() -> None:
    one = run("a", "b")
    first = folding(one, "fold")
    assert (first.seen, first.run.snapshot.texts()) == (2, ["ab"])
    one.append(run("c").events)
    assert folding(one, "fold") is first
    assert (first.seen, first.run.snapshot.texts()) == (3, ["abc"])
    assert first.times == [0.0, 1.0, 0.0]


def test_another_run_begins_anew() -> None:
    folding(run("a", "b"), "fold")
    assert folding(run("c"), "fold").run.snapshot.texts() == ["c"]


def test_a_limit_holds_it_and_a_step_back_begins_anew() -> None:
    one = run("a", "b", "c")
    assert folding(one, "fold").run.snapshot.texts() == ["abc"]
    held = folding(one, "fold", 2)
    assert (held.seen, held.run.snapshot.texts()) == (2, ["ab"])
    assert folding(one, "fold", 2) is held


def test_a_fold_of_changed_code_is_made_anew() -> None:
    """After a file was saved the class of the kept fold is another one of the same name."""
    st.session_state["fold"] = type("Folding", (), {"run_id": ""})()
    assert folding(run("a"), "fold").run.snapshot.texts() == ["a"]


def test_our_own_events_are_no_part_of_the_trace() -> None:
    one = run("a")
    one.append([event(9.0, {"type": "run.stopped"}), event(None, {"type": "response.created", "response": {}})])
    assert folding(one, "fold").times == [0.0]
