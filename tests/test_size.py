"""How much memory a run takes: what is counted is what Python took."""

import gc
import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib.engine.size import EACH, size_of
from lib.protocol.events import Event

MANY = 20_000


@pytest.fixture
def taken() -> Iterator[Callable[[Callable[[], Any]], int]]:
    """How many bytes something takes that is made."""

    def measured(make: Callable[[], Any]) -> int:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        made = make()
        after = tracemalloc.get_traced_memory()[0]
        del made
        return after - before

    tracemalloc.start()
    yield measured
    tracemalloc.stop()


def test_an_event_takes_its_frame_and_a_little_more(taken: Callable[[Callable[[], Any]], int]) -> None:
    size = 100
    took = taken(lambda: [Event(at / 7, bytes(size)) for at in range(MANY)])
    assert took == pytest.approx(MANY * (EACH + size), rel=0.05)


@pytest.mark.parametrize(
    "body",
    [
        {"input": "x" * 1_000_000},
        {"input": "\u65e5" * 1_000_000},
        {"input": [[] for _ in range(MANY)]},
        {"input": [{"role": "user", "content": f"number {at}"} for at in range(MANY)]},
        {f"name {at}": at / 7 for at in range(MANY)},
    ],
    ids=["text", "wide text", "empty lists", "messages", "names"],
)
def test_a_body_is_counted_as_large_as_it_is(body: dict[str, Any], taken: Callable[[Callable[[], Any]], int]) -> None:
    """Names that occur again and again are one text in memory, and are counted each time."""
    written = json.dumps(body)
    took = taken(lambda: json.loads(written))
    assert 0.95 * took < size_of(json.loads(written)) < 1.8 * took


def test_a_body_may_be_nested_deeply() -> None:
    body: dict[str, Any] = {}
    for _ in range(5_000):
        body = {"a": [body]}
    assert size_of(body) > 5_000 * size_of({})


def test_the_values_of_json_are_counted_all() -> None:
    empty = size_of({})
    assert empty > 0
    for value in (None, True, 1, 1.5, "a", [], {}):
        assert size_of({"a": value}) > size_of({"a": None}) - 1 > empty
        assert size_of({"a": [value]}) > size_of({"a": []})
