"""What sessions keep of runs: the things used longest ago go for room, and all go with a run that they were made of."""

import gc

from lib.engine.beside import MOST_BYTES, Beside


class Made:
    """A thing of some bytes, as long as it isn't forgotten."""

    def __init__(self, size: int) -> None:
        self.bytes = size

    def forget(self) -> None:
        self.bytes = -1


def sizes(*things: Made) -> list[int]:
    return [thing.bytes for thing in things]


def test_the_bound_is_half_of_what_runs_may_take() -> None:
    assert MOST_BYTES == 128_000_000


def test_all_that_was_made_of_a_run_goes_with_it_and_nothing_else() -> None:
    beside = Beside()
    one, both, other = Made(1), Made(1), Made(1)
    beside.use(one, "a")
    beside.use(both, "a", "b")
    beside.use(other, "c")
    beside.let_go("b")
    assert sizes(one, both, other) == [1, -1, 1]
    beside.let_go("a")
    beside.let_go("a")
    assert sizes(one, other) == [-1, 1]


def test_the_ones_used_longest_ago_go_where_all_are_too_large() -> None:
    beside = Beside(100)
    one, two, three = Made(40), Made(40), Made(40)
    for thing in (one, two, one, three):
        beside.use(thing, "a")
    assert sizes(one, two, three) == [40, -1, 40]


def test_one_that_grew_is_counted_as_it_is_now() -> None:
    beside = Beside(100)
    one, two = Made(10), Made(10)
    beside.use(one, "a")
    beside.use(two, "b")
    two.bytes = 95
    beside.use(two, "b")
    assert sizes(one, two) == [-1, 95]


def test_one_that_is_larger_than_all_stays_while_it_is_used() -> None:
    beside = Beside(100)
    large = Made(1000)
    beside.use(large, "a")
    assert large.bytes == 1000


def test_one_that_can_not_be_missed_stays() -> None:
    beside = Beside(100)
    fold, large = Made(0), Made(1000)
    beside.use(fold, "a")
    beside.use(large, "a")
    assert fold.bytes == 0


def test_a_session_that_ends_lets_go_of_its_own() -> None:
    beside = Beside()
    beside.use(Made(50), "a")
    gc.collect()
    stays = Made(1)
    beside.use(stays, "a")
    assert len(beside.made) == 1
