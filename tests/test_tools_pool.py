"""Tools run in threads that may hang, and nobody else waits for them."""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from lib.tools.pool import Pool
from lib.tools.tool import ToolError

LONG = 60.0


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hung tools wait for; open at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it; nothing here may take long."""

    async def bounded() -> Any:
        return await asyncio.wait_for(work, 20)

    return asyncio.run(bounded())


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    while not condition():
        await asyncio.sleep(0.001)


def hanging(gate: threading.Event, started: Callable[[], Any] = lambda: None) -> Callable[[], str]:
    def hang() -> str:
        started()
        gate.wait()
        return "late"

    return hang


async def hung(pool: Pool, gate: threading.Event, owner: str, count: int) -> list[asyncio.Task[str]]:
    """This many calls of the owner that hang, all begun."""
    began: list[int] = []
    tasks = [asyncio.create_task(pool.run(owner, hanging(gate, lambda: began.append(1)), LONG)) for _ in range(count)]
    await until(lambda: len(began) == count)
    return tasks


async def dropped(tasks: list[asyncio.Task[str]]) -> None:
    """Stop them all, and see that all are stopped."""
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


def too_busy(pool: Pool, owner: str) -> Coroutine[Any, Any, None]:
    async def work() -> None:
        with pytest.raises(ToolError) as caught:
            await pool.run(owner, lambda: "never", LONG)
        assert caught.value.kind == "too_busy"

    return work()


def test_a_function_runs_in_a_daemon_thread_and_gives_its_text() -> None:
    pool = Pool()

    def tell() -> str:
        assert threading.current_thread() is not threading.main_thread()
        assert threading.current_thread().daemon
        return f"{pool.busy} busy"

    assert run(pool.run("a", tell, LONG)) == "1 busy"
    assert (pool.busy, pool.given_up) == (0, 0)


@pytest.mark.parametrize("error", [KeyError("mine"), TimeoutError("mine"), ToolError("raised", "mine")])
def test_an_exception_goes_through_as_it_is(error: Exception) -> None:
    def fail() -> str:
        raise error

    with pytest.raises(type(error)) as caught:
        run(Pool().run("a", fail, LONG))
    assert caught.value is error


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()])
def test_what_would_end_the_loop_is_an_error_of_the_tool(error: BaseException) -> None:
    def fail() -> str:
        raise error

    with pytest.raises(ToolError) as caught:
        run(Pool().run("a", fail, LONG))
    assert caught.value.kind == "raised"


def test_one_past_its_limit_is_given_up_and_counted_until_it_ends(gate: threading.Event) -> None:
    pool = Pool()

    async def work() -> None:
        with pytest.raises(ToolError, match=r"did not finish within 0\.01 s") as caught:
            await pool.run("a", hanging(gate), 0.01)
        assert caught.value.kind == "time_limit"
        assert (pool.busy, pool.given_up) == (0, 1)
        gate.set()
        await until(lambda: pool.given_up == 0)
        assert pool.busy == 0

    run(work())


def test_stop_returns_while_fifty_tools_hang(gate: threading.Event) -> None:
    pool = Pool(most=64, of_one=64)

    async def work() -> None:
        await dropped(await hung(pool, gate, "a", 50))
        assert not gate.is_set()
        assert (pool.busy, pool.given_up) == (0, 50)
        gate.set()
        await until(lambda: pool.given_up == 0)

    run(work())


def test_an_owner_waits_for_its_own_turn_and_others_do_not(gate: threading.Event) -> None:
    pool = Pool(of_one=2)

    async def work() -> None:
        tasks = await hung(pool, gate, "a", 2)
        order: list[int] = []

        def third(at: int) -> Callable[[], str]:
            return lambda: str(order.append(at))

        waiting = [asyncio.create_task(pool.run("a", third(at), 0.5)) for at in range(3)]
        assert await pool.run("b", lambda: "at once", LONG) == "at once"
        assert (order, pool.busy) == ([], 2)
        gate.set()
        await asyncio.gather(*tasks, *waiting)
        assert sorted(order) == [0, 1, 2]

    run(work())


def test_the_wait_for_a_turn_does_not_count_against_the_limit(gate: threading.Event) -> None:
    pool = Pool(of_one=1)

    async def work() -> None:
        (first,) = await hung(pool, gate, "a", 1)
        second = asyncio.create_task(pool.run("a", lambda: "in time", 1.0))
        done, _ = await asyncio.wait({second}, timeout=1.3)  # longer than its limit
        assert not done
        gate.set()
        assert await second == "in time"
        await first

    run(work())


def test_a_thread_that_was_given_up_leaves_its_turn_to_the_next(gate: threading.Event) -> None:
    pool = Pool(of_one=1)

    async def work() -> None:
        (first,) = await hung(pool, gate, "a", 1)
        second = asyncio.create_task(pool.run("a", lambda: "next", LONG))
        await dropped([first])
        assert await second == "next"
        assert (pool.busy, pool.given_up) == (0, 1)

    run(work())


def test_one_that_waits_can_be_stopped(gate: threading.Event) -> None:
    pool = Pool(of_one=1)

    async def work() -> None:
        (first,) = await hung(pool, gate, "a", 1)
        second = asyncio.create_task(pool.run("a", lambda: "never", LONG))
        third = asyncio.create_task(pool.run("a", lambda: "third", LONG))
        await asyncio.sleep(0)
        await dropped([second])
        assert (pool.busy, pool.given_up) == (1, 0)
        gate.set()
        assert await asyncio.gather(first, third) == ["late", "third"]

    run(work())


def test_one_that_is_stopped_before_its_thread_begins_leaves_nothing() -> None:
    pool = Pool(of_one=1)

    async def work() -> None:
        task = asyncio.create_task(pool.run("a", lambda: "never", LONG))
        await asyncio.sleep(0)
        assert pool.busy == 1
        await dropped([task])
        assert (pool.busy, pool.given_up) == (0, 0)
        assert await pool.run("a", lambda: "after", LONG) == "after"

    run(work())


def test_fifty_hung_tools_of_others_keep_nobody_waiting(gate: threading.Event) -> None:
    pool = Pool()

    async def work() -> None:
        tasks = [task for owner in range(7) for task in await hung(pool, gate, f"other {owner}", 7)]
        tasks += await hung(pool, gate, "other 0", 1)
        assert pool.busy == 50
        assert await pool.run("me", lambda: "at once", LONG) == "at once"
        await dropped(tasks)  # now they hang without anybody who waits for them
        assert pool.given_up == 50
        assert await pool.run("me", lambda: "at once", LONG) == "at once"
        assert not gate.is_set()

    run(work())


def test_an_owner_with_too_many_hung_threads_is_refused_and_others_are_not(gate: threading.Event) -> None:
    pool = Pool(of_one=2)

    async def work() -> None:
        for _ in range(2):
            await dropped(await hung(pool, gate, "a", 2))
        await too_busy(pool, "a")
        assert await pool.run("b", lambda: "mine", LONG) == "mine"
        gate.set()
        await until(lambda: pool.given_up == 0)
        assert await pool.run("a", lambda: "again", LONG) == "again"

    run(work())


def test_who_waits_is_refused_when_the_owner_has_too_many_hung_threads(gate: threading.Event) -> None:
    pool = Pool(of_one=1)

    async def work() -> None:
        await dropped(await hung(pool, gate, "a", 1))
        (second,) = await hung(pool, gate, "a", 1)
        third = asyncio.create_task(too_busy(pool, "a"))
        await asyncio.sleep(0)
        await dropped([second])
        await third

    run(work())


def test_a_pool_with_too_many_hung_threads_refuses_those_who_have_some(gate: threading.Event) -> None:
    pool = Pool(of_one=2, most_given_up=2)

    async def work() -> None:
        await dropped(await hung(pool, gate, "a", 2) + await hung(pool, gate, "b", 1))
        await too_busy(pool, "a")
        await too_busy(pool, "b")
        assert await pool.run("c", lambda: "mine", LONG) == "mine"

    run(work())


def test_a_full_pool_refuses_at_once_and_serves_again_when_it_is_not(gate: threading.Event) -> None:
    pool = Pool(most=2, of_one=2)

    async def work() -> None:
        tasks = await hung(pool, gate, "a", 1) + await hung(pool, gate, "b", 1)
        await too_busy(pool, "c")
        gate.set()
        await asyncio.gather(*tasks)
        assert await pool.run("c", lambda: "mine", LONG) == "mine"

    run(work())


def test_threads_are_bounded_in_all(gate: threading.Event) -> None:
    pool = Pool(most=2, of_one=2, most_given_up=1)

    async def work() -> None:
        await dropped(await hung(pool, gate, "a", 2))
        tasks = await hung(pool, gate, "b", 1)
        await too_busy(pool, "c")  # three threads are alive: two and one
        gate.set()
        await asyncio.gather(*tasks)

    run(work())


def test_a_late_result_for_a_loop_that_is_gone_is_dropped(gate: threading.Event) -> None:
    pool = Pool()

    async def work() -> None:
        await hung(pool, gate, "a", 1)

    run(work())
    assert pool.given_up == 1
    gate.set()
    run(until(lambda: pool.given_up == 0))


def test_owners_that_have_nothing_left_are_forgotten() -> None:
    pool = Pool()

    async def work() -> None:
        await asyncio.gather(*(pool.run(f"owner {at % 7}", lambda: "done", LONG) for at in range(50)))

    run(work())
    assert pool._owners == {}
    assert (pool.busy, pool.given_up) == (0, 0)


def test_the_counts_hold_whatever_ends_when() -> None:
    pool = Pool(most=16, of_one=3, most_given_up=8)
    outcomes: list[str | BaseException] = []

    async def call(chance: random.Random) -> str:
        pause, limit = 0.01 * chance.random(), chance.choice([0.002, 0.005, LONG])
        task = asyncio.create_task(pool.run(f"owner {chance.randrange(3)}", lambda: f"{time.sleep(pause)}", limit))
        if chance.random() < 0.4:
            await asyncio.sleep(0.01 * chance.random())
            task.cancel()
        return await task

    async def work(seed: int) -> None:
        for again in range(10):
            calls = [call(random.Random(f"{seed} {again} {at}")) for at in range(30)]
            outcomes.extend(await asyncio.gather(*calls, return_exceptions=True))

    threads = [threading.Thread(target=run, args=(work(seed),)) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(until(lambda: pool._owners == {}))
    assert (pool.busy, pool.given_up) == (0, 0)
    assert len(outcomes) == 900
    assert {str(each) for each in outcomes if isinstance(each, str)} == {"None"}
    assert {type(each) for each in outcomes} == {str, ToolError, asyncio.CancelledError}


def test_loops_in_several_threads_share_a_pool() -> None:
    pool = Pool(of_one=2)
    results: list[list[str]] = []

    async def work() -> None:
        results.append(await asyncio.gather(*(pool.run("a", lambda: "done", LONG) for _ in range(30))))

    threads = [threading.Thread(target=run, args=(work(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [["done"] * 30] * 4
    assert pool._owners == {}
