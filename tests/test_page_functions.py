"""The Function calls page's final tree: calls and their outputs, decisions, what is sent. No browser."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest, app_test
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from lib.engine.runs import Run
from lib.protocol.run import FoldedRun
from lib.samples.presets import PRESETS, Preset
from lib.view.folding import Folding
from tests.conftest import ROOT
from tests.trees import clicked, holding, run_at, said, sound, uploaded, visited
from tests.upstream import Asked, Step, Upstream, calling, frames, outputs, whole_answer
from tests.wire import added, asked, call, ends, output, step

PAGE = ROOT / "pages" / "functions.py"
TOKYO = '{"city":"Tokyo","month":"March"}'
PARIS = '{"city":"Paris","month":"March"}'
ADD = '{"name":"Ivan Sutherland","role":"developer","team":"design"}'
HELD = ("Approve", "Send output", "Run with these")  # each card that waits has one of these buttons

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


@pytest.fixture(scope="module", autouse=True)
def looking(own_engine: None) -> Iterator[None]:
    """Scripts end where the page waits for its visitor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_test, "LocalScriptRunner", Looking)
        yield


@pytest.fixture
def upstream(upstream: Upstream) -> Upstream:
    """It asks for two calls, then answers."""
    upstream.answer = calling(("get_weather", TOKYO), ("get_weather", PARIS))
    return upstream


class Looking(LocalScriptRunner):
    """A script that ends where the page waits for its visitor: by itself, it follows an open run for ever."""

    def run(self, *given: Any, **more: Any) -> Any:
        over = threading.Event()
        watcher = threading.Thread(target=self.look, args=(over,))
        watcher.start()
        try:
            return super().run(*given, **more)
        finally:
            over.set()
            watcher.join()

    def look(self, over: threading.Event) -> None:
        """Stop the script once every call that waits has its buttons, and the metrics below them are drawn."""
        while not over.wait(0.02):
            shown = "".join(map(str, list(self.forward_msg_queue._queue)))
            _, metrics, status = shown.partition(":small[:gray[Status]]")
            waiting = shown.count("Awaiting approval") - 1  # one is the run's own
            buttons = sum(shown.count(f'label: "{label}"') for label in HELD)
            if metrics and "Awaiting approval" in status[:80] and 0 < waiting == buttons:
                self.request_stop()


def opened(**query: str) -> AppTest:
    """The page as a new visitor finds it."""
    return visited(PAGE, **query)


def streamed(test: AppTest) -> AppTest:
    """The page after a press on Stream: at rest, or waiting for its visitor."""
    return clicked(test, "functions.stream")


def asking(**query: str) -> AppTest:
    """The page with a run whose calls wait to be approved."""
    test = opened(**query)
    test.toggle(key="functions.ask").set_value(True)
    return streamed(test)


def pressed(test: AppTest, label: str, which: int = 0) -> AppTest:
    """The page after a press on the button of this label, of several the n-th."""
    return sound([button for button in test.button if button.label == label][which].click().run())


