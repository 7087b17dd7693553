"""What both requests of Run two begin with, and what a side makes of it. test_page_run_two.py has the page."""

import json
from typing import Any

import pytest
import streamlit as st

from lib.view import settings
from lib.view.recordings import run_two_base

TOOL = {"type": "function", "name": "calculate", "parameters": {"type": "object"}}
LIST = [{"role": "user", "content": "One"}, {"type": "function_call", "call_id": "c", "name": "calculate"}]
USER = {"role": "user", "content": "One"}


@pytest.fixture(autouse=True)
def nothing_set() -> None:
    st.session_state.clear()


def taken(**body: Any) -> dict[str, Any]:
    """What is kept of this request."""
    run_two_base.take("p", {"model": "m-1", **body}, "a sample")
    return run_two_base.kept("p")


def sent(base: dict[str, Any], prompt: str = "Hi", **held: Any) -> dict[str, Any]:
    """What a side with these settings sends."""
    for name, value in held.items():
        st.session_state[f"q.{name}"] = value
    return run_two_base.joined("q", base, settings.body("q", prompt, "m-2", simulated=False))


def prompt() -> Any:
    return st.session_state.get("p.prompt")


@pytest.mark.parametrize(
    "asked",
    [
        "One",
        [USER],
        [{**USER, "type": "message"}],
        [{"role": "user", "content": [{"type": "input_text", "text": "One"}]}],
    ],
)
def test_an_input_that_is_a_prompt_alone_goes_into_the_box(asked: Any) -> None:
    assert taken(input=asked, tools=[TOOL]) == {"tools": [TOOL]}
    assert prompt() == "One"


@pytest.mark.parametrize(
    "asked",
    [
        LIST,
        [USER, USER],
        [{"role": "developer", "content": "One"}],
        [{**USER, "id": "msg_1"}],
        [{"role": "user", "content": [{"type": "input_image", "image_url": "data:"}]}],
        [{"role": "user", "content": [{"type": "input_text", "text": "One", "more": 1}]}],
        [{"role": "user", "content": []}],
        7,
    ],
)
def test_any_other_input_is_kept_whole_and_what_was_typed_stays(asked: Any) -> None:
    st.session_state["p.prompt"] = "typed"
    base = taken(input=asked)
    assert base == {"input": asked}
    assert prompt() == "typed"
    assert sent(base, "") == {"model": "m-2", "input": asked}


@pytest.mark.parametrize("body", [{}, {"input": None}, {"input": []}, {"input": ""}, {"input": " "}])
def test_without_an_input_what_was_typed_stays(body: dict[str, Any]) -> None:
    st.session_state["p.prompt"] = "typed"
    assert taken(**body) == {}
    assert prompt() == "typed"


def test_beside_a_stored_prompt_there_is_an_input_only_if_one_is_typed() -> None:
    base = taken(prompt={"id": "pmpt_1"})
    assert sent(base, "") == {"model": "m-2", "prompt": {"id": "pmpt_1"}}
    assert sent(base, "Hi")["input"] == "Hi"


def test_a_lone_surrogate_does_not_get_into_the_box() -> None:
    taken(input="a\ud800b")
    assert prompt().encode() == b"a?b"


def test_the_model_and_the_prompt_are_of_the_side_and_the_rest_of_the_request() -> None:
    base = taken(input="One", tools=[TOOL], tool_choice="required", instructions="Be brief.", temperature=0.5)
    assert sent(base) == {
        "model": "m-2",
        "input": "Hi",
        "tools": [TOOL],
        "tool_choice": "required",
        "instructions": "Be brief.",
        "temperature": 0.5,
    }
    assert list(sent(base))[:2] == ["model", "input"]


def test_a_setting_of_the_side_wins_and_objects_are_merged() -> None:
    base = taken(input="One", temperature=0.5, text={"format": {"type": "json_object"}}, reasoning={"effort": "low"})
    found = sent(base, temperature=0.0, verbosity="low", effort="high", further='{"text": {"more": 1}}')
    assert found["temperature"] == 0.0
    assert found["text"] == {"format": {"type": "json_object"}, "verbosity": "low", "more": 1}
    assert found["reasoning"] == {"effort": "high"}
    assert base["text"] == {"format": {"type": "json_object"}}


def test_the_messages_of_the_side_come_before_the_input_of_the_request() -> None:
    before = {"role": "user", "content": "Before"}
    found = sent(taken(input=LIST), "", messages_kept=[before], instructions="Go", instructions_as="developer message")
    assert found["input"] == [{"role": "developer", "content": "Go"}, before, *LIST]


@pytest.mark.parametrize("asked", ["Mine", [USER]])
def test_an_input_of_the_further_fields_is_the_input(asked: Any) -> None:
    assert sent(taken(input=LIST), "", further=json.dumps({"input": asked}))["input"] == asked


def test_further_fields_that_are_no_json_leave_the_input_of_the_request() -> None:
    assert sent(taken(input=LIST), "", further="{")["input"] == LIST


def test_without_it_nothing_is_left_but_the_prompt() -> None:
    taken(input="One", tools=[TOOL])
    run_two_base.drop("p")
    assert run_two_base.kept("p") == {}
    assert sent({}) == {"model": "m-2", "input": "Hi"}
    assert prompt() == "One"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (LIST, "The input of the request, 2 items: user, function_call"),
        ([{"role": "developer"}], "The input of the request, one item: developer"),
        ([7, {}], "The input of the request, 2 items: something odd, something odd"),
        ([USER] * 9, f"The input of the request, 9 items: {'user, ' * 8}…"),
        ({"a": 1}, "The input of the request, as it is."),
    ],
)
def test_a_longer_input_is_said_in_words(asked: Any, words: str) -> None:
    assert run_two_base.in_words(asked) == words
