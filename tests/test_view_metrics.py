"""The metrics row: what each figure says."""

import pytest

from lib.engine.runs import Run
from lib.protocol.events import Body, event
from lib.protocol.request import Request
from lib.view.folding import Folding
from lib.view.metrics import CALLS, FIGURES, TEXT, seconds
from lib.view.status import run_badge
from tests.wire import asked, call, ends

DELTA: Body = {"type": "response.output_text.delta", "delta": "a"}


def folding(*timed: tuple[float, Body]) -> Folding:
    run = Run(Request({}, "compatible"), "me")
    run.append([event(t, body) for t, body in timed])
    found = Folding(run.id)
    found.advance(run)
    return found


def figures(labels: tuple[str, ...], found: Folding, elapsed: float | None) -> dict[str, str]:
    return {label: FIGURES[label](found, elapsed) for label in labels}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.0, "0 ms"), (0.684, "684 ms"), (0.9996, "1.00 s"), (2.41, "2.41 s"), (83.2, "83 s")],
)
def test_seconds_are_as_exact_as_one_can_read(value: float | None, shown: str) -> None:
    assert seconds(value) == shown


@pytest.mark.parametrize("labels", [TEXT, CALLS], ids=["text", "calls"])
def test_before_a_run_there_are_dashes(labels: tuple[str, ...]) -> None:
    assert set(figures(labels, Folding(""), None).values()) == {"–"}


def test_tokens_are_counted_by_deltas_until_the_server_says() -> None:
    assert FIGURES["Output tokens"](folding((0.5, DELTA)), 0.5) == "≈ 1"
    end: Body = {"type": "response.completed", "response": {"usage": {"output_tokens": 1234}}}
    assert FIGURES["Output tokens"](folding((0.5, DELTA), (1.0, end)), 1.0) == "1,234"


def test_a_gap_is_counted_between_what_the_server_sent() -> None:
    assert figures(TEXT, folding(*((t, DELTA) for t in (0.2, 0.3, 0.9))), 0.9) == {
        "Elapsed": "900 ms",
        "First event": "200 ms",
        "First text": "200 ms",
        "Events": "3",
        "Events/s": "3",
        "Output tokens": "≈ 3",
        "Longest gap": "600 ms",
    }


def test_turns_calls_and_their_deltas_are_counted_over_the_whole_run() -> None:
    bodies = [asked("flip"), *call(0, "{}"), *call(1, "{}"), ends(), asked("flip"), *call(0, "{}")]
    found = figures(CALLS, folding(*((at / 10, body) for at, body in enumerate(bodies))), 2.0)
    assert {name: found[name] for name in ("Turn", "Elapsed", "Deltas", "Calls")} == {
        "Turn": "2",
        "Elapsed": "2.00 s",
        "Deltas": "3",
        "Calls": "3",
    }


HEADERS: Body = {"type": "run.headers", "status": 200, "request_id": "req_1", "headers": []}
ATTEMPT: Body = {"type": "run.attempt", "attempt": 1, "url": "http://127.0.0.1:9/v1/responses", "streamed": True}


def test_after_the_headers_a_run_awaits_its_first_event() -> None:
    arriving: list[tuple[float, Body]] = [(0.0, asked()), (0.1, ATTEMPT), (0.2, HEADERS), (0.5, DELTA)]
    badges = [run_badge(folding(*arriving[:count]).run) for count in range(1, 5)]
    assert [one.split(": ")[1].rstrip("]") for one in badges] == [
        "Connecting",
        "Connecting",
        "Awaiting event",
        "Streaming",
    ]


def test_each_turn_and_each_attempt_awaits_headers_of_its_own() -> None:
    bodies = [asked(), HEADERS, ends(), asked(), ATTEMPT, HEADERS, ATTEMPT, HEADERS]
    timed = [(at / 10, body) for at, body in enumerate(bodies)]
    badges = [run_badge(folding(*timed[:count]).run) for count in range(4, len(timed) + 1)]
    assert ["Awaiting" in one for one in badges] == [False, False, True, False, True]


def test_every_figure_is_in_a_row() -> None:
    assert {*TEXT, *CALLS} == set(FIGURES)