def labels(test: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [button.label for button in test.button]


def with_tools(test: AppTest) -> AppTest:
    """The page with Tools open."""
    return holding(test, {"functions.tools": True})


def run_of(test: AppTest) -> Run:
    """The run that the page shows."""
    return run_at(test, "functions.run")


def folded(test: AppTest) -> FoldedRun:
    """That run, folded."""
    found = FoldedRun()
    for event in run_of(test).events:
        found.fold(event.body, event.t)
    return found


def sent(test: AppTest) -> dict[str, Any]:
    """The request that Settings shows."""
    test.session_state["functions.settings"] = True
    found: dict[str, Any] = json.loads(sound(test.run()).json[0].value)
    return found


def test_the_idle_page_offers_its_presets_and_every_tool() -> None:
    test = opened()
    assert test.header[0].value == "Function calls"
    assert list(test.menu_button(key="functions.preset").options) == [preset.prompt for preset in PRESETS]
    assert test.text_area(key="functions.prompt").value == PRESETS[0].prompt
    assert [tab.label for tab in test.tabs] == [
        "Arguments",
        "Fields",
        "Events",
        "Timeline",
        "Snapshot",
        "Raw",
        "Code",
        "Source",
    ]
    assert "The model's calls appear here" in said(test)
    assert {name for preset in PRESETS for name in preset.tools} <= {tool["name"] for tool in sent(test)["tools"]}
    assert "functions.run" not in test.session_state


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_every_preset_completes_with_the_calls_that_it_names(preset: Preset) -> None:
    test = opened()
    sound(test.menu_button(key="functions.preset").click(preset.prompt).run())
    streamed(test)
    found = folded(test)
    assert found.status == "completed"
    assert {call.name for call in found.calls.found.values()} <= set(preset.tools)
    assert [call.state for call in found.calls.found.values()] == ["completed"] * len(found.calls.found) != []
    assert "Completed" in said(test)
    assert "▍" not in said(test)
    assert found.snapshot.output()[-1].type == "message"


def test_a_run_with_two_calls_shows_each_its_arguments_its_output_and_the_answer(upstream: Upstream) -> None:
    test = streamed(opened())
    page = said(test)
    for words in ("**Turn 1** asked for two calls", "call 1]", "call 2]", TOKYO, PARIS, "**Turn 2** answered"):
        assert words in page
    assert "It is mild." in page
    assert page.count("**Output after") == 2
    assert page.index(TOKYO) < page.index('"city": "Tokyo"') < page.index(PARIS) < page.index('"city": "Paris"')
    assert [json.loads(output)["city"] for output in outputs(upstream.runs[1].body)] == ["Tokyo", "Paris"]
    assert len(upstream.runs) == 2
    assert ":small[:gray[Calls]]  \n**2**" in page
    assert ":small[:gray[Turn]]  \n**2**" in page


def test_the_arguments_table_has_every_delta_and_is_narrowed_to_one_call(upstream: Upstream) -> None:
    test = streamed(opened())
    assert list(test.dataframe[0].value["Call"]) == [1, 2]
    assert list(test.dataframe[0].value["Delta"]) == [TOKYO, PARIS]
    sound(test.pills(key="functions.accumulated").set_value(2).run())
    assert list(test.dataframe[0].value["Delta"]) == [PARIS]
    upstream.answer = calling(("get_weather", PARIS))
    assert list(streamed(test).dataframe[0].value["Delta"]) == [PARIS]  # there is no second call to narrow it to


def test_each_call_waits_and_approve_lets_one_go_on(upstream: Upstream) -> None:
    test = asking()
    assert folded(test).status == "awaiting_approval"
    assert labels(test).count("Approve") == labels(test).count("Decline") == 2
    pressed(test, "Approve")
    assert [call.state for call in folded(test).calls.found.values()] == ["completed", "awaiting_approval"]
    assert len(upstream.runs) == 1
    pressed(test, "Approve")
    assert folded(test).status == "completed"
    assert "It is mild." in said(test)
    assert len(upstream.runs) == 2
    assert "Approve" not in labels(test)


def test_a_declined_call_tells_the_model_so(upstream: Upstream) -> None:
    test = pressed(pressed(asking(), "Decline"), "Approve")
    assert "**You declined it.** The model was told:" in said(test)
    first, second = map(json.loads, outputs(upstream.runs[1].body))
    assert first["declined"] is True
    assert second["city"] == "Paris"


def test_an_answer_typed_by_hand_goes_back_in_place_of_the_tools(upstream: Upstream) -> None:
    test = pressed(pressed(asking(), "Approve"), "Answer")
    test.text_area[-1].set_value('{"celsius": 40}')
    pressed(test, "Send output")
    assert "**Your answer** went back to the model:" in said(test)
    assert outputs(upstream.runs[1].body)[1] == '{"celsius": 40}'


def test_edited_arguments_are_those_that_run_and_the_model_is_told(upstream: Upstream) -> None:
    upstream.answer = calling(("get_weather", TOKYO))
    test = pressed(asking(), "Edit")
    city = next(box for box in test.text_input if box.label == "city")
    month = next(box for box in test.selectbox if box.label == "month")
    assert (city.value, month.value) == ("Tokyo", "March")
    city.set_value("Oslo")
    month.set_value("July")
    pressed(test, "Run with these")
    told = json.loads(outputs(upstream.runs[1].body)[0])
    assert told["arguments_changed_to"] == {"city": "Oslo", "month": "July"}
    assert told["output"]["city"] == "Oslo"
    assert "with the arguments that you gave it" in said(test)


FLIGHT = '{"origin":"JFK","destination":"LAX","day":null}'
DAY = "day, as JSON"


def field_of(test: AppTest, label: str) -> Any:
    """The form's field of that label."""
    return next(box for box in test.text_input if box.label == label)


def test_an_edit_that_the_tool_refuses_keeps_the_form_and_says_why(upstream: Upstream) -> None:
    upstream.answer = calling(("search_flights", FLIGHT))
    test = pressed(asking(), "Edit")
    field_of(test, DAY).set_value("soon")
    pressed(test, "Run with these")
    assert "day: expected" in said(test)
    assert folded(test).status == "awaiting_approval"
    assert field_of(test, DAY).value == "soon"  # what was typed is still there
    field_of(test, DAY).set_value("2026-12-24")
    pressed(test, "Run with these")
    assert folded(test).status == "completed"
    changed = json.loads(outputs(upstream.runs[1].body)[0])["arguments_changed_to"]
    assert changed == {"origin": "JFK", "destination": "LAX", "day": "2026-12-24"}
    assert "day: expected" not in said(test)


def test_arguments_can_be_edited_as_json_too(upstream: Upstream) -> None:
    upstream.answer = calling(("search_flights", FLIGHT))
    test = pressed(asking(), "Edit")
    next(choice for choice in test.segmented_control if choice.label == "Edit as").set_value("JSON").run()
    text = next(area for area in test.text_area if area.label == "Arguments, as JSON")
    assert text.value == FLIGHT
    text.set_value(FLIGHT.replace("LAX", "SFO"))
    pressed(test, "Run with these")
    assert folded(test).status == "completed"
    assert json.loads(outputs(upstream.runs[1].body)[0])["arguments_changed_to"]["destination"] == "SFO"


def test_cancel_closes_the_form_and_leaves_the_call_waiting() -> None:
    test = pressed(pressed(asking(), "Edit"), "Cancel")
    assert labels(test).count("Approve") == 2
    assert folded(test).status == "awaiting_approval"
    pressed(test, "Stop")


def test_a_finished_call_runs_again_with_other_arguments_and_the_model_goes_on(upstream: Upstream) -> None:
    upstream.answer = calling(("get_weather", TOKYO), ("get_weather", PARIS))
    test = streamed(opened())
    first = run_of(test).id
    pressed(test, "Edit and run again", 1)
    next(box for box in test.text_input if box.label == "city").set_value("Cairo")
    pressed(test, "Run again with these")
    assert run_of(test).id != first
    assert folded(test).status == "completed"
    tokyo, cairo = map(json.loads, outputs(upstream.runs[-1].body))
    assert tokyo["city"] == "Tokyo"
    assert cairo["arguments_changed_to"] == {"city": "Cairo", "month": "March"}
    assert len(upstream.runs) == 3  # the first turn is not asked for again


def test_continue_sends_what_the_run_had_before(upstream: Upstream) -> None:
    test = opened(prompt="Is it warm?")
    assert test.toggle(key="functions.continue").disabled
    streamed(test)
    test.toggle(key="functions.continue").set_value(True)
    test.text_area(key="functions.prompt").set_value("And tomorrow?")
    streamed(test)
    before = upstream.runs[2].body["input"]
    assert before[0] == {"role": "user", "content": "Is it warm?"}
    assert [item.get("type") for item in before[1:-2]] == ["function_call"] * 2 + ["function_call_output"] * 2
    assert before[-2]["content"][0]["text"] == "It is mild."
    assert before[-1] == {"role": "user", "content": "And tomorrow?"}


def test_without_continue_the_next_run_begins_anew(upstream: Upstream) -> None:
    test = streamed(streamed(opened(prompt="Is it warm?")))
    assert upstream.runs[2].body["input"] == "Is it warm?"
    assert folded(test).status == "completed"


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("choice", "none", {"tool_choice": "none"}),
        ("choice", "required", {"tool_choice": "required"}),
        ("choice", "only get_weather", {"tool_choice": {"type": "function", "name": "get_weather"}}),
        ("choice", "only count_words", {"tool_choice": {"type": "custom", "name": "count_words"}}),
        ("parallel", "no", {"parallel_tool_calls": False}),
        ("parallel", "yes", {"parallel_tool_calls": True}),
    ],
)
def test_what_tools_says_is_in_the_request_that_is_sent(
    upstream: Upstream, name: str, value: str, fields: dict[str, Any]
) -> None:
    test = with_tools(opened())
    alone = sent(test)
    assert not {"tool_choice", "parallel_tool_calls"} & set(alone)
    test.selectbox(key=f"functions.{name}").set_value(value)
    streamed(test)
    assert upstream.runs[0].body == {**alone, **fields}


