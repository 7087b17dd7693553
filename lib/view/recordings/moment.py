"""A finished run at one of its events: its fold there, and what that event changed."""

import time
from typing import Final

from lib.engine.runs import Run
from lib.protocol.changes import Change, changes
from lib.protocol.checkpoints import Checkpoints
from lib.protocol.state import changed_item, state
from lib.view.beside import beside
from lib.view.folding import Folding

PATIENCE: Final = 0.2  # seconds that a step waits for the end of a script, and more by a piece
PIECE: Final = 5_000  # events


def moment(place: str, run: Run, at: int) -> tuple[Folding, list[Change]]:
    """The fold of the first `at` events, and what the last of them changed.

    Of a run that was let go meanwhile it is the fold of none, and nothing changed.
    """
    events = run.events
    if at > len(events):
        return Folding(run.id), []
    fold = checkpoints(place, run).at(at - 1)
    event = events[at - 1]
    only = changed_item(fold.run, event.body)
    before = state(fold.run, only)
    fold.add(event)
    return fold, changes(before, state(fold.run, only))


def prepare(place: str, run: Run) -> None:
    """Make other moments quick, once this one is on the page: as many as there is patience for.

    The others are kept on the way to where somebody looks, and so are those of a run whose moments are far apart.
    """
    deadline = time.monotonic() + PATIENCE
    folds = checkpoints(place, run)
    for _ in folds.fill() if folds.apart <= PIECE else ():
        if time.monotonic() > deadline:
            return


def checkpoints(place: str, run: Run) -> Checkpoints[Folding]:
    """What moments of the run are folded from, kept for as long as it is looked at."""
    events = run.events
    return beside(f"{place}.checkpoints", [run], lambda: Checkpoints(events, lambda: Folding(run.id), Folding.add))
