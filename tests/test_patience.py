"""Silence ends a wait; an event begins it anew; a deadline that was set stays."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from lib.engine.patience import Patience
from tests.jumping_loop import run


async def waited(limit: float, then: Callable[[Patience], Awaitable[None] | None]) -> float:
    """The second at which silence ended the wait, after what came first."""
    with pytest.raises(TimeoutError):
        async with Patience(limit) as patience:
            if (rest := then(patience)) is not None:
                await rest
            await asyncio.Event().wait()
    return asyncio.get_running_loop().time()


def test_silence_ends_the_wait() -> None:
    assert run(waited(10, lambda patience: None)) == pytest.approx(10)


def test_every_event_begins_the_wait_anew() -> None:
    async def heard(patience: Patience) -> None:
        for _ in range(5):
            await asyncio.sleep(9)
            patience.heard()

    assert run(waited(10, heard)) == pytest.approx(55)


def test_after_only_events_do_not_begin_the_wait_anew() -> None:
    async def on_and_on(patience: Patience) -> None:
        while True:
            patience.only(10)
            patience.heard()
            await asyncio.sleep(1)

    assert run(waited(60, on_and_on)) == pytest.approx(10)


def test_a_shorter_deadline_replaces_a_longer_one() -> None:
    def twice(patience: Patience) -> None:
        patience.only(60)
        patience.only(5)

    assert run(waited(60, twice)) == pytest.approx(5)


def test_what_ends_in_time_ends_quietly_and_leaves_no_timer() -> None:
    async def work() -> str:
        async with Patience(60) as patience:
            patience.heard()
        assert patience.check is not None
        assert patience.check.cancelled()
        return "done"

    assert run(work()) == "done"


def test_another_exception_goes_through() -> None:
    async def work() -> None:
        async with Patience(60):
            raise KeyError("mine")

    with pytest.raises(KeyError):
        run(work())
