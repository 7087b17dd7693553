"""A loop with a case for just the event types of a run: it runs, with the real SDK, against the simulator."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI

from lib.protocol.catalogue import catalogue, fields
from lib.protocol.code.cases import LONGEST, MOST, handler, handlers, python_handlers
from lib.protocol.snippets import Target
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread
from tests.upstream import Upstream, frames

TYPES = [entry.type for entry in catalogue()]
WIRE = [name for name in TYPES if not name.startswith("run.")]
SEED = {"simulator_seed": "1"}  # the same bytes each time
BODY: dict[str, Any] = {"model": "sim-1", "input": "What is a delta?", "stream": True, "metadata": SEED}
TOOL = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
BODIES = {
    "text": BODY,
    "reasoning": {**BODY, "reasoning": {"effort": "low", "summary": "auto"}},
    "calls": {**BODY, "input": "What's the weather in Tokyo and Paris?", "tools": [TOOL]},
    "a cut": {**BODY, "input": "Describe this very stream in 300 tokens.", "max_output_tokens": 40},
    "refusal": {**BODY, "metadata": {**SEED, "simulator_flaw": "refusal"}},
}
PRINTED_AS_TEXT = {"response.output_text.delta", "response.refusal.delta"}
SIMPLE = {"int": 3, "str": "a text", "float": 0.5}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with SimulatorThread(pace=Pace(0.0, 2000)) as server:
        yield server.base_url


def printed(code: str) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    return output.getvalue()


def cases(code: str) -> list[str]:
    return re.findall(r'^        case "([^"]+)":$', code, re.MULTILINE)


def types_of(base_url: str, body: dict[str, Any]) -> list[str]:
    """The types that the server sends for a body, once each."""
    with OpenAI(base_url=base_url, api_key="none") as client:
        return list(dict.fromkeys(event.type for event in client.responses.create(**body)))


def made(name: str) -> dict[str, Any]:
    """An event of that type, with something in each field."""
    thing = {"type": "thing", "id": "x", "status": "completed"}
    return {"type": name, **{field.name: SIMPLE.get(field.kind, thing) for field in fields(name)}}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_it_has_a_case_for_every_type_of_a_run_and_no_other(base_url: str, body: dict[str, Any]) -> None:
    types = types_of(base_url, body)
    code = python_handlers(body, Target(base_url, None), types)
    assert cases(code) == types
    said = printed(code)
    assert "not in that run" not in said
    assert [name for name in types if name.removeprefix("response.") not in said and name not in PRINTED_AS_TEXT] == []


def test_a_type_that_the_run_did_not_have_is_said_to_be_new(base_url: str) -> None:
    types = [name for name in types_of(base_url, BODY) if name != "response.output_text.done"]
    said = printed(python_handlers(BODY, Target(base_url, None), types))
    assert "not in that run: response.output_text.done" in said


def test_it_streams_though_the_request_did_not(base_url: str) -> None:
    body = {**BODY, "stream": False}
    assert "completed" in printed(python_handlers(body, Target(base_url, None), ["response.completed"]))


def test_the_texts_of_an_answer_are_printed_as_they_come(base_url: str) -> None:
    with OpenAI(base_url=base_url, api_key="none") as client:
        text = client.responses.create(**{**BODY, "stream": False}).output_text
    assert text in printed(python_handlers(BODY, Target(base_url, None), types_of(base_url, BODY)))


def test_each_case_reads_an_event_of_its_type_with_the_real_sdk() -> None:
    with Upstream(lambda asked: [frames(*map(made, WIRE))]) as server:
        said = printed(python_handlers(BODY, Target(server.url, None), WIRE))
    assert "not in that run" not in said
    assert [name for name in WIRE if name.removeprefix("response.") not in said and name not in PRINTED_AS_TEXT] == []


def test_what_a_server_leaves_out_of_a_type_that_the_sdk_does_not_know_is_no_trouble() -> None:
    with Upstream(lambda asked: [frames({"type": "response.hologram.delta", "delta": "H"})]) as server:
        said = printed(python_handlers(BODY, Target(server.url, None), ["response.hologram.delta"]))
    assert "'delta': 'H'" in said


@pytest.mark.parametrize("name", [*TYPES, 'odd"\n\\type'])
def test_a_handler_is_valid_python_and_names_its_type(name: str) -> None:
    code = handler(name)
    compile(code, "snippet", "exec")
    assert f"event.type == {name!r}".replace("'", '"') in code or repr(name) in code


def test_types_of_our_own_get_no_case_and_each_other_one_does() -> None:
    assert cases(handlers(["run.request", "error", "keepalive", "error", "run.headers"])) == ["error", "keepalive"]


def test_a_run_without_events_of_a_server_has_a_loop_that_says_what_comes() -> None:
    code = handlers(["run.request", "run.failed"])
    compile(code, "snippet", "exec")
    assert cases(code) == []
    assert "case other:" in code


@pytest.mark.parametrize("name", ['"', "'", "a\"b'c", "a\nb", '")\nimport os', "\\", "\ud800", "\u2028", "{}", ""])
def test_a_type_with_any_text_is_quoted(name: str) -> None:
    heard = type("Event", (), {"type": name, "to_dict": lambda self: "its fields"})()
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(handlers([name]), "snippet", "exec"), {"stream": [heard]})
    assert output.getvalue() == "its fields\n"


def test_a_server_that_invents_types_does_not_make_the_loop_endless() -> None:
    code = handlers([*(f"t.{number}" for number in range(10 * MOST)), "x" * (LONGEST + 1)])
    compile(code, "snippet", "exec")
    assert len(cases(code)) == MOST
    assert f"# {9 * MOST + 1} more are left out" in code
