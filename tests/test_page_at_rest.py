"""A moment of a recording is drawn by itself, as a step in a browser has it drawn, and leaves for what is elsewhere."""

import json
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.models import Check
from lib.view import state
from lib.view.recordings import moment
from tests.answers import added, asked, over, piece, streamed
from tests.recordings_page import PAGE, at_event, looked_at, of, opened, replayed, run_of
from tests.trees import alone, clicked, said, sound, unfolded, visited

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def test_a_step_draws_the_moment_and_neither_the_table_nor_the_page_around_it() -> None:
    test = opened(of(*streamed("Hel", "lo.")))
    assert (len(test.dataframe), len(test.header), len(test.selectbox)) == (1, 1, 6)
    with alone(test):
        clicked(test, "recordings.to_back")
        assert looked_at(test) == 5
        assert (len(test.dataframe), len(test.header), len(test.selectbox)) == (0, 0, 0)
    assert looked_at(sound(test.run())) == 5
    assert len(test.dataframe) == 1


def test_a_step_after_the_run_was_let_go_draws_another_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    test = opened(of(*streamed("Hel", "lo.")))
    gone = run_of(test)
    state.engine().kept.drop(gone.id)
    with alone(test):
        clicked(test, "recordings.to_back")
    assert run_of(test).id != gone.id
    assert len(test.header) == 1


def test_a_replay_that_is_begun_in_it_is_drawn_by_the_page() -> None:
    test = at_event(opened(of(*streamed("Hel", "lo."))), 2)
    with alone(test):
        replayed(test, "As fast as possible")
    assert looked_at(test) == 6
    assert len(test.header) == 1


@pytest.mark.parametrize(("button", "shown"), [("send", "Explore"), ("two", "Run two")])
def test_a_request_that_is_edited_in_it_leads_to_where_it_is_answered(button: str, shown: str) -> None:
    test = unfolded(opened(of(*streamed("Fine"), model="sim-1")), "recordings.resend")
    with alone(test):
        clicked(test, f"recordings.resend.{button}")
    assert test.session_state["recordings.view"] == shown
    assert len(test.header) == 1


def test_a_request_that_fails_at_once_is_looked_at() -> None:
    test = unfolded(opened(of(*streamed("Fine"))), "recordings.resend")
    for _ in range(3):  # whether it ends before it is drawn is chance
        test.text_area(key="recordings.resend.text").set_value(json.dumps({"model": "no such model", "input": "a"}))
        with alone(test):
            clicked(test, "recordings.resend.send")
        assert run_of(test).events[-1].type == "run.failed"
        assert run_of(test).request.body["model"] == "no such model"
        unfolded(test, "recordings.resend")


def test_the_page_ends_while_a_check_goes_on_for_a_step_would_wait_and_is_drawn_again_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going: Future[Check] = Future()
    monkeypatch.setattr(state.engine(), "check", lambda backend: going)
    test = visited(PAGE, {"backend.name": "compatible", "backend.base_url": "http://127.0.0.1:9/v1"})
    assert "Checking the connection…" in said(test)
    going.set_result(Check(False, "Nobody answers."))
    with alone(test, -1):
        assert "Nobody answers." in said(sound(test.run()))


def test_other_moments_are_prepared_once_and_none_of_a_run_whose_moments_are_far_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lib.protocol.checkpoints.APART", 2)
    monkeypatch.setattr(moment, "PATIENCE", 60.0)
    recording = of(asked(), added(), *[piece("a")] * 30, over())
    assert kept(opened(recording)) == [5, 10, 15, 20, 25, 30]
    monkeypatch.setattr(moment, "PIECE", 4)
    assert kept(opened(recording)) == []
    monkeypatch.setattr(moment, "PIECE", 5)
    monkeypatch.setattr(moment, "PATIENCE", -1.0)
    assert kept(opened(recording)) == [5]


def kept(test: AppTest) -> list[int]:
    """The moments that others are folded from."""
    return sorted(test.session_state["recordings.checkpoints"].thing.kept)
