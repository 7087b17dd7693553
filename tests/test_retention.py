"""What is kept of runs: the last of each visitor, up to a size, and for the grace when a visitor is gone."""

import pytest

from lib.engine.retention import GRACE, MOST_BYTES, MOST_RUNS, Retention
from lib.engine.runs import Run
from lib.protocol.events import Event
from lib.protocol.request import Request

LONG_AGO = -1e9


def kept(retention: Retention, visitor: str = "ann", size: int = 10, finished: bool = True, prompt: str = "") -> Run:
    run = Run(Request({"input": prompt} if prompt else {}), visitor)
    run.append([Event(0.0, b"x" * size)])
    if finished:
        run.close()
    retention.add(run)
    return run


def test_the_limits_are_those_of_the_design() -> None:
    assert (MOST_RUNS, MOST_BYTES, GRACE) == (20, 256_000_000, 30)


def test_the_oldest_finished_runs_of_a_visitor_go_first() -> None:
    retention = Retention(most_runs=3)
    runs = [kept(retention) for _ in range(5)]
    other = kept(retention, "bob")
    retention.prune()
    assert list(retention.runs.values()) == [*runs[2:], other]


def test_open_runs_are_never_let_go_for_room() -> None:
    retention = Retention(most_runs=1, most_bytes=1)
    live = [kept(retention, finished=False) for _ in range(3)]
    done = [kept(retention) for _ in range(3)]
    retention.prune()
    assert list(retention.runs.values()) == [*live, done[-1]]


def test_the_oldest_of_all_go_when_all_are_too_large() -> None:
    retention = Retention(most_bytes=10_000)
    kept(retention, "ann", 6_000)
    small = kept(retention, "bob", 3_000)
    large = kept(retention, "ann", 6_000)
    retention.prune()
    assert list(retention.runs.values()) == [small, large]


def test_a_request_takes_room_as_events_do() -> None:
    """Of a file with one long request after the other, and hardly an event."""
    retention = Retention(most_bytes=50_000_000)
    runs = [kept(retention, f"visitor {at % 6}", prompt="x" * 15_000_000) for at in range(12)]
    retention.prune()
    assert list(retention.runs.values()) == runs[-3:]


def test_many_small_events_take_the_room_that_they_do() -> None:
    retention = Retention(most_bytes=10_000)
    first, second = kept(retention), kept(retention)
    first.append([Event(0.0, b"x")] * 100)
    retention.prune()
    assert list(retention.runs.values()) == [second]


def test_a_run_larger_than_all_is_kept_while_it_is_the_newest() -> None:
    retention = Retention(most_bytes=10_000)
    run = kept(retention, size=100_000)
    retention.prune()
    assert list(retention.runs.values()) == [run]
    newest = kept(retention)
    retention.prune()
    assert list(retention.runs.values()) == [newest]


def test_nobody_is_abandoned_who_never_left() -> None:
    retention = Retention(grace=0.0)
    kept(retention).last_followed = LONG_AGO
    assert retention.abandoned() == []


def test_the_runs_of_a_visitor_who_is_gone_are_abandoned_after_the_grace() -> None:
    retention = Retention(grace=30)
    mine, other = kept(retention), kept(retention, "bob")
    mine.last_followed = other.last_followed = LONG_AGO
    retention.leave("ann")
    assert retention.abandoned() == []
    retention.gone["ann"] = LONG_AGO
    assert retention.abandoned() == [mine]


def test_a_run_that_is_followed_is_not_abandoned() -> None:
    retention = Retention(grace=30)
    run = kept(retention)
    retention.gone["ann"] = LONG_AGO
    run.wait(0, 0)
    assert retention.abandoned() == []
    run.last_followed = LONG_AGO
    assert retention.abandoned() == [run]


def test_a_visitor_who_comes_back_ends_the_grace() -> None:
    retention = Retention(grace=30)
    kept(retention).last_followed = LONG_AGO
    retention.gone["ann"] = LONG_AGO
    retention.welcome("ann")
    assert retention.abandoned() == []


def test_a_visitor_without_runs_is_forgotten_after_the_grace() -> None:
    retention = Retention(grace=30)
    retention.leave("ann")
    retention.gone["bob"] = LONG_AGO
    assert retention.abandoned() == []
    assert set(retention.gone) == {"ann"}


def test_a_run_that_was_dropped_is_gone() -> None:
    retention = Retention()
    run = kept(retention)
    retention.drop(run.id)
    retention.drop(run.id)
    assert retention.runs == {}


def test_all_runs_of_a_gone_visitor_go_also_those_followed_a_little_later() -> None:
    retention = Retention(grace=0.0)
    first, second = kept(retention), kept(retention)
    retention.leave("ann")
    second.last_followed += 3600  # followed after the connection had closed
    assert retention.abandoned() == [first]
    retention.drop(first.id)
    second.last_followed = first.last_followed
    assert retention.abandoned() == [second]


