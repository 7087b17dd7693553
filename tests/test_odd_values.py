"""Any value at any place of a good stream: what looks at events says what it thinks of it, and never raises."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

import pytest

from lib.protocol.compare import compare
from lib.protocol.comparing.prices import Prices
from lib.protocol.ending import unended
from lib.protocol.events import Body, Event, event
from lib.protocol.lint import lint
from lib.protocol.origins import FOLLOWED, Origins
from lib.protocol.recording import Recording
from lib.protocol.run import FoldedRun
from lib.protocol.state import changed_item, state
from lib.protocol.structured import StructuredReader, steps
from lib.protocol.timeline.marks import Marks
from lib.protocol.timeline.tempo import gaps, rate
from lib.samples.recordings import samples

VALUES: Final[list[Any]] = [[], {}, None, 10**400, float("inf"), "", [[]], [{}]]
LEFT_OUT: Final = frozenset({"tools", "schema", "metadata"})  # what the request said: nothing reads what is in them
FEW: Final = 2  # deltas of a kind that are kept
PRICES: Final = Prices("2026-01-01", "a test", {"openai": {}, "compatible": {}})


def shortened(events: list[Event]) -> list[Body]:
    """The events without most of their deltas."""
    seen: dict[str, int] = {}
    found = []
    for body in (one.body for one in events):
        seen[body["type"]] = seen.get(body["type"], 0) + 1
        if seen[body["type"]] <= FEW or not body["type"].endswith(".delta"):
            found.append(body)
    return found


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of each value in a JSON value; of a list the first alone."""
    inside = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, inner in inside:
        yield (*path, name)
        if name not in LEFT_OUT:
            yield from places(inner, (*path, name))


def changed(body: Body, path: tuple[str | int, ...], value: Any) -> Body:
    whole = deepcopy(body)
    inner: Any = whole
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return whole


def look(events: list[Event]) -> None:
    """All that a page does with a run."""
    lint(events)
    marks = Marks()
    run, origins = FoldedRun(), Origins()
    for one in events:
        body = one.body
        marks.add(one, body)
        changed_item(run, body)
        run.fold(body, one.t)
        if body["type"] in FOLLOWED:
            origins.follow(len(run.turns) - 1, run.snapshot, body, one.t)
    gaps(marks)
    rate(marks, 10)
    if end := unended(run):
        run.fold(end)
    state(run)
    steps(StructuredReader(None).read(run, origins))
    recording = Recording(backend="openai", events=events)
    compare(recording, recording, PRICES)


def test_an_odd_value_anywhere_raises_nothing() -> None:
    tried = set()
    for sample in samples():
        bodies = shortened(sample.load().events)
        events = [event(at / 10, body) for at, body in enumerate(bodies)]
        for at, body in enumerate(bodies):
            for path in places(body):
                if path != ("type",) and (body["type"], path) not in tried:
                    tried.add((body["type"], path))
                    value = VALUES[len(tried) % len(VALUES)]
                    look([*events[:at], event(at / 10, changed(body, path, value)), *events[at + 1 :]])
    assert len(tried) > 200


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:10])
@pytest.mark.parametrize("name", ["status", "id", "type", "call_id", "name", "content", "role"])
def test_an_odd_value_in_a_closed_item_raises_nothing(name: str, value: Any) -> None:
    item = {"id": "a", "type": "message", "status": "completed", "content": [], name: value}
    look(
        [
            event(0.0, {"type": "response.output_item.added", "output_index": 0, "item": item}),
            event(0.1, {"type": "response.output_item.done", "output_index": 0, "item": item}),
            event(0.2, {"type": "response.completed", "response": {"status": value, "output": [item]}}),
        ]
    )
