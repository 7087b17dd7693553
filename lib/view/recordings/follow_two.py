"""Follow two runs side by side by one loop: the same frames, as in `follow`, for as long as either is open."""

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import state
from lib.view.folding import Folding, folding
from lib.view.follow import IDLE, Drawn, interval

SHORTEST: Final = 0.005  # seconds of the first wait for one of two after a frame


class Followed(NamedTuple):
    """One side: where its fold is kept, its run, the picture that it is drawn into, what would be sent."""

    place: str
    run: Run | None
    picture: Drawn
    request: Request


def follow_two(sides: Sequence[Followed]) -> None:
    """Draw all sides until their runs have ended, then begin the script anew; at rest each whole picture, once."""
    folds: list[tuple[Followed, Run, Folding]] = []
    for side in sides:
        if side.run is None:
            side.picture.idle(side.request)
        else:
            folds.append((side, side.run, folding(side.run, f"{side.place}.fold")))
    if any(run.open for _, run, _ in folds):
        live(folds)
        st.rerun()
    with state.engine().drawing:
        for side, run, fold in folds:
            side.picture.rest(fold, run)


def live(folds: Sequence[tuple[Followed, Run, Folding]]) -> None:
    """Frames, until every run is closed. A run that is over before the others is drawn whole, for the last time."""
    frame = 0
    going = list(folds)
    while going:
        began = time.monotonic()
        with state.engine().drawing:
            for side, run, fold in list(going):
                over = not run.open  # asked before the last events are folded
                fold.advance(run)
                if over:
                    side.picture.rest(fold, run)
                    going.remove((side, run, fold))
                else:
                    side.picture.live(fold, run, frame)
        if not going or any(side.picture.outdated() for side, _, _ in folds):
            return
        frame += 1
        time.sleep(max(0.0, interval() - (time.monotonic() - began)))
        quiet = 0
        while not anything(going, SHORTEST if quiet == 0 else IDLE / 2):
            st.session_state.get("follow")  # a click interrupts here
            if quiet % 5 == 0:
                for side, run, fold in going:
                    side.picture.live(fold, run, 0)  # nothing comes: the figures catch up, the clock goes on
            quiet += 1


def anything(going: Sequence[tuple[Followed, Run, Folding]], step: float) -> bool:
    """Whether one of the runs has more events, or is over; it waits for that, in turn for each, up to IDLE.

    The first wait is `step` seconds long, each further round twice that: soon after a frame it looks often.
    """
    deadline = time.monotonic() + IDLE
    while True:
        for _, run, fold in going:
            if run.wait(fold.seen, step):
                return True
        if time.monotonic() > deadline:
            return False
        step = min(2 * step, IDLE / 2)
