"""Which text formats the simulator takes, and what becomes of them beside tools, in JSON mode and at a limit."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.errors import ApiError
from lib.simulator.ids import seeded_ids
from lib.simulator.items import Item, Message, Reasoning
from lib.simulator.pace import USUAL, Pace
from lib.simulator.response import input_tokens, opening
from lib.simulator.thread import SimulatorThread

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
CITY: Json = {
    "type": "object",
    "properties": {"city": TEXT, "high": {"type": "number"}},
    "required": ["city", "high"],
    "additionalProperties": False,
}
WEATHER: Json = {"type": "function", "name": "get_weather", "description": "The weather in a city.", "parameters": CITY}


def format_of(schema: Any = CITY, **fields: Any) -> Json:
    """A text format of type json_schema."""
    return {"type": "json_schema", "name": "answer", "schema": schema, "strict": True, **fields}


def items_of(prompt: Any, text_format: Any, **fields: Any) -> list[Item]:
    """The items that answer a prompt."""
    request = {"model": "sim-1", "input": prompt, "text": {"format": text_format}, **fields}
    body = read(json.dumps(request).encode())
    return answer(body, seeded_ids(body.given, "test"), USUAL)


def said(prompt: Any, text_format: Any, **fields: Any) -> str:
    """The text of the one message that answers."""
    [message] = [item for item in items_of(prompt, text_format, **fields) if isinstance(item, Message)]
    return "".join(message.deltas)


def refused(prompt: Any, text_format: Any, **fields: Any) -> ApiError:
    """The error that the API answers."""
    with pytest.raises(ApiError) as caught:
        items_of(prompt, text_format, **fields)
    assert caught.value.status == 400
    return caught.value


def strict(**properties: Any) -> Json:
    """A strict object with these properties."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


@pytest.mark.parametrize(
    ("text_format", "param", "message"),
    [
        ("json", "text.format", "expected an object, but got a string"),
        ({}, "text.format.type", "Missing required parameter: 'text.format.type'."),
        ({"type": "xml"}, "text.format.type", "'xml'. Supported values are: 'text', 'json_schema', and 'json_object'."),
        (
            {"type": "json_schema", "schema": CITY},
            "text.format.name",
            "Missing required parameter: 'text.format.name'.",
        ),
        (format_of(name=5), "text.format.name", "expected a string, but got an integer"),
        (format_of(name=""), "text.format.name", "empty string"),
        (format_of(name="a b"), "text.format.name", "does not match pattern"),
        (format_of(name="é"), "text.format.name", "does not match pattern"),
        (format_of(name="a" * 65), "text.format.name", "maximum length 64, but got a string with length 65"),
        ({"type": "json_schema", "name": "a"}, "text.format.schema", "Missing required parameter"),
        (format_of("x"), "text.format.schema", "expected an object, but got a string"),
        (format_of(strict="yes"), "text.format.strict", "expected a boolean, but got a string"),
        (format_of(description=5), "text.format.description", "expected a string, but got an integer"),
        (format_of({"type": 5}), "text.format.schema", "In context=('type',), expected a string or an array, got 5."),
    ],
)
def test_a_format_that_can_not_be_read_is_refused_by_its_place(text_format: Any, param: str, message: str) -> None:
    error = refused("Hi", text_format)
    assert error.param == param
    assert message in error.message


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (
            {"type": "object", "properties": {}},
            "In context=(), 'additionalProperties' is required to be supplied and to be false.",
        ),
        ({"type": "string"}, "must be a JSON Schema of 'type: \"object\"', got 'type: \"string\"'."),
        (strict(a=TEXT) | {"required": []}, "an array including every key in properties. Missing 'a'."),
        (strict(a=TEXT) | {"required": ["a", "b"]}, "Extra required key 'b' supplied."),
        (strict(a={}), "In context=('properties', 'a'), schema must have a 'type' key."),
        (strict(a={"type": "text"}), "'text' is not valid under any of the given schemas."),
        (strict(a={"type": "string", "minLength": 3}), "In context=('properties', 'a'), 'minLength' is not permitted."),
        (strict(a={"oneOf": [TEXT]}), "In context=('properties', 'a'), 'oneOf' is not permitted."),
        (strict(a={"type": "string", "format": "uri"}), "'uri' is not a valid format."),
        (strict(a={"type": "array"}), "array schema missing items."),
        (
            strict(a={"anyOf": [strict(b={"type": "object"})]}),
            "In context=('properties', 'a', 'anyOf', '0', 'properties', 'b'), '",
        ),
        (strict(a={"$ref": "#", "description": "again"}), "$ref cannot have keywords {'description'}."),
        (strict(a=TEXT) | {"anyOf": [TEXT]}, "In context=(), 'anyOf' is not permitted at the top level."),
    ],
)
def test_strict_mode_refuses_in_the_words_of_the_api(schema: Json, why: str) -> None:
    error = refused("Hi", format_of(schema, name="x"))
    assert error.message.startswith("Invalid schema for response_format 'x': In context=")
    assert why in error.message
    assert (error.param, error.code) == ("text.format.schema", "invalid_json_schema")