def test_loose_schemas_say_so_for_every_function(upstream: Upstream) -> None:
    test = with_tools(opened())
    assert all(tool["strict"] for tool in sent(test)["tools"] if tool["type"] == "function")
    test.selectbox(key="functions.strict").set_value("no")
    streamed(test)
    assert {tool.get("strict") for tool in upstream.runs[0].body["tools"]} == {False, None}


def test_only_what_is_offered_is_sent_and_nothing_of_tools_without_any(upstream: Upstream) -> None:
    test = with_tools(opened())
    sound(test.pills(key="functions.offered.11").set_value(["calculate"]).run())
    assert [tool["name"] for tool in sent(test)["tools"]] == ["calculate"]
    sound(test.pills(key="functions.offered.11").set_value([]).run())
    assert not {"tools", "tool_choice"} & set(sent(test))
    upstream.answer = lambda asked: whole_answer("No tools.")
    assert "No tools." in said(streamed(test))


@pytest.mark.parametrize(("back", "stored"), [("previous_response_id", True), ("the whole input", False)])
def test_outputs_go_back_as_chosen(upstream: Upstream, back: str, stored: bool) -> None:
    test = with_tools(opened(prompt="Is it warm?"))
    test.selectbox(key="functions.back").set_value(back)
    streamed(test)
    second = upstream.runs[1].body
    assert second.get("previous_response_id") == ("resp_1" if stored else None)
    assert ({"role": "user", "content": "Is it warm?"} in second["input"]) is not stored
    assert len(outputs(second)) == 2


