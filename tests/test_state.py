"""The state of a run at a moment: plain data, a copy, with what is ours under `run`."""

import json
from pathlib import Path

from lib.protocol.changes import changes
from lib.protocol.events import Body
from lib.protocol.recording import load
from lib.protocol.run import FoldedRun
from lib.protocol.state import changed_item, state
from lib.samples.recordings import samples
from tests.answers import added as message_added
from tests.answers import over, piece, streamed
from tests.wire import added, asked, delta, done, ends, output


def folded(*bodies: Body) -> FoldedRun:
    """A run of these events."""
    run = FoldedRun()
    for body in bodies:
        run.fold(body)
    return run


def test_before_the_first_event_there_is_only_what_is_ours() -> None:
    assert state(FoldedRun()) == {"run": {"status": "ready", "turn": 0, "calls": []}}


def test_it_is_the_response_as_the_api_shapes_it_and_what_is_ours_around_it() -> None:
    found = state(folded(*streamed("Hel", "lo.")))
    assert found["run"] == {"status": "completed", "turn": 1, "calls": []}
    assert (found["id"], found["status"]) == ("resp_1", "completed")
    assert found["output"][0]["content"][0]["text"] == "Hello."


def test_a_call_is_named_with_its_state_and_its_output() -> None:
    run = folded(asked("flip"), added(0), delta(0, "{}"), done(0, "{}"), ends(), output(0, "heads", state="completed"))
    assert state(run)["run"]["calls"] == [{"name": "flip", "state": "completed", "output": "heads"}]


def test_calls_stand_in_the_order_of_turn_and_index_whatever_order_they_came_in() -> None:
    run = folded(asked(), added(2, "b"), added(0, "a"), asked(), added(1, "c"))
    assert [call["name"] for call in state(run)["run"]["calls"]] == ["a", "b", "c"]
    assert state(run)["run"]["turn"] == 2
    assert [item["name"] for item in state(run)["output"]] == ["c"]


def test_a_state_is_a_copy_that_later_events_do_not_change() -> None:
    run = folded(asked(), message_added(), piece("Hel"))
    before = state(run)
    kept = json.dumps(before)
    for body in (piece("lo."), over("completed")):
        run.fold(body)
    assert json.dumps(before) == kept
    assert state(run) != before


def test_asking_for_it_changes_nothing() -> None:
    run = FoldedRun()
    state(run)
    assert run.turns == []
    assert state(run) == state(run)


def test_each_delta_of_each_sample_changes_the_state() -> None:
    seen = 0
    for sample in samples():
        run = FoldedRun()
        for one in sample.load().events:
            before = state(run)
            run.fold(one.body, one.t)
            if one.type.endswith(".delta") and one.body["delta"]:
                (change,) = changes(before, state(run))
                assert change.added == one.body["delta"] or change.after == one.body["delta"]
                seen += 1
    assert seen > 100


def test_what_an_event_changed_is_the_same_when_only_its_item_is_looked_at(streams: list[Path]) -> None:
    looked = 0
    for path in streams[:: max(1, len(streams) // 40)]:
        run = FoldedRun()
        for one in load(path.read_bytes()).events:
            body = one.body
            only = changed_item(run, body)
            whole, part = state(run), state(run, only)
            run.fold(body, one.t)
            assert changes(part, state(run, only)) == changes(whole, state(run)), f"{path.name}: {body['type']}"
            looked += only is not None
    assert looked > 500


def test_an_item_before_others_or_an_end_may_change_any() -> None:
    run = FoldedRun()
    for body in (asked(), added(1), added(3)):
        run.fold(body, None)
    assert [changed_item(run, piece("a", at)) for at in (1, 3, 4, 0, 2)] == [1, 3, 4, None, None]
    assert changed_item(run, over()) is None
    assert changed_item(run, {"type": "run.stopped", "output_index": 1}) is None
    assert changed_item(run, {"type": "response.created", "output_index": True}) is None
