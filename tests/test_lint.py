"""Findings: what they say, how many are kept, how a run's turns are kept apart. tests/damages has the kinds."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.events import Body, Event, event
from lib.protocol.lint import RULES, Finding, Linter, lint
from lib.protocol.linting.item import Item
from lib.protocol.linting.report import Report
from lib.protocol.linting.rules import BROKEN, NOTES, ODD
from tests.lint_streams import REQUESTS, recorded, simulated

PLACE = {"item_id": "msg_1", "output_index": 0, "content_index": 0}


def message(text: str = "Hello there") -> list[Body]:
    """A response whose message comes in two deltas."""
    half = len(text) // 2
    part = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
    whole = {**part, "text": text}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    final = {**item, "status": "completed", "content": [whole]}
    rest = {"created_at": 0, "model": "m", "object": "response", "tools": [], "tool_choice": "auto"}
    response = {"id": "resp_1", "status": "in_progress", "output": [], "parallel_tool_calls": True, **rest}
    usage = {"input_tokens": 2, "output_tokens": 3, "total_tokens": 5}
    events: list[Body] = [
        {"type": "response.created", "response": response},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.content_part.added", **PLACE, "part": part},
        {"type": "response.output_text.delta", **PLACE, "delta": text[:half]},
        {"type": "response.output_text.delta", **PLACE, "delta": text[half:]},
        {"type": "response.output_text.done", **PLACE, "text": text},
        {"type": "response.content_part.done", **PLACE, "part": whole},
        {"type": "response.output_item.done", "output_index": 0, "item": final},
        {
            "type": "response.completed",
            "response": {**response, "status": "completed", "output": [final], "usage": usage},
        },
    ]
    return [{**body, "sequence_number": number} for number, body in enumerate(events)]


def found(bodies: list[Body]) -> list[Finding]:
    return lint(event(None, body) for body in bodies)


def asked() -> Body:
    return {"type": "run.request", "body": {}}


def test_a_good_stream_has_no_findings() -> None:
    assert found(message()) == []
    assert found([asked(), *message(), asked(), *message()]) == []


def test_a_finding_names_the_rule_the_event_and_what_was_expected() -> None:
    stream = message()
    del stream[3]
    gap, total = found(stream)
    assert gap == ("sequence_gap", "broken", 3, "sequence number 3 is missing: expected 3 after 2, got 4")
    assert total[:3] == ("delta_sum", "broken", 4)
    expected = "expected 'Hello there', got ' there'"
    assert total.message == f"item 0, content[0]: the deltas don't add up to its done event: {expected}"


@pytest.mark.parametrize(
    ("change", "rule", "message"),
    [
        (
            (3, {"item_id": "msg_2"}),
            "item_id_changes",
            "item 0: expected item_id 'msg_1' in response.output_text.delta",
        ),
        ((3, {"delta": 7}), "field_type", "delta of response.output_text.delta: expected text, got 7"),
        ((5, {"output_index": 4}), "item_before_added", "response.output_text.done for item 4 ('msg_1') before its"),
        ((1, {"output_index": 2}), "index_jump", "expected output_index 0 for the next item, got 2"),
        ((4, {"sequence_number": None}), "sequence_missing", "expected sequence number 4, got None"),
        ((4, {"sequence_number": True}), "sequence_missing", "expected sequence number 4, got True"),
        ((5, {"text": ["Hello"]}), "field_type", "text of response.output_text.done: expected text, got a list of 1"),
        (
            (8, {"type": "response.failed"}),
            "end_status",
            "expected the status 'failed' or 'cancelled', got 'completed'",
        ),
    ],
)
def test_a_message_says_what_was_expected_and_what_came(change: tuple[int, Body], rule: str, message: str) -> None:
    stream = globals()["message"]()
    stream[change[0]].update(change[1])
    messages = [one.message for one in found(stream) if one.rule == rule]
    assert message in messages[0]


def test_the_findings_are_there_before_the_stream_ends() -> None:
    linter = Linter()
    for body in message()[1:4]:
        linter.add(event(0.0, body), body)
    assert [one.rule for one in linter.findings] == ["resumed"]
    linter.end()
    linter.end()
    assert [one.rule for one in linter.findings] == ["resumed", "no_end"]
    assert linter.findings[1].message.endswith("expected response.completed; still open: item 0")


def test_a_number_that_comes_late_is_no_longer_missing() -> None:
    stream = message()
    stream[3], stream[4] = stream[4], stream[3]
    linter = Linter()
    for body in stream[:4]:
        linter.add(event(None, body))
    assert [one.rule for one in linter.findings] == ["sequence_gap"]
    for body in stream[4:]:
        linter.add(event(None, body))
    assert [one.rule for one in linter.findings] == ["sequence_disorder", "delta_sum"]


def test_an_event_without_a_number_is_not_a_gap_too() -> None:
    for counts in (True, False):
        stream = message()
        del stream[4]["sequence_number"]
        for body in stream[5:]:
            body["sequence_number"] -= not counts
        assert [one.rule for one in found(stream)] == ["sequence_missing"]


def test_each_turn_of_a_run_is_a_response_of_its_own() -> None:
    first, second = message(), message()
    assert [one.rule for one in found([asked(), *first[:-1], asked(), *second])] == ["no_end"]
    assert [one.event for one in found([asked(), *first[:-1], asked(), *second])] == [8]
    twice = {one.rule for one in found([asked(), *first, *second])}
    assert twice == {"created_twice", "sequence_repeat", "after_end", "second_end"}


def test_a_resumed_stream_is_worth_a_note_and_what_came_before_is_not_missed() -> None:
    for at in range(1, 9):
        findings = found(message()[at:])
        assert [(one.rule, one.severity, one.event) for one in findings] == [("resumed", "note", 0)]


def test_of_a_run_that_was_stopped_or_never_answered_no_end_is_expected() -> None:
    stopped = {"type": "run.stopped"}
    assert found([asked(), *message()[:5], stopped]) == []
    assert found([asked(), {"type": "run.failed", "kind": "http", "message": "401"}]) == []
    assert found([asked(), {"type": "run.response", "response": {"id": "resp_1"}}]) == []
    assert [one.rule for one in found([asked(), {"type": "run.ended_early"}])] == ["no_end"]
    assert [one.rule for one in found([asked(), *message()[:5], {"type": "run.failed"}])] == ["no_end"]


def test_an_error_before_the_failed_response_is_as_it_should_be() -> None:
    end = message()[-1]
    error = {"type": "error", "code": "server_error", "message": "no", "param": None, "sequence_number": 1}
    failed = {"type": "response.failed", "sequence_number": 2}
    response = {**end["response"], "status": "failed", "output": [], "error": {"code": "server_error", "message": "no"}}
    assert found([message()[0], error, {**failed, "response": response}]) == []


def test_findings_of_one_rule_beyond_twenty_are_summed_up() -> None:
    delta = {"type": "response.output_text.delta", **PLACE, "delta": 1}
    stream = message()
    stream[4:4] = [delta] * 50
    stream = [{**body, "sequence_number": number} for number, body in enumerate(stream)]
    kept = [one for one in found(stream) if one.rule == "field_type"]
    assert len(kept) == 21
    assert kept[-1].event is None
    assert kept[-1].message == f"30 more, from event 25 to 54: {RULES['field_type']}"


def test_many_events_of_one_fault_take_little_memory() -> None:
    linter = Linter()
    body = {"type": "response.output_text.delta", "sequence_number": 5, "delta": "x"}
    frame = event(None, body)
    linter.add(frame, body)
    tracemalloc.start()
    for _ in range(20_000):
        linter.add(frame, body)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 200_000


@pytest.mark.parametrize("what", ["output_item", "content_part"])
def test_items_and_parts_beyond_a_bound_are_not_followed_and_it_is_said(what: str) -> None:
    item = message()[1]["item"]
    stream: list[Body] = message()[:2]
    for number in range(1, 10_002 if what == "output_item" else 1_002):
        added = (
            {"type": "response.output_item.added", "output_index": number, "item": {**item, "id": f"msg_{number}"}}
            if what == "output_item"
            else {**message()[2], "content_index": number - 1}
        )
        stream.append({**added, "sequence_number": number + 1})
    stream.append({**message()[-1], "sequence_number": len(stream)})
    notes = [one for one in found(stream) if one.severity == "note"]
    assert [(one.rule, one.event) for one in notes[:1]] == [("not_followed", 10_001 if "item" in what else 1_002)]


def test_parts_and_items_beyond_the_bound_raise_no_alarm() -> None:
    item = message()[1]["item"]
    parts = [{**body, "content_index": index} for index in range(1_005) for body in message()[2:7]]
    found_in = rules([*message()[:2], *parts])
    assert found_in == {"not_followed", "no_end"}
    items = [
        {**body, "output_index": index, "item": {**body["item"], "id": f"msg_{index}"}}
        for index in range(10_005)
        for body in (
            {**message()[1], "item": {**item, "content": []}},
            {**message()[7], "item": {**message()[7]["item"], "content": []}},
        )
    ]
    response = message()[-1]["response"]
    end = {**message()[-1], "response": {**response, "output": [body["item"] for body in items[1::2]]}}
    assert rules([message()[0], *items, end]) == {"not_followed"}


def test_a_part_costs_the_same_however_many_came_before() -> None:
    class Unread(dict[Any, Any]):
        """Texts that can't be gone through."""

        def __iter__(self) -> Any:
            raise AssertionError("all texts were gone through")

        items = values = keys = __iter__

    item, report = Item(0, message()[1]["item"]), Report()
    item.texts = Unread()
    for index in range(3):
        item.part_added({**message()[2], "content_index": index}, "content", report)
        item.part_done({**message()[6], "content_index": index, "part": message()[2]["part"]}, "content", report)
    assert report.findings == []
    assert len(item.texts) == 3