# Tools of the visitor's own.


def typed(test: AppTest, **fields: str) -> AppTest:
    """The page with these fields of the editor filled; `kind` and `mode` first, since they decide what there is."""
    with_tools(test)
    if "kind" in fields:
        sound(test.segmented_control(key="functions.new.kind").set_value(fields.pop("kind")).run())
    if "mode" in fields:
        sound(test.segmented_control(key="functions.new.mode").set_value(fields.pop("mode")).run())
    for name, text in fields.items():
        kind = test.text_input if name in ("name", "description") else test.text_area
        kind(key=f"functions.new.{name}").set_value(text)
    return test


def made(test: AppTest, **fields: str) -> AppTest:
    """The page after Add this tool."""
    return sound(typed(test, **fields).button(key="functions.new.add").click().run())


BOOK = {"name": "book_table", "description": "Books a table."}


def test_a_tool_with_a_fixed_text_is_offered_and_answers(upstream: Upstream) -> None:
    upstream.answer = calling(("book_table", '{"city":"Rome","guests":2}'))
    test = made(opened(), **BOOK, mode="fixed", output="Booked.")
    assert test.text_input(key="functions.new.name").value == ""
    streamed(test)
    definition = upstream.runs[0].body["tools"][-1]
    assert (definition["name"], definition["description"], definition["strict"]) == (*BOOK.values(), True)
    assert outputs(upstream.runs[1].body) == ["Booked."]


def test_a_template_is_filled_with_the_arguments(upstream: Upstream) -> None:
    upstream.answer = calling(("book_table", '{"city":"Rome","guests":2}'))
    streamed(made(opened(), **BOOK, mode="template", output="$guests in $city, $other"))
    assert outputs(upstream.runs[1].body) == ["2 in Rome, $other"]


def test_a_tool_by_hand_asks_for_its_output_without_ask(upstream: Upstream) -> None:
    upstream.answer = calling(("book_table", '{"city":"Rome","guests":2}'))
    test = streamed(made(opened(), **BOOK, mode="by_hand"))
    assert "Send output" in labels(test)
    assert "Cancel" not in labels(test)
    test.text_area[-1].set_value("Table 7")
    pressed(test, "Send output")
    assert outputs(upstream.runs[1].body) == ["Table 7"]
    assert "Edit and run again" not in labels(test)  # there is no code to run


