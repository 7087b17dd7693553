"""A run folds from its events alone: what was sent, its turns, and how it ended."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.events import Body
from lib.protocol.run import OPEN, STEPS, FoldedRun, Status

REQUEST: Body = {"type": "run.request", "body": {"model": "m-1"}, "backend": "compatible"}
ATTEMPT: Body = {"type": "run.attempt", "attempt": 1}
HEADERS: Body = {"type": "run.headers", "status": 200, "request_id": "req_1", "headers": []}
CREATED: Body = {"type": "response.created", "response": {"status": "in_progress"}}
ERROR: Body = {"type": "error", "message": "no"}
FAILED: Body = {"type": "run.failed", "kind": "timeout", "message": "m", "advice": "a"}
EARLY: Body = {"type": "run.ended_early", "message": "m"}
STOPPED: Body = {"type": "run.stopped", "message": "m"}
SENT = [REQUEST, ATTEMPT, HEADERS]


def end(how: str, **fields: Any) -> Body:
    return {"type": f"response.{how}", "response": {"output": [], **fields}}


def whole(**fields: Any) -> Body:
    return {"type": "run.response", "response": {"output": [], **fields}}


def folded(*events: Body) -> FoldedRun:
    run = FoldedRun()
    for event in events:
        run.fold(event)
    return run


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "ready"),
        ([REQUEST], "connecting"),
        ([REQUEST, ATTEMPT], "connecting"),
        (SENT, "connecting"),
        ([*SENT, {"type": "run.comment", "text": ": hi"}], "connecting"),
        ([*SENT, CREATED], "streaming"),
        ([*SENT, {"type": "keepalive"}], "streaming"),
        ([*SENT, CREATED, ERROR], "streaming"),
        ([*SENT, CREATED, end("completed", status="completed")], "completed"),
        ([*SENT, CREATED, end("incomplete", status="incomplete")], "incomplete"),
        ([*SENT, CREATED, end("failed", status="failed")], "failed"),
        ([*SENT, CREATED, end("completed")], "completed"),
        ([*SENT, CREATED, end("incomplete")], "incomplete"),
        ([*SENT, CREATED, end("failed")], "failed"),
        ([*SENT, CREATED, ERROR, end("failed")], "failed"),
        ([*SENT, CREATED, {"type": "response.completed"}], "completed"),
        ([*SENT, CREATED, {"type": "response.failed"}], "failed"),
        ([*SENT, whole(status="completed")], "completed"),
        ([*SENT, whole(status="incomplete")], "incomplete"),
        ([*SENT, whole(status="failed")], "failed"),
        ([*SENT, whole()], "completed"),
        ([*SENT, FAILED], "failed"),
        ([*SENT, CREATED, FAILED], "failed"),
        ([*SENT, CREATED, EARLY], "ended_early"),
        ([REQUEST, STOPPED], "stopped"),
        ([*SENT, CREATED, STOPPED], "stopped"),
    ],
)
def test_the_status_says_how_far_the_run_is(events: list[Body], status: Status) -> None:
    run = folded(*events)
    assert run.status == status
    assert run.open == (status in ("connecting", "streaming"))


@pytest.mark.parametrize("own", [None, "", "in_progress", "queued", "stopped", "connecting", "ready", 7])
@pytest.mark.parametrize("how", ["completed", "incomplete", "failed"])
def test_an_end_is_an_end_whatever_status_its_response_has(own: object, how: str) -> None:
    assert folded(*SENT, CREATED, end(how, status=own)).status == how


def test_a_response_may_say_itself_how_it_ended() -> None:
    """Some servers end every stream with `response.completed`; the status inside is the true one."""
    assert folded(*SENT, end("completed", status="incomplete")).status == "incomplete"
    assert folded(*SENT, end("completed", status="cancelled")).status == "failed"


def test_every_open_status_is_a_status() -> None:
    assert set(get_args(Status)) > OPEN


def test_a_run_knows_what_was_sent_and_what_answered() -> None:
    run = folded(*SENT, CREATED)
    assert (run.requests, run.backend, run.request_id) == ([{"model": "m-1"}], "compatible", "req_1")


def test_the_event_that_ended_a_run_otherwise_is_its_trouble() -> None:
    assert folded(*SENT, CREATED, EARLY).trouble == EARLY
    assert folded(*SENT, end("completed")).trouble is None


def test_every_request_begins_a_turn_of_its_own() -> None:
    run = folded(*SENT, end("completed", id="one"), *SENT, CREATED, end("completed", id="two"))
    assert [turn.fields["id"] for turn in run.turns] == ["one", "two"]
    assert run.snapshot is run.turns[-1]


def test_events_without_a_request_are_folded_too() -> None:
    """A bare `.sse` body has none."""
    run = folded(CREATED, end("completed", id="one"))
    assert (run.status, len(run.turns), run.snapshot.fields["id"]) == ("completed", 1, "one")


def test_a_response_in_one_piece_is_the_turns_response() -> None:
    message = {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}
    run = folded(*SENT, whole(status="completed", output=[message]))
    assert run.snapshot.as_dict()["output"] == [message]


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["output", "id", "content"]), inner),
    max_leaves=6,
)
ours = st.fixed_dictionaries(
    {"type": st.sampled_from([*STEPS, "run.new", "response.completed", "response.created", "error"])},
    optional=dict.fromkeys(("body", "backend", "response", "request_id", "message", "headers"), garbage),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ours, max_size=8))
def test_events_of_ours_of_any_shape_never_raise(events: list[Body]) -> None:
    """They may come from a recording that somebody wrote by hand."""
    run = folded(*events)
    json.dumps([run.snapshot.as_dict(), run.requests, run.request_id, run.backend])
    assert run.status in get_args(Status)
    assert all(type(body) is dict for body in run.requests)
