"""Runs in one loop: each is drawn while it goes on, and the first that is over whole; at rest each once."""

import threading
from itertools import pairwise

import pytest
import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.request import Request
from lib.view import state
from lib.view.folding import Folding
from lib.view.follow import LARGE, PIECE, Followed, follow, live, rest
from tests.server import until

pytestmark = pytest.mark.usefixtures("own_engine")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    st.session_state.clear()


class Drawing:
    """A picture that keeps what it was asked to draw: how many events, whether at rest, and whether it had the turn."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int]] = []
        self.turns: list[bool] = []

    def idle(self, request: Request) -> None:
        self.drawn.append(("idle", 0))

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        self.drawn.append(("live", fold.seen))
        self.turns.append(state.engine().drawing.locked())

    def rest(self, fold: Folding, run: Run) -> None:
        self.drawn.append(("rest", fold.seen))
        self.turns.append(state.engine().drawing.locked())

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
    every = [Followed(one, Folding(one.id), picture) for one, picture in zip(runs, pictures, strict=True)]
    thread = threading.Thread(target=live, args=(every,))
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
    assert not thread.is_alive()
    assert [picture.most for picture in pictures] == [3, 3]


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


def test_a_run_that_is_alone_is_left_to_the_next_script_when_it_ends() -> None:
    one = run()
    (picture,), thread = following(one)
    add(one)
    until(lambda: picture.most == 1)
    one.close()
    thread.join(10)
    assert not thread.is_alive()
    assert {name for name, _ in picture.drawn} == {"live"}


def test_many_events_at_once_are_folded_in_pieces_so_that_others_have_their_turn() -> None:
    one = run()
    for _ in range(3 * PIECE):
        add(one)
    one.close()
    (picture,), thread = following(one)
    thread.join(30)
    assert picture.most == 3 * PIECE
    counts = [0, *(seen for _, seen in picture.drawn)]
    assert max(after - before for before, after in pairwise(counts)) == PIECE


def test_the_turn_is_given_up_between_two_pieces_of_a_run_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    one, picture = run(), Drawing()
    for _ in range(4 * PIECE):
        add(one)
    one.close()
    held: list[int] = []  # how much was drawn whenever the turn was given up

    class Turn:
        locked = staticmethod(lambda: True)

        def __enter__(self) -> None: ...

        def __exit__(self, *error: object) -> None:
            held.append(picture.most)

    monkeypatch.setattr(state.engine(), "drawing", Turn())
    live([Followed(one, Folding(one.id), picture)])
    assert held[:4] == [PIECE, 2 * PIECE, 3 * PIECE, 4 * PIECE]


def test_a_frame_has_the_turn_to_draw_and_so_has_the_picture_at_rest_unless_it_is_large() -> None:
    one, large = run(), run()
    (picture,), thread = following(one)
    until(lambda: len(picture.drawn) > 1)
    one.close()
    thread.join(10)
    assert picture.turns[0]
    large.append([event(0.0, {"type": "run.request"})] * (LARGE + 1))
    pictures = [Drawing(), Drawing()]
    rest([Followed(each, Folding(each.id), drawing) for each, drawing in zip((one, large), pictures, strict=True)])
    assert [drawing.turns for drawing in pictures] == [[True], [False]]


def test_at_rest_it_is_drawn_once_and_without_a_run_what_would_be_sent_is() -> None:
    one, picture, empty = run(), Drawing(), Drawing()
    add(one)
    one.close()
    fold = follow("a", one, picture, one.request)
    assert fold is not None and fold.seen == 1
    assert follow("b", None, empty, one.request) is None
    assert (picture.drawn, empty.drawn) == ([("rest", 1)], [("idle", 0)])