def test_a_custom_tool_of_ones_own_takes_free_text(upstream: Upstream) -> None:
    upstream.answer = custom("shout", "hello there")
    test = made(opened(), name="shout", kind="custom", mode="template", output="<$input>")
    streamed(test)
    assert upstream.runs[0].body["tools"][-1] == {"type": "custom", "name": "shout", "description": ""}
    assert outputs(upstream.runs[1].body) == ["<hello there>"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": ""}, "expected a name of 1 to 64 letters"),
        ({"name": "book table"}, "expected a name of 1 to 64 letters"),
        ({"name": "get_weather"}, "there is a tool named get_weather already"),
        ({"name": "b", "parameters": "{"}, "JSON"),
        ({"name": "b", "parameters": "[1]"}, "object"),
        ({"name": "b", "parameters": '{"type": "string"}'}, "object"),
        ({"name": "b", "output": "x" * 20_001}, "expected at most 20000 characters in the output"),
    ],
    ids=["no name", "a space", "taken", "broken", "a list", "no object", "long"],
)
def test_bad_input_gets_one_sentence_and_nothing_is_lost(fields: dict[str, str], why: str) -> None:
    test = made(opened(), **{"description": "Books.", "output": "Booked.", **fields})
    (problem,) = [caption.value for caption in test.caption if "This is no tool yet" in caption.value]
    assert why in problem.replace("\\", "")
    assert problem.rstrip().endswith(".")
    assert "functions.own" not in test.session_state
    for name, text in {"description": "Books.", "output": "Booked.", **fields}.items():
        assert test.session_state[f"functions.new.{name}"] == text
    made(test, name="good", parameters='{"type": "object", "properties": {}}', output="Booked.")
    assert [one["name"] for one in test.session_state["functions.own"]] == ["good"]
    assert "This is no tool yet" not in said(test)


def test_there_are_at_most_eight_tools_of_ones_own() -> None:
    test = opened()
    for number in range(9):
        made(test, name=f"tool_{number}", output="x")
    assert "there are 8 tools of your own; remove one first" in said(test)
    assert len(sent(test)["tools"]) == len({tool["name"] for tool in sent(test)["tools"]})
    sound(with_tools(test).button(key="functions.own.tool_3").click().run())
    assert "tool_3" not in [tool["name"] for tool in sent(test)["tools"]]
    made(test, name="tool_9", output="x")
    assert "tool_9" in [tool["name"] for tool in sent(test)["tools"]]


# What tools change, what they can't do, and runs that end before they have an output.


def test_what_add_user_changed_is_there_in_the_next_run_and_can_be_undone(upstream: Upstream) -> None:
    upstream.answer = calling(("add_user", ADD))
    test = streamed(opened())
    assert "+   Ivan Sutherland, developer" in said(test)
    upstream.answer = calling(("list_team", '{"team":"design"}'))
    streamed(test)
    assert "Ivan Sutherland" in outputs(upstream.runs[-1].body)[0]
    sound(with_tools(test).button(key="functions.undo").click().run())
    assert "Undo what the tools have changed" not in labels(test)
    streamed(test)
    assert "Ivan Sutherland" not in outputs(upstream.runs[-1].body)[0]


def test_a_change_that_came_after_the_last_frame_is_there_in_the_next_run(upstream: Upstream) -> None:
    upstream.answer = calling(("add_user", ADD))
    test = streamed(opened())
    early = Folding(run_of(test).id)
    early.advance(run_of(test), [event.type for event in run_of(test).events].index("run.tool_state"))
    test.session_state["functions.fold"] = early
    del test.session_state["functions.state"]
    del test.session_state["functions.remembered"]
    sound(test.run())
    upstream.answer = calling(("list_team", '{"team":"design"}'))
    streamed(test)
    assert "Ivan Sutherland" in outputs(upstream.runs[-1].body)[0]


