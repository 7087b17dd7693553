"""Compare and Run two as a page's final tree: what is sent, what both answered, how they differ. No browser."""

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.protocol.events import Body, event
from lib.protocol.lint import lint
from lib.protocol.recording import Recording
from lib.view import state
from lib.view.findings import badge
from tests import answers
from tests.lint_streams import simulated
from tests.server import until
from tests.trees import clicked, holding, nodes, run_at, sound, visited
from tests.trees import written as said
from tests.upstream import KEY, Upstream, refused, whole_answer

HOSTILE = "![](http://127.0.0.1:9/leak) :red[a] $x$\n\n# b\ud800 | <b>"

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def two() -> None:
    import streamlit as st

    from lib.view import backend
    from lib.view.recordings import run_two

    backend.draw()
    run_two.draw("p.two", st.container())


def one_beside_another() -> None:
    import streamlit as st

    from lib.view import backend
    from lib.view.recordings import comparison

    backend.draw()
    box = st.container()
    comparison.draw("p.compare", box, *comparison.choose("p.compare", box, "p"))


def opened(script: Callable[[], None] = two, **query: str) -> AppTest:
    return visited(script, **query)


def streamed(test: AppTest) -> AppTest:
    return clicked(test, "p.two.stream")


def run_of(test: AppTest, side: str) -> Run:
    return run_at(test, f"p.two.{side}.run")


def kept(test: AppTest, *bodies: Body, **request: object) -> Run:
    """A recording of this visit."""
    events = [event(at / 10, body) for at, body in enumerate(bodies)]
    recording = Recording({"model": "m", "input": "Go", **request}, "simulator", events=events)
    return state.engine().adopt(recording, test.session_state["state.visitor"])


def test_before_a_run_both_answers_are_awaited_and_the_models_differ() -> None:
    test = opened()
    assert [box.value for box in test.main.selectbox] == ["simulator", "sim-1", "simulator", "sim-1-reasoning"]
    assert [(button.label, button.disabled) for button in test.main.button] == [
        ("Stream both", False),
        ("Stop both", True),
    ]
    assert said(test).count("The answer appears here") == 2
    assert "They differ in **model**." in said(test)
    assert "**Metrics**" not in said(test)


def test_both_are_sent_the_same_prompt_and_then_compared() -> None:
    test = opened(prompt="What is a delta?")
    streamed(test)
    one, other = run_of(test, "one"), run_of(test, "other")
    assert one.request.body == {"model": "sim-1", "input": "What is a delta?"}
    assert other.request.body == {"model": "sim-1-reasoning", "input": "What is a delta?"}
    assert said(test).count("Completed]") == 2
    assert "**Metrics**" in said(test)
    assert '| **model** | "sim\\-1" | "sim\\-1\\-reasoning" |' in said(test).replace("\u2060", "").replace("\u200b", "")
    assert [(button.label, button.disabled) for button in test.main.button] == [
        ("Stream both", False),
        ("Stop both", True),
    ]


def test_each_side_has_settings_of_its_own() -> None:
    test = opened(prompt="What is a delta?")
    holding(test, {"p.two.other.settings": True})
    sound(test.number_input(key="p.two.other.max_output_tokens").set_value(32).run())
    streamed(test)
    assert "max_output_tokens" not in run_of(test, "one").request.body
    assert run_of(test, "other").request.body["max_output_tokens"] == 32
    assert "Incomplete" in said(test)