@pytest.mark.parametrize("lax", [False, None])
def test_without_strict_the_rules_of_strict_mode_do_not_hold(lax: bool | None) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string", "minLength": 3}}, "required": ["city"]}
    assert json.loads(said("Rome", format_of(schema, strict=lax))).keys() == {"city"}


def test_a_schema_that_nothing_fits_is_refused_by_its_place() -> None:
    error = refused("Hi", format_of(strict(n={"type": "integer", "minimum": 5, "maximum": 4})))
    assert "In context=('properties', 'n')" in error.message
    assert error.param == "text.format.schema"


def test_an_answer_is_one_message_of_indented_json_and_nothing_else() -> None:
    [item] = items_of("city: Rome, high: 14", format_of())
    assert isinstance(item, Message)
    assert "".join(item.deltas) == '{\n  "city": "Rome",\n  "high": 14\n}'


def test_any_object_is_only_answered_where_json_is_spoken_of() -> None:
    error = refused("Tell me of Rome", {"type": "json_object"})
    assert "must contain the word 'json' in some form" in error.message
    assert error.param == "input"
    for fields in ({"instructions": "Answer in JSON."}, {"input": [{"role": "developer", "content": "Use json"}]}):
        assert isinstance(
            json.loads(said(**{"prompt": "Rome", "text_format": {"type": "json_object"}, **fields})), dict
        )


def test_any_object_tells_what_the_prompt_mentions_and_that_there_is_no_model() -> None:
    found = json.loads(said('As JSON: "Dune" for Ada on 3 March 2027, 12 copies', {"type": "json_object"}))
    assert found.pop("note").startswith("I am a simulator and have no model.")
    assert found == {
        "model": None,
        "prompt": 'As JSON: "Dune" for Ada on 3 March 2027, 12 copies',
        "names": ["JSON", "Ada"],
        "quoted": ["Dune"],
        "numbers": ["12"],
        "dates": ["3 March 2027"],
    }


@pytest.mark.parametrize("around", ["Answer as JSON of this schema: {}", "JSON, please.\n```json\n{}\n```\nThanks"])
def test_a_schema_in_the_words_is_followed(around: str) -> None:
    above = around.replace("{}", json.dumps({**CITY, "$schema": "https://json-schema.org/draft/2020-12/schema"}))
    text = said("city: Rome, high: 14", {"type": "json_object"}, instructions=above)
    assert json.loads(text) == {"city": "Rome", "high": 14}
    text = said(f"city: Rome, high: 14. {above}", {"type": "json_object"})
    assert json.loads(text) == {"city": "Rome", "high": 14}


@pytest.mark.parametrize(
    "within",
    [
        '{"const": 5, "name": "Ada"}',
        '{"type": "object", "enum": ["a"], "x": 1}',
        '{"enum": ["a"]}',
        '{"type": "object", "$ref": "#/a"}',
    ],
)
def test_an_object_in_the_words_that_is_no_schema_is_no_schema(within: str) -> None:
    assert "note" in json.loads(said(f"Look at this JSON: {within}", {"type": "json_object"}))


def test_a_format_is_checked_before_calls_are_made() -> None:
    fields: Any = {"tools": [WEATHER], "tool_choice": "required"}
    assert refused("Weather in Rome", {"type": "json_object"}, **fields).param == "input"
    for part in ({"$ref": "#/$defs/no"}, {"type": "string", "pattern": "(?=a)"}, {"type": "integer", "multipleOf": 0}):
        error = refused("Weather in Rome", format_of(strict(a=part)), **fields)
        assert error.param == "text.format.schema"


