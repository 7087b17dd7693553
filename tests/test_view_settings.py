"""A request's body from what the settings hold. test_pages.py has the controls."""

from typing import Any

import pytest
import streamlit as st

from lib.view import settings

HI = {"model": "m", "input": "Hi"}


@pytest.fixture(autouse=True)
def nothing_set() -> None:
    st.session_state.clear()


def body(prompt: str = "Hi", **held: Any) -> dict[str, Any]:
    """The body with these settings."""
    for name, value in held.items():
        st.session_state[f"p.{name}"] = value
    return settings.body("p", prompt, "m", simulated=True)


def test_without_settings_it_is_the_model_and_the_input() -> None:
    assert body() == HI


def test_another_page_has_other_settings() -> None:
    body(temperature=1.0)
    assert settings.body("q", "Hi", "m", simulated=True) == HI


def test_zero_is_a_setting() -> None:
    assert body(temperature=0.0, top_p=0.0) == {**HI, "temperature": 0.0, "top_p": 0.0}


def test_instructions_of_white_space_are_none() -> None:
    assert body(instructions=" \n") == HI


def test_instructions_go_before_all_messages() -> None:
    messages = [{"role": "user", "content": "One"}]
    found = body(messages_kept=messages, instructions="Be brief.", instructions_as="developer message")
    assert [message["role"] for message in found["input"]] == ["developer", "user", "user"]


def test_messages_alone_are_enough() -> None:
    assert body("", messages_kept=[{"role": "user", "content": "One"}])["input"] == [{"role": "user", "content": "One"}]
    assert settings.problem("p", "", "m") == ""


def test_the_table_of_messages_is_read_with_its_changes() -> None:
    st.session_state["p.messages_before"] = [{"role": "user", "content": str(number)} for number in range(3)]
    st.session_state["p.messages"] = {
        "edited_rows": {"1": {"content": "changed"}},
        "deleted_rows": [0],
        "added_rows": [{"role": "system", "content": "new"}, {"role": "user"}, {}],
    }
    assert [message["content"] for message in settings.edited("p")] == ["changed", "2", "new"]


def test_further_fields_win_and_objects_are_merged() -> None:
    found = body(effort="low", further='{"reasoning": {"summary": "auto"}, "model": "other", "top_p": 1}')
    assert found == {**HI, "model": "other", "reasoning": {"effort": "low", "summary": "auto"}, "top_p": 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [("{", "not JSON"), ("7", "got int"), ("null", "got NoneType"), ("[" * 100_000, "not JSON")],
    ids=["broken", "a number", "null", "deep"],
)
def test_further_fields_that_are_no_object_are_a_problem_and_not_in_the_body(text: str, why: str) -> None:
    assert body(further=text) == HI
    assert why in settings.problem("p", "Hi", "m")


@pytest.mark.parametrize(("prompt", "model", "why"), [("", "m", "prompt"), (" ", "m", "prompt"), ("Hi", "", "model")])
def test_what_is_missing_is_said(prompt: str, model: str, why: str) -> None:
    assert why in settings.problem("p", prompt, model)


def test_the_pace_goes_to_the_simulator_alone() -> None:
    assert body(rate=100)["metadata"] == {"simulator_rate": "100"}
    assert "metadata" not in settings.body("p", "Hi", "m", simulated=False)


def test_a_number_that_json_has_not_is_a_problem() -> None:
    assert body(further='{"temperature": NaN}') == HI
    assert "not JSON" in settings.problem("p", "Hi", "m")
