"""The flaws that a request can ask for: each is there, alone, and a client can read all the rest."""

import json
from typing import Any

import pytest

from lib.protocol.response import folded
from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.emit import emit
from lib.simulator.errors import ApiError
from lib.simulator.flaws import FLAWS, broken, mistyped, repeated
from lib.simulator.ids import seeded_ids
from lib.simulator.pace import USUAL
from lib.simulator.response import opening

Json = dict[str, Any]
SCHEMA: Json = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "required": ["name", "tags"],
    "additionalProperties": False,
}
FORMATS: dict[str, Json] = {
    "json_schema": {"type": "json_schema", "name": "a", "schema": SCHEMA},
    "json_object": {"type": "json_object"},
}


def response(flaw: str | None, text_format: Json | None, **fields: Any) -> Json:
    """The response, folded from its events: the last event's copy of it is left out."""
    metadata = {} if flaw is None else {"simulator_flaw": flaw}
    request = {"model": "sim-1", "input": 'name: "Ada". tags: a, b. json', "metadata": metadata, **fields}
    body = read(json.dumps(request | ({"text": {"format": text_format}} if text_format else {})).encode())
    ids = seeded_ids(body.given, "test")
    events = list(emit(opening(body, ids), answer(body, ids, USUAL), 1, USUAL))
    made = [item.as_dict() for item in folded(events[:-1]).output()]
    final: Json = events[-1]["response"]
    assert made == final["output"]
    return final


def text(flaw: str | None, kind: str) -> str:
    """The text of the answer in this format."""
    [message] = response(flaw, FORMATS[kind])["output"]
    [part] = message["content"]
    assert part["type"] == "output_text"
    return str(part["text"])


@pytest.mark.parametrize("kind", [*FORMATS, "plain"])
def test_a_refusal_takes_the_place_of_any_text(kind: str) -> None:
    [message] = response("refusal", FORMATS.get(kind))["output"]
    [part] = message["content"]
    assert part.keys() == {"type", "refusal"}
    assert part["type"] == "refusal"
    assert "this request asked for a refusal" in part["refusal"]


def test_a_refusal_streams_as_the_api_streams_one() -> None:
    body = read(json.dumps({"model": "sim-1", "input": "Hi", "metadata": {"simulator_flaw": "refusal"}}).encode())
    ids = seeded_ids(body.given, "test")
    events = list(emit(opening(body, ids), answer(body, ids, USUAL), 1, USUAL))
    kinds = list(dict.fromkeys(event["type"] for event in events))
    assert kinds == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.refusal.delta",
        "response.refusal.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    delta = next(event for event in events if event["type"] == "response.refusal.delta")
    assert delta.keys() == {"type", "item_id", "output_index", "content_index", "delta", "sequence_number"}
    assert events[3]["part"] == {"type": "refusal", "refusal": ""}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_fence_is_around_the_json(kind: str) -> None:
    assert text("fence", kind) == f"```json\n{text(None, kind)}\n```"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_sentence_comes_after_the_json(kind: str) -> None:
    value, end = json.JSONDecoder().raw_decode(found := text("trailing", kind))
    assert value == json.loads(text(None, kind))
    assert found[end:].strip().endswith("`simulator_flaw` is `trailing`.")


@pytest.mark.parametrize("kind", FORMATS)
def test_from_the_middle_on_it_is_no_json(kind: str) -> None:
    found, whole = text("broken", kind), text(None, kind)
    with pytest.raises(json.JSONDecodeError):
        json.loads(found)
    assert found[: len(whole) // 2] == whole[: len(whole) // 2]


@pytest.mark.parametrize("kind", FORMATS)
def test_one_key_is_there_twice(kind: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> Json:
        names = [name for name, _ in pairs]
        twice.extend(name for name in set(names) if names.count(name) > 1)
        return dict(pairs)

    twice: list[str] = []
    found = json.loads(text("repeated_key", kind), object_pairs_hook=once)
    assert len(twice) == 1
    assert found == json.loads(text(None, kind))


def test_one_value_has_a_type_that_the_schema_does_not_allow() -> None:
    found = json.loads(text("wrong_type", "json_schema"))
    assert found == {"name": "Ada", "tags": "a text where none belongs"}
    assert not isinstance(json.loads(text("wrong_type", "json_object")), dict)


def test_a_flaw_that_is_not_known_is_refused_and_those_there_are_named() -> None:
    with pytest.raises(ApiError) as caught:
        response("typo", None)
    assert (caught.value.status, caught.value.param) == (400, "metadata.simulator_flaw")
    for flaw in FLAWS:
        assert f"'{flaw}'" in caught.value.message


def test_calls_are_made_whatever_the_flaw() -> None:
    tool = {"type": "function", "name": "roll", "parameters": {}}
    [call] = response("refusal", None, tools=[tool], tool_choice="required")["output"]
    assert call["type"] == "function_call"


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"a": "b"}, {"a": [1, 2]}, {"a": {"b": {}}}, [], [{}], "x", 1, None])
def test_any_value_can_be_broken_and_repeat_a_key(value: Any) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken(json.dumps(value, indent=2)))
    pairs: list[list[str]] = []
    json.loads(repeated(value), object_pairs_hook=lambda found: pairs.append([name for name, _ in found]))
    assert any(len(names) > len(set(names)) for names in pairs)


def test_a_wrong_type_is_found_through_references_and_unions() -> None:
    root = {
        "$ref": "#/$defs/a",
        "$defs": {"a": {"properties": {"x": {"anyOf": [{"$ref": "#/$defs/b"}, {"type": "null"}]}}}},
    }
    root["$defs"]["b"] = {"type": ["string", "boolean"]}  # type: ignore[index]
    assert mistyped({"x": None}, root) == {"x": 0.5}
