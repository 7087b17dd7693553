"""Run two with the request of a recording: the way there, what both are sent, what came of it. No browser."""

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.samples.tools import offline
from lib.view import state
from lib.view.recordings import resend
from lib.view.recordings.run_two_picture import answers_calls
from tests.answers import streamed
from tests.recordings_page import of, opened, picked, run_of
from tests.trees import clicked, holding, run_at, said, sound, unfolded
from tests.trees import written as as_written
from tests.upstream import Upstream, calling, outputs, whole_answer

HOSTILE = "![](http://127.0.0.1:9/leak) :red[a] ` $x$\n\n# b\ud800 | <b>"
LIST = [
    {"role": "user", "content": "What is 2 + 2?"},
    {"type": "function_call", "call_id": "call_1", "name": "calculate", "arguments": '{"expression":"2 + 2"}'},
    {"type": "function_call_output", "call_id": "call_1", "output": "4"},
]
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
FORMAT = {"format": {"type": "json_schema", "name": "Note", "schema": SCHEMA, "strict": True}}

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def editing(**request: Any) -> AppTest:
    """The page with the request of a recording in the popover."""
    return holding(opened(of(*streamed("Fine"), **request)), {"recordings.resend": True})


def taken(test: AppTest, text: str | None = None) -> AppTest:
    """The page after Run two with it, with another text in the box if one is given."""
    if text is not None:
        test.text_area(key="recordings.resend.text").set_value(text)
    return clicked(test, "recordings.resend.two")


def both(test: AppTest) -> tuple[Run, Run]:
    """Both runs, after Stream both."""
    clicked(test, "recordings.two.stream")
    return run_at(test, "recordings.two.one.run"), run_at(test, "recordings.two.other.run")


def view_of(test: AppTest) -> Any:
    return test.session_state["recordings.view"]


def tools(*names: str) -> list[Any]:
    return offline().only(list(names)).definitions()


def test_a_request_goes_to_run_two_and_to_both_of_its_sides() -> None:
    test = taken(editing(input="What is 17% of 2,340?", tools=tools("calculate"), instructions="Be brief."))
    assert view_of(test) == "Run two"
    assert test.text_area(key="recordings.two.prompt").value == "What is 17% of 2,340?"
    assert "Both with the request of *What is 17% of 2,340?*: **tools**, **instructions**." in said(test)
    one, other = both(test)
    shared = {"input": "What is 17% of 2,340?", "tools": tools("calculate"), "instructions": "Be brief."}
    assert one.request.body == {"model": "sim-1", **shared}
    assert other.request.body == {"model": "sim-1-reasoning", **shared}
    assert "They differ in **model**." in said(test)


def test_calls_of_sample_tools_are_answered_and_shown_on_both_sides() -> None:
    test = taken(editing(input="What is 17% of 2,340?", tools=tools("calculate")))
    assert said(test).count("The calls appear here") == 2
    for run in both(test):
        assert [event.body["output"] for event in run.events if event.body["type"] == "run.function_call_output"]
    assert said(test).count("**calculate** :gray[call 1, turn 1] :green-badge[:material/check_circle: Completed]") == 2
    assert said(test).count("**Output after") == 2
    assert said(test).count("Calls]") == 2
    assert "The calls appear here" not in said(test)


def test_calls_of_the_lesson_of_another_page_are_answered_too() -> None:
    test = holding(picked(opened(), "parallel-calls"), {"recordings.resend": True})
    for run in both(taken(test)):
        assert [event.body["state"] for event in run.events if event.body["type"] == "run.function_call_output"] == [
            "completed",
            "completed",
        ]


def test_calls_of_other_tools_stay_open_and_say_so() -> None:
    unknown = {"type": "function", "name": "fly", "parameters": SCHEMA, "strict": True}
    test = taken(editing(input="Fly with the title Up.", tools=[unknown], tool_choice="required"))
    for run in both(test):
        assert not [event for event in run.events if event.body["type"] == "run.function_call_output"]
    assert re.sub(r"\*\*fly\*\* call 1", "", said(test)).count("**fly**") == 2  # a card a side, beside the comparison
    assert said(test).count("It has no output: the sample tools are run here") == 2


def test_a_request_without_a_call_says_that_none_came() -> None:
    test = taken(editing(input="Hello", tools=tools("calculate"), tool_choice="none"))
    both(test)
    assert said(test).count("No call came.") == 2


def test_json_shows_as_code_and_is_checked_on_both_sides() -> None:
    test = taken(editing(input="A note with the title Up.", text=FORMAT))
    assert said(test).count("The JSON appears here") == 2
    both(test)
    shown = [code.value for code in test.code if code.language == "json"]
    assert [sorted(json.loads(text)) for text in shown] == [["title"], ["title"]]
    assert said(test).count("It fits **Note**") == 2


def test_an_input_of_several_items_stands_in_the_box_and_is_sent_as_it_is() -> None:
    test = taken(editing(input=LIST, tools=tools("calculate")))
    (box,) = [area for area in test.text_area if area.label == "Prompt"]
    assert (box.disabled, box.value) == (
        True,
        "The input of the request, 3 items: user, function_call, function_call_output",
    )
    assert [run.request.body["input"] for run in both(test)] == [LIST, LIST]


def test_what_was_typed_comes_back_without_the_request() -> None:
    test = holding(opened(of(*streamed("Fine"), input=LIST)), {"recordings.view": "Run two"})
    sound(test.text_area(key="recordings.two.prompt").set_value("Mine").run())
    taken(unfolded(holding(test, {"recordings.view": "Explore"}), "recordings.resend"))
    clicked(test, "recordings.two.without")
    assert test.text_area(key="recordings.two.prompt").value == "Mine"
    assert [run.request.body["input"] for run in both(test)] == ["Mine", "Mine"]
    assert "Both with" not in said(test)


