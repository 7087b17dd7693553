"""A run folded for the page: from where it stopped, in the script's thread, kept beside the run's id."""

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import Event
from lib.protocol.origins import FOLLOWED, Origins
from lib.protocol.run import FoldedRun
from lib.protocol.timing import Timing
from lib.view import state


class Folding:
    """A run as far as it has been folded: `seen` events of it."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.forget()

    def forget(self) -> None:
        """Begin anew; what is kept in a session after its run was let go holds nothing of it."""
        self.run = FoldedRun()
        self.timing = Timing()
        self.origins = Origins()
        self.times: list[float] = []  # of what the server sent
        self.seen = 0

    @property
    def bytes(self) -> int:
        """None that it could do without while its run is kept."""
        return 0

    def advance(self, run: Run, limit: int | None = None) -> int:
        """Fold what has come since, up to `limit` events in all; how many that were."""
        new = run.events[self.seen : limit]
        for event in new:
            self.add(event)
        return len(new)

    def add(self, event: Event) -> None:
        """Fold one event."""
        body = event.body
        self.run.fold(body, event.t)
        self.timing.add(event.t, body)
        if body["type"] in FOLLOWED:
            self.origins.follow(len(self.run.turns) - 1, self.run.snapshot, body, event.t)
        if event.t is not None and not body["type"].startswith("run."):
            self.times.append(event.t)
        self.seen += 1


def held_at(place: str, run: Run | None) -> int | None:
    """The count of events at which the picture of this run is held; None if it isn't."""
    held = st.session_state.get(f"{place}.held")
    return held["seen"] if held and run is not None and held["run"] == run.id else None


def folding(run: Run, place: str, limit: int | None = None) -> Folding:
    """The fold of a run, kept in the session under `place`.

    It is made anew for another run, after a change of the code (its class is then another), and for a step back. It is
    emptied when the run is let go.
    """
    kept = st.session_state.get(place)
    if type(kept) is not Folding or kept.run_id != run.id or (limit is not None and kept.seen > limit):
        kept = st.session_state[place] = Folding(run.id)
        state.engine().kept.beside.use(kept, run.id)
    kept.advance(run, limit)
    return kept
