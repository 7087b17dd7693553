"""The TypeScript that a request turns into sends the very same request. Node checks it too, where it is installed."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from lib.protocol.code.literal_typescript import WIDTH, literal
from lib.protocol.code.nesting import DEEPEST, as_json
from lib.protocol.code.typescript import typescript
from lib.protocol.snippets import OPENAI, SIMULATOR, Target
from tests.test_snippets import FUNCTION, NASTY, TALK, Body, bodies, joined, nested, texts, values

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<template>`[^`\\]*`)"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_$][\w$]*)|(?P<sign>\.\.\.|===|\?\?|\|\||[{}()\[\];:,.+=-])"""
)
CLOSES = {")": "(", "]": "[", "}": "{"}
WORDS = {"true": True, "false": False, "null": None, "Infinity": float("inf")}
STUB = """\
export default class OpenAI {
  constructor(options = {}) { this.options = options; }
  responses = { create: async (body) => {
    console.log(JSON.stringify({ options: this.options, body }));
    return body.stream ? (async function* () { yield* globalThis.reply ?? []; })() : globalThis.whole;
  } };
}
"""


def tokens(code: str) -> list[str]:
    """The tokens of a module; all of it must be made of them, and its brackets must match."""
    found, at, open_ones = [], 0, []
    while at < len(code):
        token = TOKEN.match(code, at)
        assert token, f"no token at {code[at : at + 40]!r}"
        at = token.end()
        if token.lastgroup in ("space", "comment"):
            continue
        found.append(token[0])
        if token[0] in CLOSES.values():
            open_ones.append(token[0])
        elif token[0] in CLOSES:
            assert open_ones, f"nothing is open at {code[at - 1 : at + 40]!r}"
            assert open_ones.pop() == CLOSES[token[0]]
    assert open_ones == []
    return found


class Reading:
    """Reads the literals that are written here, and no other JavaScript."""

    def __init__(self, found: list[str]) -> None:
        self.left: Iterator[str] = iter(found)
        self.next = next(self.left, "")

    def take(self, wanted: str = "") -> str:
        token = self.next
        assert wanted in ("", token), f"expected {wanted!r}, got {token!r}"
        self.next = next(self.left, "")
        return token

    def value(self) -> Any:
        if self.next == "{":
            return self.members()
        if self.next == "[":
            return self.entries()
        token = self.take()
        if token == "-":
            return -self.value()
        if not token.startswith('"'):
            return WORDS[token] if token in WORDS else json.loads(token)
        text = json.loads(token)
        while self.next == "+":
            self.take()
            text += json.loads(self.take())
        return text

    def members(self) -> Body:
        found: Body = {}
        self.take("{")
        while self.next != "}":
            if self.next == "...":
                self.take()
                found |= self.members()
            else:
                name = self.key()
                self.take(":")
                assert name not in found
                found[name] = self.value()
            if self.next != "}":
                self.take(",")
        self.take("}")
        return found

    def key(self) -> str:
        token = self.take()
        if token == "[":
            token = self.take()
            self.take("]")
            assert token == '"__proto__"'
        else:
            assert token.strip('"') != "__proto__", "it would set the prototype"
        return str(json.loads(token)) if token.startswith('"') else token

    def entries(self) -> list[Any]:
        found = []
        self.take("[")
        while self.next != "]":
            found.append(self.value())
            if self.next != "]":
                self.take(",")
        self.take("]")
        return found


def sent(code: str) -> Body:
    """The body that a module sends."""
    found = tokens(code)
    return Reading(found[found.index("create") + 2 :]).members()


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_it_sends_any_text_as_it_is(text: str) -> None:
    body: Body = {**TALK, "instructions": text, "metadata": {text: [text]}}
    assert sent(typescript(body, OPENAI)) == body


@given(bodies)
def test_it_sends_any_body_as_it_is(body: Body) -> None:
    found = sent(typescript(body, OPENAI))
    assert json.dumps(found, sort_keys=True) == json.dumps(joined(body), sort_keys=True)


@given(values)
def test_a_literal_reads_as_its_value(content: Any) -> None:
    assert repr(Reading(tokens(literal(content))).value()) == repr(joined(content))


@given(texts, texts)
def test_it_is_well_formed_for_any_base_url_and_note(base_url: str, note: str) -> None:
    found = tokens(typescript(TALK, Target(base_url, None, note)))
    assert found[:5] == ["import", "OpenAI", "from", '"openai"', ";"]
    options = Reading(found[found.index("OpenAI", 5) + 2 :]).members()
    assert options == {"apiKey": "simulator", "baseURL": joined(base_url)}


@given(bodies)
def test_what_is_shown_can_be_seen_and_encoded(body: Body) -> None:
    assert all(char.isprintable() or char == "\n" for char in typescript(body, OPENAI))


