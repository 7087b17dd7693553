"""What a page keeps of runs: made once; gone when others are shown, the code has changed, or a run goes."""

import pytest
import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.recording import Recording
from lib.view import state
from lib.view.beside import Beside, beside
from lib.view.folding import folding
from lib.view.recordings.moment import moment
from lib.view.timeline.timeline import marks_of
from tests.answers import streamed

pytestmark = pytest.mark.usefixtures("own_engine")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    st.session_state.clear()
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)


def run(*texts: str) -> Run:
    """A run of these deltas that is kept."""
    events = [event(float(at), body) for at, body in enumerate(streamed(*texts))]
    return state.engine().adopt(Recording({"model": "m"}, "simulator", events=events))


def let_go(of: Run) -> None:
    state.engine().kept.drop(of.id)
    state.engine().kept.empty()


def test_it_is_made_once_for_the_same_runs() -> None:
    one, other = run("a"), run("b")
    first = beside("place", [one, other], list[int])
    assert beside("place", [one, other], list[int]) is first
    assert beside("place", [other, one], list[int]) is not first


def test_it_is_made_anew_when_events_have_come() -> None:
    one = run("a")
    first = beside("place", [one], list[int])
    one.append([event(9.0, {"type": "run.stopped"})])
    assert beside("place", [one], list[int]) is not first


def test_it_is_made_anew_after_a_change_of_the_code() -> None:
    """After a file was saved the class of what is kept is another one of the same name."""
    one = run("a")
    st.session_state["place"] = type("Beside", (), {"about": [(one.id, len(one.events))], "thing": "old"})()
    assert beside("place", [one], lambda: "new") == "new"


def test_it_is_made_anew_where_it_was_let_go_for_room() -> None:
    one = run("a")
    first = beside("place", [one], list[int])
    st.session_state["place"].forget()
    assert beside("place", [one], list[int]) is not first


def test_nothing_in_the_session_holds_a_thing_of_a_run_that_was_let_go() -> None:
    one, other = run("a"), run("b")
    beside("place", [one, other], list[int])
    let_go(one)
    assert st.session_state["place"].thing is None


def test_the_checkpoints_and_the_fold_of_a_run_go_with_it() -> None:
    one = run(*"abc")
    fold, _ = moment("place", one, 4)
    whole = folding(one, "place.fold")
    checkpoints = st.session_state["place.checkpoints"]
    assert (fold.seen, whole.seen, checkpoints.thing.events) == (4, len(one.events), one.events)
    let_go(one)
    assert (one.events, checkpoints.thing) == ([], None)
    assert (whole.seen, whole.times, whole.run.turns) == (0, [], [])


def test_the_marks_of_a_run_are_read_on_while_it_grows_and_go_with_it() -> None:
    one = run("a")
    marks = marks_of("place", one, 3)
    assert (len(marks), marks_of("place", one, 5)) == (3, marks)
    one.append([event(9.0, {"type": "run.stopped"})])
    assert marks_of("place", one, len(one.events)) is marks
    kept = st.session_state["place.marks"]
    assert (len(marks), kept.bytes >= 16 * len(marks)) == (len(one.events), True)
    assert marks_of("place", one, 2) is not marks  # a step back
    kept = st.session_state["place.marks"]
    let_go(one)
    assert kept.thing is None


def test_its_bytes_are_those_of_the_thing() -> None:
    class Sized:
        bytes = 7

    assert [Beside(None, Sized()).bytes, Beside(None, []).bytes] == [7, 0]
