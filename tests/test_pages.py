"""Each page's final tree: what is on it before, and after a run; what is sent; what a failure says. No browser."""

import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.recording import load, save
from lib.view import state
from tests.conftest import ROOT
from tests.trees import clicked, holding, run_at, said, sound, uploaded, visited, written
from tests.upstream import (
    KEY,
    Asked,
    Head,
    Script,
    Step,
    Upstream,
    closing,
    delta,
    frames,
    opening,
    refused,
    response,
    whole_answer,
)

PAGES = sorted(ROOT.glob("pages/*.py"))
TABS = ("Timeline", "Snapshot", "Raw", "Events")
SENT = {"model": "sim-1", "input": "What is a delta?"}

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def opened(page: Path = ROOT / "pages" / "text.py", **query: str) -> AppTest:
    """A page as a new visitor finds it."""
    return visited(page, **query)


def streamed(test: AppTest) -> AppTest:
    """The page after a press on Stream, at rest."""
    return clicked(test, "text.stream")


def turned(test: AppTest, tab: str) -> AppTest:
    """The page with that tab open."""
    return holding(test, {"text.tab": tab})


def with_settings(test: AppTest) -> AppTest:
    """The page with Settings open."""
    return holding(test, {"text.settings": True})


def will_be_sent(test: AppTest) -> dict[str, Any]:
    """The body that Settings shows."""
    found: dict[str, Any] = json.loads(test.json[0].value)
    return found


def events_of(test: AppTest) -> list[str]:
    """The types of the events of the run that the page shows."""
    run = state.engine().find(test.session_state["text.run"])
    return [event.type for event in run.events] if run else []


def recording_of(test: AppTest) -> str:
    """What Download would save."""
    return "".join(save(run_at(test, "text.run").recording()))


@pytest.mark.parametrize("page", [ROOT / "app.py", *PAGES], ids=lambda path: path.stem)
def test_every_page_opens_cold(page: Path) -> None:
    test = opened(page)
    assert test.title or test.header
    assert [box.label for box in test.sidebar.selectbox] == ["Backend", "Model"]


def test_the_idle_page_has_its_controls_and_one_of_stream_and_stop_is_enabled() -> None:
    test = opened()
    assert test.text_area[0].label == "Prompt"
    assert [(button.label, button.disabled) for button in test.button][:2] == [("Stream", False), ("Stop", True)]
    assert "text.run" not in test.session_state
    assert "The answer appears here while it is being written." in said(test)
    assert [tab.label for tab in test.tabs] == ["Events", "Timeline", "Snapshot", "Raw", "Code", "Source"]


def test_a_completed_run_shows_its_answer_its_metrics_and_its_table() -> None:
    test = streamed(opened(prompt="What is a delta?"))
    assert ":green-badge[:material/check_circle: Completed]" in said(test)
    assert "delta" in said(test)
    assert "▍" not in said(test)
    table = test.dataframe[0].value
    assert len(table) == len(events_of(test))
    assert "output_text.delta" in set(table["Type"])
    assert [(button.label, button.disabled) for button in test.button][:2] == [("Stream", False), ("Stop", True)]


