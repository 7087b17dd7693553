"""The moments of a run, and which end is the end."""

from lib.protocol.events import Body, event
from lib.protocol.timeline.marks import Marks
from lib.protocol.timing import Timing
from tests import wire
from tests.answers import added, over, piece
from tests.wire import asked

HEADERS: Body = {"type": "run.headers", "status": 200}
CREATED: Body = {"type": "response.created", "response": {"id": "resp_1"}}
THOUGHT: Body = {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "Hm"}


def told(*bodies: Body) -> dict[str, int]:
    """The moments of these events, and the number of the event that each was."""
    marks = Marks()
    for body in bodies:
        marks.add(event(None, body))
    return {moment.name: moment.place for moment in marks.moments.found}


def test_each_moment_is_the_first_event_of_its_kind_in_the_order_of_the_events() -> None:
    bodies = [asked(), HEADERS, CREATED, THOUGHT, THOUGHT, added(1), piece("a", 1), piece("b", 1), wire.added(2)]
    found = told(*bodies, wire.delta(2, "{"), wire.delta(2, "}"), over())
    assert list(found.items()) == [
        ("request", 1),
        ("headers", 2),
        ("first event", 3),
        ("first reasoning", 4),
        ("first text", 7),
        ("first call", 10),
        ("end", 12),
    ]


def test_a_moment_that_has_not_come_is_not_told() -> None:
    assert list(told(asked())) == ["request"]
    assert told() == {}


def test_the_moments_are_those_of_the_metrics() -> None:
    marks, timing = Marks(), Timing()
    for at, body in enumerate(
        [asked(), HEADERS, CREATED, THOUGHT, added(1), piece("a", 1), wire.delta(2, "{"), over()]
    ):
        marks.add(event(at / 10, body))
        timing.add(at / 10, body)
    found = {moment.name: moment.t for moment in marks.moments.found}
    assert (found["headers"], found["first event"]) == (timing.headers, timing.first_event)
    assert found["first reasoning"] == timing.first_reasoning
    assert (found["first text"], found["first call"]) == (timing.first_text, timing.first_call)


def test_the_end_of_a_turn_after_which_its_calls_run_is_not_the_end() -> None:
    turn = [asked("flip"), *wire.call(0, "{}"), wire.ends()]
    assert told(*turn)["end"] == 5
    assert "end" not in told(*turn, wire.step("running", 0))
    found = told(*turn, wire.step("running", 0), wire.output(0, "7"), asked(), over())
    assert (found["turn 2"], found["end"]) == (8, 9)


def test_the_mark_of_the_older_api_after_the_end_leaves_it_the_end() -> None:
    assert told(asked(), over(), {"type": "run.done_sentinel", "text": "[DONE]"})["end"] == 2


def test_every_way_to_end_is_an_end() -> None:
    for kind in ("run.failed", "run.stopped", "run.ended_early", "response.incomplete", "response.failed"):
        assert told(asked(), {"type": kind})["end"] == 2


def test_of_many_turns_the_first_are_told() -> None:
    assert "turn 9" not in told(*[asked()] * 300)
    assert "turn 8" in told(*[asked()] * 300)
