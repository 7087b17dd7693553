"""Every field of every event has a sentence, and each sentence is of a field that there is."""

from collections.abc import Iterator
from typing import Literal

import pytest
from pydantic import BaseModel

from lib.engine.approvals import Approvals, Decision
from lib.protocol.catalogue import Field, catalogue, fields
from lib.protocol.events import Body, read
from lib.protocol.field_meanings import FIELDS, OWN, meaning_of_field
from lib.protocol.meanings import WORDS
from lib.protocol.sse import parse
from lib.samples.recordings import samples
from tests.test_tool_loop import DONE, Server, calls, deciding, double, loop

Place = tuple[str, str]
SENTENCES = [("any type", name, text) for name, text in FIELDS.items()] + [
    (type, name, text) for type, rows in OWN.items() for name, text in rows.items()
]


def places(body: Body) -> set[Place]:
    """The fields of an event, with its type."""
    return {(body["type"], name) for name in body if name != "type"}


def seen() -> Iterator[Body]:
    """The events of the shipped samples; then those of our own that no sample has."""
    for sample in samples():
        yield from (event.body for event in sample.load().events)
    yield from (read(parse(raw)) for raw in (b": still here\n\n", b"data: [DONE]\n\n"))
    approvals = Approvals()
    each = deciding(approvals, Decision("approve", '{"number": 6}'))
    yield from loop(Server(calls('{"number": 4}'), DONE), double, each=each, ask=True, approvals=approvals)[1]


@pytest.fixture(scope="module")
def shown() -> set[Place]:
    """The fields that events have, wherever they are declared."""
    return set().union(*map(places, seen()))


def declared() -> set[Place]:
    return {(entry.type, field.name) for entry in catalogue() for field in fields(entry.type)}


def test_every_declared_field_has_a_meaning() -> None:
    found = [(entry.type, field) for entry in catalogue() for field in fields(entry.type)]
    assert len(found) > 200
    assert [(type, field.name) for type, field in found if not field.meaning] == []


def test_every_field_of_our_own_events_and_of_the_samples_has_a_meaning(shown: set[Place]) -> None:
    assert {type for type, _ in shown} >= {name for name in WORDS if name.startswith("run.")} - {"run.note"}
    assert [place for place in sorted(shown) if not meaning_of_field(*place)] == []


def test_no_meaning_is_of_a_field_that_is_not_there(shown: set[Place]) -> None:
    there = shown | declared()
    assert [(type, name) for type, name, _ in SENTENCES if type in OWN and (type, name) not in there] == []
    assert set(FIELDS) <= {name for type, name in there if not type.startswith("run.")}


@pytest.mark.parametrize(("type", "name", "text"), SENTENCES, ids=lambda value: value.partition(" ")[0])
def test_every_meaning_is_one_short_sentence(type: str, name: str, text: str) -> None:
    assert 10 <= len(text) <= 110
    assert text[0].isupper() and text.endswith(".") and ". " not in text


def test_a_name_that_means_different_things_has_a_meaning_for_each() -> None:
    texts = {
        type: meaning_of_field(type, "delta")
        for type in (
            "response.output_text.delta",
            "response.function_call_arguments.delta",
            "response.audio.delta",
            "response.shell_call_output_content.delta",
            "response.hologram.delta",
        )
    }
    assert len(set(texts.values())) == len(texts)
    items = [meaning_of_field(f"response.output_item.{step}", "item") for step in ("added", "done")]
    assert len(set(items)) == 2
    codes = [meaning_of_field(type, "code") for type in ("error", "response.code_interpreter_call_code.done")]
    assert len(set(codes)) == 2


def test_a_number_means_the_same_in_every_event_of_the_wire() -> None:
    met = {field.meaning for name in WORDS for field in fields(name) if field.name == "sequence_number"}
    assert met == {FIELDS["sequence_number"]}


def test_our_own_events_do_not_borrow_the_words_of_the_protocol() -> None:
    assert meaning_of_field("run.resumed", "output_index") == ""
    assert meaning_of_field("run.call_running", "output_index") != FIELDS["output_index"]


class Hologram(BaseModel):
    """An event that a later SDK may have, with a field of its own."""

    type: Literal["response.hologram.delta"]
    delta: str
    brightness: int | None = None


def test_a_field_that_only_a_newer_sdk_knows_has_no_meaning_yet() -> None:
    assert fields("response.hologram.delta", Hologram) == (
        Field("delta", "str", True, FIELDS["delta"]),
        Field("brightness", "int | None", False, ""),
    )
    assert fields("response.output_text.delta", Hologram) == ()
    assert fields("response.hologram.delta") == ()
