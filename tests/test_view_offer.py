"""What a request says of tools, from what the controls hold."""

from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st

from lib.samples.words import count_words
from lib.tools.custom import CustomTool
from lib.tools.registry import ToolRegistry
from lib.view.calls.offer import fields, names


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


def half(number: float) -> float:
    """Half of the number."""
    return number / 2


EVERY = ToolRegistry([double, half, CustomTool(count_words)])


@pytest.fixture(autouse=True)
def own_session() -> Iterator[None]:
    """Each test has a session without keys."""
    st.session_state.clear()
    yield
    st.session_state.clear()


def held(**values: Any) -> None:
    """The controls hold these values."""
    st.session_state.update({f"p.{name}": value for name, value in values.items()})


def test_left_alone_all_tools_are_offered_and_nothing_else_is_said() -> None:
    assert fields("p", EVERY) == {"tools": EVERY.definitions()}


def test_the_order_is_that_of_the_registry() -> None:
    held(withheld=["count_words"])
    assert [tool["name"] for tool in fields("p", EVERY)["tools"]] == ["double", "half"]


def test_a_tool_that_is_withheld_is_not_offered_and_one_that_is_gone_does_not_matter() -> None:
    held(withheld=["double", "count_words", "removed"])
    assert names("p", EVERY) == ["half"]
    assert [tool["name"] for tool in fields("p", EVERY)["tools"]] == ["half"]


def test_without_tools_nothing_is_said_of_them() -> None:
    held(withheld=EVERY.names, choice="required", parallel="yes")
    assert fields("p", EVERY) == {}


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("auto", "auto"),
        ("required", "required"),
        ("none", "none"),
        ("only double", {"type": "function", "name": "double"}),
        ("only count_words", {"type": "custom", "name": "count_words"}),
    ],
)
def test_the_choice_is_in_the_shape_of_the_api(choice: str, said: object) -> None:
    held(choice=choice)
    assert fields("p", EVERY)["tool_choice"] == said


def test_a_tool_that_is_not_offered_is_not_forced() -> None:
    held(choice="only double", withheld=["double"])
    assert "tool_choice" not in fields("p", EVERY)


def test_not_strict_counts_for_functions_and_leaves_the_tools_as_they_are() -> None:
    held(strict="no")
    function, _, custom = fields("p", EVERY)["tools"]
    assert function["strict"] is False
    assert "strict" not in custom
    assert EVERY.definitions()[0]["strict"] is True


@pytest.mark.parametrize(("parallel", "said"), [("yes", True), ("no", False)])
def test_parallel_calls_are_allowed_or_not(parallel: str, said: bool) -> None:
    held(parallel=parallel)
    assert fields("p", EVERY)["parallel_tool_calls"] is said