def test_the_answer_on_the_page_is_the_text_that_was_sent(upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer("One", " two", " three.")
    assert "One two three." in said(streamed(opened()))


def test_home_streams_a_first_answer_in_place_and_hands_it_to_the_text_page() -> None:
    test = opened(ROOT / "app.py")
    assert "An example: the events of an answer of four words." in said(test)
    clicked(test, "home.stream")
    assert "Completed" in said(test)
    assert "response.created" not in said(test)  # the log shortens the names
    assert "output_text.delta" in said(test)
    run = test.session_state["home.run"]
    clicked(test, "home.see")
    assert test.header[0].value == "Text"
    assert test.session_state["text.run"] == run
    assert "Completed" in said(test)


@pytest.mark.parametrize("tab", ["Timeline", "Snapshot", "Raw", "Code", "Source"])
def test_every_tab_shows_a_run_and_the_page_before_one(tab: str) -> None:
    test = turned(opened(prompt="What is a delta?"), tab)
    streamed(test)
    shown = {
        "Timeline": "is overhead",
        "Snapshot": "output_text",
        "Raw": "event: response.completed",
        "Code": "stream = client.responses.create",
        "Source": '"""Text: one answer, event by event."""',
    }
    assert shown[tab] in said(test)


def test_the_code_tab_has_curl_too() -> None:
    test = opened(prompt="What is a delta?")
    test.session_state["text.tab"] = "Code"
    test.session_state["text.language"] = "curl"
    assert "curl" in said(sound(test.run()))
    assert "What is a delta?" in said(test)


def test_settings_left_alone_are_not_in_the_request() -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    assert will_be_sent(test) == {**SENT, "stream": True}


@pytest.mark.parametrize(
    ("kind", "name", "value", "fields"),
    [
        ("text_area", "instructions", "Be brief.", {"instructions": "Be brief."}),
        ("number_input", "temperature", 0.3, {"temperature": 0.3}),
        ("number_input", "temperature", 0.0, {"temperature": 0.0}),
        ("number_input", "top_p", 0.5, {"top_p": 0.5}),
        ("number_input", "max_output_tokens", 64, {"max_output_tokens": 64}),
        ("selectbox", "effort", "low", {"reasoning": {"effort": "low"}}),
        ("selectbox", "effort", "none", {"reasoning": {"effort": "none"}}),
        ("selectbox", "summary", "auto", {"reasoning": {"summary": "auto"}}),
        ("selectbox", "verbosity", "high", {"text": {"verbosity": "high"}}),
        ("selectbox", "store", "no", {"store": False}),
        ("selectbox", "store", "yes", {"store": True}),
        ("number_input", "rate", 500, {"metadata": {"simulator_rate": "500"}}),
        ("text_area", "further", '{"metadata": {"a": "b"}}', {"metadata": {"a": "b"}}),
    ],
)
def test_every_setting_is_in_the_body_alone(kind: str, name: str, value: object, fields: dict[str, Any]) -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    getattr(test, kind)(key=f"text.{name}").set_value(value)
    sound(test.run())
    assert will_be_sent(test) == {**SENT, **fields, "stream": True}
    if name != "further":
        sound(getattr(test, kind)(key=f"text.{name}").set_value("" if kind == "text_area" else None).run())
        assert will_be_sent(test) == {**SENT, "stream": True}


def test_what_settings_show_is_what_is_sent(upstream: Upstream) -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    test.number_input(key="text.temperature").set_value(0.3)
    test.selectbox(key="text.effort").set_value("low")
    test.text_area(key="text.further").set_value('{"reasoning": {"summary": "auto"}, "user": "me"}')
    shown = will_be_sent(sound(test.run()))
    streamed(test)
    assert [asked.body for asked in upstream.runs] == [shown]
    assert shown["reasoning"] == {"effort": "low", "summary": "auto"}


def test_a_further_field_that_says_not_to_stream_is_shown_and_sent(upstream: Upstream) -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    sound(test.text_area(key="text.further").set_value('{"stream": false}').run())
    assert will_be_sent(test)["stream"] is False
    streamed(test)
    assert upstream.runs[0].body["stream"] is False


def test_instructions_go_as_a_developer_message_when_asked_to(upstream: Upstream) -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    test.text_area(key="text.instructions").set_value("Be brief.")
    test.selectbox(key="text.instructions_as").set_value("developer message")
    streamed(test)
    (asked,) = upstream.runs
    assert "instructions" not in asked.body
    assert asked.body["input"] == [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "What is a delta?"},
    ]


def test_several_role_messages_come_before_the_prompt(upstream: Upstream) -> None:
    messages = [{"role": "system", "content": "Be kind."}, {"role": "assistant", "content": "Hello."}]
    test = opened(prompt="What is a delta?")
    test.session_state["text.messages_kept"] = messages
    with_settings(test)
    assert will_be_sent(test)["input"] == [*messages, {"role": "user", "content": "What is a delta?"}]
    streamed(test)
    assert upstream.runs[0].body["input"] == [*messages, {"role": "user", "content": "What is a delta?"}]


