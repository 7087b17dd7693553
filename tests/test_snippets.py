"""The code that a request turns into sends the very same request."""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.code.cases import python_handlers
from lib.protocol.code.literal import WIDTH, literal
from lib.protocol.code.loop import python_loop
from lib.protocol.code.nesting import DEEPEST, as_json
from lib.protocol.snippets import OPENAI, SIMULATOR, Target, curl, python

Body = dict[str, Any]

NASTY = (
    "plain",
    "both \"quotes\" and 'apostrophes', a \\ and a trailing \\",
    "two\nlines\r\nand a tab\t",
    "$HOME `id` $(id) !! ${x} %s {brace}",
    "JSON\nEOF\nJSON",
    "\"\"\"\n'''",
    "grüße 🎲 日本語",
    "\u202e\u2028\u00a0\x00\x7f\x85\ud800",
    "word " * 60 + "x" * 200,
    "   indented\n \n\t" * 30 + "   ",
    "",
)
TALK: Body = {"model": "gpt-5-mini", "input": "Say hi", "stream": True}
FUNCTION: Body = {"type": "function", "name": "roll", "parameters": {"type": "object"}, "strict": True}

texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec=None, categories=None), max_size=120))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(("model", "input", "instructions", "tools", "text", "temperature", "timeout", "extra_body"))
bodies = st.dictionaries(names | texts, values, max_size=6)


class Spy:
    """Stands in for the `openai` module: keeps the client's arguments and the body, answers `reply`."""

    def __init__(self, reply: Any = ()) -> None:
        self.client: Body = {}
        self.sent: Body = {}
        self.reply = reply
        self.printed = ""

    def run(self, code: str, environment: Mapping[str, str] | None = None) -> "Spy":
        """Run a script with this module in place of the real one."""
        module = ModuleType("openai")
        module.OpenAI = self.make  # type: ignore[attr-defined]
        printed = io.StringIO()
        with (
            patch.dict(sys.modules, {"openai": module}),
            patch.dict(os.environ, environment or {}),
            contextlib.redirect_stdout(printed),
        ):
            exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
        self.printed = printed.getvalue()
        return self

    def make(self, **arguments: Any) -> Any:
        self.client = arguments
        return SimpleNamespace(responses=SimpleNamespace(create=self.create))

    def create(self, *, extra_body: Body | None = None, **arguments: Any) -> Any:
        assert not set(arguments) & set(extra_body or {})
        self.sent = arguments | (extra_body or {})
        return self.reply


def whole(text: str = "Hi.") -> Any:
    return SimpleNamespace(
        output_text=text, status="completed", error=None, incomplete_details=None, output=[call_item()]
    )


def call_item() -> Any:
    return SimpleNamespace(type="function_call", name="roll", arguments='{"sides": 6}')


def event(type: str, **fields: Any) -> Any:
    return SimpleNamespace(type=type, **fields)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_python_sends_any_text_as_it_is(text: str) -> None:
    body: Body = {**TALK, "instructions": text, "metadata": {text: [text]}}
    assert Spy().run(python(body, OPENAI)).sent == body


@given(bodies)
def test_python_sends_any_body_as_it_is(body: Body) -> None:
    sent = Spy(whole()).run(python(body, OPENAI)).sent
    assert sent == body
    assert json.dumps(sent, sort_keys=True) == json.dumps(body, sort_keys=True)  # 1, 1.0 and True are equal


@given(texts, texts)
def test_python_is_valid_for_any_base_url_and_note(base_url: str, note: str) -> None:
    spy = Spy().run(python(TALK, Target(base_url, None, note)))
    assert spy.client == {"api_key": "simulator", "base_url": base_url}
    assert spy.sent == TALK


def test_fields_that_the_sdk_has_no_parameter_for_go_in_extra_body() -> None:
    code = python({**TALK, "timeout": 5, "top_k": 40, "not a name": None}, OPENAI)
    assert 'extra_body={"timeout": 5, "top_k": 40, "not a name": None}' in code
    assert "extra_body" not in python(TALK, OPENAI)


def test_the_clients_key_comes_from_the_environment() -> None:
    assert Spy().run(python(TALK, OPENAI)).client == {}
    other = Target("https://models.example/v1", "MODELS_KEY")
    spy = Spy().run(python(TALK, other), {"MODELS_KEY": "the key"})
    assert spy.client == {"api_key": "the key", "base_url": "https://models.example/v1"}


