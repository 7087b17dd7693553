"""Any moment of a run, in any order: it is as if the run had been folded from its beginning."""

import gc
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.checkpoints import APART, MOST, NEAR, Checkpoints, unpacked
from lib.protocol.events import Event, event
from lib.protocol.recording import load
from lib.protocol.state import state
from lib.samples.recordings import samples
from lib.view.folding import Folding
from tests.answers import added, asked, done, numbered, over, piece

Sums = Checkpoints[list[int]]


def counting(count: int) -> list[Event]:
    """As many events, each with its place."""
    return [event(None, {"type": "x", "at": at}) for at in range(count)]


def summed(events: list[Event], added: list[int] | None = None) -> Sums:
    """Folds that hold the places of their events; `added` notes which were folded."""

    def add(fold: list[int], one: Event) -> None:
        fold.append(one.body["at"])
        if added is not None:
            added.append(one.body["at"])

    return Checkpoints(events, list, add)


LONG = counting(1600)


@given(st.lists(st.integers(0, 1700), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_a_fold_at_any_count_is_the_one_from_the_beginning_in_whatever_order(counts: list[int]) -> None:
    events = LONG
    folds = summed(events)
    for count in counts:
        assert folds.at(count) == list(range(min(count, len(events))))


def test_a_fold_that_goes_on_does_not_change_the_kept_one() -> None:
    folds = summed(LONG)
    folds.at(1200).append(-1)
    folds.at(APART).clear()
    assert folds.at(1200) == list(range(1200))
    assert folds.at(APART) == list(range(APART))


def test_once_all_are_kept_a_step_folds_no_more_than_what_is_between_two() -> None:
    folded: list[int] = []
    folds = summed(LONG, folded)
    folds.at(len(LONG))
    assert list(folds.fill()) == [500, 1000, 1500]
    for count in random.Random(7).sample(range(len(LONG)), 20):
        folded.clear()
        assert folds.at(count) == list(range(count))
        assert len(folded) <= folds.apart


def test_the_way_to_the_end_keeps_what_is_near_it_alone_and_others_what_they_pass() -> None:
    folds = summed(LONG)
    folds.at(len(LONG) - 1)
    assert (list(folds.kept), list(folds.near)) == ([], [len(LONG) - 1 - NEAR])
    folds.at(1200)
    assert list(folds.kept) == [500, 1000]


def test_filling_goes_on_from_what_is_kept_and_leaves_the_near_one() -> None:
    folded: list[int] = []
    folds = summed(LONG, folded)
    folds.at(len(LONG))
    for at in folds.fill():
        if at == 1000:
            break  # a click interrupts it
    folded.clear()
    assert list(folds.fill()) == [1500]
    assert folded == list(range(1000, 1500))
    assert list(folds.near) == [len(LONG) - NEAR]
    folded.clear()
    assert (list(folds.fill()), folded) == ([], [])


def test_filling_stops_at_a_fold_that_is_too_deep_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    folds = summed(LONG)
    monkeypatch.setattr(
        "lib.protocol.checkpoints.packed_of", lambda fold: pickle.dumps(fold) if len(fold) < 900 else b""
    )
    assert list(folds.fill()) == [500]
    assert folds.at(1200) == list(range(1200))


def test_what_is_kept_is_bounded_however_long_the_run() -> None:
    for length in (0, 1, APART, APART + 1, 10 * APART, 200 * APART):
        folds = Checkpoints([event(None, {"type": "x"})] * length, lambda: [0], lambda fold, one: None)
        assert len([*folds.fill()]) == len(folds.kept) <= MOST
        assert all(at % folds.apart == 0 for at in folds.kept)


def test_the_bytes_that_are_kept_of_a_long_text_are_bounded() -> None:
    bodies = [asked(), added(), *[piece("word ")] * 10_000, done("word " * 10_000), over()]
    events = [event(at / 100, body) for at, body in enumerate(numbered(bodies))]
    folds = Checkpoints(events, lambda: Folding("r"), Folding.add)
    whole = folds.at(len(events))
    assert len([*folds.fill()]) == MOST - 1
    kept = sum(map(len, folds.kept.values()))
    assert kept <= MOST * len(pickle.dumps(whole))
    assert kept < 20_000_000


def test_where_the_kept_ones_get_too_large_every_other_goes_and_all_moments_stay_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lib.protocol.checkpoints.BYTES", 4000)
    folds = summed(LONG)
    folds.apart = 50
    assert 50 in [*folds.fill()]
    for count in (1600, 1599, 30, 1200, 777):
        assert folds.at(count) == list(range(count))
        assert len(folds.kept) == 1 or sum(map(len, folds.kept.values())) <= 4000
    assert folds.apart > 50


def test_steps_beside_a_moment_far_from_the_kept_ones_fold_little() -> None:
    folded: list[int] = []
    folds = summed(LONG, folded)
    folds.apart = 5000
    folds.at(1500)
    for count in (*range(1499, 1400, -7), *range(1400, 1600, 9)):
        folded.clear()
        assert folds.at(count) == list(range(count))
        assert len(folded) <= APART


def test_every_moment_of_every_sample_is_the_same_by_checkpoints_and_from_the_beginning() -> None:
    for sample in samples():
        events = sample.load().events
        folds = Checkpoints(events, lambda: Folding("r"), Folding.add)
        folds.apart = 3
        folds.at(len(events))
        assert [*folds.fill()] == [*range(3, len(events), 3)]
        straight = Folding("r")
        for count in range(len(events) + 1):
            found = folds.at(count)
            assert state(found.run) == state(straight.run)
            assert (found.seen, found.times, found.timing.last) == (count, straight.times, straight.timing.last)
            if count < len(events):
                straight.add(events[count])


def test_a_recorded_stream_is_the_same_back_and_forth(streams: list[Path]) -> None:
    chance = random.Random(5)
    for path in sorted(streams, key=lambda path: path.stat().st_size)[:25]:
        events = load(path.read_bytes()).events
        folds = Checkpoints(events, lambda: Folding("r"), Folding.add)
        folds.apart = 7
        for count in chance.choices(range(len(events) + 1), k=4):
            straight = Folding("r")
            for one in events[:count]:
                straight.add(one)
            assert state(folds.at(count).run) == state(straight.run)


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(collecting: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        assert unpacked(pickle.dumps([1])) == [1]
        with pytest.raises(pickle.UnpicklingError):
            unpacked(b"nothing")
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
