"""Run a call again: what of the run that it was in begins the new one."""

from lib.protocol.events import Body, Event, event
from lib.view.calls.again import begun
from tests.wire import asked, call, ends, output, step

FIRST: list[Body] = [
    asked("flip"),
    *call(0, "{}"),
    *call(1, "{}"),
    step("running", 0),
    output(0, "heads"),
    {"type": "run.tool_state", "turn": 0, "output_index": 0, "before": {}, "state": {"a": 1}},
    ends(),
    step("awaiting", 1),
    step("running", 1),
    output(1, "tails"),
]
SECOND: list[Body] = [asked("flip"), *call(0, "{}"), ends(), output(0, "edge", turn=1)]
STOPPED: Body = {"type": "run.stopped"}


def events(*bodies: Body) -> list[Event]:
    return [event(float(at), body) for at, body in enumerate(bodies)]


def bodies(found: list[Event]) -> list[Body]:
    return [one.body for one in found]


def test_the_turns_after_the_call_are_left_out() -> None:
    assert bodies(begun(events(*FIRST, *SECOND), (0, 1))) == FIRST[:-3]


def test_what_became_of_the_call_is_left_out_and_what_became_of_the_others_stays() -> None:
    kept = bodies(begun(events(*FIRST), (0, 0)))
    ours = [body for body in kept if body["type"].startswith("run.call_") or "output" in body]
    assert [body["output_index"] for body in ours] == [1, 1, 1]
    assert "run.tool_state" not in [body["type"] for body in kept]
    assert [body["type"] for body in kept if body.get("output_index") == 0] == [
        "response.output_item.added",
        "response.function_call_arguments.delta",
        "response.output_item.done",
    ]


def test_a_call_of_the_same_place_in_another_turn_keeps_its_output() -> None:
    kept = bodies(begun(events(*FIRST, *SECOND), (1, 0)))
    assert kept == [*FIRST, *SECOND[:-1]]


def test_the_end_of_a_run_that_was_stopped_is_no_part_of_the_next() -> None:
    assert bodies(begun(events(*FIRST[:-1], STOPPED), (0, 1))) == FIRST[:-3]


def test_the_events_keep_their_times() -> None:
    given = events(*FIRST)
    assert [one.t for one in begun(given, (0, 1))] == [one.t for one in given[:-3]]
