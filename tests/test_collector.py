"""While very much is made nothing is collected; garbage goes all the same, later."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from lib.protocol.collector import collect, resting


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(collecting: bool) -> None:
    (gc.enable if collecting else gc.disable)()
    with resting():
        assert not gc.isenabled()
    assert gc.isenabled() is collecting
    with pytest.raises(ValueError, match="no"), resting():
        raise ValueError("no")
    assert gc.isenabled() is collecting


def test_what_was_made_is_old_at_once() -> None:
    gc.enable()
    with resting():
        made = [[at] for at in range(10_000)]
    young = {id(one) for one in gc.get_objects(generation=0) + gc.get_objects(generation=1)}
    assert young.isdisjoint(map(id, made))
    assert gc.get_freeze_count() == 0


def test_garbage_that_was_made_meanwhile_goes_when_nothing_waits() -> None:
    busy, looks = [True, True, False], []

    def idle() -> bool:
        looks.append(found() is None)
        return not busy.pop(0)

    async def some_time() -> None:
        with pytest.raises(IndexError):
            await asyncio.wait_for(collect(idle, every=0.001), 30)

    gc.enable()
    with resting():
        found = weakref.ref(Knot())
    asyncio.run(some_time())
    assert looks == [False, False, False, True]