def test_a_run_that_is_not_counted_takes_no_others_place() -> None:
    retention = Retention(most_runs=2)
    runs = [kept(retention) for _ in range(2)]
    for _ in range(3):
        sample = kept(retention)
        sample.counted = False
        retention.prune()
        runs.append(sample)
    assert list(retention.runs) == [run.id for run in runs]


def test_a_run_that_two_visitors_have_stays_while_one_of_them_is_here() -> None:
    """A link in a second tab, or a reload: the id is the right to it."""
    retention = Retention(grace=30)
    run, own = kept(retention), kept(retention, "bob")
    retention.hold(run, "bob")
    assert (retention.of("ann"), retention.of("bob")) == ([run], [run, own])
    run.last_followed = own.last_followed = LONG_AGO
    retention.gone["ann"] = LONG_AGO
    assert retention.abandoned() == []
    assert (retention.of("ann"), retention.of("bob"), retention.gone) == ([], [run, own], {})
    retention.gone["bob"] = LONG_AGO
    assert retention.abandoned() == [run, own]


def test_the_visitors_of_a_run_may_all_be_gone() -> None:
    retention = Retention(grace=30)
    run = kept(retention)
    retention.hold(run, "bob")
    run.last_followed = LONG_AGO
    retention.gone = {"ann": LONG_AGO, "bob": LONG_AGO}
    assert retention.abandoned() == [run]
    assert retention.gone == {}


def test_a_run_is_held_once_and_not_after_it_was_let_go() -> None:
    retention = Retention()
    first, second = kept(retention), kept(retention)
    retention.hold(first, "ann")
    assert retention.of("ann") == [second, first]
    retention.drop(first.id)
    retention.hold(first, "ann")
    retention.hold(first, "bob")
    assert (retention.of("ann"), retention.of("bob")) == ([second], [])


def test_the_limit_of_one_visitor_takes_no_run_from_another() -> None:
    retention = Retention(most_runs=2)
    shared = kept(retention)
    retention.hold(shared, "bob")
    runs = [kept(retention) for _ in range(2)]
    retention.prune()
    assert (retention.of("ann"), retention.of("bob")) == (runs[::-1], [shared])
    assert shared.id in retention.runs


def test_an_old_run_that_somebody_opens_by_its_address_is_their_newest() -> None:
    retention = Retention(most_runs=2)
    old = kept(retention)
    runs = [kept(retention, "bob") for _ in range(2)]
    retention.hold(old, "bob")
    retention.prune()
    assert retention.of("bob") == [old, runs[1]]


def test_a_run_that_several_have_has_one_size() -> None:
    retention = Retention(most_bytes=10_000)
    runs = [kept(retention, size=4_000) for _ in range(2)]
    for visitor in ("bob", "eve"):
        retention.hold(runs[0], visitor)
    retention.prune()
    assert list(retention.runs.values()) == runs


def test_a_run_is_released_by_one_and_let_go_by_the_last_who_is_here() -> None:
    retention = Retention()
    run = kept(retention)
    retention.hold(run, "bob")
    assert not retention.release(run.id, "ann")
    assert (retention.of("ann"), retention.of("bob")) == ([], [run])
    retention.hold(run, "ann")
    retention.leave("bob")
    assert retention.release(run.id, "ann")
    assert (retention.runs, retention.held) == ({}, {})
    assert not retention.release(run.id, "ann")


class Made:
    """A thing that a session made of runs."""

    bytes = 0
    forgotten = False

    def forget(self) -> None:
        self.forgotten = True


@pytest.mark.parametrize("how", ["dropped", "too many", "too large"])
def test_what_was_let_go_is_emptied_however_it_went_and_what_was_made_of_it_goes(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    retention = Retention(most_runs=1 if how == "too many" else 9, most_bytes=300 if how == "too large" else 9_999)
    gone, stays = kept(retention), kept(retention)
    made, others = Made(), Made()
    retention.beside.use(made, gone.id)
    retention.beside.use(others, stays.id)
    if how == "dropped":
        retention.drop(gone.id)
    retention.prune()
    assert list(retention.runs.values()) == [stays]
    retention.empty()
    assert (gone.events, made.forgotten, len(stays.events), others.forgotten) == ([], True, 1, False)


def test_a_script_goes_on_with_the_list_that_it_reads_when_its_run_is_emptied() -> None:
    run = kept(Retention())
    events = run.events
    run.forget()
    run.append([Event(1.0, b"late")])
    assert ([one.t for one in events], run.events, run.request.body) == ([0.0], [], {})


def test_a_script_that_found_a_run_may_finish_what_it_draws_of_it() -> None:
    retention = Retention()
    run, made = kept(retention), Made()
    retention.beside.use(made, run.id)
    retention.drop(run.id)
    retention.empty()
    assert (retention.runs, len(run.events), made.forgotten) == ({}, 1, False)