def test_two_backends_answer_at_once_and_the_key_goes_to_its_own(upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer("From", " upstream.")
    test = opened(prompt="What is a delta?")
    sound(test.selectbox(key="p.two.one.backend").set_value("simulator").run())
    assert test.selectbox(key="p.two.other.backend").value == "compatible"
    streamed(test)
    assert "From upstream." in said(test)
    assert run_of(test, "one").base_url == state.simulator().base_url
    assert [asked.headers["authorization"] for asked in upstream.runs] == [f"Bearer {KEY}"]
    assert "is known at the server that answered" in said(test)  # its cost


def test_only_backends_that_are_set_up_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened().selectbox(key="p.two.one.backend").options == ["Simulator (offline)"]
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert opened().selectbox(key="p.two.one.backend").options == ["Simulator (offline)", "OpenAI"]


def test_one_that_fails_does_not_keep_the_other_from_its_answer(upstream: Upstream) -> None:
    upstream.answer = lambda asked: refused(429, {"message": HOSTILE, "code": "slow_down"})
    test = opened(prompt="What is a delta?")
    sound(test.selectbox(key="p.two.one.backend").set_value("simulator").run())
    streamed(test)
    assert "Completed]" in said(test)
    assert "Failed]" in said(test)
    assert "slow_down" in said(test)


def test_an_empty_prompt_can_not_be_sent() -> None:
    test = opened()
    sound(test.text_area[0].set_value(" ").run())
    assert test.button(key="p.two.stream").disabled
    assert "Type a prompt first" in said(test)


def beside(test: AppTest, one: Run, other: Run) -> AppTest:
    """The comparison of these two."""
    sound(test.run())
    test.selectbox(key="p.compare.one").set_value(one.id)
    test.selectbox(key="p.compare.other").set_value(other.id)
    return sound(test.run())


def test_before_there_are_runs_two_samples_are_compared() -> None:
    test = opened(one_beside_another)
    assert [box.value for box in test.main.selectbox] == ["text", "reasoning"]
    assert "**reasoning**" in said(test)
    sound(test.selectbox(key="p.compare.one").set_value("parallel-calls").run())
    assert "**function\\_call**" in said(test).replace("\u200b", "")


def test_two_recordings_of_the_visit_are_compared() -> None:
    test = opened(one_beside_another)
    older, newer = kept(test, *answers.streamed("One two")), kept(test, *answers.streamed("One three"), temperature=1)
    beside(test, older, newer)
    assert "One :red-background[two]" in said(test)
    assert "One :green-background[three]" in said(test)
    assert "| **temperature** | :gray[not set] | 1 |" in said(test).replace("\u200b", "")
    beside(test, older, older)
    assert "The two bodies are the same." in said(test)
    assert "the same, 7 characters." in said(test)


def test_each_of_two_has_a_badge_that_opens_its_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[object] = []
    monkeypatch.setattr(st, "switch_page", lambda page, query_params: went.append((page, query_params)))
    test = opened(one_beside_another)
    good = state.engine().adopt(Recording(events=simulated("text")), test.session_state["state.visitor"])
    bad = kept(test, {"type": "response.of.no.such_type"})
    beside(test, good, bad)
    assert [node.proto.popover.label for node in nodes(test.main) if node.type == "popover"] == [
        "No findings",
        badge(lint(bad.events))[0],
    ]
    assert "finding" in badge(lint(bad.events))[0]
    holding(test, {"p.compare.other.findings": True})
    next(button for button in test.button if button.label == ":blue[Event 1]").click().run()
    assert went == [("pages/recordings.py", {"run": bad.id, "event": "1"})]


def test_the_newest_runs_are_offered_first() -> None:
    test = AppTest.from_function(one_beside_another, default_timeout=20)
    test.session_state["state.visitor"] = "the newest first"
    kept(test, *answers.streamed("Zero"))
    older, newer = kept(test, *answers.streamed("One")), kept(test, *answers.streamed("Two"))
    assert [box.value for box in sound(test.run()).main.selectbox] == [older.id, newer.id]


def test_what_a_file_does_not_say_is_said_to_be_unknown() -> None:
    test = opened(one_beside_another)
    events = [event(None, body) for body in answers.streamed("One")]
    cut, whole = (
        state.engine().adopt(Recording(events=found), test.session_state["state.visitor"])
        for found in (events[:-1], events)
    )
    beside(test, cut, whole)
    assert "| Status | Ended early | Completed |" in said(test)
    assert "| Cost | :gray[unknown] | :gray[unknown] | :gray[unknown] |" in said(test)
    assert "nothing says which server answered" in said(test)


def test_hostile_texts_are_inert_everywhere() -> None:
    test = opened(one_beside_another)
    hostile = [{**body, "type": f"response.{HOSTILE}"} for body in answers.streamed(HOSTILE)]
    one = kept(test, *answers.streamed(HOSTILE), *hostile, **{HOSTILE: HOSTILE})
    other = kept(test, *answers.streamed(HOSTILE[::-1]), {"type": "run.failed", "message": HOSTILE})
    beside(test, one, other)
    assert "leak" in said(test)
    assert "![" not in said(test)
    assert ":red[a" not in said(test)
    said(test).encode()


def test_a_comparison_goes_when_one_of_its_runs_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    test = opened(one_beside_another)
    one, other = kept(test, *answers.streamed("One")), kept(test, *answers.streamed("Two"))
    beside(test, one, other)
    found = test.session_state["p.compare.comparison"]
    assert found.thing is not None
    state.engine().kept.drop(other.id)
    state.engine().kept.empty()
    assert found.thing is None
    assert "**Metrics**" in said(sound(test.run()))  # of the one that stayed, and another


def plain(value: object) -> bool:
    """Whether a value is made of strings, numbers, lists and dicts alone."""
    if isinstance(value, dict):
        return all(plain(key) and plain(one) for key, one in value.items())
    if isinstance(value, list | tuple | set):
        return all(map(plain, value))
    return value is None or isinstance(value, str | int | float)


def test_the_sides_keep_plain_values_in_the_session(upstream: Upstream) -> None:
    test = opened()
    every = test.session_state._state.filtered_state
    sides = {key: value for key, value in every.items() if key.startswith("p.two.")}
    assert sides
    assert {key for key, value in sides.items() if not plain(value)} == set()


def test_a_backend_is_checked_once_for_each_side(upstream: Upstream) -> None:
    test = opened()
    sound(test.run())
    sound(test.run())
    assert test.selectbox(key="p.two.other.backend").value == "compatible"
    assert len([asked for asked in upstream.asked if asked.path.endswith("/models")]) <= 3  # the sidebar's, and two


def test_a_server_that_did_not_answer_is_asked_again(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have been started since."""
    listed = upstream.models
    upstream.models = lambda asked: refused(500, {"message": "Not yet."})
    test = opened()
    assert test.selectbox(key="p.two.other.backend").value == "compatible"
    until(lambda: "Not yet" in said(sound(test.run())))
    upstream.models = listed
    monkeypatch.setattr("lib.view.checks.AGAIN", -1.0)
    until(lambda: "m-2" in sound(test.run()).selectbox(key="p.two.other.model.compatible").options)
    assert [one.value for one in test.main.caption if "Not yet" in one.value] == []
