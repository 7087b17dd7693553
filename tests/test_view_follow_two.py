"""Two runs in one loop: both are drawn while they go on, each whole once it is over."""

import threading
from collections.abc import Iterator

import pytest
import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.request import Request
from lib.view import state
from lib.view.folding import Folding, folding
from lib.view.recordings.follow_two import Followed, follow_two, live
from tests.server import until


@pytest.fixture(scope="module", autouse=True)
def own_engine() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    state.engine().close()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    st.session_state.clear()


class Drawing:
    """A picture that keeps what it was asked to draw: how many events, and whether at rest."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int]] = []

    def idle(self, request: Request) -> None:
        self.drawn.append(("idle", 0))

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        self.drawn.append(("live", fold.seen))

    def rest(self, fold: Folding, run: Run) -> None:
        self.drawn.append(("rest", fold.seen))

    def outdated(self) -> bool:
        return False

    @property
    def most(self) -> int:
        return max((seen for _, seen in self.drawn), default=0)


def run() -> Run:
    return Run(Request({}), "visitor")


def add(to: Run, text: str = "a") -> None:
    body = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text}
    to.append([event(to.clock(), body)])


def following(*runs: Run) -> tuple[list[Drawing], threading.Thread]:
    """The pictures of these runs, and the thread that follows them."""
    pictures = [Drawing() for _ in runs]
    folds = [
        (Followed(f"place{at}", one, picture, one.request), one, folding(one, f"place{at}.fold"))
        for at, (one, picture) in enumerate(zip(runs, pictures, strict=True))
    ]
    thread = threading.Thread(target=live, args=(folds,))
    thread.start()
    return pictures, thread


def test_both_are_drawn_while_they_go_on() -> None:
    one, other = run(), run()
    pictures, thread = following(one, other)
    for count in (1, 2, 3):
        add(one)
        until(lambda count=count: pictures[0].most == count)  # type: ignore[misc]
        add(other)
        until(lambda count=count: pictures[1].most == count)  # type: ignore[misc]
    one.close()
    other.close()
    thread.join(10)
    assert [picture.drawn[-1] for picture in pictures] == [("rest", 3), ("rest", 3)]


def test_the_one_that_ends_first_is_drawn_whole_once_and_the_other_goes_on() -> None:
    one, other = run(), run()
    pictures, thread = following(one, other)
    add(one)
    one.close()
    until(lambda: ("rest", 1) in pictures[0].drawn)
    add(other)
    until(lambda: pictures[1].most == 1)
    assert thread.is_alive()
    other.close()
    thread.join(10)
    assert not thread.is_alive()
    assert [name for name, _ in pictures[0].drawn].count("rest") == 1
    assert pictures[0].drawn[-1] == ("rest", 1)


def test_many_events_take_few_frames() -> None:
    """A frame draws what came since the one before, for both together: the cost is bounded by the clock."""
    one, other = run(), run()
    pictures, thread = following(one, other)
    for _ in range(3000):
        add(one)
        add(other)
    until(lambda: pictures[0].most == pictures[1].most == 3000)
    one.close()
    other.close()
    thread.join(10)
    assert all(len(picture.drawn) < 300 for picture in pictures)


def test_a_silent_run_is_not_drawn_again_and_again() -> None:
    one, other = run(), run()
    pictures, thread = following(one, other)
    until(lambda: len(pictures[0].drawn) > 2)
    before, began = len(pictures[0].drawn), one.clock()
    threading.Event().wait(1.0)
    frames, seconds = len(pictures[0].drawn) - before, one.clock() - began
    one.close()
    other.close()
    thread.join(10)
    assert frames <= 3 * seconds + 1


def test_at_rest_each_is_drawn_once_and_a_side_without_a_run_is_idle() -> None:
    one, picture, empty = run(), Drawing(), Drawing()
    add(one)
    one.close()
    follow_two([Followed("a", one, picture, one.request), Followed("b", None, empty, one.request)])
    assert (picture.drawn, empty.drawn) == ([("rest", 1)], [("idle", 0)])
