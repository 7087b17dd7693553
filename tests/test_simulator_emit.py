"""What goes over the wire: every event of the SDK's types, in order, whole, and cut off where the request says."""

import itertools
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from lib.protocol import sse
from lib.protocol.response import folded
from lib.simulator.body import read
from lib.simulator.emit import emit
from lib.simulator.ids import seeded_ids
from lib.simulator.items import Call, Item, Message, Reasoning, cut
from lib.simulator.pace import USUAL
from lib.simulator.response import opening

EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
OPEN_RESPONSES_FIELDS = set(
    re.findall(
        r"\w+",
        """id object created_at completed_at status incomplete_details model previous_response_id instructions output
        error tools tool_choice truncation parallel_tool_calls text top_p presence_penalty frequency_penalty
        top_logprobs temperature reasoning usage max_output_tokens max_tool_calls store background service_tier
        metadata safety_identifier prompt_cache_key""",
    )
)

deltas = st.lists(st.text(min_size=1, max_size=20), max_size=30).map(tuple)
reasoning = st.builds(Reasoning, id=st.just("rs_1"), parts=st.lists(deltas, max_size=3).map(tuple), shown=st.booleans())
messages = st.builds(Message, id=st.just("msg_1"), deltas=deltas)
outputs = st.tuples(st.lists(reasoning, max_size=1), messages).map(lambda pair: [*pair[0], pair[1]])


def events_of(items: list[Item], padding: str | None = "x" * 64, **fields: Any) -> list[dict[str, Any]]:
    body = read(json.dumps({"model": "sim-1", "input": "Hi", **fields}).encode())
    response = opening(body, seeded_ids(body.given, "test"))
    return list(emit(response, items, 1, USUAL, padding))


def types(events: list[dict[str, Any]]) -> list[str]:
    """The types in order, equal neighbours once, without `response.`."""
    return [name.removeprefix("response.") for name, _ in itertools.groupby(event["type"] for event in events)]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split(" "))


TWO: list[Item] = [
    Reasoning("rs_1", (words("I think"), words("so")), shown=True),
    Message("msg_1", words("a b c d e f g h i j")),
]


@settings(deadline=None)
@given(items=outputs, limit=st.one_of(st.none(), st.integers(16, 80)))
def test_every_event_is_one_of_the_sdk_types(items: list[Item], limit: int | None) -> None:
    for event in events_of(items, max_output_tokens=limit):
        EVENT.validate_python(event, strict=True)
        assert json.loads(sse.write(event).decode().split("data: ", 1)[1]) == event


@settings(deadline=None)
@given(items=outputs, limit=st.one_of(st.none(), st.integers(16, 80)))
def test_deltas_add_up_to_the_done_events_and_to_the_final_response(items: list[Item], limit: int | None) -> None:
    events = events_of(items, max_output_tokens=limit)
    sums: dict[tuple[Any, ...], str] = {}
    for event in events:
        key = (event.get("output_index"), event.get("content_index"), event.get("summary_index"))
        if "delta" in event:
            sums[key] = sums.get(key, "") + event["delta"]
        elif "text" in event:
            assert event["text"] == sums.get(key, "")
        elif event["type"].endswith("part.done"):
            assert event["part"]["text"] == sums.get(key, "")
    closed = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    assert events[-1]["response"]["output"] == closed


@given(items=outputs)
def test_sequence_numbers_count_from_zero_without_gaps(items: list[Item]) -> None:
    numbers = [event["sequence_number"] for event in events_of(items)]
    assert numbers == list(range(len(numbers)))


def test_a_message_opens_and_closes_like_brackets() -> None:
    assert types(events_of([TWO[1]])) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]


def test_a_reasoning_summary_streams_in_parts_before_the_message() -> None:
    part = [f"reasoning_summary_{step}" for step in ("part.added", "text.delta", "text.done", "part.done")]
    assert types(events_of(TWO))[2:13] == ["output_item.added", *part, *part, "output_item.done", "output_item.added"]