@pytest.mark.parametrize(
    ("given", "echo"),
    [
        (format_of(), {"description": None, "strict": True}),
        (format_of(strict=False, description="d"), {"description": "d", "strict": False}),
        ({"type": "json_schema", "name": "answer", "schema": CITY}, {"description": None, "strict": True}),
        (format_of(TEXT, strict=None), {"description": None, "strict": False}),
        (format_of(foo=1), {"description": None, "strict": True}),
    ],
)
def test_a_format_is_echoed_with_its_five_fields(given: Json, echo: Json) -> None:
    body = read(json.dumps({"model": "sim-1", "input": "Rome", "text": {"format": given}}).encode())
    found = opening(body, seeded_ids(body.given, "test"))["text"]["format"]
    assert found == {"type": "json_schema", "name": "answer", "schema": given["schema"], **echo}


def test_the_schema_counts_as_input() -> None:
    few, many = (
        read(json.dumps({"model": "sim-1", "input": "Rome", "text": {"format": format_of(schema)}}).encode())
        for schema in (strict(a=TEXT), strict(**{f"city_{at}": TEXT for at in range(200)}))
    )
    assert input_tokens(many) > input_tokens(few) + 200


def test_a_schema_in_the_words_that_nothing_fits_is_left_alone() -> None:
    schema = json.dumps({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]})
    assert "note" in json.loads(said(f"JSON like {schema}", {"type": "json_object"}))


def test_a_forced_tool_wins_over_a_format_and_its_output_goes_into_the_json() -> None:
    choice = {"type": "function", "name": "get_weather"}
    prompt: Any = [{"role": "user", "content": "What is the weather like in Rome?"}]
    [call] = items_of(prompt, format_of(), tools=[WEATHER], tool_choice=choice)
    assert not isinstance(call, Message | Reasoning)
    sent = {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": "".join(call.deltas)}
    output = {"type": "function_call_output", "call_id": call.call_id, "output": '{"city": "Rome", "high": 14.5}'}
    text = said([*prompt, sent, output], format_of(), tools=[WEATHER], tool_choice=choice)
    assert json.loads(text) == {"city": "Rome", "high": 14.5}


def test_several_outputs_become_the_rows_of_a_list() -> None:
    prompt: list[Any] = [{"role": "user", "content": "What's the weather in Tokyo and Oslo?"}]
    for city, high in (("Tokyo", 21), ("Oslo", 3)):
        sent = json.dumps({"city": city})
        prompt.append({"type": "function_call", "call_id": city, "name": "get_weather", "arguments": sent})
        prompt.append({"type": "function_call_output", "call_id": city, "output": json.dumps({"high": high})})
    text = said(prompt, format_of(strict(cities={"type": "array", "items": CITY})))
    assert json.loads(text) == {"cities": [{"city": "Tokyo", "high": 21}, {"city": "Oslo", "high": 3}]}


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    with (
        SimulatorThread(Pace(0, 2000)) as running,
        OpenAI(base_url=running.base_url, api_key="any", max_retries=0) as client,
    ):
        yield client


def test_the_sdk_streams_a_format_and_gets_it_echoed(client: OpenAI) -> None:
    fields: Any = {"model": "sim-1", "input": "city: Rome, high: 14", "text": {"format": format_of()}}
    fields["metadata"] = {"simulator_seed": "1"}
    events = list(client.responses.create(stream=True, **fields))
    last = events[-1]
    assert last.type == "response.completed"
    assert json.loads(last.response.output_text) == {"city": "Rome", "high": 14}
    whole = client.responses.create(**fields)
    assert whole.output_text == last.response.output_text
    assert whole.to_dict()["text"] == {"format": format_of(description=None), "verbosity": "medium"}
    with pytest.raises(openai.BadRequestError, match="'additionalProperties' is required") as caught:
        client.responses.create(**fields | {"text": {"format": format_of({"type": "object"})}})
    assert caught.value.param == "text.format.schema"


def test_a_limit_cuts_the_json_and_the_response_is_incomplete(client: OpenAI) -> None:
    fields: Any = {"model": "sim-1", "input": "city: " + "Rome " * 50, "text": {"format": format_of()}}
    found = client.responses.create(max_output_tokens=16, **fields)
    assert found.status == "incomplete"
    assert found.incomplete_details is not None
    assert found.incomplete_details.reason == "max_output_tokens"
    assert found.output_text.startswith('{\n  "city": "Rome')
    with pytest.raises(json.JSONDecodeError):
        json.loads(found.output_text)