def test_settings_survive_a_run_and_the_closing_of_their_popover(upstream: Upstream) -> None:
    test = with_settings(opened(prompt="What is a delta?"))
    sound(test.number_input(key="text.temperature").set_value(0.3).run())
    test.session_state["text.settings"] = False
    sound(test.run())
    streamed(test)
    assert upstream.runs[0].body["temperature"] == 0.3
    assert with_settings(test).number_input(key="text.temperature").value == 0.3


@pytest.mark.parametrize(
    ("text", "why"),
    [("{", "are not JSON"), ("[1]", "must be a JSON object, got list"), ("[" * 5000, "are not JSON")],
    ids=["broken", "a list", "deep"],
)
def test_further_fields_that_are_no_object_get_a_sentence_and_nothing_is_sent(
    upstream: Upstream, text: str, why: str
) -> None:
    test = with_settings(opened())
    sound(test.text_area(key="text.further").set_value(text).run())
    assert why.replace("'", "\\'") in written(test)
    streamed(test)
    assert upstream.runs == []
    assert "text.run" not in test.session_state


@pytest.mark.parametrize("prompt", ["", "  \n "], ids=["nothing", "white space"])
def test_an_empty_prompt_can_not_be_sent(upstream: Upstream, prompt: str) -> None:
    test = opened()
    sound(test.text_area(key="text.prompt").set_value(prompt).run())
    assert "Type a prompt first" in said(test)
    streamed(test)
    assert upstream.runs == []


def test_an_empty_prompt_and_a_press_on_stream_in_one_go_send_nothing(upstream: Upstream) -> None:
    test = opened()
    test.text_area(key="text.prompt").set_value("")
    streamed(test)
    assert upstream.runs == []
    assert "Type a prompt first" in said(test)