def test_reasoning_that_is_not_shown_has_no_parts_but_counts() -> None:
    hidden = Reasoning("rs_1", (words("I think"), words("so")), shown=False)
    events = events_of([hidden, TWO[1]])
    assert not any("reasoning_summary" in event["type"] for event in events)
    final = events[-1]["response"]
    assert final["output"][0]["summary"] == []
    assert final["usage"]["output_tokens_details"]["reasoning_tokens"] == 3
    assert final["usage"]["output_tokens"] == 13


def test_a_limit_ends_the_message_and_the_response_as_incomplete() -> None:
    events = events_of([Message("msg_1", ("a",) * 50)], max_output_tokens=16)
    final = events[-1]
    assert final["type"] == "response.incomplete"
    assert final["response"]["status"] == "incomplete"
    assert final["response"]["incomplete_details"] == {"reason": "max_output_tokens"}
    assert final["response"]["completed_at"] is None
    assert final["response"]["usage"]["output_tokens"] == 16
    assert final["response"]["output"][0]["status"] == "incomplete"
    assert final["response"]["output"][0]["content"][0]["text"] == "a" * 16


def test_a_text_as_long_as_the_limit_is_complete() -> None:
    assert events_of([Message("msg_1", ("a",) * 16)], max_output_tokens=16)[-1]["type"] == "response.completed"


def test_reasoning_counts_against_the_limit() -> None:
    long_thought = Reasoning("rs_1", (("a",) * 10, ("b",) * 10), shown=True)
    final = events_of([long_thought, TWO[1]], max_output_tokens=16)[-1]["response"]
    assert [item["type"] for item in final["output"]] == ["reasoning"]
    assert [part["text"] for part in final["output"][0]["summary"]] == ["a" * 10, "b" * 6]
    assert final["output"][0]["status"] == "incomplete"
    assert final["usage"]["output_tokens"] == 16


@given(items=outputs, limit=st.integers(0, 80))
def test_what_is_cut_has_as_many_tokens_as_the_limit_allows(items: list[Item], limit: int) -> None:
    kept, whole = cut(items, limit)
    everything = sum(item.tokens for item in items)
    assert sum(item.tokens for item in kept) == min(limit, everything)
    assert whole == (everything <= limit)


def test_a_delta_and_its_obfuscation_are_a_multiple_of_16_characters() -> None:
    sent = [event for event in events_of([Message("msg_1", ("a", "be", "c" * 16, "d" * 17))]) if "delta" in event]
    assert [len(event["obfuscation"]) for event in sent] == [15, 14, 0, 15]


def test_without_obfuscation_the_field_is_not_there() -> None:
    assert not any("obfuscation" in event for event in events_of(TWO, padding=None))


def test_the_response_has_every_field_of_open_responses() -> None:
    for event in events_of(TWO):
        if "response" in event:
            assert event["response"].keys() >= OPEN_RESPONSES_FIELDS
            assert None not in [
                event["response"][name] for name in ("temperature", "top_p", "truncation", "service_tier")
            ]
            Response.model_validate(event["response"], strict=True)


def test_the_request_is_echoed_in_the_response() -> None:
    tool = {"type": "function", "name": "f", "parameters": {"type": "object", "$schema": "x"}, "strict": None}
    fields: dict[str, Any] = {
        "instructions": "Be kind.",
        "metadata": {"a": "b"},
        "temperature": 0.5,
        "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}, "verbosity": None},
        "tools": [tool],
        "tool_choice": {"type": "function", "name": "f"},
        "reasoning": {"effort": "low"},
        "store": False,
        "user": "u",
    }
    response = events_of(TWO, **fields)[-1]["response"]
    echoed = {**fields["text"]["format"], "description": None, "strict": False}
    assert response["text"] == {"format": echoed, "verbosity": "medium"}
    assert response["tools"] == [{"description": None, **tool}]
    assert response["reasoning"] == {"effort": "low", "summary": None}
    for name in ("instructions", "metadata", "temperature", "tool_choice", "store", "user"):
        assert response[name] == fields[name]


