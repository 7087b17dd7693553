"""The catalogue lists every type there is, and says true things about each."""

import subprocess
import sys
from typing import Annotated, Literal, get_args

import pytest
from openai.types.responses import ResponseStreamEvent
from pydantic import BaseModel

from lib.protocol.catalogue import (
    UNKNOWN,
    EventType,
    catalogue,
    fields,
    group_of,
    guess,
    meaning_of,
    short,
)
from lib.protocol.courses import COURSES, full
from lib.protocol.meanings import SENDERS, WORDS, Group

SDK = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(ResponseStreamEvent)[0])
}
LISTED = {entry.type: entry for entry in catalogue()}
OUTSIDE = {name for name, entry in LISTED.items() if entry.outside}
OURS = {name for name in LISTED if name.startswith("run.")}
ENDS = {"response.completed", "response.incomplete", "response.failed"}


def test_the_types_that_are_neither_outside_nor_ours_are_those_of_the_sdk() -> None:
    assert set(LISTED) - OUTSIDE - OURS == set(SDK)


def test_every_type_is_listed_once() -> None:
    assert len(LISTED) == len(catalogue())


def test_the_types_that_servers_send_besides_are_listed_with_their_senders() -> None:
    assert set(SENDERS) == OUTSIDE
    assert all(LISTED[name].sent_by for name in OUTSIDE)
    assert not any(LISTED[name].sent_by for name in set(SDK) | OURS)


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.type)
def test_every_meaning_is_one_short_sentence(entry: EventType) -> None:
    assert 15 <= len(entry.meaning) <= 140
    assert entry.meaning[0].isupper() and entry.meaning.endswith(".") and ". " not in entry.meaning


def test_no_two_types_mean_the_same() -> None:
    assert len({entry.meaning for entry in catalogue()} - {UNKNOWN}) == len(WORDS)


def test_every_group_is_one_of_the_eight_and_each_has_types() -> None:
    assert {entry.group for entry in catalogue()} == set(get_args(Group))


def test_what_follows_a_type_is_listed_too() -> None:
    assert {name for entry in catalogue() for name in entry.follows} <= set(LISTED)


def test_every_step_of_a_course_is_a_type_that_has_words() -> None:
    assert {full(step) for course in COURSES for step in course.split()} <= set(WORDS)


def test_all_but_an_error_come_after_something_and_nothing_comes_after_the_end() -> None:
    reached = {name for entry in catalogue() for name in entry.follows}
    assert set(LISTED) - OURS - reached == {"error"}
    assert not ENDS & {name for name, entry in LISTED.items() if entry.follows}


def test_a_delta_is_followed_by_deltas_and_by_its_done() -> None:
    deltas = [name for name in LISTED if name.endswith(".delta")]
    assert len(deltas) > 10
    for name in deltas:
        assert {name, name.removesuffix("delta") + "done"} <= set(LISTED[name].follows), name


def test_an_optional_step_of_a_course_may_be_passed_over() -> None:
    assert LISTED["response.created"].follows == ("response.queued", "response.in_progress")
    assert "response.output_text.done" in LISTED["response.content_part.added"].follows


@pytest.mark.parametrize("name", sorted(SDK))
def test_the_fields_are_those_of_the_model(name: str) -> None:
    found = {field.name: field.required for field in fields(name)}
    declared = {key: field.is_required() for key, field in SDK[name].model_fields.items() if key != "type"}
    assert found == declared
    assert all(field.kind and len(field.kind) < 100 for field in fields(name))


def test_the_types_of_fields_read_as_python_would_write_them() -> None:
    assert {field.name: field.kind for field in fields("response.output_text.delta")} == {
        "content_index": "int",
        "delta": "str",
        "item_id": "str",
        "logprobs": "list[Logprob]",
        "output_index": "int",
        "sequence_number": "int",
    }
    assert ("code", "str | None", False) in [field[:3] for field in fields("error")]
    optional = ("status", '"incomplete" | None', False)
    assert optional in [field[:3] for field in fields("response.reasoning_summary_part.done")]
    assert next(field.kind for field in fields("response.output_item.done")).endswith("kinds)")


def test_an_unseen_type_has_no_fields_and_a_keepalive_has_its_number() -> None:
    assert fields("response.hologram.delta") == ()
    assert [field.name for field in fields("keepalive")] == ["sequence_number"]


class Hologram(BaseModel):
    """An event that a later SDK may have."""

    type: Literal["response.hologram_call.delta"]
    delta: str


class Nameless(BaseModel):
    """A member of the union that says no type."""

    size: int


class Vague(BaseModel):
    """A member of the union whose type may be anything."""

    type: list[str]


def test_a_type_that_only_a_newer_sdk_knows_is_listed_without_words() -> None:
    listed = catalogue(Annotated[Hologram | Nameless | Vague | None, "type"])
    assert listed[-1] == EventType("response.hologram_call.delta", "tool", UNKNOWN)
    assert len(listed) == len(WORDS) + 1


def test_a_type_that_the_sdk_comes_to_know_is_outside_no_longer() -> None:
    class Keepalive(BaseModel):
        type: Literal["keepalive"]

    (entry,) = (entry for entry in catalogue(Keepalive) if entry.type == "keepalive")
    assert (entry.outside, entry.sent_by) == (False, "")


@pytest.mark.parametrize("name", sorted(WORDS))
def test_the_name_of_a_type_suggests_its_group(name: str) -> None:
    assert guess(name) == group_of(name) == LISTED[name].group


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("response.mcp_approval.failed", "error"),
        ("response.reasoning_content.delta", "reasoning"),
        ("response.output_audio.delta", "text"),
        ("response.computer_call.in_progress", "tool"),
        ("response.program_arguments.delta", "arguments"),
        ("response.output_item.updated", "item"),
        ("response.paused", "lifecycle"),
        ("run.resumed", "run"),
        ("", "lifecycle"),
    ],
)
def test_an_unknown_type_gets_a_group_by_its_name(name: str, group: Group) -> None:
    assert group_of(name) == group
    assert meaning_of(name) == UNKNOWN


def test_a_short_name_leaves_out_what_all_have() -> None:
    assert short("response.output_text.delta") == "output_text.delta"
    assert [short(name) for name in ("error", "run.note")] == ["error", "run.note"]


def test_groups_and_meanings_are_there_without_the_sdk() -> None:
    code = (
        "import sys; from lib.protocol.catalogue import group_of, meaning_of\n"
        "print(group_of('response.output_text.delta'), meaning_of('error') != '', 'openai' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["text", "True", "False"]
