"""Marks: which lane an event is in, how it is coloured, what it stands at."""

from pathlib import Path
from typing import Any

import pytest

from lib.protocol.events import Body, Event, event
from lib.protocol.meanings import MEANINGS
from lib.protocol.recording import load
from lib.protocol.timeline.marks import ADDED, GROUPS, Marks
from tests import wire
from tests.answers import added, done, over, piece
from tests.wire import asked

OPENED: Body = {"type": "response.created", "response": {"id": "resp_1"}}


def marked(*bodies: Body, timed: bool = True) -> Marks:
    """These events as marks, a tenth of a second apart."""
    marks = Marks()
    for at, body in enumerate(bodies):
        marks.add(event(at / 10 if timed else None, body))
    return marks


def lanes(marks: Marks) -> list[tuple[int, int | None, str]]:
    return [(lane.turn, lane.index, lane.kind) for lane in marks.lanes]


def lanes_of_marks(marks: Marks) -> list[int]:
    return [mark.lane for mark in marks]


def test_a_response_has_a_lane_and_so_has_each_of_its_items() -> None:
    reasoning = {"type": ADDED, "output_index": 0, "item": {"id": "rs_1", "type": "reasoning"}}
    marks = marked(asked(), OPENED, reasoning, added(1), piece("a", 1), done("a", at=1), over())
    assert lanes(marks) == [(0, None, "response"), (0, 0, "reasoning"), (0, 1, "message")]
    assert lanes_of_marks(marks) == [0, 0, 1, 2, 2, 2, 0]


def test_interleaved_calls_have_their_own_lanes() -> None:
    marks = marked(asked(), wire.added(0), wire.added(1), wire.delta(0, "a"), wire.delta(1, "b"), wire.delta(0, "c"))
    assert lanes_of_marks(marks) == [0, 1, 2, 1, 2, 1]
    assert [lane.name for lane in marks.lanes] == ["", "flip", "flip"]


def test_another_turn_has_lanes_of_its_own_though_its_indices_and_ids_are_the_same() -> None:
    marks = marked(asked(), *wire.call(0, "{}"), wire.ends(), asked(), *wire.call(0, "{}"), wire.ends())
    assert [(lane.turn, lane.index) for lane in marks.lanes] == [(0, None), (0, 0), (1, None), (1, 0)]
    assert lanes_of_marks(marks) == [0, 1, 1, 1, 0, 2, 3, 3, 3, 2]


def test_what_becomes_of_a_call_is_in_its_lane_as_a_tool() -> None:
    marks = marked(asked("flip"), *wire.call(0, "{}"), wire.ends(), wire.step("running", 0), wire.output(0, "7"))
    assert [(mark.lane, mark.group, mark.wire) for mark in marks][-2:] == [(1, "tool", False)] * 2


def test_a_server_that_numbers_no_item_has_its_deltas_in_the_newest() -> None:
    """As llama.cpp did, 2026."""
    first: Body = {"type": ADDED, "output_index": None, "item": {"id": "msg_1", "type": "message"}}
    bare: Body = {"type": "response.output_text.delta", "delta": "a", "output_index": None, "item_id": "msg_1"}
    nameless: Body = {"type": "response.output_text.delta", "delta": "a"}
    marks = marked(asked(), OPENED, first, bare, nameless)
    assert lanes_of_marks(marks) == [0, 0, 1, 1, 1]
    assert marks.lanes[1].index == 0


def test_ids_that_change_with_each_event_do_not_make_lanes() -> None:
    marks = marked(asked(), added(), *({**piece("a"), "item_id": f"x{at}"} for at in range(5)), done("aaaaa"))
    assert len(marks.lanes) == 2


def test_an_item_of_another_type_at_the_same_place_has_a_lane_of_its_own() -> None:
    """As transformers serve sent it, 2026."""
    marks = marked(asked(), wire.added(0), wire.done(0, "{}"), added(0), piece("a"))
    assert [lane.kind for lane in marks.lanes] == ["response", "function_call", "message"]
    assert lanes_of_marks(marks) == [0, 1, 1, 2, 2]


@pytest.mark.parametrize("at", [None, "0", -1, 10**400, True, [], {}, 1.5])
@pytest.mark.parametrize("item", [None, "", [], {}, {"id": 7, "type": 7, "name": []}, {"type": "x" * 9999}])
def test_odd_shapes_are_marks_too(at: Any, item: Any) -> None:
    bodies = [{"type": kind, "output_index": at, "item": item, "item_id": at} for kind in (ADDED, "x", "run.call_x")]
    assert len(list(marked(*bodies))) == 3


def test_times_that_are_unknown_are_said_to_be() -> None:
    marks = marked(OPENED, piece("a"), timed=False)
    assert not marks.timed
    assert [(mark.place, mark.t) for mark in marks] == [(1, None), (2, None)]


def test_events_of_our_own_without_a_time_leave_the_others_timed() -> None:
    marks = Marks()
    marks.add(event(None, asked()))
    marks.add(event(0.5, OPENED))
    assert marks.timed


def test_every_group_of_the_meanings_is_one_of_a_mark() -> None:
    assert set(GROUPS) == set(MEANINGS)


def test_trouble_of_ours_has_the_colour_of_an_error_and_what_is_sent_has_none() -> None:
    marks = marked(asked(), {"type": "run.failed", "message": "x"})
    assert [mark.group for mark in marks] == ["run", "error"]


def test_a_lane_reaches_from_its_first_mark_to_its_last() -> None:
    marks = marked(asked(), added(), piece("a"), added(1), piece("b"), done("ab"))
    assert [(lane.first, lane.last) for lane in marks.lanes] == [(0, 0), (1, 5), (3, 3)]


def test_every_recorded_stream_has_its_items_as_lanes_and_its_bytes_as_parts(streams: list[Path]) -> None:
    for path in streams:
        marks, found = Marks(), load(path.read_bytes())
        for one in found.events:
            marks.add(one)
        assert len(list(marks)) == len(found.events), path.name
        assert marks.overhead.total == sum(len(one.raw) for one in found.events), path.name
        ended = [one.body["response"] for one in found.events if one.type == "response.completed"]
        for response in ended[:1]:
            kinds = [item["type"] for item in response.get("output") or []]
            assert [kind for kind in kinds if kind not in {lane.kind for lane in marks.lanes}] == [], path.name


def test_a_comment_came_over_the_wire_and_an_event_of_ours_did_not() -> None:
    marks = Marks()
    marks.add(Event(0.1, b": ping\n\n"))
    marks.add(event(0.2, asked()))
    assert [mark.wire for mark in marks] == [True, False]
    assert marks.overhead.total == len(b": ping\n\n")


def test_an_event_that_was_parsed_before_is_marked_the_same() -> None:
    bodies = [asked(), OPENED, added(), piece("a"), wire.added(1), over()]
    found = Marks()
    for at, body in enumerate(bodies):
        found.add(event(at / 10, body), body)
    assert [*found] == [*marked(*bodies)]
    assert found.overhead.parts == marked(*bodies).overhead.parts


def test_the_columns_say_the_same_as_the_marks() -> None:
    marks = marked(asked(), added(), piece("a"), wire.added(1), over())
    for start in (0, 2, 9):
        told = [(t, lane, marks.named[kind]) for t, lane, kind in marks.columns(start)]
        assert told == [(mark.t, mark.lane, (mark.type, mark.wire, mark.group)) for mark in marks.since(start)]