def test_the_clients_key_comes_from_the_environment() -> None:
    assert "new OpenAI();" in typescript(TALK, OPENAI)
    other = typescript(TALK, Target("https://models.example/v1", "MODELS_KEY"))
    assert 'new OpenAI({ apiKey: process.env.MODELS_KEY, baseURL: "https://models.example/v1" });' in other


def test_the_simulator_is_to_be_started_first() -> None:
    assert typescript(TALK, SIMULATOR).startswith("// Start the simulator first: python -m lib.simulator --port 8765\n")


def test_fields_that_the_sdk_has_no_type_for_are_spread() -> None:
    assert '...{ timeout: 5, top_k: 40, "not a name": null },' in typescript(
        {**TALK, "timeout": 5, "top_k": 40, "not a name": None}, OPENAI
    )
    assert "..." not in typescript(TALK, OPENAI)


def test_a_key_that_would_set_the_prototype_is_in_brackets() -> None:
    assert sent(typescript({**TALK, "metadata": {"__proto__": "x"}}, OPENAI))["metadata"] == {"__proto__": "x"}


def test_long_values_are_cut_into_lines_that_fit() -> None:
    content = {"input": [{"role": "user", "content": "some words\nand more " * 40}], "tools": [FUNCTION] * 3}
    lines = literal(content).splitlines()
    assert len(lines) > 40
    assert max(map(len, lines)) <= WIDTH


@needs_node
def test_node_sends_any_text_as_it_is(tmp_path: Path) -> None:
    wanted: list[Body] = [
        {**TALK, "instructions": text, "metadata": {text: [text]}, "top_k": {"__proto__": 4}} for text in NASTY
    ]
    printed = [json.loads(line) for line in run(tmp_path, *(typescript(body, OPENAI) for body in wanted))]
    assert [line["body"] for line in printed] == wanted


@pytest.mark.parametrize("levels", [DEEPEST - 1, DEEPEST, 200, 600])
def test_a_value_of_any_depth_has_a_literal(levels: int) -> None:
    deep = nested(levels, [1.0, True, None, 'a "b" \ud800'])
    found = Reading(tokens(literal(deep)))
    assert (found.next == "JSON") == (levels >= DEEPEST)
    if found.next == "JSON":
        assert [found.take() for _ in range(4)] == ["JSON", ".", "parse", "("]
        assert as_json(json.loads(found.value())) == as_json(deep)
    else:
        assert as_json(found.value()) == as_json(deep)


@needs_node
def test_node_sends_a_deep_body_as_it_is(tmp_path: Path) -> None:
    body: Body = {**TALK, "input": nested(200, "a"), "odd": nested(DEEPEST, "b")}
    (printed,) = run(tmp_path, typescript(body, OPENAI))
    assert as_json(json.loads(printed)["body"]) == as_json(body)


@needs_node
def test_node_prints_a_stream_as_it_comes(tmp_path: Path) -> None:
    call = {"type": "function_call", "name": "roll", "arguments": "{}"}
    reply = [
        {"type": "response.created"},
        {"type": "response.output_text.delta", "delta": "Hi"},
        {"type": "response.refusal.delta", "delta": " no"},
        {"type": "response.completed"},
        {"type": "response.output_item.done", "item": call},
        {"type": "response.incomplete", "response": {"incomplete_details": "max tokens"}},
        {"type": "response.failed", "response": {"error": "server_error"}},
        {"type": "error", "message": "try later"},
    ]
    code = typescript({**TALK, "tools": [FUNCTION]}, OPENAI)
    said = run(tmp_path, f"globalThis.reply = {json.dumps(reply)};\n{code}")[1:]
    wanted = ["Hi no", "roll({})", "", "Cut short: max tokens", "", "Failed: server_error", "", "Error: try later"]
    assert said == wanted


@needs_node
def test_node_prints_a_whole_answer(tmp_path: Path) -> None:
    call = {"type": "function_call", "name": "roll", "arguments": "{}"}
    whole = {"output_text": "Hi.", "status": "incomplete", "incomplete_details": "max tokens", "output": [call]}
    code = typescript({**TALK, "stream": False, "tools": [FUNCTION]}, OPENAI)
    said = run(tmp_path, f"globalThis.whole = {json.dumps(whole)};\n{code}")[1:]
    assert said == ["Hi.", "incomplete max tokens", "roll({})"]


def run(folder: Path, *modules: str) -> list[str]:
    """The lines that these modules print, one module after the other, in one process."""
    package = folder / "node_modules" / "openai"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "openai", "type": "module", "exports": "./index.js"}')
    (package / "index.js").write_text(STUB)
    names = [f"m{number}.mjs" for number in range(len(modules))]
    for name, module in zip(names, modules, strict=True):
        (folder / name).write_text(module, "utf-8")
    (folder / "all.mjs").write_text("".join(f'await import("./{name}");\n' for name in names))
    done = subprocess.run([str(NODE), "all.mjs"], cwd=folder, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().split("\n")[:-1]
