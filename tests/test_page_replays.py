"""A replay on the Recordings page: it goes on through a reload and a visit elsewhere, and leaves no run behind."""

import threading
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.protocol.recording import Recording
from lib.view import state
from tests.answers import streamed
from tests.recordings_page import linked, looked_at, of, opened, picked, run_of
from tests.server import until
from tests.trees import holding, sound

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def long() -> Recording:
    """A recording of 24 events, 2.3 s long."""
    return of(*streamed(*("x" * 20)))


def playing(test: AppTest, speed: float | None = 4.0) -> Run:
    """A replay of what is looked at, begun as the button does."""
    replay = state.engine().replay(run_of(test).recording(), test.session_state["state.visitor"], speed)
    test.session_state["recordings.playing"] = test.session_state["recordings.replayed"] = replay.id
    return replay


def meanwhile(act: Callable[[Run], object], test: AppTest) -> threading.Thread:
    """A thread that acts on the replay of this visitor, once some of it has come."""

    def wait() -> None:
        visitor = test.session_state["state.visitor"]
        until(lambda: any(run.open and len(run.events) > 2 for run in state.engine().kept.of(visitor)))
        act(next(run for run in state.engine().kept.of(visitor) if run.open))

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def left(test: AppTest) -> set[str]:
    """The runs that are kept of the visitor."""
    return {run.id for run in state.engine().kept.of(test.session_state["state.visitor"])}


def test_stop_leaves_the_scrubber_at_the_event_that_had_come() -> None:
    test = opened(long())
    stopping = meanwhile(state.engine().stop, test)
    sound(test.menu_button(key="recordings.speed").click("1x").run())
    stopping.join(10)
    assert 2 < looked_at(test) < 24
    assert left(test) == {run_of(test).id}
    assert not test.button(key="recordings.to_back").disabled


def test_while_it_plays_the_url_names_it_and_its_recording() -> None:
    test = opened(long())
    named: list[dict[str, str]] = []
    whole = run_of(test)
    seeing = meanwhile(lambda replay: named.append({"run": replay.id, "of": whole.id}), test)
    script = AppTest.from_function(url, default_timeout=30)
    for key in ("state.visitor", "recordings.looked"):
        script.session_state[key] = test.session_state[key]
    replay = state.engine().replay(whole.recording(), test.session_state["state.visitor"], 1.0)
    script.session_state["recordings.playing"] = script.session_state["recordings.replayed"] = replay.id
    sound(script.run())
    seeing.join(10)
    assert [dict(script.query_params)] == named
    state.engine().stop(replay)
    assert replay.ended.wait(5)
    assert dict(sound(script.run()).query_params) == {}


def test_a_run_that_has_ended_is_itself_what_an_address_means() -> None:
    before = opened(long())
    test = opened(run=run_of(before).id, of="reasoning")
    assert run_of(test) is run_of(before)
    assert not dict(test.query_params)


def url() -> None:
    from lib.view.recordings import replays

    replays.playing("recordings")


@pytest.mark.parametrize("ended", [False, True])
def test_a_reload_goes_on_with_it_and_with_its_recording(ended: bool) -> None:
    before = opened(long())
    whole, replay = run_of(before), playing(before, None if ended else 2.0)
    assert replay.ended.wait(5 if ended else 0) is ended
    test = opened(run=replay.id, of=whole.id)
    assert replay.ended.is_set()  # the page followed it to its end
    assert (run_of(test), looked_at(test)) == (whole, 24)
    assert whole.id in left(test)
    assert replay.id not in left(test)
    assert not dict(test.query_params)


@pytest.mark.parametrize("of", ["", "0" * 32])
def test_a_reload_after_its_recording_has_gone_ends_it(of: str) -> None:
    before = opened(long())
    replay = playing(before, 1.0)
    state.engine().kept.leave(before.session_state["state.visitor"])
    test = opened(run=replay.id, of=of)
    assert replay.ended.wait(5)
    assert len(replay.events) < 24
    assert replay.id not in left(test)
    assert (looked_at(test), dict(test.query_params)) == (len(run_of(test).events), {})


def test_one_that_two_tabs_show_goes_on_in_the_first_when_the_second_looks_at_another() -> None:
    first = opened(long())
    whole, replay = run_of(first), playing(first, 0.001)
    second = opened()
    state.engine().find(replay.id, second.session_state["state.visitor"])
    second.session_state["recordings.playing"] = second.session_state["recordings.replayed"] = replay.id
    picked(second, "structured")
    assert replay.id not in left(second)
    assert left(first) == {whole.id, replay.id}
    assert replay.open
    state.engine().stop(replay)
    assert replay.ended.wait(5)
    sound(first.run())
    assert left(first) == {whole.id}