def test_a_long_text_is_cut_to_where_the_two_part() -> None:
    stream = message("a" * 5000)
    stream[5]["text"] = "a" * 4000 + "b" + "a" * 999
    said = next(one.message for one in found(stream) if one.rule == "delta_sum")
    assert "they part at character 4,000 (5,000 and 5,000 characters long)" in said
    assert len(said) < 250


def test_a_frame_is_judged_by_its_bytes() -> None:
    data = [json.dumps(body).encode() for body in message()]
    plain = [b"data: " + one + b"\n\n" for one in data]
    first, more = lint(Event(None, raw) for raw in plain)
    assert (first.rule, first.severity, first.event) == ("no_event_line", "note", 0)
    assert (more.rule, more.event, more.message[:26]) == ("no_event_line", None, "8 more, from event 2 to 9:")
    crlf = [
        b"event: " + body["type"].encode() + b"\r\ndata: " + one + b"\r\n\r\n"
        for body, one in zip(message(), data, strict=True)
    ]
    assert lint(Event(None, raw) for raw in crlf) == []


def rules(bodies: list[Body]) -> set[str]:
    """The rules that a stream breaks when its events are numbered in this order."""
    return {one.rule for one in found([{**body, "sequence_number": number} for number, body in enumerate(bodies)])}


