"""The life of a response: every type of the courses is in some picture, and the arrows are those of the courses."""

import json
import re
from typing import get_args

import pytest

from lib.protocol.courses import followers
from lib.protocol.life import FRAME, KINDS, Life, dot, every_step, kind_of, life
from lib.protocol.meanings import Group

COLOURS: dict[Group, str] = {group: f"#00000{at}" for at, group in enumerate(get_args(Group))}
BOX = re.compile(r'^("[^"]+") \[label=("[^"]+")', re.MULTILINE)
ARROW = re.compile(r'^("[^"]+") -> ("[^"]+")(.*)$', re.MULTILINE)


def boxes(text: str) -> list[str]:
    return [json.loads(name) for name, _ in BOX.findall(text)]


def arrows(text: str) -> set[tuple[str, str]]:
    return {(json.loads(start), json.loads(end)) for start, end, _ in ARROW.findall(text)}


def backward(shown: Life) -> set[tuple[str, str]]:
    return {(way.start, way.end) for way in shown.ways if way.back}


def test_every_type_of_the_courses_is_in_some_life() -> None:
    drawn = {step for kind in KINDS for step in life(kind).steps}
    assert drawn == set(every_step())


@pytest.mark.parametrize("kind", KINDS)
def test_a_life_has_the_frame_and_types_of_its_kind(kind: str) -> None:
    shown = life(kind)
    assert set(FRAME) <= set(shown.steps)
    assert len(set(shown.steps)) == len(shown.steps)
    own = set(shown.steps) - set(FRAME)
    assert own
    assert all(step.startswith(KINDS[kind]) for step in own)
    assert any(kind_of(step) == kind for step in own)


@pytest.mark.parametrize("kind", KINDS)
def test_the_ways_of_a_life_are_all_that_the_courses_have_between_its_types(kind: str) -> None:
    shown, after = life(kind), followers()
    wanted = {(step, later) for step in shown.steps for later in after.get(step, ()) if later in shown.steps}
    assert {(way.start, way.end) for way in shown.ways} == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_ways_back_each_type_stands_before_what_follows_it(kind: str) -> None:
    shown = life(kind)
    place = {step: at for at, step in enumerate(shown.steps)}
    assert all((place[way.end] <= place[way.start]) == way.back for way in shown.ways)
    assert ("response.output_item.done", "response.output_item.added") in backward(shown)


def test_what_begins_again_in_a_message_are_deltas_parts_and_items() -> None:
    repeated = {(start, end) for start, end in backward(life("Message")) if start != end}
    assert repeated == {
        ("response.output_text.annotation.added", "response.output_text.delta"),
        ("response.content_part.done", "response.content_part.added"),
        ("response.output_item.done", "response.output_item.added"),
    }


def test_a_part_is_opened_before_it_is_closed_in_every_life() -> None:
    for shown in map(life, KINDS):
        for step in shown.steps:
            opening = step.removesuffix("done") + "added"
            if step.endswith(".done") and opening in shown.steps:
                assert shown.steps.index(opening) < shown.steps.index(step), (shown.kind, step)


def test_a_run_of_turns_begins_with_its_request_and_comes_back_to_it() -> None:
    shown = life("A run of turns")
    assert shown.steps[0] == "run.request"
    assert ("run.function_call_output", "run.request") in backward(shown)


@pytest.mark.parametrize("kind", KINDS)
def test_the_diagram_has_a_box_a_type_and_an_arrow_a_way(kind: str) -> None:
    shown = life(kind)
    text = dot(shown, COLOURS)
    assert boxes(text) == list(shown.steps)
    assert arrows(text) == {(way.start, way.end) for way in shown.ways}
    assert text.count("{") == text.count("}") == 1
    assert text.count("style=dashed") == len(backward(shown))


def test_only_the_marked_type_has_a_frame() -> None:
    shown = life("Message")
    (line,) = (row for row in dot(shown, COLOURS, "response.refusal.done").splitlines() if "penwidth=3" in row)
    assert line.startswith('"response.refusal.done" ')
    assert "penwidth=3" not in dot(shown, COLOURS)
    assert dot(shown, COLOURS, '"] bad [') == dot(shown, COLOURS)


def test_a_box_has_the_colour_of_its_group() -> None:
    text = dot(life("Function call"), COLOURS)
    for name, group in (("function_call_arguments.delta", "arguments"), ("output_item.added", "item")):
        (line,) = (row for row in text.splitlines() if row.startswith(f'"response.{name}" ['))
        assert f'fillcolor="{COLOURS[group]}"' in line  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("response.output_text.delta", "Message"),
        ("response.content_part.done", "Message"),
        ("response.reasoning_text.delta", "Reasoning"),
        ("response.reasoning_summary_part.done", "Reasoning summary"),
        ("response.mcp_list_tools.failed", "MCP server"),
        ("run.failed", "A run of turns"),
        ("response.created", None),
        ("error", None),
        ("response.hologram.delta", None),
    ],
)
def test_a_type_belongs_to_the_first_kind_that_fits(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind
