"""The loop of turns as code to copy: it runs, with the real SDK, against the simulator."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import pytest

from lib.protocol.code.loop import python_loop
from lib.protocol.snippets import OPENAI, SIMULATOR, Target
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread

TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "Typical weather of a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
BODY: dict[str, Any] = {
    "model": "sim-1",
    "input": "What's the weather in Tokyo and Paris?",
    "tools": [TOOL],
    "stream": True,
}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with SimulatorThread(pace=Pace(0.0, 2000)) as server:
        yield server.base_url


def printed(code: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    return output.getvalue()


def test_it_answers_the_calls_and_prints_what_the_model_makes_of_them(base_url: str) -> None:
    code = python_loop(BODY, Target(base_url, None))
    mended = code.replace(
        'return json.dumps({"error": f"{name} is not written yet"})', 'return "21 degrees" + arguments'
    )
    assert mended != code
    said = printed(mended)
    assert said.count("21 degrees") == 2
    assert "[0]" in said
    assert "[1]" in said


def test_unwritten_it_tells_the_model_so(base_url: str) -> None:
    assert "is not written yet" in printed(python_loop(BODY, Target(base_url, None)))


def test_a_forced_call_is_made_once(base_url: str) -> None:
    forced = {**BODY, "tool_choice": "required"}
    assert "No whole response" not in printed(python_loop(forced, Target(base_url, None)))


@pytest.mark.parametrize("target", [OPENAI, SIMULATOR, Target("http://127.0.0.1:1/v1", "OTHER_KEY")])
def test_it_is_valid_python_for_every_target(target: Target) -> None:
    code = python_loop(BODY, target)
    compile(code, "snippet", "exec")
    assert ("os.environ" in code) == ("import os\n" in code)