def test_a_visit_elsewhere_does_not_stop_it() -> None:
    test = opened(long())
    whole, replay = run_of(test), playing(test)
    until(lambda: len(replay.events) > 2)  # nobody follows it
    assert not dict(test.query_params)  # another page has another URL
    sound(test.run())
    assert replay.ended.is_set()
    assert (run_of(test), looked_at(test), left(test)) == (whole, 24, {whole.id})


def test_one_that_ended_while_the_visitor_was_elsewhere_is_let_go() -> None:
    test = opened(long())
    whole, replay = run_of(test), playing(test, None)
    assert replay.ended.wait(5)
    sound(test.run())
    assert (run_of(test), looked_at(test), left(test)) == (whole, 24, {whole.id})


def test_another_view_can_be_looked_at_while_it_plays() -> None:
    """The URL names what plays, which is no link."""
    test = opened(long())
    replay = playing(test, 0.001)
    linked(holding(test, {"recordings.view": "Compare"}), run=replay.id, of=run_of(test).id)
    assert test.session_state["recordings.view"] == "Compare"
    assert replay.open
    state.engine().stop(replay)
    assert replay.ended.wait(5)
    test.segmented_control(key="recordings.view").set_value("Explore")
    assert dict(sound(test.run()).query_params) == {}


def test_it_ends_when_its_recording_is_let_go() -> None:
    test = opened(long())
    whole, replay = run_of(test), playing(test, 1.0)
    state.engine().kept.drop(whole.id)
    sound(test.run())
    assert replay.ended.wait(5)
    assert run_of(test) is not whole
    assert {whole.id, replay.id} & left(test) == set()
    assert looked_at(test) == len(run_of(test).events)


def test_a_recording_that_is_let_go_in_the_middle_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    test = opened(long())
    whole = run_of(test)

    def let_go(replay: Run) -> None:
        state.engine().kept.drop(whole.id)
        state.engine().kept.empty()

    going = meanwhile(let_go, test)
    sound(test.menu_button(key="recordings.speed").click("1x").run())
    going.join(10)
    assert whole.events == []
    assert run_of(test) is not whole
    assert whole.id not in left(test)


def test_a_replay_that_is_emptied_in_the_middle_breaks_nothing() -> None:
    test = opened(long())
    whole = run_of(test)

    def empty(replay: Run) -> None:
        state.engine().kept.drop(replay.id)
        replay.forget()

    going = meanwhile(empty, test)
    sound(test.menu_button(key="recordings.speed").click("1x").run())
    going.join(10)
    assert left(test) == {whole.id}


def test_pressing_replay_after_the_recording_has_gone_starts_nothing() -> None:
    test = opened(long())
    whole = run_of(test)
    state.engine().kept.drop(whole.id)
    sound(test.menu_button(key="recordings.speed").click("As fast as possible").run())
    assert run_of(test) is not whole
    assert left(test) == {run_of(test).id}


def test_choosing_another_while_it_plays_lets_go_of_all_its_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    test = opened(long())
    replay = playing(test, 1.0)
    test.query_params["run"], test.query_params["of"] = replay.id, run_of(test).id  # as while it plays
    picked(test, "text")
    assert (test.selectbox(key="recordings.picked").value, dict(test.query_params)) == ("text", {})
    assert replay.ended.wait(5)
    state.engine().kept.empty()
    assert (replay.events, getattr(replay, "source", None)) == ([], [])


def test_a_reload_in_the_middle_chooses_the_sample_again_and_lists_no_run() -> None:
    before = opened(sample="reasoning")
    whole, replay = run_of(before), playing(before, None)
    assert replay.ended.wait(5)
    for named in (replay.id, "0" * 32):  # its replay may have been let go
        test = opened(run=named, of="reasoning")
        box = test.selectbox(key="recordings.picked")
        assert box.value == "reasoning"
        assert len(run_of(test).events) == len(whole.events)
        assert [one for one in box.options if "Sample: " not in one] == []
        assert not dict(test.query_params)


def test_while_a_sample_plays_the_url_names_it_by_its_name() -> None:
    test = opened(sample="reasoning")
    script = AppTest.from_function(url, default_timeout=30)
    for key in ("state.visitor", "recordings.looked", "recordings.samples"):
        script.session_state[key] = test.session_state[key]
    replay = playing(test, 0.001)
    script.session_state["recordings.playing"] = script.session_state["recordings.replayed"] = replay.id
    assert dict(sound(script.run()).query_params) == {"run": replay.id, "of": "reasoning"}
    state.engine().stop(replay)
    assert replay.ended.wait(5)


def test_an_address_that_names_an_open_run_as_a_recording_is_no_trap() -> None:
    before = opened(long())
    replay = playing(before, 0.001)
    test = opened(of=replay.id)
    assert looked_at(test) == len(run_of(test).events)
    state.engine().stop(replay)
    assert replay.ended.wait(5)
