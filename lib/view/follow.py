"""Follow runs: fold what has come, draw what has changed, wait for more. The last thing on a page.

The script follows, it doesn't own: a click ends it at the next touch of Streamlit, and the next script goes on from
where the fold is. A run goes on whether or not it is followed.

One script draws at a time. Each message to a browser takes a turn of Streamlit's loop, and that turn would wait for
every script that asks for the interpreter at the same moment. So what takes long is done in pieces, or without the
others waiting: a replay as fast as possible brings 100,000 events at once.
"""

import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, NamedTuple, Protocol

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import state
from lib.view.folding import Folding, folding, held_at

FASTEST: Final = 0.05  # seconds between two frames
SLOWEST: Final = 0.25
SHARED: Final = 400  # frames a second that all runs together may take
IDLE: Final = 0.1  # seconds that a click waits at the most
PIECE: Final = 2000  # events that are folded in one frame
LARGE: Final = 5000  # events of a run whose picture at rest takes so long that the others don't wait for it


class Drawn(Protocol):
    """A picture that a run can be drawn into."""

    def idle(self, request: Request) -> None:
        """Before the first run."""

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame, of a count, while the run goes on; at 0 all of it."""

    def rest(self, fold: Folding, run: Run) -> None:
        """The whole picture."""

    def outdated(self) -> bool:
        """Whether it needs other widgets than it has: only a new script can draw those."""


class Followed(NamedTuple):
    """A run, its fold, and the picture that it is drawn into."""

    run: Run
    fold: Folding
    picture: Drawn


def follow(place: str, run: Run | None, picture: Drawn, request: Request) -> Folding | None:
    """Draw the run until it ends, then the whole page once more, at rest; before the first, what would be sent."""
    if run is None:
        picture.idle(request)
        return None
    held = held_at(place, run)
    fold = folding(run, f"{place}.fold", held)
    if run.open and held is None:
        live([Followed(run, fold, picture)])
        st.rerun()
    rest([Followed(run, fold, picture)])
    if "run" in st.query_params:  # it was open when the controls were drawn: they still offer Stop
        hold(run)
        st.rerun()
    return fold


def live(every: Sequence[Followed]) -> None:
    """Frames, until all runs are closed and folded, or a picture needs a new script.

    One that is over is drawn whole where others go on; else the next script does that.
    """
    frame = 0
    going = list(every)
    while any(one.run.open or one.fold.seen < len(one.run.events) for one in going):
        began = time.monotonic()
        with state.engine().drawing:
            for one in list(going):
                over = not one.run.open  # asked before the last events are folded
                whole = one.fold.advance(one.run, one.fold.seen + PIECE) < PIECE and over
                if whole and any(other.run.open for other in going):
                    one.picture.rest(one.fold, one.run)
                    going.remove(one)
                else:
                    one.picture.live(one.fold, one.run, frame)
        if any(one.picture.outdated() for one in every):
            return
        frame += 1
        pause(going, began + interval())
        quiet = 0
        while going and not any(one.run.wait(one.fold.seen, IDLE / len(going)) for one in going):
            st.session_state.get("follow")  # a click interrupts here
            if quiet % 5 == 0:
                for one in going:
                    one.picture.live(one.fold, one.run, 0)  # nothing comes: the log catches up, the clock goes on
            quiet += 1


def rest(every: Sequence[Followed]) -> None:
    """The whole pictures."""
    for run, fold, picture in every:
        with turn(run):
            picture.rest(fold, run)


def turn(run: Run) -> AbstractContextManager[object]:
    """A turn at drawing; none for a long run, whose tables take seconds."""
    return state.engine().drawing if len(run.events) <= LARGE else nullcontext()


def pause(runs: Iterable[Followed], deadline: float) -> None:
    """Wait until the deadline, or until all runs have ended and are folded: while there is more, others have a turn."""
    for run, fold, _ in runs:
        left = max(0.0, deadline - time.monotonic())
        if run.open:
            run.ended.wait(left)
        elif fold.seen < len(run.events):
            time.sleep(left)


def hold(run: Run) -> None:
    """Wait for the end of a run whose picture is held."""
    while run.open:
        run.wait(len(run.events), IDLE)
        st.session_state.get("follow")


def interval() -> float:
    """Seconds between two frames: more when many runs are live, for all share one process."""
    return min(SLOWEST, max(FASTEST, state.engine().live / SHARED))
