"""The prompt of a run that is shown again."""

from typing import Any

import pytest

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view.prompt import sent


def run(asked: Any) -> Run:
    return Run(Request({"model": "m", "input": asked}), "me")


@pytest.mark.parametrize(
    ("asked", "prompt"),
    [
        ("Hi", "Hi"),
        ([{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}], "Hi"),
        ([{"role": "user", "content": "One"}, {"role": "assistant", "content": "Two"}], "One"),
        ([{"role": "user", "content": "One"}, {"role": "user", "content": "Two"}], "Two"),
        ([{"role": "user", "content": [{"type": "input_image"}]}], ""),
        (["x", None, 7, {}], ""),
        ([], ""),
        ({"role": "user", "content": "Hi"}, ""),
        (7, ""),
    ],
)
def test_it_is_the_input_or_the_last_message_of_the_user(asked: Any, prompt: str) -> None:
    assert sent(run(asked)) == prompt


def test_without_a_run_there_is_none() -> None:
    assert sent(None) == ""
