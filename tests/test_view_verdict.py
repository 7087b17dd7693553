"""What the check of a structured output says."""

import re
from typing import Any

import pytest
from pydantic import BaseModel, Field

from lib.protocol.events import Body
from lib.protocol.structured import StructuredReader
from lib.view.structured.verdict import checking, verdict
from tests.answers import Shape, added, followed, message, over, piece, streamed
from tests.wire import asked


class Point(BaseModel):
    x: int = Field(ge=0)
    y: int


def said(bodies: list[Body], shape: Shape = Point, name: str = "Point", *, timed: bool = True) -> str:
    run, origins = followed(bodies, timed=timed)
    return verdict(StructuredReader(shape).read(run, origins), run, name)


def badge(bodies: list[Body], shape: Shape = Point, name: str = "Point") -> str:
    """The word in the badge."""
    found = re.match(r":(\w+)-badge\[:material/\w+: ([\w ]+)\] ", said(bodies, shape, name))
    return " ".join(found.groups()) if found else ""


REFUSED = [asked(), added(), piece("No.", kind="refusal"), over()]


@pytest.mark.parametrize(
    ("bodies", "word"),
    [
        (streamed('{"x":1,"y":2}'), "green Valid"),
        (streamed('{"x":-1,"y":2}'), "red Invalid"),
        (streamed('{"x":1}'), "red Invalid"),
        (streamed('{"x":1,"y":2'), "red Invalid"),  # it said that it was complete
        (streamed('{"x":1,"y":2', status="incomplete"), "orange Cut off"),
        (streamed('{"x":1,"y":2}', status="incomplete"), "green Valid"),
        ([*streamed('{"x":1,"y":')[:3], {"type": "run.stopped"}], "orange Cut off"),
        ([*streamed('{"x":1,"y":')[:3], {"type": "run.failed", "message": "m"}], "orange Cut off"),
        (streamed("Sorry, no."), "red Invalid"),
        (streamed('```json\n{"x":1,"y":2}\n```'), "red Invalid"),
        (streamed('{"x":1,"y":2} and so on'), "red Invalid"),
        (REFUSED, "orange Refused"),
        (REFUSED[:3], "orange Refused"),
        (streamed('{"x":1,"y":2')[:3], ""),  # more may come
        (streamed("  "), ""),
        ([asked(), over()], ""),
    ],
)
def test_the_badge_says_how_it_stands(bodies: list[Body], word: str) -> None:
    assert badge(bodies) == word


def test_a_valid_answer_names_its_shape_and_the_event_that_ended_it() -> None:
    assert said(streamed('{"x":1,"y":2}')).endswith("It fits **Point**, each field and the whole at #4.")


def test_an_event_without_a_number_is_not_named() -> None:
    whole = {"type": "run.response", "response": over("completed", message(0, '{"x":1,"y":2}'))["response"]}
    assert said([asked(), whole]).endswith("each field and the whole.")


def test_an_invalid_answer_says_where_and_why() -> None:
    assert "x\\: Input should be greater than or equal to 0" in said(streamed('{"x":-1,"y":2}'))


def test_of_a_text_that_was_cut_off_it_says_where_and_that_something_is_kept() -> None:
    shown = said(streamed('{"x":1,"y":2', status="incomplete"))
    assert "cut off at character 12" in shown
    assert shown.endswith("is kept.")


def test_without_a_shape_only_json_is_judged() -> None:
    assert badge(streamed('{"x":1}'), None, "") == "gray JSON"
    assert badge(streamed('{"x":1'), None, "") == "red Invalid"
    assert badge(streamed('{"x":1', status="incomplete"), None, "") == "orange Cut off"


@pytest.mark.parametrize("text", ["![](http://e.x)", ":red[a]", "a\n# b", "\ud800", "`a`"])
def test_names_and_texts_of_others_stay_inert(text: str) -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {"x": {"enum": [text]}}, "required": [text]}
    for shown in (
        said(streamed('{"x":1}'), schema, text),
        said(streamed("{}"), schema, text),
        said(streamed('{"x":1,"x":1}'), None, text),
        checking(text, begun=True),
    ):
        shown.encode()
        assert "![](" not in shown
        assert not re.search(r"(?<!\\):red\[", shown.partition("] ")[2])


def test_before_the_end_it_says_what_it_is_checked_against() -> None:
    assert checking("Point", begun=False) == ":gray[Checked against **Point**, field by field.]"
    assert checking("Point", begun=True) == ":gray[Checked against **Point**, field by field as it comes.]"
    assert checking("", begun=False) == ":gray[Checked against no schema, field by field.]"
