"""A replay is a run like any other: its events come when they are due, and it can be stopped at any moment."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from lib.engine.engine import Engine
from lib.engine.replaying import PIECE, Replay
from lib.engine.runs import Run, recorded
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording
from lib.protocol.run import FoldedRun
from lib.samples.recordings import samples
from tests.server import until

DELTA = {"type": "response.output_text.delta", "output_index": 0, "delta": "a"}
ENDS = {"type": "response.completed", "response": {"status": "completed", "output": []}}


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


def recording(*times: float | None) -> Recording:
    asked = event(times[0], {"type": "run.request", "body": {"model": "m"}})
    return Recording(
        {"model": "m"}, "openai", "2026-01-02", [asked, *(event(t, DELTA) for t in times[1:-1]), event(times[-1], ENDS)]
    )


def finished(run: Run) -> Run:
    assert run.ended.wait(10)
    return run


def status(run: Run) -> str:
    folded = FoldedRun()
    for one in run.events:
        folded.fold(one.body, one.t)
    return folded.status


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_replay_ends_with_the_events_of_the_opened_recording(engine: Engine, sample: object) -> None:
    source = sample.load()  # type: ignore[attr-defined]
    run = finished(engine.replay(source, "ann", None))
    expected = recorded(source)
    assert [(one.t, one.raw) for one in run.events] == [(one.t, one.raw) for one in expected.events]
    assert (run.request, run.started_at) == (expected.request, expected.started_at)
    assert engine.find(run.id, "ann") is run
    until(lambda: engine.live == 0)


def test_events_arrive_when_they_are_due_and_not_before(engine: Engine) -> None:
    arrived: list[tuple[float, int]] = []
    run = engine.replay(recording(0.0, 1.0, 2.0, 3.0), speed=10)
    while run.open:
        run.wait(len(run.events), 1)
        arrived.append((time.monotonic() - run.started, len(run.events)))
    for count, due in ((1, 0.0), (2, 0.1), (3, 0.2), (4, 0.3)):
        assert min(at for at, seen in arrived if seen >= count) >= due
    assert [one.t for one in run.events] == [0.0, 1.0, 2.0, 3.0]  # the recorded times stay


def test_the_clock_of_a_replay_is_that_of_the_recording(engine: Engine) -> None:
    run = engine.replay(recording(0.0, 100.0), speed=50)
    until(lambda: len(run.events) == 1)
    before, first, after = time.monotonic(), run.clock(), time.monotonic()
    until(lambda: run.clock() > first + 5)
    sooner, then, later = time.monotonic(), run.clock(), time.monotonic()
    assert 50 * (sooner - after) - 0.001 <= then - first <= 50 * (later - before) + 0.001
    engine.stop(run)
    finished(run)


def test_events_of_unknown_times_come_one_after_the_other(engine: Engine) -> None:
    run = finished(engine.replay(recording(*[None] * 11), speed=10))
    assert [one.t for one in run.events] == [None] * 11
    slow = engine.replay(recording(*[None] * 11), speed=0.0001)  # the first is due after minutes
    for _ in range(10):
        engine.thread.call(asyncio.sleep(0)).result(5)
    assert (slow.open, slow.events) == (True, [])
    engine.stop(slow)
    finished(slow)


def test_a_replay_is_stopped_in_the_middle_of_a_long_silence(engine: Engine) -> None:
    run = engine.replay(recording(0.0, 0.01, 1000.0), speed=1)
    until(lambda: len(run.events) == 2)
    engine.stop(run)
    assert run.ended.wait(10)
    assert [one.type for one in run.events][-1] == "run.stopped"
    assert status(run) == "stopped"
    assert 0.01 <= (run.events[-1].t or 0) < 1000


def test_a_recording_without_an_end_gets_one(engine: Engine) -> None:
    cut = recording(0.0, 0.1, 0.2)
    cut.events.pop()
    assert status(finished(engine.replay(cut, speed=None))) == "ended_early"


def test_a_long_replay_lets_others_run_between_its_pieces(engine: Engine) -> None:
    seen: list[int] = []

    def look() -> None:
        runs = list(engine.kept.runs.values())
        seen.extend(len(run.events) for run in runs)
        if not runs or runs[0].open:
            engine.loop.call_soon(look)

    engine.loop.call_soon_threadsafe(look)
    run = finished(engine.replay(recording(*[0.0] * 20_000), speed=None))
    assert len(run.events) == 20_000
    assert len({count for count in seen if 0 < count < 20_000}) > 3
    assert all(count % PIECE == 0 for count in seen if 0 < count < 20_000)


def test_a_recording_of_as_many_events_as_are_kept_ends_as_it_did(engine: Engine) -> None:
    engine.most_events = 50
    run = finished(engine.replay(recording(*[0.0] * 100), speed=None))
    assert status(run) == "completed" and len(run.events) == 100


def test_a_wrong_speed_starts_nothing(engine: Engine) -> None:
    with pytest.raises(ValueError, match="speed"):
        engine.replay(recording(0.0, 1.0), speed=0)
    assert engine.kept.runs == {} and engine.live == 0


def test_a_replay_goes_when_its_visitor_is_gone(engine: Engine) -> None:
    engine.kept.grace = 0.2
    run = engine.replay(recording(0.0, 1000.0), "ann")
    engine.kept.leave("ann")
    until(lambda: not run.open and run.id not in engine.kept.runs)


def test_a_replayed_event_is_the_recorded_one(engine: Engine) -> None:
    source = recording(0.0, 0.0, 0.0)
    run = finished(engine.replay(source, speed=None))
    assert all(one is other for one, other in zip(run.events, source.events, strict=True))
    assert all(type(one) is Event for one in run.events)


def test_a_replay_is_none_of_the_visitors_runs_and_takes_no_place_of_theirs(engine: Engine) -> None:
    engine.kept.most_runs = 2
    source = recording(0.0, 0.0)
    runs = [engine.adopt(source, "ann") for _ in range(2)]
    for _ in range(3):
        finished(engine.replay(source, "ann", None))
    until(lambda: engine.live == 0)
    engine.kept.prune()
    assert [engine.find(run.id) for run in runs] == runs


def test_a_replay_that_has_ended_holds_nothing_of_its_recording_beside_its_own_events(engine: Engine) -> None:
    run = finished(engine.replay(recording(0.0, 0.0, 0.0), speed=None))
    until(lambda: engine.live == 0)
    assert isinstance(run, Replay)
    assert (len(run.events), run.source, list(run.due)) == (3, [], [])


def test_a_replay_that_is_let_go_in_the_middle_holds_no_event_of_its_recording(engine: Engine) -> None:
    run = engine.replay(recording(0.0, 1000.0), speed=1)
    assert isinstance(run, Replay)
    until(lambda: len(run.events) == 1)
    run.forget()
    assert (run.events, run.source, list(run.due)) == ([], [], [])
    engine.stop(run)
    finished(run)
    assert run.events == []


def test_a_replay_is_of_no_size_and_pushes_nothing_out(engine: Engine) -> None:
    """Its events are the recording's own: they are held once."""
    source = recording(0.0, 0.0, 0.0)
    other, own = engine.adopt(source, "bob"), engine.adopt(source, "ann")
    engine.kept.most_bytes = other.bytes + own.bytes
    finished(engine.replay(own.recording(), "ann", None))
    engine.kept.prune()
    assert engine.find(other.id) is other
    newest = engine.adopt(source, "ann")
    assert [run for run in (other, own, newest) if engine.find(run.id)] == [own, newest]


def test_a_replay_says_of_its_backend_and_its_time_what_the_recording_does(engine: Engine) -> None:
    known, unknown = recording(0.0, 0.0), Recording(events=recording(0.0, 0.0).events)
    assert [(run.backend, run.started_at) for run in (engine.replay(known), engine.replay(unknown))] == [
        ("openai", "2026-01-02"),
        ("", ""),
    ]


def test_a_replay_plays_on_when_its_recording_is_let_go(engine: Engine) -> None:
    whole = engine.adopt(recording(0.0, 0.2, 0.4), "ann")
    run = engine.replay(whole.recording(), "ann", 1)
    whole.forget()
    assert len(finished(run).events) == 3