def test_without_a_model_nothing_is_sent(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_MODEL")
    upstream.models = lambda asked: refused(404, {"message": "no such page"})
    test = opened()
    assert "Type the model" in said(test)
    streamed(test)
    assert upstream.runs == []
    assert "Choose or type a model first" in said(test)


def test_the_address_prefills_and_starts_no_run(upstream: Upstream) -> None:
    test = opened(prompt="Why *this*?", model="m-7", backend="compatible")
    assert test.text_area(key="text.prompt").value == "Why *this*?"
    assert test.selectbox(key="backend.name").value == "compatible"
    assert test.selectbox(key="backend.model.compatible").value == "m-7"
    assert upstream.runs == []
    assert "text.run" not in test.session_state


def test_a_backend_that_the_address_does_not_know_is_not_chosen() -> None:
    assert opened(backend="nobody").selectbox(key="backend.name").value == "simulator"


def test_a_run_in_the_address_that_nobody_knows_does_no_harm() -> None:
    test = opened(run="0" * 32)
    assert "text.run" not in test.session_state
    assert "run" not in test.query_params
    assert [toast.value for toast in test.toast]


def test_a_preset_becomes_the_prompt() -> None:
    test = opened()
    wanted = test.menu_button(key="text.preset").options[-1]
    sound(test.menu_button(key="text.preset").click(wanted).run())
    assert test.text_area(key="text.prompt").value == wanted


def test_without_streaming_shows_both_waits(upstream: Upstream) -> None:
    def answer(asked: Asked) -> Iterator[Step]:
        if asked.body["stream"]:
            yield from whole_answer("Hello", " there.")
        else:
            text = {"type": "output_text", "text": "Hello there.", "annotations": []}
            message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
            yield Head(content_type="application/json")
            yield json.dumps(response(status="completed", output=[message])).encode()

    upstream.answer = answer
    test = streamed(opened())
    clicked(test, "text.without")
    first, second = [asked.body for asked in upstream.runs]
    assert second == {**first, "stream": False}
    waits = next(line.value for line in test.markdown if "Without streaming" in line.value)
    assert "**Streaming**: first text after" in waits
    assert "then all 12 characters at once" in waits


# What can go wrong. Each gets a sentence, and no traceback.


def cut(*events: bytes) -> Script:
    """A stream that ends cleanly after these."""
    return lambda asked: iter(events)


def status(code: int, error: dict[str, Any] | str, content_type: str = "application/json") -> Script:
    return lambda asked: refused(code, error, content_type)


FAILED = frames(
    {
        "type": "response.failed",
        "response": response(status="failed", error={"code": "server_error", "message": "boom"}),
    }
)
ERROR = frames({"type": "error", "code": "server_error", "message": "It *broke*.", "param": None})
MALFORMED = b"event: response.output_text.delta\ndata: {nonsense\n\n"
HTML = "<!doctype html><title>Not it</title>"
TROUBLE: dict[str, tuple[Script, list[str]]] = {
    "a wrong key": (
        status(401, {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid_api_key"}),
        ["Failed", "does not accept this key", "Check the key in the sidebar"],
    ),
    "an unknown model": (
        status(404, {"message": "The model `m-1` does not exist", "code": "model_not_found"}),
        ["Failed", "has no such model", "The model `m-1` does not exist"],
    ),
    "a wrong address": (status(404, "404 page not found", "text/plain"), ["Failed", "it usually ends in /v1"]),
    "too many requests": (status(429, {"message": "Slow down."}), ["Failed", "Wait a little", "Slow down."]),
    "a server error": (status(500, "<html>Oh no</html>", "text/html"), ["Failed", "web page (HTTP 500)"]),
    "a redirect": (
        lambda asked: iter([Head(302, headers=(("location", "http://127.0.0.1:9/"),)), b""]),
        ["Failed", "redirects are not followed"],
    ),
    "a web page": (
        lambda asked: iter([Head(content_type="text/html"), HTML.encode()]),
        ["Failed", "answered with a web page instead of a stream"],
    ),
    "another API": (
        lambda asked: iter([Head(content_type="application/json"), b'{"choices": []}']),
        ["Failed", "must speak the Responses API"],
    ),
    "an empty body": (cut(b""), ["Ended early", "ended before its first event"]),
    "an early end": (cut(opening(), delta("What came.")), ["Ended early", "What came.", "never said that"]),
    "a broken connection": (
        lambda asked: iter([Head(headers=(("content-length", "9999"),)), opening(), delta("What came.")]),
        ["Failed", "What came.", "The connection to", "broke"],
    ),
    "an error event": (cut(opening(), delta("What came."), ERROR), ["Failed", "What came.", "It *broke*."]),
    "a failed response": (cut(opening(), delta("What came."), FAILED), ["Failed", "What came.", "boom"]),
    "an incomplete response": (
        cut(
            opening(),
            delta("What came."),
            closing("What came.", status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
        ),
        ["Incomplete", "What came.", "limit of output tokens"],
    ),
    "malformed lines": (
        cut(opening(), MALFORMED, b"nonsense\n\n", delta("What came."), closing("What came.")),
        ["Completed", "What came."],
    ),
}


@pytest.mark.parametrize(("script", "sentences"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_gets_a_sentence_and_what_had_arrived_stays(
    upstream: Upstream, script: Script, sentences: list[str]
) -> None:
    upstream.answer = script
    test = streamed(opened())
    for tab in TABS:
        page = said(turned(test, tab))
        assert [sentence for sentence in sentences if sentence not in page] == []
        assert KEY not in page
    assert KEY not in recording_of(test)
    assert not test.button(key="text.stream").disabled
    streamed(test)  # and it can be sent again
    assert len(upstream.runs) == 2


def test_malformed_lines_are_kept_as_events_of_our_own(upstream: Upstream) -> None:
    upstream.answer = TROUBLE["malformed lines"][0]
    assert "run.broken_frame" in events_of(streamed(opened()))


def test_a_server_that_nobody_runs_gets_a_sentence(upstream: Upstream) -> None:
    test = opened()
    upstream.server.server_close()
    upstream.server.shutdown()
    assert "There is no server at" in said(streamed(test))
    again = said(opened())  # the check says so before anything is sent
    assert "There is no server at" in again


def test_the_check_names_a_wrong_key(upstream: Upstream) -> None:
    upstream.models = status(401, {"message": "Incorrect API key provided: " + KEY})
    page = said(opened())
    assert "does not accept this key" in page
    assert KEY not in page


def test_markdown_of_a_server_is_shown_letter_by_letter(upstream: Upstream) -> None:
    upstream.answer = status(400, {"message": "![](http://127.0.0.1:9/leak) :red[no]", "code": "bad"})
    upstream.models = upstream.answer
    test = streamed(opened())
    assert any("![](http://127.0.0.1:9/leak) :red[no]" in code.value for code in test.code)
    assert not any("![](" in element.value for kind in ("markdown", "caption", "error") for element in test.get(kind))


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "$x$", ":red[a]", "<script>", "\x1b[31m", "](", "`", "```\n" * 3])
def test_odd_text_of_a_model_does_not_break_the_page(upstream: Upstream, text: str) -> None:
    upstream.answer = lambda asked: whole_answer(text, " and more")
    test = streamed(opened())
    for tab in TABS:
        assert "and more" in said(turned(test, tab))


def test_a_downloaded_run_opens_again_as_it_was() -> None:
    test = streamed(opened(prompt="What is a delta?"))
    recording = recording_of(test)
    again = uploaded(opened(), "text", "run.jsonl", recording.encode())
    assert recording_of(again) == recording
    assert events_of(again) == events_of(test)
    assert "Completed" in said(again)


def test_download_gives_the_recording_of_the_run_that_is_shown() -> None:
    test = streamed(opened(prompt="What is a delta?"))
    button = test.get("download_button")[0]
    assert not button.disabled
    found = load(recording_of(test))
    assert found.request == SENT
    assert [event.type for event in found.events] == events_of(test)


def test_a_recorded_stream_opens(streams: list[Path]) -> None:
    path = min(streams, key=lambda path: path.stat().st_size)
    test = uploaded(opened(), "text", path.name, path.read_bytes())
    assert len(test.dataframe[0].value) == len(events_of(test)) > 0
    assert ":small[:gray[Elapsed]]  \n**–**" in said(test)  # times are unknown, and said to be


HEAD_LINE = b'{"streamscope": 1, "request": {}, "backend": "simulator", "started_at": ""}\n'
GOOD_LINE = b'{"t": 0.1, "event": {"type": "response.created", "response": {"id": "r"}}}\n'


@pytest.mark.parametrize(
    ("content", "line", "kept"),
    [
        (HEAD_LINE + GOOD_LINE + b'{"t": 1}\n', "line 3 ", ["response.created", "run.broken_frame"]),
        (
            HEAD_LINE + GOOD_LINE + b'{"t": 1}\n' + GOOD_LINE,
            "line 3 ",
            ["response.created", "run.broken_frame", "response.created"],
        ),
        (HEAD_LINE + GOOD_LINE + b"\n" + b"{cut", "line 4 ", ["response.created"]),
        (HEAD_LINE + b"[1]\n" + GOOD_LINE, "line 2 ", ["run.broken_frame", "response.created"]),
    ],
    ids=["no event", "no event in the middle", "cut", "a list"],
)
def test_a_damaged_recording_is_opened_as_far_as_it_goes_and_names_the_line(
    content: bytes, line: str, kept: list[str]
) -> None:
    test = uploaded(opened(), "text", "bad*file*.jsonl", content)
    assert line in said(test).lower()
    assert events_of(test) == [*kept, "run.ended_early"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"streamscope": 9}', "line 1"),
        (b"\x89PNG", "binary"),
        (b"<!DOCTYPE html><p>502", "HTML"),
        (b"", "empty"),
    ],
    ids=["a version to come", "a picture", "a page", "nothing"],
)
def test_a_file_without_an_event_is_refused_and_says_what_it_is(content: bytes, why: str) -> None:
    test = uploaded(opened(), "text", "bad*file*.jsonl", content)
    page = said(test)
    assert "bad*file*.jsonl can't be opened: " in page
    assert why in page
    assert "text.run" not in test.session_state


@pytest.mark.parametrize(
    "event",
    [
        '{"type": "response.output_text.delta", "output_index": null, "delta": 7}',
        '{"type": "response.output_text.delta", "output_index": "x", "content_index": [], "delta": "a"}',
        '{"type": "response.completed", "response": 7}',
        '{"type": "response.completed", "response": {"output": 7, "usage": "much", "status": []}}',
        '{"type": "run.headers", "status": "x", "headers": 7}',
        '{"type": "run.headers", "headers": [["a"]]}',
        '{"type": "run.failed", "message": 7, "advice": []}',
        '{"type": "run.request", "body": 7}',
        '{"type": "", "sequence_number": {}}',
        '{"type": "response.failed", "response": {"error": "text"}}',
        '{"type": "response.incomplete", "response": {"incomplete_details": 7}}',
    ],
)
def test_a_recording_that_somebody_wrote_by_hand_does_not_break_the_page(event: str) -> None:
    test = uploaded(opened(), "text", "odd.jsonl", HEAD_LINE + f'{{"t": 0.5, "event": {event}}}\n'.encode())
    assert "text.run" in test.session_state
    for tab in TABS:
        turned(test, tab)


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_run_that_ends_while_its_page_is_drawn_leaves_no_stop_button(upstream: Upstream, when: str) -> None:
    def page(gate, when) -> None:  # type: ignore[no-untyped-def]
        import streamlit as st

        from lib.protocol.request import Request
        from lib.view import backend, home, runs
        from lib.view.follow import follow

        class Last(home.First):
            """A picture that takes so long to draw that the run ends meanwhile."""

            def rest(self, fold, run):  # type: ignore[no-untyped-def]
                ended(run)
                super().rest(fold, run)

        def ended(run) -> None:  # type: ignore[no-untyped-def]
            gate.set()
            while run.open:
                run.wait(len(run.events), 0.1)

        backend.draw()
        if "home.run" not in st.session_state:
            runs.start("home.run", Request({"model": "m-1", "input": "Hi"}), backend.chosen())
            st.session_state["home.held"] = {"run": st.session_state["home.run"], "seen": 0}
        run = runs.attach("home.run")
        home.controls(run)
        if when == "before":
            ended(run)
        st.text(f"{run.open=}")
        follow("home", run, Last(*st.columns(2)), home.prepared())

    gate = threading.Event()
    upstream.answer = lambda asked: whole_answer("Hello.", gate=gate)
    kwargs = {"gate": gate, "when": when}
    test = sound(AppTest.from_function(page, default_timeout=20, kwargs=kwargs).run())
    assert "run.open=False" in said(test)
    assert test.button(key="home.stop").disabled
    assert "run" not in test.query_params


def test_a_run_goes_on_while_its_page_is_not_looked_at(upstream: Upstream) -> None:
    gate = threading.Event()
    upstream.answer = lambda asked: whole_answer("Hello", " there.", gate=gate)
    test = opened()
    test.session_state["text.paused"] = True  # a held page waits for the end of its run, too
    opener = threading.Timer(0.3, gate.set)
    opener.start()
    assert "Hello there." in said(streamed(test))
    opener.join()


@pytest.mark.parametrize(
    ("key", "value", "column"),
    [("type", "output_text.delta", "Type"), ("group", "Text", "Type"), ("search", "two", "Brings")],
)
def test_the_table_is_filtered_by_type_group_and_text(upstream: Upstream, key: str, value: str, column: str) -> None:
    upstream.answer = lambda asked: whole_answer("One", " two", " three.")
    test = streamed(opened())
    everything = len(test.dataframe[0].value)
    box = test.text_input(key="text.search") if key == "search" else test.selectbox(key=f"text.{key}")
    options = getattr(box, "options", [])
    wanted = next((option for option in options if option.lower() == value.lower()), value)
    box.set_value(wanted)
    sound(test.run())
    found = test.dataframe[0].value
    assert 0 < len(found) < everything
    assert all(("two" if key == "search" else "text") in row for row in found[column])
    assert f"{len(found)} of {everything} events" in said(test)


def test_a_check_that_ends_while_the_page_is_drawn_is_told(upstream: Upstream) -> None:
    listed = upstream.models
    upstream.models = lambda asked: itertools.chain([0.5], listed(asked))

    def page() -> None:
        from lib.view import backend, checks

        backend.draw()
        checks.under_way("backend").result(10)
        backend.settle()

    assert "Connected. 2 models." in said(visited(page))