@pytest.mark.parametrize(("model", "effort"), [("sim-1", None), ("sim-1-reasoning", "medium")])
def test_the_effort_that_holds_is_in_the_response(model: str, effort: str | None) -> None:
    assert events_of(TWO, model=model)[0]["response"]["reasoning"]["effort"] == effort


def call(number: int, *deltas: str, kind: Any = "function_call") -> Call:
    return Call(f"fc_{number}", f"call_{number}", f"f{number % 2}", deltas, kind=kind)


calls = st.lists(
    st.builds(
        Call,
        id=st.uuids().map(lambda id: f"fc_{id}"),
        call_id=st.uuids().map(lambda id: f"call_{id}"),
        name=st.sampled_from(["f", "g"]),
        deltas=deltas,
        kind=st.sampled_from(["function_call", "custom_tool_call"]),
    ),
    min_size=1,
    max_size=4,
)
mixed = st.tuples(st.lists(reasoning, max_size=1), calls, st.lists(messages, max_size=1)).map(
    lambda parts: [*parts[0], *parts[1], *parts[2]]
)


@settings(deadline=None)
@given(items=mixed, interleaved=st.booleans(), limit=st.one_of(st.none(), st.integers(16, 80)))
def test_calls_fold_back_into_what_was_emitted(items: list[Item], interleaved: bool, limit: int | None) -> None:
    events = list(
        emit({**events_of([])[0]["response"], "max_output_tokens": limit}, items, 1, USUAL, None, interleaved)
    )
    for event in events:
        EVENT.validate_python(event, strict=True)
    final = events[-1]["response"]["output"]
    assert [item.as_dict() for item in folded(events[:-1]).output()] == final
    kept, _ = cut(items, limit)
    sent = [item.get("arguments", item.get("input")) for item in final if "call_id" in item]
    assert sent == ["".join(item.deltas) for item in kept if isinstance(item, Call)]


def test_calls_beside_each_other_stream_at_the_same_time() -> None:
    events = events_of([call(0, "a", "b", "c"), call(1, "x")])
    assert [(event["type"].rpartition(".")[2], event["output_index"]) for event in events[2:-1]] == [
        ("added", 0),
        ("added", 1),
        ("delta", 0),
        ("delta", 1),
        ("delta", 0),
        ("done", 1),
        ("done", 1),
        ("delta", 0),
        ("done", 0),
        ("done", 0),
    ]


def test_calls_come_one_after_the_other_where_they_are_not_interleaved() -> None:
    opening = events_of([])[0]["response"]
    events = list(emit(opening, [call(0, "a", "b"), call(1, "x")], 1, USUAL, None, interleaved=False))
    places = [event["output_index"] for event in events[2:-1]]
    assert places == sorted(places)


def test_a_custom_tool_has_its_own_events_and_field() -> None:
    events = events_of([call(0, "a", "b", kind="custom_tool_call")])
    kinds = ["output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done", "output_item.done"]
    assert types(events)[2:6] == kinds
    assert events[-1]["response"]["output"][0]["input"] == "ab"
    assert "arguments" not in events[-1]["response"]["output"][0]


def test_a_limit_that_falls_into_arguments_leaves_the_call_incomplete() -> None:
    final = events_of([call(0, *"ab"), call(1, *"x" * 40)], max_output_tokens=16)[-1]
    assert final["type"] == "response.incomplete"
    assert [(item["arguments"], item["status"]) for item in final["response"]["output"]] == [
        ("ab", "completed"),
        ("x" * 14, "incomplete"),
    ]
    assert final["response"]["usage"]["output_tokens"] == 16
