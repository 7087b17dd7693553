"""Tools by name."""

import json

import pytest

from lib.tools.custom import CustomTool
from lib.tools.function import FunctionTool
from lib.tools.own import OwnTool
from lib.tools.registry import ToolRegistry
from lib.tools.tool import Tool, ToolError, raised


def roll(sides: int) -> int:
    """Roll a die."""
    return sides


def flip() -> str:
    """Flip a coin."""
    return "heads"


def shout(text: str) -> str:
    """Say it louder."""
    return text.upper()


def test_functions_and_tools_of_every_sort_are_offered_in_order() -> None:
    registry = ToolRegistry([roll, CustomTool(shout), OwnTool("mine"), FunctionTool(flip)])
    assert registry.names == ["roll", "shout", "mine", "flip"]
    assert [definition["name"] for definition in registry.definitions()] == registry.names
    assert len(registry) == 4
    assert all(isinstance(tool, Tool) for tool in registry)


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="got two named 'roll'"):
        ToolRegistry([roll, FunctionTool(flip, name="roll")])


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(ToolError) as caught:
        ToolRegistry([roll, flip]).tool("rol")
    assert caught.value.kind == "unknown_tool"
    assert caught.value.message == "no tool named 'rol' is registered (there are: flip, roll)"


def test_an_empty_registry_says_that_there_is_none() -> None:
    with pytest.raises(ToolError, match=r"there are: none"):
        ToolRegistry().tool("x" * 1000)
    assert ToolRegistry().definitions() == []


def test_only_some_of_them_keep_their_order() -> None:
    registry = ToolRegistry([roll, flip, CustomTool(shout)])
    some = registry.only(["shout", "roll"])
    assert some.names == ["roll", "shout"]
    assert some.tool("roll") is registry.tool("roll")
    with pytest.raises(ToolError):
        registry.only(["nothing"])


def test_a_custom_tool_takes_any_text() -> None:
    tool = CustomTool(shout)
    assert tool.definition() == {"type": "custom", "name": "shout", "description": "Say it louder."}
    assert tool.call(tool.check('{"no": json')) == '{"NO": JSON'
    assert (tool.kind, tool.by_hand, tool.retryable, tool.limit, tool.state()) == ("custom", False, False, 10.0, None)


def test_an_error_goes_back_as_json_of_one_line() -> None:
    error = ToolError("raised", "first\nsecond \ud800" + "x" * 9000)
    output = json.loads(error.output())
    assert output["error"]["kind"] == "raised"
    assert output["error"]["message"].startswith("first second ?xxx")
    assert len(output["error"]["message"]) == 500
    error.output().encode()


def test_what_code_raised_is_told_without_a_traceback() -> None:
    assert raised(ValueError("no such city")).message == "ValueError: no such city"
    assert raised(KeyError("city")).message == "KeyError: city"
    assert raised(RuntimeError()).message == "RuntimeError"
    error = ToolError("time_limit", "late")
    assert raised(error) is error