def test_a_delta_that_came_too_soon_still_counts() -> None:
    stream = message()
    stream.insert(1, stream.pop(3))
    assert rules(stream) == {"item_before_added"}


def test_a_part_may_begin_with_a_text_that_its_deltas_go_on_from() -> None:
    stream = message()
    stream[2]["part"]["text"] = stream.pop(3)["delta"]
    assert rules(stream) == set()


def test_a_done_that_comes_again_is_not_taken_for_one_without_deltas() -> None:
    stream = message()
    assert rules([*stream[:6], *stream[5:]]) == {"after_done"}


def test_a_type_outside_the_sdk_is_held_against_what_servers_send() -> None:
    stream = message()
    place = {"output_index": 0, "item_id": "msg_1"}
    stream.insert(2, {"type": "response.apply_patch_call_operation_diff.delta", **place})
    assert rules(stream) == {"outside_type", "missing_field", "wrong_type"}


@pytest.mark.parametrize(("at", "rule"), [(0, "wrong_type"), (3, "item_before_added")])
def test_a_step_of_a_tool_belongs_to_an_item_of_that_tool(at: int, rule: str) -> None:
    stream = message()
    stream.insert(2, {"type": "response.web_search_call.searching", "output_index": at, "item_id": "msg_1"})
    assert rule in rules(stream)


def test_a_bare_error_object_has_no_type() -> None:
    start = [event(None, body) for body in message()[:2]]
    rules = {one.rule for one in lint([*start, Event(None, b'data: {"error":{"message":"no"}}\n\n')])}
    assert rules == {"missing_field", "error_shape", "sequence_missing", "no_event_line", "error_without_end"}


def test_each_rule_has_one_severity_and_a_sentence() -> None:
    assert len(RULES) == len(BROKEN) + len(ODD) + len(NOTES)
    assert all(text.endswith(".") and len(text) < 130 for text in RULES.values())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "text"]), inner, max_size=3)
    ),
    max_leaves=5,
)


SIMULATED = {name: json.dumps([one.body for one in simulated(name)][:60]) for name in REQUESTS}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nothing_that_a_server_sends_raises(data: Any) -> None:
    stream: list[Body] = json.loads(data.draw(st.sampled_from(list(SIMULATED.values())))) + message()
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(stream) - 1))
        inner = [stream[at], *(value for value in stream[at].values() if isinstance(value, dict))]
        where = data.draw(st.sampled_from(inner))
        field = data.draw(st.sampled_from([*where, "item", "part", "response", "output", "content"]))
        if field != "type" or where is not stream[at]:
            where[field] = data.draw(values)
    for finding in found(stream):
        assert finding.rule in RULES
        assert len(finding.message) < 400


def test_recorded_streams_are_checked_to_their_end(streams: list[Path]) -> None:
    for path in streams:
        for finding in lint(recorded(path)):
            assert finding.rule in RULES
            assert finding.severity in ("broken", "odd", "note")


def test_lint_prints_a_line_a_file(tmp_path: Path) -> None:
    from tests.test_protocol_command import run

    stream = tmp_path / "a.sse"
    stream.write_bytes(b"".join(sse.write(body) for body in message()[:-1]))
    code, (line,) = run("lint", stream)
    assert code == 0
    assert set(line) == {"file", "findings"}
    (finding,) = line["findings"]
    assert set(finding) == {"rule", "severity", "event", "message"}
    assert (finding["rule"], finding["severity"], finding["event"]) == ("no_end", "broken", 7)
