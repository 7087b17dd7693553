"""Follow a run: fold what has come, draw what has changed, wait for more. The last thing on a page.

The script follows, it doesn't own: a click ends it at the next touch of Streamlit, and the next script goes on from
where the fold is. A run goes on whether or not it is followed.

One script draws at a time. Each message to a browser takes a turn of Streamlit's loop, and that turn would wait for
every script that asks for the interpreter at the same moment.
"""

import time
from typing import Final, Protocol

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import state
from lib.view.folding import Folding, folding, held_at

FASTEST: Final = 0.05  # seconds between two frames
SLOWEST: Final = 0.25
SHARED: Final = 400  # frames a second that all runs together may take
IDLE: Final = 0.1  # seconds that a click waits at the most


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


def follow(place: str, run: Run | None, picture: Drawn, request: Request) -> Folding | None:
    """Draw the run until it ends, then the whole page once more, at rest; before the first, what would be sent."""
    if run is None:
        picture.idle(request)
        return None
    held = held_at(place, run)
    fold = folding(run, f"{place}.fold", held)
    if run.open and held is None:
        live(run, fold, picture)
        st.rerun()
    with state.engine().drawing:
        picture.rest(fold, run)
    if "run" in st.query_params:  # it was open when the controls were drawn: they still offer Stop
        hold(run)
        st.rerun()
    return fold


def live(run: Run, fold: Folding, picture: Drawn) -> None:
    """Frames, until the run is closed."""
    frame = 0
    while run.open:
        began = time.monotonic()
        with state.engine().drawing:
            fold.advance(run)
            picture.live(fold, run, frame)
        if picture.outdated():
            st.rerun()
        frame += 1
        spent = time.monotonic() - began
        run.ended.wait(max(0.0, interval() - spent))
        quiet = 0
        while run.open and not run.wait(fold.seen, IDLE):
            st.session_state.get("follow")  # a click interrupts here
            if quiet % 5 == 0:
                picture.live(fold, run, 0)  # nothing comes: the log catches up, the clock goes on
            quiet += 1


def hold(run: Run) -> None:
    """Wait for the end of a run whose picture is held."""
    while run.open:
        run.wait(len(run.events), IDLE)
        st.session_state.get("follow")


def interval() -> float:
    """Seconds between two frames: more when many runs are live, for all share one process."""
    return min(SLOWEST, max(FASTEST, state.engine().live / SHARED))