def test_the_simulator_needs_no_key_and_is_to_be_started_first() -> None:
    code = python(TALK, SIMULATOR)
    assert code.startswith("# Start the simulator first: python -m lib.simulator --port 8765\nfrom openai")
    assert Spy().run(code).client == {"api_key": "simulator", "base_url": "http://127.0.0.1:8765/v1"}
    assert curl(TALK, SIMULATOR).startswith("# Start the simulator first: ")


@pytest.mark.parametrize("name", ["sk-proj-1", "", "A B", "1A", "A\n", "$(id)"])
def test_what_is_no_name_of_a_variable_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(ValueError, match="expected the name of an environment variable") as caught:
        Target(None, name)
    assert not name or name not in str(caught.value)


def test_a_stream_is_printed_as_it_comes() -> None:
    delta, refusal = "response.output_text.delta", "response.refusal.delta"
    end = event("response.completed")
    reply = [event("response.created"), event(delta, delta="Hi"), event(refusal, delta=" no"), end]
    assert Spy(reply).run(python(TALK, OPENAI)).printed == "Hi no\n"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (
            event("response.incomplete", response=SimpleNamespace(incomplete_details="max tokens")),
            "max tokens",
        ),
        (event("response.failed", response=SimpleNamespace(error="server_error")), "server_error"),
        (event("error", message="try later"), "try later"),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_an_end_that_is_no_success_is_printed_too(last: Any, said: str) -> None:
    assert said in Spy([last]).run(python(TALK, OPENAI)).printed


def test_a_request_without_stream_prints_the_whole_text() -> None:
    for body in ({"model": "m", "input": "Hi", "stream": False}, {"model": "m", "input": "Hi"}):
        assert Spy(whole("Hello there.")).run(python(body, OPENAI)).printed == "Hello there.\n"


def test_function_calls_are_printed_where_there_are_functions() -> None:
    body = {**TALK, "tools": [FUNCTION]}
    reply = [event("response.output_item.done", item=call_item())]
    assert Spy(reply).run(python(body, OPENAI)).printed == 'roll({"sides": 6})\n'
    assert Spy(reply).run(python(TALK, OPENAI)).printed == ""
    assert 'roll({"sides": 6})' in Spy(whole()).run(python({**body, "stream": False}, OPENAI)).printed


def test_the_real_sdk_sends_the_same_body() -> None:
    body: Body = {
        **TALK,
        "input": [{"role": "user", "content": NASTY[1]}, {"type": "unheard_of", "x": None}],
        "instructions": None,
        "tools": [FUNCTION],
        "top_k": 40,
    }
    with server() as (base_url, received), contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(python(body, Target(base_url, None)), "snippet", "exec"), {})
    assert received == [body]
    assert printed.getvalue() == "Hi\n"


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_curl_sends_any_text_as_it_is(text: str, tmp_path: Path) -> None:
    body: Body = {**TALK, "instructions": text, "metadata": {text: [text]}}
    assert run_curl(curl(body, OPENAI), tmp_path)[1] == body