def test_an_empty_prompt_does_not_keep_an_input_from_being_sent() -> None:
    test = holding(opened(of(*streamed("Fine"), input=LIST)), {"recordings.two.prompt": ""})
    taken(holding(test, {"recordings.resend": True}))
    assert [run.request.body["input"] for run in both(test)] == [LIST, LIST]


def test_a_stored_prompt_is_sent_without_a_typed_one() -> None:
    stored = {"id": "pmpt_1"}
    test = holding(opened(of(*streamed("Fine"), input="", prompt=stored)), {"recordings.two.prompt": ""})
    taken(holding(test, {"recordings.resend": True}))
    assert "Type a prompt first." not in said(test)
    assert [run.request.body for run in both(test)] == [
        {"model": model, "prompt": stored} for model in ("sim-1", "sim-1-reasoning")
    ]


def test_it_stays_through_other_views() -> None:
    test = taken(editing(input="Hello", instructions="Be brief."))
    sound(test.text_area(key="recordings.two.prompt").set_value("Changed").run())
    for view in ("Compare", "Explore", "Run two"):
        test.segmented_control(key="recordings.view").set_value(view)
        sound(test.run())
    assert test.text_area(key="recordings.two.prompt").value == "Changed"
    assert [run.request.body for run in both(test)] == [
        {"model": model, "input": "Changed", "instructions": "Be brief."} for model in ("sim-1", "sim-1-reasoning")
    ]


def test_what_was_changed_in_the_box_is_what_is_taken() -> None:
    test = taken(editing(input="Hello"), json.dumps({"model": "m", "input": "Changed", "top_p": 0.5}))
    assert [run.request.body["top_p"] for run in both(test)] == [0.5, 0.5]
    assert [run.request.body["input"] for run in both(test)] == ["Changed", "Changed"]


def test_the_settings_of_a_side_win_and_are_shown_as_they_are_sent() -> None:
    test = taken(editing(input="Hello", temperature=0.5, metadata={"team": "docs"}))
    holding(test, {"recordings.two.other.settings": True})
    sound(test.number_input(key="recordings.two.other.temperature").set_value(1.5).run())
    (shown,) = [json.loads(one.value) for one in test.json]
    one, other = both(test)
    assert (one.request.body["temperature"], other.request.body["temperature"]) == (0.5, 1.5)
    assert shown == other.request.sent
    assert other.request.body["metadata"] == {"team": "docs"}
    assert "They differ in **model**, **temperature**." in said(test)


@pytest.mark.parametrize(("text", "why"), [("{", "are not JSON"), ("[1]", "must be a JSON object, got list")])
@pytest.mark.parametrize("button", ["send", "two"])
def test_a_text_that_is_no_request_goes_nowhere_and_says_why(button: str, text: str, why: str) -> None:
    test = editing(input="Hello")
    test.text_area(key="recordings.resend.text").set_value(text)
    clicked(test, f"recordings.resend.{button}")
    assert f"The fields of the request {why}" in said(test)
    assert view_of(test) == "Explore"
    assert "recordings.two.base" not in test.session_state
    assert state.engine().kept.of(test.session_state["state.visitor"]) == [run_of(test)]


def test_a_sample_is_called_by_its_title() -> None:
    test = holding(picked(opened(), "structured"), {"recordings.resend": True})
    assert "Both with the request of *A structured output*: **text**" in said(taken(test))


def test_of_many_fields_the_first_are_named() -> None:
    test = taken(editing(input="Hello", **{f"field_{number}": number for number in range(10)}))
    assert "**field_7**, 2 more." in said(test)


def test_calls_go_back_to_each_backend_as_it_takes_them(upstream: Upstream) -> None:
    """A compatible server may not store responses: it gets the whole input again."""
    upstream.answer = calling(("calculate", '{"expression":"2 + 2"}'))
    test = taken(editing(input="What is 2 + 2?", tools=tools("calculate")))
    sound(test.selectbox(key="recordings.two.one.backend").set_value("simulator").run())
    one, other = both(test)
    bodies = [
        [event.body["body"] for event in run.events if event.body["type"] == "run.request"] for run in (one, other)
    ]
    assert "previous_response_id" in bodies[0][1]
    assert "previous_response_id" not in bodies[1][1]
    assert outputs(bodies[1][1])


def test_hostile_texts_are_inert_everywhere(upstream: Upstream) -> None:
    upstream.answer = lambda asked: (
        calling((HOSTILE, HOSTILE))(asked) if not outputs(asked.body) else whole_answer("Fine")
    )
    unknown = {"type": "function", "name": HOSTILE, "parameters": {}}
    test = taken(editing(input=[{"type": HOSTILE}, {"role": HOSTILE}], tools=[unknown], **{HOSTILE: HOSTILE}))
    both(test)
    outside = re.sub(r"`[^`\n]*`", "", as_written(test).replace("\\`", ""))  # nothing gets out of a code span
    assert "leak" in outside
    assert "![" not in outside
    assert ":red[a" not in outside
    as_written(test).encode()


@pytest.mark.parametrize("odd", [7, "calculate", [None], [{"name": ["calculate"], "type": {}}], [{}]])
def test_odd_tools_do_no_harm(odd: Any) -> None:
    assert resend.tools_of({"tools": odd}, "simulator") is None
    assert not answers_calls({"tools": odd})


def test_what_was_wrong_with_one_request_is_not_said_of_another() -> None:
    test = editing(input="Hello")
    test.text_area(key="recordings.resend.text").set_value("{")
    clicked(test, "recordings.resend.two")
    assert "are not JSON" in said(test)
    assert "are not JSON" not in said(picked(test, "text"))
    assert "Run two with it" in [button.label for button in test.button]
