"""The metrics of a run say when things came, how many, how fast."""

import pytest

from lib.protocol.events import Body
from lib.protocol.timing import Timing

TEXT = "response.output_text.delta"


def timed(*events: tuple[float | None, str] | tuple[float | None, Body]) -> Timing:
    timing = Timing()
    for t, event in events:
        timing.add(t, {"type": event} if isinstance(event, str) else event)
    return timing


def test_the_figures_of_a_whole_run() -> None:
    end = {"type": "response.completed", "response": {"usage": {"output_tokens": 42}}}
    got = timed(
        (0.0, "run.request"),
        (0.0, "run.attempt"),
        (0.5, "run.headers"),
        (1.0, "response.created"),
        (1.5, "response.reasoning_summary_text.delta"),
        (2.0, TEXT),
        (5.0, TEXT),
        (5.5, "response.function_call_arguments.delta"),
        (6.0, end),
    )
    assert got.as_dict() == {
        "headers": 0.5,
        "first_event": 1.0,
        "first_reasoning": 1.5,
        "first_text": 2.0,
        "first_call": 5.5,
        "last": 6.0,
        "longest_gap": 3.0,
        "events": 6,
        "deltas": 4,
        "events_per_second": 1.0,
        "output_tokens": 42,
    }


def test_before_anything_came_there_are_no_times() -> None:
    got = timed((0.0, "run.request"))
    assert (got.last, got.first_event, got.longest_gap, got.rate, got.events) == (None, None, None, None, 0)


def test_without_times_there_are_counts() -> None:
    """So are recordings of `.sse` files."""
    got = timed((None, "response.created"), (None, TEXT), (None, "response.completed")).as_dict()
    counts = {"events": 3, "deltas": 1}
    assert got == {**dict.fromkeys(got), **counts}


def test_the_wait_for_the_first_event_is_no_gap() -> None:
    assert timed((0.1, "run.headers"), (9.0, "response.created"), (9.5, TEXT)).longest_gap == 0.5


def test_what_ended_the_run_counts_neither_for_the_rate_nor_for_the_gaps() -> None:
    got = timed((1.0, "response.created"), (2.0, TEXT), (3.0, TEXT), (60.0, "run.stopped"))
    assert (got.rate, got.longest_gap, got.last) == (1.0, 1.0, 60.0)


def test_comments_that_keep_a_connection_alive_do_not_shorten_a_gap() -> None:
    got = timed((0.0, "response.created"), (1.0, "run.comment"), (2.0, "run.comment"), (3.0, TEXT))
    assert (got.longest_gap, got.events, got.rate) == (3.0, 2, 1 / 3)


def test_events_that_came_at_once_have_no_rate() -> None:
    assert timed((1.0, "response.created"), (1.0, TEXT)).rate is None


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("response.output_text.done", "first_text"),
        ("response.refusal.done", "first_text"),
        ("response.reasoning_text.done", "first_reasoning"),
        ("response.function_call_arguments.done", "first_call"),
        ("response.custom_tool_call_input.done", "first_call"),
    ],
)
def test_what_comes_whole_without_a_delta_has_its_first_moment_too(kind: str, figure: str) -> None:
    """LM Studio sends arguments so."""
    got = timed((1.0, "response.created"), (2.0, kind), (3.0, kind)).as_dict()
    assert (got[figure], got["deltas"]) == (2.0, 0)


def test_the_headers_are_those_that_the_first_event_came_after() -> None:
    again = ((0.1, "run.headers"), (0.3, "run.headers"), (0.5, "response.created"))
    assert timed(*again, (1.0, "run.request"), (1.2, "run.headers"), (1.3, "response.created")).headers == 0.3


def test_a_response_in_one_piece_is_one_event() -> None:
    got = timed((0.2, "run.headers"), (1.0, {"type": "run.response", "response": {"usage": {"output_tokens": 5}}}))
    assert (got.events, got.first_event, got.reported_tokens) == (1, 1.0, 5)


@pytest.mark.parametrize("usage", [None, 5, {}, {"output_tokens": None}, {"output_tokens": "7"}])
def test_a_usage_without_a_number_is_unknown(usage: object) -> None:
    assert timed((1.0, {"type": "response.completed", "response": {"usage": usage}})).reported_tokens is None