def custom(name: str, text: str) -> Callable[[Asked], Iterator[Step]]:
    """A server that calls a custom tool with this text."""

    def answer(asked: Asked) -> Iterator[Step]:
        if outputs(asked.body):
            yield from whole_answer("Done.")
            return
        item = {"id": "ctc_0", "type": "custom_tool_call", "call_id": "call_0", "name": name, "input": text}
        delta = {"type": "response.custom_tool_call_input.delta", "output_index": 0, "item_id": "ctc_0", "delta": text}
        whole = {"type": "response.output_item.done", "output_index": 0, "item": item}
        yield frames(added(0, name, "custom_tool_call"), delta, whole, ends(output=[item]))

    return answer


def test_the_call_of_a_custom_tool_shows_its_text_and_takes_its_output_back(upstream: Upstream) -> None:
    upstream.answer = custom("count_words", "One two three.")
    test = streamed(opened())
    assert "custom tool" in said(test)
    assert "Free text: there are no fields" in said(test)
    item = upstream.runs[1].body["input"][-1]
    assert (item["type"], item["call_id"]) == ("custom_tool_call_output", "call_0")
    assert json.loads(item["output"])["words"] == 3


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("get_weather", '{"city":"Atlantis","month":"March"}', "no climate is known for 'Atlantis'"),
        ("get_weather", '{"city":"Tokyo"}', "month: field required"),
        ("get_weather", '{"city":', "expected a JSON object"),
        ("get_wether", TOKYO, "no tool named 'get_wether' is registered"),
    ],
    ids=["raises", "a field is missing", "broken", "unknown"],
)
def test_a_failing_call_says_why_and_the_model_is_told(upstream: Upstream, name: str, arguments: str, why: str) -> None:
    upstream.answer = calling((name, arguments))
    test = streamed(opened())
    assert why in said(test)
    assert "the model was told:" in said(test)
    assert why in json.loads(outputs(upstream.runs[1].body)[0])["error"]["message"]
    assert folded(test).status == "completed"


def test_a_run_that_is_stopped_while_it_waits_says_what_each_call_lacks(upstream: Upstream) -> None:
    test = pressed(asking(), "Stop")
    assert folded(test).status == "stopped"
    assert said(test).count("You stopped the run before it had an output.") == 2
    assert "Approve" not in labels(test)
    assert len(upstream.runs) == 1
    assert test.toggle(key="functions.continue").disabled  # there is no whole turn to go on from
    assert not test.button(key="functions.stream").disabled


def test_arguments_that_break_off_are_shown_as_far_as_they_came(upstream: Upstream) -> None:
    begun = frames(*call(0, '{"city":"Tok', "get_weather")[:2])
    upstream.answer = lambda asked: iter([begun])
    test = streamed(opened())
    assert '{"city":"Tok' in said(test)
    assert "Ended early" in said(test)
    assert "before it had an output" in said(test)


@pytest.mark.parametrize("tab", ["Arguments", "Fields", "Events", "Timeline", "Snapshot", "Raw", "Code", "Source"])
def test_every_tab_shows_a_run_and_the_page_before_one(upstream: Upstream, tab: str) -> None:
    test = opened()
    test.session_state["functions.tab"] = tab
    streamed(sound(test.run()))
    shown = {
        "Arguments": "Call",
        "Fields": "| Field |",
        "Events": "Click one to see its JSON.",
        "Timeline": "is overhead",
        "Snapshot": "function_call",
        "Raw": "event: response.completed",
        "Code": "get_weather",
        "Source": '"""Function calls: arguments build up, tools run, the model goes on."""',
    }
    where = str(list(test.dataframe[0].value)) if tab == "Arguments" else said(test)
    assert shown[tab] in where


def test_what_is_offered_stays_when_the_popover_closes(upstream: Upstream) -> None:
    test = with_tools(opened())
    test.pills(key="functions.offered.11").set_value(["calculate", "get_weather"])
    test.selectbox(key="functions.choice").set_value("none")
    sound(test.run())
    test.session_state["functions.tools"] = False
    sound(test.run())
    streamed(test)
    streamed(test)
    for sent_then in (upstream.runs[0], upstream.runs[-1]):
        assert [tool["name"] for tool in sent_then.body["tools"]] == ["get_weather", "calculate"]
        assert sent_then.body["tool_choice"] == "none"
    assert with_tools(test).pills(key="functions.offered.11").value == ["get_weather", "calculate"]


