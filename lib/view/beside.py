"""What a page keeps of runs from one script to the next: in the session, until it shows others, or one goes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from lib.engine.runs import Run
from lib.view import state

Thing = TypeVar("Thing")


class Beside:
    """One thing, and what it is of."""

    def __init__(self, about: object, thing: object) -> None:
        self.about = about
        self.thing: Any = thing

    @property
    def bytes(self) -> int:
        """As many as the thing says."""
        return int(getattr(self.thing, "bytes", 0))

    def forget(self) -> None:
        """Hold nothing any more; a script that uses the thing goes on with it."""
        self.about = self.thing = None


def beside(place: str, runs: Sequence[Run], make: Callable[[], Thing]) -> Thing:
    """What `make` gives for these runs, kept in the session under `place`.

    It is made anew for others, for more events, after a change of the code, and where it was let go for room.
    """
    about = [(run.id, len(run.events)) for run in runs]
    kept = st.session_state.get(place)
    thing: Any = getattr(kept, "thing", None)  # before it is known to be the one: it may be let go at any moment
    if type(kept) is not Beside or kept.about != about:
        thing = make()
        kept = st.session_state[place] = Beside(about, thing)
    state.engine().kept.beside.use(kept, *(run.id for run in runs))
    found: Thing = thing
    return found
