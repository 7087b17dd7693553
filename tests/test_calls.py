"""Every call of a run keeps its own arguments, state, times and output."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lib.protocol.call import Call
from lib.protocol.events import Body
from lib.protocol.recording import load
from lib.protocol.run import FoldedRun
from tests.wire import added, asked, call, delta, done, ends, output, step


def folded(*events: Body) -> FoldedRun:
    """The events, a second apart."""
    run = FoldedRun()
    for t, event in zip(count(), events, strict=False):
        run.fold(event, float(t))
    return run


def only(run: FoldedRun) -> Call:
    (found,) = run.calls.found.values()
    return found


def states(call: Call) -> list[str]:
    return [state for state, _ in call.since]


def test_interleaved_calls_keep_their_own_arguments() -> None:
    run = folded(
        asked("flip", "roll"),
        added(0),
        added(1, "roll"),
        delta(0, '{"a'),
        delta(1, '{"b"'),
        delta(0, '": 1}'),
        delta(1, ": 2}"),
    )
    one, two = run.calls.of_turn(0)
    assert (one.name, one.arguments, one.deltas) == ("flip", '{"a": 1}', 2)
    assert (two.name, two.arguments, two.deltas) == ("roll", '{"b": 2}', 2)
    assert [(d.call.name, d.text, d.call.arguments[: d.length]) for d in run.calls.deltas] == [
        ("flip", '{"a', '{"a'),
        ("roll", '{"b"', '{"b"'),
        ("flip", '": 1}', '{"a": 1}'),
        ("roll", ": 2}", '{"b": 2}'),
    ]


def test_a_call_goes_through_its_states_and_knows_the_time_in_each() -> None:
    run = folded(
        asked("flip"),
        *call(0, "{}"),
        step("awaiting", 0),
        ends(),
        step("running", 0, arguments='{"a": 2}', attempt=1),
        step("retrying", 0, message="busy"),
        step("running", 0, attempt=2),
        output(0, "ok", state="completed"),
    )
    found = only(run)
    assert states(found) == ["streaming", "ready", "awaiting_approval", "running", "completed"]
    assert [found.seconds(state) for state in ("streaming", "ready", "awaiting_approval", "running")] == [2, 1, 2, 3]
    assert found.seconds("completed", now=12.0) == 3
    assert found.seconds("declined") is None
    assert (found.changed, found.used, found.attempt, found.output, found.trouble) == (
        '{"a": 2}',
        '{"a": 2}',
        2,
        "ok",
        "",
    )


def test_a_run_waits_for_its_calls_before_it_is_over() -> None:
    events = [asked("flip"), *call(0, "{}"), *call(1, "{}"), ends()]
    assert folded(*events).status == "running"
    assert folded(*events, step("awaiting", 0)).status == "awaiting_approval"
    assert folded(*events, step("awaiting", 0), step("running", 0)).status == "running"
    assert folded(*events, output(0, "a"), output(1, "b")).status == "running"  # until the outputs go out
    both = [*events, output(0, "a"), output(1, "b"), asked("flip")]
    assert folded(*both).status == "connecting"
    assert folded(*both, ends()).status == "completed"


def test_without_tools_of_ours_a_call_ends_the_run() -> None:
    run = folded(asked(), *call(0, "{}"), ends())
    assert (run.status, only(run).state) == ("completed", "ready")


def test_a_call_that_is_cut_off_fails() -> None:
    run = folded(asked("flip"), added(0), delta(0, '{"a'), ends("incomplete"))
    assert (run.status, only(run).state, only(run).trouble) == ("incomplete", "failed", "The arguments were cut off.")


@pytest.mark.parametrize(("kind", "status"), [("stopped", "stopped"), ("failed", "failed")])
def test_a_run_that_ends_leaves_no_call_waiting(kind: str, status: str) -> None:
    waiting = [asked("flip"), *call(0, "{}"), ends(), step("awaiting", 0)]
    run = folded(*waiting, {"type": f"run.{kind}", "message": "m"})
    assert (run.status, only(run).state) == (status, "failed")
    assert "before it had an output" in only(run).trouble


def test_a_whole_call_without_a_delta_is_ready() -> None:
    """LM Studio and transformers send arguments at once."""
    run = folded(asked("flip"), added(0, arguments='{"a": 1}'), done(0, '{"a": 1}'))
    assert (only(run).arguments, only(run).state, only(run).deltas) == ('{"a": 1}', "ready", 0)


def test_a_call_that_only_the_final_response_has_is_ready() -> None:
    item = {"type": "function_call", "call_id": "c", "name": "flip", "arguments": "{}", "status": "completed"}
    run = folded(asked("flip"), ends(output=[item]))
    assert (only(run).state, only(run).arguments, run.status) == ("ready", "{}", "running")


def test_a_custom_tool_is_called_with_free_text() -> None:
    run = folded(
        asked("count"),
        added(0, "count", "custom_tool_call"),
        {"type": "response.custom_tool_call_input.delta", "output_index": 0, "delta": "two words"},
    )
    assert (only(run).custom, only(run).arguments) == (True, "two words")


def test_the_same_output_index_in_two_turns_is_two_calls() -> None:
    run = folded(
        asked("flip"), *call(0, '{"a":1}'), ends(), output(0, "x"), asked("flip"), *call(0, '{"a":2}'), ends(id="r2")
    )
    assert [(c.turn, c.arguments, c.output) for c in run.calls.found.values()] == [
        (0, '{"a":1}', "x"),
        (1, '{"a":2}', None),
    ]


def test_server_side_tools_are_no_calls_of_ours() -> None:
    item = {"id": "m", "type": "mcp_call", "name": "n", "arguments": "{}"}
    run = folded(asked("flip"), {"type": "response.output_item.added", "output_index": 0, "item": item}, ends())
    assert run.calls.found == {}
    assert run.status == "completed"


def test_recorded_arguments_grow_by_deltas_to_what_they_are_in_the_end(streams: list[Path]) -> None:
    """After every delta they are a prefix of the final ones."""
    calls = 0
    for path in streams:
        run = FoldedRun()
        for event in load(path.read_bytes()).events:
            run.fold(event.body, event.t)
        final = {
            item.get("call_id"): item.get("arguments", item.get("input"))
            for item in run.snapshot.fields.get("output") or run.snapshot.as_dict()["output"]
            if item.get("type") in ("function_call", "custom_tool_call")
        }
        for found in run.calls.found.values():
            calls += 1
            assert found.arguments == final[found.call_id], path.name
        sofar: dict[int, str] = {}
        for d in run.calls.deltas:
            sofar[id(d.call)] = sofar.get(id(d.call), "") + d.text
            assert d.call.arguments[: d.length] == sofar[id(d.call)], path.name
        for found in run.calls.found.values():
            assert sofar.get(id(found), found.arguments) == found.arguments, path.name
    assert calls > 0


@pytest.mark.parametrize("odd", [[], {}, [None]])
def test_an_id_that_is_no_string_breaks_nothing(odd: Any) -> None:
    run = FoldedRun()
    for kind in ("output_item.added", "function_call_arguments.delta", "output_item.done"):
        run.fold({"type": f"response.{kind}", "item_id": odd, "item": {"id": odd}, "delta": "{"})
    assert run.calls.found == {}
