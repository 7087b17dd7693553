"""A finished run at one of its events: its fold there, and what that event changed."""

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.changes import Change, changes
from lib.protocol.checkpoints import Checkpoints
from lib.protocol.state import state
from lib.view.folding import Folding


def moment(place: str, run: Run, at: int) -> tuple[Folding, list[Change]]:
    """The fold of the first `at` events, and what the last of them changed.

    Checkpoints are kept in the session beside the run's id, and made anew after a change of the code.
    """
    kept = st.session_state.get(f"{place}.checkpoints")
    if kept is None or kept["run"] != run.id or type(kept["folds"]) is not Checkpoints:
        kept = {"run": run.id, "folds": Checkpoints(run.events, lambda: Folding(run.id), Folding.add)}
        st.session_state[f"{place}.checkpoints"] = kept
    fold: Folding = kept["folds"].at(at - 1)
    before = state(fold.run)
    fold.add(run.events[at - 1])
    return fold, changes(before, state(fold.run))
