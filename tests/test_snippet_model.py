"""The script that reads an answer into a Pydantic model: it runs, with the real SDK, against a server."""

import ast
import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.protocol.code.model import divided, python_model
from lib.protocol.snippets import OPENAI, SIMULATOR, Target
from lib.samples import models
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread
from lib.tools.model_code import model_code
from lib.tools.text_format import text_format
from lib.view.structured.model_source import model_source
from tests.upstream import Upstream, closing, delta, frames, opening, response, whole_answer

HOSTILE = '"""\'\'\'\\\nfrom os import abort\nimport nowhere\n{text} {0} %s \u202e"; raise SystemExit("out") #'
POINT: dict[str, Any] = {
    "type": "object",
    "description": "A point.",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
    "required": ["x", "y"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with SimulatorThread(pace=Pace(0.0, 2000)) as server:
        yield server.base_url


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


def shipped(name: str) -> tuple[str, str]:
    return model_source(str(models.__file__), name), name


def edited(schema: dict[str, Any], name: str) -> tuple[str, str]:
    return model_code(schema, name)


def body(schema: dict[str, Any], name: str, prompt: str = "Hi", **fields: Any) -> dict[str, Any]:
    return {
        "model": "sim-1",
        "input": prompt,
        "text": {"format": text_format(schema, name)},
        **fields,
    }


def script(code: tuple[str, str], base_url: str, **fields: Any) -> str:
    return python_model({**body(POINT, "point"), **fields}, Target(base_url, None), *code)


def run(code: str, folder: Path) -> tuple[int, str, str]:
    """The exit code of a script in a process of its own, and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def printed(code: str) -> tuple[str, str]:
    """What a script prints in this process, and what it ends with, which is sooner there than in one of its own."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
        except SystemExit as end:
            return output.getvalue(), str(end)
    return output.getvalue(), ""


def test_the_script_of_a_model_that_ships_reads_the_answer(base_url: str, tmp_path: Path) -> None:
    schema = text_format(models.Thread)["schema"]
    code = python_model(
        body(schema, "Thread", 'Ada: "Ship it." Grace: "Not yet."'), Target(base_url, None), *shipped("Thread")
    )
    exit_code, out, error = run(code, tmp_path)
    assert (exit_code, error) == (0, "")
    assert out.lstrip().startswith("{")
    assert out.splitlines()[-1].strip().startswith("Thread(topic=")


def test_an_answer_that_does_not_fit_is_printed_with_what_is_wrong(upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer('{"x": 1, ', '"y": "no"}')
    out, end = printed(script(edited(POINT, "Point"), upstream.url))
    assert out.startswith('{"x": 1, "y": "no"}')
    assert "It doesn't fit" in out
    assert "valid integer" in out
    assert end == ""


def test_a_refusal_is_said(upstream: Upstream) -> None:
    part = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    refused = (
        {"type": "response.refusal.delta", **part, "delta": "Not that."},
        {"type": "response.refusal.done", **part, "refusal": "Not that."},
        {"type": "response.completed", "response": response(status="completed")},
    )
    upstream.answer = lambda asked: iter([opening(), frames(*refused)])
    assert printed(script(edited(POINT, "Point"), upstream.url)) == ("", "The model refused: Not that.")


def test_an_answer_that_is_cut_off_is_said_and_not_read(upstream: Upstream) -> None:
    incomplete = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    upstream.answer = lambda asked: iter([opening(), delta('{"x": 1'), closing('{"x": 1', **incomplete)])
    out, end = printed(script(edited(POINT, "Point"), upstream.url))
    assert out == '{"x": 1'
    assert "No whole response" in end
    assert "max_output_tokens" in end


def test_it_sends_the_very_body(upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer('{"x": 1, "y": 2}')
    sent = body({**POINT, "description": HOSTILE}, "point", HOSTILE, instructions=HOSTILE)
    out, end = printed(python_model(sent, Target(upstream.url, None), *edited(POINT, "Point")))
    assert "Point(x=1, y=2)" in out
    assert end == ""
    assert upstream.runs[-1].body == {**sent, "stream": True}


def test_the_script_of_a_schema_that_was_edited_reads_the_answer_and_hostile_texts_stay_quoted(
    base_url: str, tmp_path: Path
) -> None:
    inner = {"type": "integer", "description": HOSTILE, "title": HOSTILE}
    schema = {**POINT, "title": HOSTILE, "description": HOSTILE, "properties": {"x": inner}, "required": ["x"]}
    code = python_model(body(schema, "point"), Target(base_url, None), *edited(schema, HOSTILE))
    tree = ast.parse(code)
    names = [
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names
    ]
    assert not {"abort", "nowhere"} & set(names)
    exit_code, out, error = run(code, tmp_path)
    assert (exit_code, error) == (0, "")
    assert "(x=" in out.splitlines()[-1]


def test_lines_of_a_docstring_that_look_like_imports_stay_where_they_are() -> None:
    text = (
        'from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    """It comes\nfrom far away\n"""\n\n    x: int\n'
    )
    kept, classes = divided(text)
    assert kept == ["from pydantic import BaseModel"]
    assert classes == text.partition("\n\n\n")[2].strip("\n")


def test_an_import_of_several_lines_stays_whole() -> None:
    lines = "from pydantic import (\n    BaseModel,\n    Field,\n)"
    assert divided(f"from __future__ import annotations\n\n{lines}\n\n\nclass A: ...\n") == ([lines], "class A: ...")


def test_the_import_from_the_future_comes_first() -> None:
    code = "from __future__ import annotations\nfrom pydantic import BaseModel\n\n\nclass A(BaseModel):\n    x: int\n"
    made = python_model(body(POINT, "point"), OPENAI, code, "A")
    assert made.startswith("from __future__ import annotations\n")
    assert made.count("from __future__") == 1
    compile(made, "snippet", "exec")


@pytest.mark.parametrize("target", [OPENAI, SIMULATOR, Target("http://127.0.0.1:1/v1", "OTHER_KEY")])
@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.__name__)
def test_it_is_valid_python_for_every_target(target: Target, model: Any) -> None:
    format_ = text_format(model)
    code = python_model({"model": "m", "input": "Hi", "text": {"format": format_}}, target, *shipped(model.__name__))
    compile(code, "snippet", "exec")
    assert ("os.environ" in code) == ("import os\n" in code)
