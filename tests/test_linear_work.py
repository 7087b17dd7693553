"""Odd streams of thousands of events cost as much an event as short ones: what is looked at is counted, not timed."""

from collections import OrderedDict
from collections.abc import ItemsView, Iterator, ValuesView
from typing import Any, Final

import pytest

from lib.protocol.call import Call
from lib.protocol.events import Body, event
from lib.protocol.items import Item
from lib.protocol.run import FoldedRun
from lib.protocol.timeline.marks import Lane, Marks
from tests import wire

EVENTS: Final = 2000
MOST: Final = 4  # things looked at for each event


class Seen(OrderedDict[Any, Any]):
    """A dictionary that counts what is looked at in passing over it."""

    seen = 0

    def __iter__(self) -> Iterator[Any]:
        for key in super().__iter__():
            self.seen += 1
            yield key

    def items(self) -> ItemsView[Any, Any]:
        return ItemsView(self)

    def values(self) -> ValuesView[Any]:
        return ValuesView(self)


class SeenLanes(list[Lane]):
    """A list that counts what is taken out of it."""

    seen = 0

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        self.seen += len(found) if isinstance(found, list) else 1
        return found

    def __iter__(self) -> Iterator[Lane]:
        for lane in super().__iter__():
            self.seen += 1
            yield lane


def message(at: int, **fields: Any) -> Body:
    item = {"id": f"msg_{at}", "type": "message", "content": []}
    return {"type": "response.output_item.added", "item": item, **fields}


def loose(at: int) -> Body:
    """A delta that says of no item."""
    return {"type": "response.output_text.delta", "delta": "x"}


def other(at: int) -> Body:
    """At the one index a message, then a call, and so on."""
    return wire.added(0, call_id=f"call_{at}") if at % 2 else message(at, output_index=0)


HALF: Final = EVENTS // 2
STREAMS: Final[dict[str, list[Body]]] = {
    "items without an index": [message(at) for at in range(EVENTS)],
    "items never closed, then deltas without an index": [
        *(message(at, output_index=at) for at in range(HALF)),
        *map(loose, range(HALF)),
    ],
    "items closed one after the other, then deltas without an index": [
        *(message(at, output_index=at) for at in range(HALF // 2)),
        *(wire.done(at, "{}", type="message") for at in range(HALF // 2)),
        *map(loose, range(HALF)),
    ],
    "one index again and again": [other(at) for at in range(EVENTS)],
    "calls at one index, each done": [
        body
        for at in range(HALF)
        for body in (wire.added(0, call_id=f"call_{at}"), wire.done(0, "{}", call_id=f"call_{at}"))
    ],
    "a final response with other ids": [
        *(wire.added(at) for at in range(HALF)),
        wire.ends(output=[{"type": "function_call", "id": f"other_{at}"} for at in range(HALF)]),
    ],
    "ends again and again": [*(wire.added(at) for at in range(HALF)), *(wire.ends() for _ in range(HALF))],
}


@pytest.mark.parametrize("stream", STREAMS)
def test_items_are_not_looked_through_for_each_event(stream: str) -> None:
    run = FoldedRun()
    items, undone, shadows, calls = Seen(), Seen(), Seen(), Seen()
    run.snapshot.items, run.snapshot.undone, run.snapshot.shadows.found = items, undone, shadows
    run.calls.found = calls
    for body in STREAMS[stream]:
        run.fold(body)
    assert len(run.snapshot.output()) > 1
    ends = sum(body["type"] == "response.completed" for body in STREAMS[stream])
    allowed = MOST * EVENTS + min(ends, 20) * 2 * HALF
    assert items.seen + undone.seen + shadows.seen + calls.seen <= allowed


def test_calls_of_other_turns_are_not_looked_through_for_each_turn() -> None:
    run = FoldedRun()
    found = run.calls.found = Seen()
    for _ in range(HALF):
        for body in (wire.asked("flip"), *wire.call(0, "{}"), wire.ends("incomplete"), {"type": "run.stopped"}):
            run.fold(body)
    assert len(run.calls.found) == HALF
    assert found.seen <= MOST * EVENTS


def test_a_step_of_a_call_does_not_look_through_the_others() -> None:
    run = FoldedRun()
    for body in (wire.asked("flip"), *(wire.added(at) for at in range(HALF)), wire.ends()):
        run.fold(body)
    calls = run.calls.found = Seen(run.calls.found)
    by_turn = run.calls.by_turn[0]
    looked = run.calls.by_turn[0] = SeenCalls(by_turn)
    for at in range(HALF):
        run.fold(wire.step("awaiting", at))
    assert run.status == "awaiting_approval"
    assert calls.seen + looked.seen <= MOST * EVENTS


class SeenCalls(list[Call]):
    """A list that counts what is looked at in passing over it."""

    seen = 0

    def __iter__(self) -> Iterator[Call]:
        for call in super().__iter__():
            self.seen += 1
            yield call


@pytest.mark.parametrize("body", [message(0), loose(0)], ids=["announced", "never announced"])
def test_lanes_are_not_looked_through_for_each_item(body: Body) -> None:
    marks = Marks()
    lanes = marks.lanes = SeenLanes()
    for at in range(EVENTS):
        marks.add(event(None, {**body, "item": {"id": f"msg_{at}", "type": "message"}}))
    assert lanes.seen <= MOST * EVENTS


def test_the_open_item_is_found_among_thousands_that_are_done() -> None:
    run = FoldedRun()
    for at in range(HALF):
        run.fold(message(at, output_index=at))
    for at in range(HALF - 1):
        run.fold(wire.done(at, "", id=f"msg_{at}", type="message"))
    run.fold(loose(0))
    last: Item = run.snapshot.items[HALF - 1]
    assert [str(part.text) for part in last.content.values()] == ["x"]
