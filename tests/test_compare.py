"""Two recordings beside each other: requests, figures, items, texts."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lib.protocol.compare import CHARACTERS, TEXTS, Comparison, compare
from lib.protocol.comparing.alignment import Pair, aligned
from lib.protocol.comparing.item_course import ItemCourse
from lib.protocol.comparing.prices import read
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording, load
from tests import answers, wire

PRICES = read('date = 2026-11-21\nsource = "a test"\n[openai.m]\ninput = 2\noutput = 10\n')
USAGE = {"input_tokens": 1000, "output_tokens": 100}


def recording(bodies: Iterable[Body], step: float | None = 0.1, backend: str = "openai", **request: Any) -> Recording:
    """A recording whose events are so many seconds apart."""
    events = [event(None if step is None else step * at, body) for at, body in enumerate(bodies)]
    return Recording({"model": "m", "input": "Go", **request}, backend, events=events)


def compared(one: Recording, other: Recording) -> Comparison:
    return compare(one, other, PRICES)


def answered(*deltas: str, **fields: Any) -> list[Body]:
    """A whole run of a message."""
    response = {"id": "resp_1", "status": "completed", "model": "m", "output": [], "usage": USAGE, **fields}
    begun = answers.streamed(*deltas)[:-1]
    return [*begun, {"type": "response.completed", "response": response}]


def figure(found: Comparison, name: str) -> tuple[float | None, float | None, float | None]:
    (one,) = [one for one in found.figures if one.name == name]
    return one.one, one.other, one.difference


def test_a_recording_beside_itself_differs_in_nothing() -> None:
    found = compared(recording(answered("a", "b")), recording(answered("a", "b")))
    assert found.request == []
    assert {figure.difference for figure in found.figures} <= {0, None}
    assert all(text.diff.same for text in found.texts)
    assert found.one == found.other


def test_a_stream_that_says_no_end_ended_early() -> None:
    found = compared(recording(answered("a")[:-1]), recording(answered("a")))
    assert (found.one.status, found.other.status) == ("ended_early", "completed")
    assert [kind for kind, *_ in found.types if kind.startswith("run.ended")] == []


def test_requests_differ_at_paths() -> None:
    one = recording([], reasoning={"effort": "low"}, temperature=1)
    other = recording([], reasoning={"effort": "high"}, model="n")
    found = [(change.path, change.before, str(change.after)) for change in compared(one, other).request]
    expected = [(("model",), "m", "n"), (("reasoning", "effort"), "low", "high"), (("temperature",), 1, "nothing")]
    assert found == expected


def test_requests_nested_too_deeply_do_not_raise() -> None:
    deep: Any = "a"
    for _ in range(3000):
        deep = [deep]
    assert len(compared(recording([], input=deep), recording([], input=[deep])).request) == 1


def test_timings_stand_beside_each_other_with_the_difference() -> None:
    found = compared(recording(answered("a", "b")), recording(answered("a", "b"), step=0.2))
    assert figure(found, "first_text") == pytest.approx((0.2, 0.4, 0.2))
    assert figure(found, "last") == pytest.approx((0.5, 1.0, 0.5))
    assert figure(found, "events") == (5, 5, 0)


def test_unknown_times_are_unknown_and_counts_are_not() -> None:
    found = compared(recording(answered("a"), step=None), recording(answered("a")))
    assert (found.one.timed, found.other.timed) == (False, True)
    assert figure(found, "first_text")[0] is None
    assert figure(found, "first_text")[2] is None
    assert figure(found, "deltas") == (1, 1, 0)


def test_tokens_and_cost_come_from_the_usage() -> None:
    found = compared(recording(answered("a")), recording(answered("a", usage=None)))
    assert figure(found, "input_tokens") == (1000, None, None)
    assert found.one.cost.dollars == pytest.approx(0.003)
    assert found.other.cost.dollars is None


def test_items_have_their_phases() -> None:
    found = compared(recording(answered("a", "bc")), recording(answered("a")))
    (pair,) = found.items
    assert pair.one == ItemCourse(
        0, "message", "", "abc", 4, 2, pytest.approx(0.1), pytest.approx(0.2), pytest.approx(0.4)
    )
    assert pair.other is not None
    assert (pair.other.deltas, len(pair.other.text)) == (1, 1)


def test_calls_of_two_turns_are_matched_by_turn() -> None:
    turn = [*wire.call(0, '{"a": 1}'), wire.ends()]
    one = [wire.asked("flip"), *turn, wire.asked("flip"), answers.added(), answers.piece("x"), wire.ends()]
    other = [wire.asked("flip"), *turn, wire.asked("flip"), *turn]
    found = [(pair.turn, pair.kind, pair.one is None, pair.other is None) for pair in aligned_of(one, other)]
    expected = [(0, "function_call", False, False), (1, "function_call", True, False), (1, "message", False, True)]
    assert found == expected


def aligned_of(one: list[Body], other: list[Body]) -> list[Pair]:
    return compared(recording(one), recording(other)).items


def test_a_call_has_its_name_and_arguments() -> None:
    found = compared(recording(wire.call(0, '{"a": 1}')), recording(wire.call(0, '{"a": 2}', name="roll")))
    (pair,) = found.items
    assert pair.one is not None
    assert pair.other is not None
    assert [(course.name, course.text) for course in (pair.one, pair.other)] == [
        ("flip", '{"a": 1}'),
        ("roll", '{"a": 2}'),
    ]
    assert not found.texts[0].diff.same


def test_what_only_the_second_has_stands_after_what_came_before_it() -> None:
    def courses(*kinds: str) -> list[ItemCourse]:
        return [ItemCourse(0, kind) for kind in kinds]

    found = aligned(courses("reasoning", "message", "message"), courses("reasoning", "function_call", "message"))
    assert [(pair.kind, pair.order) for pair in found] == [
        ("reasoning", 0),
        ("function_call", 0),
        ("message", 0),
        ("message", 1),
    ]
    first = aligned(courses("message"), courses("reasoning", "message"))
    assert [pair.kind for pair in first] == ["reasoning", "message"]


def test_items_that_come_whole_are_compared_too() -> None:
    whole = answers.over("completed", answers.message(0, "All at once."))
    (pair,) = compared(recording([whole]), recording([])).items
    assert pair.one is not None
    assert (pair.one.deltas, pair.one.text, pair.other) == (0, "All at once.", None)


def test_items_without_an_index_are_followed_by_their_id() -> None:
    """llama.cpp sends neither indices nor sequence numbers."""
    bodies = [{k: v for k, v in body.items() if k != "output_index"} for body in answered("a", "b")]
    (pair,) = compared(recording(bodies), recording([])).items
    assert pair.one is not None
    assert (pair.one.deltas, pair.one.added) == (2, pytest.approx(0.1))


def test_types_are_counted_side_by_side() -> None:
    found = compared(recording(answered("a", "b")), recording([]))
    assert ("response.output_text.delta", 2, 0) in found.types


def test_many_texts_are_compared_to_a_bound() -> None:
    bodies = [body for at in range(TEXTS + 5) for body in (answers.added(at), answers.piece("a", at))]
    found = compared(recording(bodies), recording([]))
    assert (len(found.texts), found.texts_left_out) == (TEXTS, 5)
    long = [body for at in range(3) for body in (answers.added(at), answers.piece("a" * (CHARACTERS // 2), at))]
    assert compared(recording(long), recording([])).texts_left_out == 1


@pytest.mark.parametrize(
    "body",
    [
        {"type": "response.output_text.delta", "item_id": ["a"], "delta": "x"},
        {"type": "response.output_text.delta", "output_index": None, "item_id": {}, "delta": "x"},
        {"type": "response.output_item.added", "item": "no object", "output_index": "0"},
        {"type": "response.output_item.added", "item": {"type": 7, "name": [], "arguments": 7}, "output_index": 10**20},
        {"type": "response.completed", "response": {"usage": {"input_tokens": True}, "model": {}, "output": 7}},
        {"type": "response.completed", "response": 7},
        {"type": "run.failed", "message": ["no text"]},
    ],
)
def test_odd_events_do_not_raise(body: Body) -> None:
    compared(recording([answers.added(), body]), recording([body, body]))


def test_every_recorded_stream_can_be_compared_with_the_next(streams: list[Path]) -> None:
    """Each delta of an item that ends up in the output is counted once."""
    found = [load(path.read_bytes()) for path in streams[::10]]
    for one, other in pairwise(found):
        result = compared(one, other)
        assert len(result.items) >= max(len(result.one.items), len(result.other.items))
        assert sum(course.deltas for course in result.one.items) <= result.one.timing.deltas