def test_a_form_that_is_opened_again_has_forgotten_what_was_wrong() -> None:
    test = pressed(asking(prompt="Find flights from JFK to LAX"), "Edit")
    field_of(test, DAY).set_value("soon")
    pressed(test, "Run with these")
    wrong = [caption.value for caption in test.caption if ":red[" in caption.value]
    pressed(pressed(test, "Cancel"), "Edit")
    assert [caption.value for caption in test.caption if ":red[" in caption.value] == []
    assert wrong
    pressed(test, "Stop")


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", ":red[a]", "![](u)", "`", "```\n" * 3, "$x$", "</b>", "", " \n"])
def test_odd_text_in_a_call_does_not_break_the_page(upstream: Upstream, text: str) -> None:
    upstream.answer = custom("echo", text)
    test = made(opened(), name="echo", kind="custom", mode="template", output="<$input>")
    test.selectbox(key="functions.back").set_value("previous_response_id")
    streamed(test)
    assert folded(test).status == "completed"
    upstream.answer = calling(("get_weather", text), (text, json.dumps({"city": text, text: [text]})))
    assert "Completed" in said(streamed(test))
    pressed(test, "Edit and run again")
    assert not any("![](" in element.value for kind in ("caption", "error") for element in test.get(kind))
    assert not any("![](" in label for label in test.pills(key="functions.accumulated").options)


HEAD_LINE = '{"streamscope": 1, "request": {}, "backend": "simulator", "started_at": ""}'


def recorded(*events: dict[str, Any]) -> AppTest:
    """The page with a recording of these events opened, as somebody may have written it by hand."""
    lines = [HEAD_LINE, *(json.dumps({"t": 0.1 * at, "event": event}) for at, event in enumerate(events))]
    return uploaded(opened(), "functions", "odd.jsonl", "\n".join(lines).encode())


@pytest.mark.parametrize(
    "event",
    [
        step("awaiting", 0, by_hand=7, message=["a"]),
        step("running", 0, attempt="x", arguments=7),
        step("retrying", 0, message={}),
        output(0, "", state="odd", by=[]),
        {**output(0, "x"), "output": {"a": 1}},
        {"type": "run.function_call_output", "turn": [], "output_index": {}},
        {"type": "run.tool_state", "turn": 0, "output_index": 0, "before": 7, "state": {"teams": 7}},
        {"type": "run.tool_state", "turn": 0, "output_index": 0, "state": {"teams": [[]], "users": [7, {}]}},
        {"type": "run.request", "body": {"input": 7, "tools": 7}, "tools": [7, None]},
        added(1, name=7),  # type: ignore[arg-type]
        added(1, "count_words", "custom_tool_call", input=7),
        {"type": "response.completed", "response": {"status": "completed", "output": [added(0)["item"], 7]}},
    ],
    ids=lambda event: event["type"],
)
def test_a_recording_that_somebody_wrote_by_hand_does_not_break_the_page(event: dict[str, Any]) -> None:
    test = recorded(asked("get_weather"), *call(0, TOKYO, "get_weather"), event, ends(), event)
    assert "functions.run" in test.session_state
    for tab in ("Events", "Timeline", "Snapshot", "Raw", "Code"):
        test.session_state["functions.tab"] = tab
        sound(test.run())
    test.session_state["functions.continue"] = True  # also where the page doesn't offer it
    sent(test)
    streamed(test)


def test_an_opened_recording_shows_its_calls_and_can_be_gone_on_from() -> None:
    done = ends(output=[call(0, TOKYO, "get_weather")[-1]["item"]])
    turn = [asked("get_weather"), *call(0, TOKYO, "get_weather"), done, output(0, "17 degrees", state="completed")]
    test = recorded(*turn)
    assert "`17 degrees`" in said(test)
    assert not test.toggle(key="functions.continue").disabled
    pressed(test, "Edit and run again")
    next(box for box in test.text_input if box.label == "city").set_value("Oslo")
    pressed(test, "Run again with these")
    assert json.loads(folded(test).calls.found[0, 0].output or "")["arguments_changed_to"]["city"] == "Oslo"
