"""Events fold into one response, whatever server sent them and however odd they are."""

import copy
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.responses import ResponseStreamEvent

from lib.protocol import sse
from lib.protocol.events import TERMINAL, Body, read
from lib.protocol.response import BEYOND, FAMILIES, fold, folded
from lib.protocol.snapshot import MOST_NOTES, Snapshot
from tests.event_soup import garbage, some_event

GROWING = ("text", "refusal", "arguments", "input", "code")


@cache
def recorded(path: Path) -> tuple[Body, ...]:
    """The events of a stream. They are shared: the fold must leave them as they are."""
    decoder = sse.Decoder()
    return tuple(read(frame) for frame in decoder.feed(path.read_bytes()) + decoder.close())


def of_type(events: Iterable[Body], *types: str) -> list[Body]:
    return [event for event in events if event["type"] in types]


def texts(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of an item, with where it is."""
    for name in GROWING:
        if isinstance(item.get(name), str) and item[name]:
            yield name, item[name]
    for name in ("content", "summary"):
        for index, part in enumerate(item.get(name) or []):
            yield from ((f"{name}[{index}].{where}", text) for where, text in texts(part))


def all_texts(output: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(item["type"], list(texts(item))) for item in output]


# Short ways to write events.


def created(**fields: Any) -> Body:
    return {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress", "output": [], **fields}}


def added(at: int | None, **item: Any) -> Body:
    return {"type": "response.output_item.added", "output_index": at, "item": item}


def done(at: int | None, **item: Any) -> Body:
    return {"type": "response.output_item.done", "output_index": at, "item": item}


def text_delta(piece: str, at: int | None = 0, index: int | None = 0, **more: Any) -> Body:
    where = {"output_index": at, "content_index": index}
    return {"type": "response.output_text.delta", **where, "delta": piece, **more}


def arguments_delta(at: int | None, piece: str, **more: Any) -> Body:
    return {"type": "response.function_call_arguments.delta", "output_index": at, "delta": piece, **more}


def ended(*output: dict[str, Any], how: str = "completed", **fields: Any) -> Body:
    return {"type": f"response.{how}", "response": {"id": "resp_1", "status": how, "output": [*output], **fields}}


def message(text: str, **fields: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"type": "message", "role": "assistant", "content": [part], **fields}


def output(*events: Body) -> list[dict[str, Any]]:
    return folded(events).as_dict()["output"]


# The table.


def test_every_type_of_the_sdk_has_a_family_and_no_other_type_has() -> None:
    members = get_args(get_args(ResponseStreamEvent)[0])
    types = {get_args(member.model_fields["type"].annotation)[0] for member in members}
    assert len(types) == 59
    assert set(FAMILIES) == types
    assert not set(BEYOND) & types


# Recorded streams.


def test_recorded_streams_add_up_to_their_final_response(streams: list[Path]) -> None:
    compared = 0
    for path in streams:
        events = recorded(path)
        (end,) = of_type(events, *TERMINAL)
        snapshot = folded(events)
        got, final = all_texts(snapshot.as_dict()["output"]), all_texts(end["response"].get("output") or [])
        if not final:  # chatgpt.com ends with "output": [] whatever it streamed; its items are whole in their `done`
            final = all_texts([event["item"] for event in of_type(events, "response.output_item.done")])
        if any("announced again as another type" in note for note in snapshot.notes):
            got, final = sorted(got), sorted(final)  # transformers: two items at one index, ended in the other order
        assert got == final, path.name
        compared += len(final)
    assert compared >= len(streams) * 0.9


def test_what_was_streamed_adds_up_without_the_final_output(streams: list[Path]) -> None:
    """The other half of the test above: here no text can come from the final response."""
    for path in streams:
        events = recorded(path)
        (end,) = of_type(events, *TERMINAL)
        if final := all_texts(end["response"].get("output") or []):
            bare = {**end, "response": {**end["response"], "output": []}}
            got = all_texts(folded(bare if event is end else event for event in events).as_dict()["output"])
            assert sorted(got) == sorted(final), path.name


def test_in_recorded_streams_deltas_add_up_to_every_done(streams: list[Path]) -> None:
    odd = {path.name: notes for path in streams if (notes := folded(recorded(path)).notes)}
    # The one oddity of all: an empty message at the output_index of a whole function call, from transformers serve.
    again = "item 1 was announced again as another type: function_call, then message"
    assert odd in ({}, {"transformers__function_call.sse": [again]})


def test_recorded_streams_end_with_the_fields_of_their_final_response(streams: list[Path]) -> None:
    for path in streams:
        events = recorded(path)
        (end,) = of_type(events, *TERMINAL)
        got = folded(events).as_dict()
        for name, value in end["response"].items():
            assert name == "output" or got[name] == value, (path.name, name)


def test_folding_twice_gives_the_same_and_leaves_the_events_alone(streams: list[Path]) -> None:
    for path in streams[::3]:
        events = recorded(path)
        before = json.dumps(events)
        first = folded(events)
        one = json.dumps(first.as_dict())
        assert one == json.dumps(folded(events).as_dict()), path.name
        assert json.dumps(events) == before, path.name
        assert json.dumps(first.as_dict()) == one, path.name


def test_a_snapshot_as_a_dict_is_free_to_be_changed(streams: list[Path]) -> None:
    for path in streams[::20]:
        events = recorded(path)
        before = json.dumps(events)
        snapshot = folded(events)
        shown = json.dumps(snapshot.as_dict())
        spoil(snapshot.as_dict())
        assert json.dumps(snapshot.as_dict()) == shown, path.name
        assert json.dumps(events) == before, path.name


def spoil(value: Any) -> None:
    """Empty every list and dictionary inside."""
    for inner in list(value.values() if isinstance(value, dict) else value):
        if isinstance(inner, dict | list):
            spoil(inner)
    value.clear()


def test_at_every_event_of_a_recorded_stream_the_snapshot_can_be_shown(streams: list[Path]) -> None:
    for path in [path for path in streams if path.stat().st_size < 20_000][::10]:
        snapshot, longest = Snapshot(), 0
        for event in recorded(path):
            fold(snapshot, event)
            length = sum(len(text) for _, found in all_texts(snapshot.as_dict()["output"]) for _, text in found)
            assert length >= longest, path.name
            longest = length


# One event after another.


def test_deltas_of_a_text_add_up() -> None:
    assert output(created(), added(0, **message("")), text_delta("Hel"), text_delta("lo")) == [message("Hello")]


def test_interleaved_calls_keep_their_own_arguments() -> None:
    got = output(
        added(0, type="function_call", name="a", call_id="call_a", arguments=""),
        added(1, type="function_call", name="a", call_id="call_b", arguments=""),
        arguments_delta(1, '{"b"'),
        arguments_delta(0, '{"a"'),
        arguments_delta(1, ":2}"),
        arguments_delta(0, ":1}"),
    )
    assert [(call["call_id"], call["arguments"]) for call in got] == [("call_a", '{"a":1}'), ("call_b", '{"b":2}')]


def test_interleaved_parts_and_summaries_keep_their_own_texts() -> None:
    def summary(piece: str, index: int) -> Body:
        name = "response.reasoning_summary_text.delta"
        return {"type": name, "output_index": 1, "summary_index": index, "delta": piece}

    got = output(
        added(0, type="message", content=[]),
        added(1, type="reasoning", summary=[]),
        text_delta("b", index=1),
        summary("y", 1),
        text_delta("a", index=0),
        summary("x", 0),
        text_delta("B", index=1),
    )
    assert [part["text"] for part in got[0]["content"]] == ["a", "bB"]
    assert [part["text"] for part in got[1]["summary"]] == ["x", "y"]


def test_a_call_keeps_the_name_of_its_announcement_since_arguments_done_has_none() -> None:
    (call,) = output(
        added(0, type="function_call", name="roll", call_id="c", arguments=""),
        {"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "fc_1", "arguments": "{}"},
    )
    assert (call["name"], call["arguments"]) == ("roll", "{}")


def test_arguments_may_come_done_without_a_delta() -> None:
    """LM Studio, 2025."""
    whole = {"type": "response.function_call_arguments.done", "output_index": 0, "arguments": '{"a":1}'}
    snapshot = folded([added(0, type="function_call", arguments=""), whole])
    assert snapshot.as_dict()["output"][0]["arguments"] == '{"a":1}'
    assert snapshot.notes == []


def test_deltas_that_do_not_add_up_are_noted_and_the_done_wins() -> None:
    snapshot = folded([added(0, **message("")), text_delta("Helo"), done(0, **message("Hello"))])
    assert snapshot.as_dict()["output"] == [message("Hello")]
    assert snapshot.notes == ["item 0: the deltas of content[0] don't add up to its output_item.done"]


def test_the_final_response_may_be_poorer_than_the_stream() -> None:
    """chatgpt.com, 2026: `response.completed` with `output: []`."""
    got = output(added(0, **message("")), text_delta("kept"), done(0, **message("kept")), ended())
    assert got == [message("kept")]


def test_the_final_response_may_lack_its_output_altogether() -> None:
    end = {"type": "response.completed", "response": {"status": "completed", "output": None}}
    assert output(added(0, **message("")), text_delta("kept"), end) == [message("kept")]


def test_items_that_were_never_done_are_taken_from_the_final_response() -> None:
    """OpenAI with several MCP servers: `mcp_list_tools` without an `output_item.done`."""
    tools = {"type": "mcp_list_tools", "id": "mcpl_1", "server_label": "a", "tools": [{"name": "t"}]}
    got = output(added(0, type="mcp_list_tools", id="mcpl_1", server_label="a", tools=[]), ended(tools))
    assert got == [tools]


def test_items_that_were_never_streamed_are_taken_from_the_final_response() -> None:
    assert output(created(), ended(message("whole"))) == [message("whole")]


def test_the_final_response_has_the_last_word_on_what_only_it_knows() -> None:
    """Reasoning is encrypted anew for each event that carries it."""
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": []}
    snapshot = folded(
        [
            created(service_tier="auto", usage=None),
            added(0, **reasoning, encrypted_content="one"),
            done(0, **reasoning, encrypted_content="two"),
            ended({**reasoning, "encrypted_content": "three"}, service_tier="default", usage={"output_tokens": 3}),
        ]
    )
    got = snapshot.as_dict()
    assert got["output"][0]["encrypted_content"] == "three"
    assert (got["service_tier"], got["usage"], got["status"]) == ("default", {"output_tokens": 3}, "completed")


def test_ids_may_change_with_every_event() -> None:
    """GitHub Copilot, 2025: response and item ids are encrypted anew on nearly every event."""
    snapshot = folded(
        [
            created(id="r1"),
            added(0, id="a1", **message("")),
            added(1, id="b1", type="function_call", call_id="c", arguments=""),
            text_delta("Hel", item_id="a2"),
            arguments_delta(1, "{}", item_id="b2"),
            text_delta("lo", item_id="a3"),
            done(0, id="a4", **message("Hello")),
            done(1, id="b4", type="function_call", call_id="c", arguments="{}"),
            ended(message("Hello", id="a5"), {"type": "function_call", "id": "b5", "call_id": "c", "arguments": "{}"}),
        ]
    )
    assert all_texts(snapshot.as_dict()["output"]) == [
        ("message", [("content[0].text", "Hello")]),
        ("function_call", [("arguments", "{}")]),
    ]
    assert snapshot.notes == []


def test_null_indices_find_their_item_by_its_id() -> None:
    """llama.cpp, 2026: no index and no `done` of a part."""
    snapshot = folded(
        [
            added(None, type="function_call", id="fc_1", call_id="a", arguments=""),
            added(None, type="function_call", id="fc_2", call_id="b", arguments=""),
            arguments_delta(None, "[1]", item_id="fc_1"),
            arguments_delta(None, "[2]", item_id="fc_2"),
        ]
    )
    assert [call["arguments"] for call in snapshot.as_dict()["output"]] == ["[1]", "[2]"]
    assert snapshot.notes == []


def test_null_indices_without_ids_mean_the_only_item_that_is_open() -> None:
    snapshot = folded(
        [
            added(None, type="reasoning", summary=[]),
            done(None, type="reasoning", summary=[]),
            added(None, **message("")),
            text_delta("Hi", None, None),
            text_delta("!", None, None),
        ]
    )
    assert snapshot.as_dict()["output"][1] == message("Hi!")
    assert snapshot.notes == []


def test_null_indices_without_ids_guess_nothing_where_several_items_are_open() -> None:
    snapshot = folded([added(None, **message("a")), added(None, **message("b")), text_delta("c", None, None)])
    assert all_texts(snapshot.as_dict()["output"]) == [("message", [("content[0].text", text)]) for text in "abc"]
    assert snapshot.notes == ["response.output_text.delta for an item that was never announced (None)"]


def test_a_null_index_comes_after_the_last_item_even_where_indices_have_gaps() -> None:
    got = output(added(0, **message("a")), added(2, **message("c")), added(None, **message("d")))
    assert [item["content"][0]["text"] for item in got] == ["a", "c", "d"]


def test_two_items_at_one_index_are_told_apart_by_their_ids() -> None:
    """transformers serve, 2026: the call whole in `added`, then an empty message at the same output_index."""
    snapshot = folded(
        [
            added(1, type="function_call", id="fc", call_id="c", arguments='{"a":1}'),
            added(1, id="msg", **message("")),
            {
                "type": "response.function_call_arguments.done",
                "output_index": 1,
                "item_id": "fc",
                "arguments": '{"a":1}',
            },
            done(1, id="fc", type="function_call", call_id="c", arguments='{"a":1}'),
            text_delta("Hi", 1, item_id="msg"),
            done(1, id="msg", **message("Hi")),
        ]
    )
    assert snapshot.as_dict()["output"] == [
        {"type": "function_call", "id": "fc", "call_id": "c", "arguments": '{"a":1}'},
        {"id": "msg", **message("Hi")},
    ]
    assert snapshot.notes == ["item 1 was announced again as another type: function_call, then message"]


def test_a_resumed_stream_begins_in_the_middle() -> None:
    """OpenAI, `starting_after`: no `created`, no `added`; the final response has the start of the text."""
    first = message("First.", id="msg_1", status="completed")
    second = message("Second.", id="msg_2", status="completed")
    snapshot = folded([text_delta("cond.", 1, item_id="msg_2"), done(1, **second), ended(first, second)])
    assert snapshot.as_dict()["output"] == [first, second]
    assert not [note for note in snapshot.notes if "the final response" in note]
    assert snapshot.status == "completed"


def test_nulls_where_lists_belong_are_passed_over() -> None:
    """responses.js and litellm, 2026."""
    snapshot = folded(
        [
            created(output=None, tools=None),
            added(0, type="message", content=None),
            {
                "type": "response.content_part.added",
                "output_index": 0,
                "content_index": 0,
                "part": message("")["content"][0],
            },
            text_delta("Hi", logprobs=None),
            ended({"type": "message", "content": None}),
        ]
    )
    assert snapshot.as_dict()["output"][0]["content"][0]["text"] == "Hi"
    assert snapshot.notes == []


def test_details_that_come_only_with_the_done_item_are_kept() -> None:
    """OpenAI: the action of a web search, the tools of an MCP server, the results of a file search."""
    action = {"type": "search", "query": "q"}
    (search,) = output(
        added(0, type="web_search_call", id="ws", status="in_progress"),
        {"type": "response.web_search_call.searching", "output_index": 0, "item_id": "ws"},
        done(0, type="web_search_call", id="ws", status="completed", action=action),
    )
    assert search == {"type": "web_search_call", "id": "ws", "status": "completed", "action": action}


def test_a_server_side_tool_says_how_far_it_is() -> None:
    (search,) = output(
        added(0, type="web_search_call", status="in_progress"),
        {"type": "response.web_search_call.searching", "output_index": 0},
    )
    assert search["status"] == "searching"


def test_a_shell_call_has_commands_without_an_item_id_and_output_as_an_object() -> None:
    """OpenAI, 2026: `shell_call_command.*` has no item_id; the delta of its output is an object."""
    command, piece = "response.shell_call_command", "response.shell_call_output_content.delta"
    call, printed = output(
        added(0, type="shell_call", action={"commands": []}),
        {"type": f"{command}.added", "output_index": 0, "command_index": 0, "command": ""},
        {"type": f"{command}.added", "output_index": 0, "command_index": 1, "command": "pwd"},
        {"type": f"{command}.delta", "output_index": 0, "command_index": 0, "delta": "ls", "obfuscation": "x"},
        {"type": f"{command}.delta", "output_index": 0, "command_index": 0, "delta": " -a"},
        {"type": f"{command}.done", "output_index": 0, "command_index": 0, "command": "ls -a"},
        added(1, type="shell_call_output"),
        {"type": piece, "output_index": 1, "command_index": 0, "delta": {"stdout": "a", "stderr": ""}},
        {"type": piece, "output_index": 1, "command_index": 0, "delta": {"stdout": "b"}},
    )
    assert call["action"]["commands"] == ["ls -a", "pwd"]
    assert printed["output_so_far"]["0"]["stdout"] == "ab"


def test_a_diff_grows_although_its_events_are_not_of_the_sdk() -> None:
    """OpenAI, 2026: `response.apply_patch_call_operation_diff.*`."""
    name = "response.apply_patch_call_operation_diff"
    snapshot = folded(
        [
            added(0, type="apply_patch_call", operation={"type": "update_file", "diff": ""}),
            {"type": f"{name}.delta", "output_index": 0, "delta": "+a"},
            {"type": f"{name}.delta", "output_index": 0, "delta": "b"},
        ]
    )
    assert snapshot.as_dict()["output"][0]["operation"]["diff"] == "+ab"
    assert snapshot.unknown == {f"{name}.delta": 2}


def test_types_that_nobody_knows_are_counted_and_change_nothing() -> None:
    """`keepalive`, from OpenAI; and what is yet to come."""
    snapshot = folded([created(), {"type": "keepalive"}, {"type": "response.new.delta", "delta": "x"}])
    assert snapshot.unknown == {"keepalive": 1, "response.new.delta": 1}
    assert (snapshot.events, snapshot.notes, snapshot.as_dict()["output"]) == (3, [], [])


def test_reasoning_of_the_open_responses_dialect_is_folded() -> None:
    """Open Responses, 2026-04: `response.reasoning.delta` in place of `reasoning_text`."""
    where = {"output_index": 0, "content_index": 0}
    (reasoning,) = output(
        added(0, type="reasoning", summary=[], content=[]),
        {"type": "response.reasoning.delta", **where, "delta": "Hm"},
        {"type": "response.reasoning.delta", **where, "delta": "m."},
        {"type": "response.reasoning.done", **where, "text": "Hmm."},
    )
    assert reasoning["content"] == [{"type": "reasoning_text", "text": "Hmm."}]


def test_obfuscation_is_no_part_of_the_text() -> None:
    assert output(added(0, **message("")), text_delta("Hi", obfuscation="aB3")) == [message("Hi")]


def test_citations_join_the_part_that_they_belong_to() -> None:
    citation = {"type": "url_citation", "url": "https://example.com"}
    event = {"type": "response.output_text.annotation.added", "output_index": 0, "content_index": 0}
    announced = added(0, **message("Hi"))
    before = copy.deepcopy(announced)
    (got,) = output(announced, {**event, "annotation": citation}, {**event, "annotation": citation})
    assert got["content"][0]["annotations"] == [citation, citation]
    assert announced == before


def test_logprobs_of_deltas_are_collected() -> None:
    (got,) = output(added(0, **message("")), text_delta("a", logprobs=[1]), text_delta("b", logprobs=[2, 3]))
    assert got["content"][0]["logprobs"] == [1, 2, 3]


def test_the_spoken_answer_adds_up_beside_the_output() -> None:
    got = folded(
        [
            {"type": "response.audio.delta", "delta": "AA"},
            {"type": "response.audio.delta", "delta": "BB"},
            {"type": "response.audio.transcript.delta", "delta": "Hi"},
        ]
    ).as_dict()
    assert got["audio"] == {"data": "AABB", "transcript": "Hi"}


def test_a_partial_image_gives_way_to_the_next() -> None:
    event = {"type": "response.image_generation_call.partial_image", "output_index": 0}
    (got,) = output(
        added(0, type="image_generation_call", status="in_progress", result=None),
        {**event, "partial_image_b64": "one"},
        {**event, "partial_image_b64": "two"},
    )
    assert got["result"] == "two"


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ({"code": "c", "message": "m", "param": None}, {"code": "c", "message": "m", "param": None}),
        ({"error": {"code": "c", "message": "m"}}, {"code": "c", "message": "m"}),
        ({"error": "m"}, {"message": "m"}),
    ],
    ids=["flat: OpenAI", "nested: Open Responses", "a sentence: gateways"],
)
def test_an_error_is_understood_in_every_shape(event: Body, error: dict[str, Any]) -> None:
    snapshot = folded([created(), {"type": "error", **event}])
    assert snapshot.error == error
    assert snapshot.status == "in_progress"


def test_the_error_of_a_failed_response_is_its_error() -> None:
    error = {"code": "rate_limit_exceeded", "message": "Slow down."}
    snapshot = folded([created(), ended(how="failed", error=error)])
    assert (snapshot.error, snapshot.status) == (error, "failed")


def test_an_incomplete_response_keeps_what_had_arrived_and_says_why() -> None:
    got = folded(
        [
            added(0, **message("")),
            text_delta("Once"),
            ended(how="incomplete", incomplete_details={"reason": "max_output_tokens"}),
        ]
    ).as_dict()
    assert got["output"] == [message("Once")]
    assert got["incomplete_details"] == {"reason": "max_output_tokens"}


def test_deltas_for_an_item_that_was_never_announced_are_kept_and_noted() -> None:
    snapshot = folded([text_delta("Hi", 3, item_id="msg_9")])
    (item,) = snapshot.as_dict()["output"]
    assert (item["type"], item["id"], item["content"][0]["text"]) == ("message", "msg_9", "Hi")
    assert snapshot.notes == ["response.output_text.delta for an item that was never announced (3)"]


def test_two_calls_at_one_index_are_two_items() -> None:
    """A server that gives every item the output_index 0: the first call is done when the second begins."""
    first = {"type": "function_call", "id": "fc_1", "call_id": "c_1", "name": "roll", "arguments": '{"sides":6}'}
    second = {"type": "function_call", "id": "fc_2", "call_id": "c_2", "name": "flip", "arguments": '{"times":2}'}
    third = {**second, "id": "fc_3", "call_id": "c_3"}
    events = []
    for call in (first, second, third):
        events += [added(0, **{**call, "arguments": ""}), arguments_delta(0, call["arguments"]), done(0, **call)]
    snapshot = folded(events)
    assert snapshot.as_dict()["output"] == [first, second, third]
    assert [item.output_index for item in snapshot.output()] == [0, 1, 2]
    assert snapshot.notes == ["item 0 was announced again as another call"] * 2


def test_an_item_announced_twice_stays_one_item() -> None:
    snapshot = folded([added(0, **message("")), text_delta("Hi"), added(0, **message(""))])
    assert snapshot.as_dict()["output"] == [message("Hi")]
    assert snapshot.notes == ["item 0 was announced twice"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.created"},
        {"type": "response.completed", "response": "done"},
        {"type": "response.completed", "response": {"output": 5}},
        {"type": "response.output_item.added", "item": []},
        text_delta(None),  # type: ignore[arg-type]
        text_delta("a", item_id=[]) | {"output_index": None},
        arguments_delta(0, {}),  # type: ignore[arg-type]
        {"type": "response.shell_call_command.delta", "command_index": -5, "delta": "x"},
        {"type": "response.shell_call_command.delta", "command_index": 10**12, "delta": "x"},
        {"type": "response.content_part.done", "output_index": 0, "part": None},
        {"type": "response.output_text.annotation.added", "output_index": 0},
        {"type": "response.reasoning_summary_part.added", "output_index": 0},
        {"type": "response.image_generation_call.partial_image", "output_index": 0},
        {"type": "response.audio.delta"},
    ],
    ids=lambda event: event["type"],
)
def test_an_event_of_an_unexpected_shape_is_noted_and_never_raised(event: Body) -> None:
    snapshot = folded([{"sequence_number": 4, **event}])
    assert snapshot.notes[-1] == f"event 4: {event['type']} has an unexpected shape"
    assert snapshot.events == 1


def test_notes_are_kept_up_to_a_hundred() -> None:
    assert len(folded([{"type": "response.created"}] * 300).notes) == MOST_NOTES == 100


def test_deeply_nested_fields_are_copied() -> None:
    deep: list[Any] = []
    for _ in range(600):
        deep = [deep]
    assert folded([ended(metadata=deep)]).as_dict()["metadata"] == deep


# Soup.


def check_soup(events: list[Body]) -> None:
    before = json.dumps(events)
    snapshot = folded(events)
    shown = json.dumps(snapshot.as_dict())
    assert json.dumps(events) == before
    assert json.dumps(folded(events).as_dict()) == shown
    assert snapshot.events == sum(not event["type"].startswith("run.") for event in events)
    assert all(isinstance(text, str) for kind in ("message", "reasoning") for text in snapshot.texts(kind))
    assert isinstance(snapshot.status, str)


@settings(max_examples=300, deadline=None)
@given(st.lists(some_event, max_size=12))
def test_event_soup_never_raises(events: list[Body]) -> None:
    check_soup(events)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_soup_of_recorded_events_never_raises(streams: list[Path], soup: st.DataObject) -> None:
    events = [
        spoiled(soup, soup.draw(st.sampled_from(recorded(soup.draw(st.sampled_from(streams[::9]))))))
        for _ in range(soup.draw(st.integers(1, 12)))
    ]
    check_soup(events)


def spoiled(soup: st.DataObject, event: Body) -> Body:
    """The event, or with one of its fields, or one of its item's, gone or garbage."""
    where = soup.draw(st.sampled_from([name for name in ("", "item", "part", "response") if not name or name in event]))
    target = event[where] if where and isinstance(event[where], dict) else event
    name = soup.draw(st.sampled_from([name for name in target if name != "type"] or ["none"]))
    changed = {key: value for key, value in target.items() if key != name}
    if soup.draw(st.booleans()):
        changed[name] = soup.draw(garbage)
    return changed if target is event else {**event, where: changed}
