"""Silence ends a wait; an event begins it anew; a deadline that was set stays."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from lib.engine.patience import Patience


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it; that it takes too long is no TimeoutError, for that is what is tested."""

    async def bounded() -> Any:
        task = asyncio.create_task(work)
        done, _ = await asyncio.wait({task}, timeout=10)
        assert done
        return task.result()

    return asyncio.run(bounded())


def test_silence_ends_the_wait() -> None:
    async def work() -> None:
        async with Patience(0.01):
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        run(work())


def test_every_event_begins_the_wait_anew() -> None:
    limit = 1.0

    async def work() -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + 1.3 * limit
        async with Patience(limit) as patience:
            while loop.time() < end:
                await asyncio.sleep(0.02)
                patience.heard()
        return True

    assert run(work())


def test_after_only_events_do_not_begin_the_wait_anew() -> None:
    async def work() -> None:
        async with Patience(60) as patience:
            while True:
                patience.only(0.05)
                patience.heard()
                await asyncio.sleep(0.001)

    with pytest.raises(TimeoutError):
        run(work())


def test_a_shorter_deadline_replaces_a_longer_one() -> None:
    async def work() -> None:
        async with Patience(60) as patience:
            patience.only(60)
            patience.only(0.01)
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        run(work())


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
