"""The engine runs every stream in one thread: runs start, go on unwatched, stop at once, and are kept for a while."""

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from lib.engine.backends import Backend
from lib.engine.engine import Engine
from lib.engine.http import Pools
from lib.engine.logs import Redaction
from lib.engine.retention import Retention
from lib.engine.runs import Run
from lib.engine.size import EACH, size_of
from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording, load, save
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun
from tests.server import Asked, Server, body, silent, until


def kept_for(engine: Engine, visitor: str) -> list[Run]:
    """A visitor's runs, the oldest first."""
    return engine.kept.of(visitor)[::-1]


KEY = "sk-canary-0123456789"
CREATED = sse.write({"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}})
DELTA = sse.write({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Hi"})
COMPLETED = sse.write({"type": "response.completed", "response": {"status": "completed", "output": []}})
REQUEST = Request({"model": "m-1", "input": "Hi"}, "compatible")
NOWHERE = Backend("compatible", "http://127.0.0.1:1/v1", KEY)

Clock = Callable[[], float]


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


@pytest.fixture
def start_engine() -> Iterator[Callable[..., Engine]]:
    """`start_engine(send=…, retention=…)`: an engine that is closed at the end of the test."""
    made: list[Engine] = []

    def start(**options: Any) -> Engine:
        made.append(Engine(**options))
        return made[-1]

    yield start
    for engine in made:
        engine.close()


def at(server: Server) -> Backend:
    return Backend("compatible", server.url)


def types(run: Run) -> list[str]:
    return [event.type for event in run.events]


def status(run: Run) -> str:
    folded = FoldedRun()
    for one in run.events:
        folded.fold(one.body)
    return folded.status


def finished(run: Run) -> Run:
    until(lambda: not run.open)
    return run


async def forever(request: Request, backend: Backend, pools: Pools, clock: Clock) -> AsyncGenerator[list[Event], None]:
    """A stream that begins and then is silent."""
    yield [event(clock(), {"type": "response.created"})]
    await asyncio.Event().wait()


async def short(request: Request, backend: Backend, pools: Pools, clock: Clock) -> AsyncGenerator[list[Event], None]:
    """A stream of one event."""
    yield [Event(clock(), COMPLETED)]


# Runs that go their way.


def test_a_run_keeps_what_was_sent_and_all_that_came(engine: Engine) -> None:
    with Server(body(CREATED, DELTA, COMPLETED)) as server:
        run = finished(engine.start(REQUEST, at(server)))
    assert types(run) == [
        "run.request",
        "run.attempt",
        "run.headers",
        "response.created",
        "response.output_text.delta",
        "response.completed",
    ]
    assert run.events[0].body == {
        "type": "run.request",
        "body": {"model": "m-1", "input": "Hi", "stream": True},
        "backend": "compatible",
        "base_url": server.url,
    }
    assert server.asked[0].json == run.events[0].body["body"]
    assert run.bytes == size_of(run.request.body) + sum(EACH + len(one.raw) for one in run.events)
    times = [one.t for one in run.events if one.t is not None]
    assert times == sorted(times) and len(times) == len(run.events) and times[0] >= 0
    until(lambda: engine.live == 0)


def test_a_run_goes_on_while_nobody_looks(engine: Engine) -> None:
    with Server(body(*[DELTA] * 200, COMPLETED)) as server:
        run = finished(engine.start(REQUEST, at(server), "ann"))
    assert types(run).count("response.output_text.delta") == 200


def test_many_runs_share_one_thread(start_engine: Callable[..., Engine]) -> None:
    before = set(threading.enumerate())
    engine = start_engine(send=forever)
    runs = [engine.start(REQUEST, NOWHERE) for _ in range(50)]
    until(lambda: all("response.created" in types(run) for run in runs))
    assert engine.live == 50
    assert {thread for thread in threading.enumerate() if thread not in before} == {engine.thread}
    assert len({run.id for run in runs}) == 50
    assert all(len(run.id) == 32 for run in runs)


def test_the_second_run_uses_the_connection_of_the_first(engine: Engine) -> None:
    with Server(body(CREATED, COMPLETED)) as server:
        for _ in range(3):
            finished(engine.start(REQUEST, at(server)))
    assert [asked.connection for asked in server.asked] == [1, 1, 1]


def test_a_follower_is_woken_by_each_event_and_by_the_end() -> None:
    run = Run(REQUEST, "ann")
    woken: list[tuple[int, bool]] = []

    def follow() -> None:
        seen = 0
        while run.open:
            if run.wait(seen, 10):
                seen = len(run.events)
                woken.append((seen, run.open))

    follower = threading.Thread(target=follow)
    follower.start()
    for count in (1, 2):
        run.append([Event(0.0, DELTA)])
        until(lambda count=count: woken and woken[-1][0] == count)
    run.close()
    follower.join(10)
    assert not follower.is_alive()
    assert [seen for seen, _ in woken] in ([1, 2], [1, 2, 2])


def test_waiting_for_what_does_not_come_ends_in_time() -> None:
    assert not Run(REQUEST, "ann").wait(0, 0.01)


# Stop.


async def streams(asked: Asked) -> None:
    await asked.head()
    await asked.chunk(CREATED)
    while True:
        await asked.chunk(DELTA)
        await asyncio.sleep(0.005)


async def pauses(asked: Asked) -> None:
    await asked.head()
    await asked.chunk(CREATED + DELTA)
    await asked.gone()


@pytest.mark.parametrize(
    ("answer", "begun"),
    [(silent, "run.attempt"), (pauses, "response.output_text.delta"), (streams, "response.output_text.delta")],
    ids=["before the answer", "while it is silent", "while it streams"],
)
def test_stop_closes_the_upstream_and_keeps_what_had_arrived(answer: Any, begun: str, engine: Engine) -> None:
    with Server(answer) as server:
        run = engine.start(REQUEST, at(server))
        until(lambda: server.asked and begun in types(run))
        engine.stop(run)
        finished(run)
        if answer is streams:  # it learns by its next write
            until(lambda: server.asked[0].writer.transport.is_closing())
        else:
            until(server.asked[0].left.is_set)
        until(lambda: engine.live == 0)
    assert types(run)[-1] == "run.stopped"
    assert begun in types(run)
    assert status(run) == "stopped"
    assert types(run).count("run.stopped") == 1


def test_stop_before_the_first_step_ends_the_run(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=forever)
    for _ in range(20):
        run = engine.start(REQUEST, NOWHERE)
        engine.stop(run)
        finished(run)
        assert status(run) == "stopped"


def test_stop_while_it_connects(engine: Engine) -> None:
    """A server whose queue of connections is full answers no handshake."""
    with socket.socket() as listener, socket.socket() as one, socket.socket() as two:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (one, two):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        run = engine.start(REQUEST, Backend("compatible", f"http://127.0.0.1:{listener.getsockname()[1]}/v1"))
        until(lambda: "run.attempt" in types(run))
        engine.stop(run)
        finished(run)
    assert types(run) == ["run.request", "run.attempt", "run.stopped"]


def test_stopping_one_run_leaves_the_others(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=forever)
    one, other = engine.start(REQUEST, NOWHERE), engine.start(REQUEST, NOWHERE)
    engine.stop(one)
    finished(one)
    assert other.open


def test_stopping_a_finished_run_changes_nothing(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=short)
    run = finished(engine.start(REQUEST, NOWHERE))
    before = types(run)
    engine.stop(run)
    finished(engine.start(REQUEST, NOWHERE))
    assert types(run) == before


# Limits and accidents.


async def endless(request: Request, backend: Backend, pools: Pools, clock: Clock) -> AsyncGenerator[list[Event], None]:
    while True:
        yield [Event(clock(), DELTA)]
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("limits", "says"),
    [({"most_events": 50}, "at 51 events"), ({"most_bytes": 2_000_000}, "events and 2 MB")],
)
def test_a_run_that_would_not_end_is_ended_and_says_so(
    limits: dict[str, int], says: str, start_engine: Callable[..., Engine]
) -> None:
    run = finished(start_engine(send=endless, **limits).start(REQUEST, NOWHERE))
    trouble = run.events[-1].body
    assert (trouble["type"], trouble["kind"]) == ("run.failed", "too_long")
    assert says in trouble["message"]
    assert "What had arrived is kept." in trouble["advice"]
    assert types(run).count("run.failed") == 1


def test_a_long_request_leaves_its_answer_all_the_room(start_engine: Callable[..., Engine]) -> None:
    request = Request({"model": "m-1", "input": "x" * 5000}, "compatible")
    run = finished(start_engine(send=short, most_bytes=8000).start(request, NOWHERE))
    assert status(run) == "completed"
    assert run.bytes > 8000


def test_the_limits_of_a_run_are_those_of_the_design(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine()
    assert (engine.most_events, engine.most_bytes) == (200_000, 64_000_000)


def test_an_unexpected_exception_fails_the_run_and_shows_no_key(
    start_engine: Callable[..., Engine], caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(
        request: Request, backend: Backend, pools: Pools, clock: Clock
    ) -> AsyncGenerator[list[Event], None]:
        yield [Event(clock(), CREATED)]
        raise KeyError(f"no header {backend.api_key}")

    with caplog.at_level(logging.DEBUG):
        run = finished(start_engine(send=broken).start(REQUEST, NOWHERE))
    assert types(run) == ["run.request", "response.created", "run.failed"]
    assert run.events[-1].body["kind"] == "unexpected"
    assert KEY.encode() not in b"".join(one.raw for one in run.events)
    assert KEY not in caplog.text
    assert "KeyError" in caplog.text


def test_a_traceback_is_cleaned_of_the_keys_of_every_engine() -> None:
    redactions = [Redaction(), Redaction()]
    redactions[1].add(KEY)
    try:
        raise KeyError(KEY)
    except KeyError:
        record = logging.LogRecord("a", logging.ERROR, "", 1, "it failed", None, sys.exc_info())
    for redaction in redactions:
        redaction.filter(record)
    assert "KeyError: '[key]'" in str(record.exc_text)


def test_the_key_is_neither_in_the_events_nor_in_the_log(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    echo = body(CREATED.replace(b"resp_1", KEY.encode()), COMPLETED, x_echo=KEY)
    with Server(echo) as server, caplog.at_level(logging.DEBUG):
        run = finished(engine.start(REQUEST, Backend("compatible", server.url, KEY)))
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY.encode() not in b"".join(one.raw for one in run.events)
    assert KEY not in "".join(save(run.recording()))
    assert KEY not in caplog.text
    assert KEY not in repr(vars(run))


# What is kept, and for how long.


def test_the_last_runs_of_a_visitor_are_kept(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=short)
    runs = [finished(engine.start(REQUEST, NOWHERE, "ann")) for _ in range(25)]
    until(lambda: len(kept_for(engine, "ann")) == 20)
    assert kept_for(engine, "ann") == runs[5:]
    assert engine.find(runs[0].id) is None
    assert engine.find(runs[-1].id) is runs[-1]


def test_the_oldest_runs_go_when_all_are_too_large(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=short, retention=Retention(most_bytes=4000))
    runs = [finished(engine.start(REQUEST, NOWHERE, visitor)) for visitor in "abcdefgh"]
    until(lambda: sum(run.bytes for run in engine.kept.runs.values()) <= 4000)
    assert engine.find(runs[0].id) is None
    assert engine.find(runs[-1].id) is runs[-1]


def test_a_live_run_whose_visitor_is_gone_is_stopped_and_dropped(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(retention=Retention(grace=0.05))
    with Server(pauses) as server:
        run = engine.start(REQUEST, at(server), "ann")
        until(lambda: "response.created" in types(run))
        engine.kept.leave("ann")
        finished(run)
        until(server.asked[0].left.is_set)
    assert engine.find(run.id) is None
    assert not run.open
    assert not run.events  # whoever still holds the run holds no events


def test_a_finished_run_whose_visitor_is_gone_is_dropped(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=short, retention=Retention(grace=0.05))
    run, other = (finished(engine.start(REQUEST, NOWHERE, visitor)) for visitor in ("ann", "bob"))
    engine.kept.leave("ann")
    until(lambda: engine.find(run.id) is None)
    assert engine.find(other.id) is other


def sweeps(engine: Engine, times: int) -> None:
    """Wait until the engine has looked that often at who is gone: a visitor without runs is forgotten by a look."""
    for count in range(times):
        engine.kept.leave(f"nobody {count}")
        until(lambda count=count: f"nobody {count}" not in engine.kept.gone)


def test_a_run_that_is_followed_outlives_the_grace(start_engine: Callable[..., Engine]) -> None:
    """The tab is gone, but another one shows the same run."""
    engine = start_engine(send=forever, retention=Retention(grace=1.0))
    run = engine.start(REQUEST, NOWHERE, "ann")
    engine.kept.leave("ann")
    following = threading.Event()

    def follow() -> None:
        while not following.wait(0.01):
            run.wait(len(run.events), 0.01)

    follower = threading.Thread(target=follow)
    follower.start()
    sweeps(engine, 1)
    assert run.open
    assert engine.find(run.id) is run
    following.set()
    follower.join()
    finished(run)


def test_a_visitor_who_comes_back_keeps_the_run(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(send=forever, retention=Retention(grace=0.05))
    run = engine.start(REQUEST, NOWHERE, "ann")
    engine.kept.leave("ann")
    engine.kept.welcome("ann")
    sweeps(engine, 2)
    assert run.open
    assert engine.find(run.id) is run


def test_whoever_finds_a_run_by_its_id_has_it_from_then_on(start_engine: Callable[..., Engine]) -> None:
    """A reload is another visitor with the same `?run=`."""
    engine = start_engine(send=forever, retention=Retention(grace=0.05))
    run = engine.start(REQUEST, NOWHERE, "ann")
    assert engine.find(run.id, "ann again") is run
    engine.kept.leave("ann")
    sweeps(engine, 2)
    assert run.open
    assert (kept_for(engine, "ann"), kept_for(engine, "ann again")) == ([], [run])


def test_a_run_that_somebody_else_finds_stays_that_of_the_first_too(engine: Engine) -> None:
    """Its address in a second tab."""
    run = engine.adopt(Recording(), "ann")
    assert engine.find(run.id, "bob") is run
    assert (kept_for(engine, "ann"), kept_for(engine, "bob")) == ([run], [run])


def test_an_unknown_id_finds_nothing(engine: Engine) -> None:
    assert engine.find("") is None
    assert engine.find("0" * 32, "ann") is None


def test_a_recording_is_adopted_as_a_finished_run(engine: Engine) -> None:
    recording = Recording(
        {"model": "m-1"}, "openai", "2026-01-02T03:04:05+00:00", [Event(0.5, CREATED), Event(1.0, COMPLETED)]
    )
    run = engine.adopt(recording, "ann")
    size = size_of({"model": "m-1"}) + len(CREATED + COMPLETED) + 2 * EACH
    assert (run.open, status(run), run.bytes) == (False, "completed", size)
    assert engine.find(run.id) is run
    assert kept_for(engine, "ann") == [run]
    again = load("".join(save(run.recording())))
    assert (again.request, again.backend, again.started_at) == ({"model": "m-1"}, "openai", recording.started_at)
    assert [(one.t, one.raw) for one in again.events] == [(0.5, CREATED), (1.0, COMPLETED)]


@pytest.mark.parametrize("backend", ["", "openai", "of another program"])
@pytest.mark.parametrize("started_at", ["", "2026-01-02"])
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_what_was_opened_is_downloaded_as_it_was(engine: Engine, backend: str, started_at: str, cut: int) -> None:
    events = [Event(None, CREATED), Event(None, COMPLETED)]
    recording = Recording({}, backend, started_at, events[: len(events) - cut])
    run = engine.adopt(recording)
    assert run.recording() == recording
    assert status(run) == ("ended_early" if cut else "completed")  # as it is shown


def test_an_adopted_run_is_kept_unwatched_and_dropped_with_its_visitor(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(retention=Retention(grace=0.05))
    run = engine.adopt(Recording(), "ann")
    sweeps(engine, 1)
    assert engine.find(run.id) is run
    engine.kept.leave("ann")
    until(lambda: engine.find(run.id) is None)


# The end.


def test_close_stops_every_run_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with Server(pauses) as server:
        engine = Engine()
        runs = [engine.start(REQUEST, at(server)) for _ in range(5)]
        until(lambda: all("response.created" in types(run) for run in runs))
        engine.close()
        for asked in server.asked:
            until(asked.left.is_set)
    assert all(not run.open and status(run) == "stopped" for run in runs)
    assert engine.loop.is_closed()
    assert not engine.thread.is_alive()
    until(lambda: set(threading.enumerate()) <= before)  # those that looked up names end by themselves
    engine.close()


def test_close_right_after_start_leaves_no_run_open() -> None:
    for _ in range(10):
        engine = Engine(send=forever)
        run = engine.start(REQUEST, NOWHERE)
        engine.close()
        assert not run.open
        assert status(run) == "stopped"