@settings(max_examples=25, deadline=None)
@given(body=bodies)
def test_curl_sends_any_body_as_it_is(body: Body, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert run_curl(curl(body, OPENAI), tmp_path_factory.mktemp("bin"))[1] == body


def test_curl_names_the_endpoint_and_takes_the_key_from_the_environment(tmp_path: Path) -> None:
    arguments, _ = run_curl(curl(TALK, Target("https://models.example/v1/", "MODELS_KEY")), tmp_path)
    assert arguments == [
        *("-N", "--url", "https://models.example/v1/responses"),
        *("-H", "Authorization: Bearer the key", "-H", "Content-Type: application/json"),
        *("--data-binary", "@-"),
    ]


@pytest.mark.parametrize("text", [*NASTY[1:-1], "-o/etc/x", "http://h/'; id; '"])
def test_a_base_url_stays_one_argument_of_curl(text: str, tmp_path: Path) -> None:
    arguments, sent = run_curl(curl(TALK, Target(text, "MODELS_KEY")), tmp_path)
    assert arguments[:2] == ["-N", "--url"]
    assert arguments[2].endswith("/responses")
    assert arguments[3:] == run_curl(curl(TALK, Target("http://h", "MODELS_KEY")), tmp_path)[0][3:]
    assert sent == TALK


def test_curl_waits_for_the_whole_answer_without_stream(tmp_path: Path) -> None:
    assert run_curl(curl({"model": "m"}, OPENAI), tmp_path)[0][0] == "--url"


@given(bodies)
def test_what_curl_shows_can_be_seen_and_encoded(body: Body) -> None:
    assert all(char.isprintable() or char == "\n" for char in curl(body, OPENAI))


@given(values)
def test_a_literal_reads_as_its_value(content: Any) -> None:
    assert repr(eval(literal(content))) == repr(content)


def test_infinity_has_a_literal() -> None:
    assert eval(literal({"temperature": float("inf")})) == {"temperature": float("inf")}


def test_long_values_are_cut_into_lines_that_fit() -> None:
    content = {"input": [{"role": "user", "content": "some words\nand more " * 40}], "tools": [FUNCTION] * 3}
    lines = literal(content).splitlines()
    assert len(lines) > 40
    assert max(map(len, lines)) <= WIDTH


def nested(levels: int, inner: Any) -> Any:
    """A value inside so many lists and objects."""
    for level in range(levels):
        inner = [inner] if level % 2 else {NASTY[level % len(NASTY)]: inner, "__proto__": level}
    return inner


@pytest.mark.parametrize("levels", [DEEPEST - 3, DEEPEST - 2, DEEPEST - 1, DEEPEST, DEEPEST + 1, 200, 600])
def test_python_sends_a_body_of_any_depth_as_it_is(levels: int) -> None:
    deep = nested(levels, [1.0, True, None, 'a "b" \ud800', float("inf")])
    for body in (
        {**TALK, "input": deep},
        {**TALK, "odd": deep, "metadata": {"a": "b"}},
        {**TALK, "tools": [FUNCTION, deep]},
    ):
        for target in (OPENAI, Target("https://models.example/v1", "MODELS_KEY")):
            code = python(body, target)
            spy = Spy().run(code, {"MODELS_KEY": "a"})
            assert as_json(dict(sorted(spy.sent.items()))) == as_json(dict(sorted(body.items())))
            assert levels <= DEEPEST or "json.loads(" in code
            assert levels >= DEEPEST - 2 or "import json" not in code
        for script in (python_loop(body, OPENAI), python_handlers(body, OPENAI, ["error"])):
            compile(script, "snippet", "exec")


def test_curl_sends_a_deep_body_as_it_is(tmp_path: Path) -> None:
    body = {**TALK, "input": nested(300, "a 'b' JSON\nJSON\n")}
    assert run_curl(curl(body, OPENAI), tmp_path)[1] == body
    assert len(curl(body, OPENAI).splitlines()) == 6  # 300 levels of indented lines are nothing to read


@given(values)
def test_json_text_reads_as_its_value(content: Any) -> None:
    assert repr(json.loads(as_json(content))) == repr(joined(content))


def joined(content: Any) -> Any:
    """What JSON makes of a value: two halves of a surrogate pair side by side are one character."""
    return json.loads(json.dumps(content))


def run_curl(code: str, folder: Path) -> tuple[list[str], Any]:
    """The arguments and the body that a shell gives to `curl`, for which a script stands in."""
    stand_in = folder / "curl"
    stand_in.write_text(
        f"#!{sys.executable}\nimport json, sys\nprint(json.dumps([sys.argv[1:], sys.stdin.buffer.read().decode()]))\n"
    )
    stand_in.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "OPENAI_API_KEY": "a", "MODELS_KEY": "the key"}
    done = subprocess.run(["bash"], input=code.encode(), env=environment, capture_output=True, check=True)
    assert not done.stderr
    arguments, sent = json.loads(done.stdout)
    return arguments, json.loads(sent)


@contextlib.contextmanager
def server() -> Iterator[tuple[str, list[Any]]]:
    """The base URL of a server that answers with a short stream, and the list of the bodies it got."""
    received: list[Any] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for name, more in (("response.output_text.delta", {"delta": "Hi"}), ("response.completed", {})):
                self.wfile.write(f"data: {json.dumps({'type': name, **more})}\n\n".encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    listening = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/v1", received
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
