"""Which run a page shows: its id in session state, and in the URL while the run is open, so that a reload finds it."""

from typing import Final

import streamlit as st

from lib.engine.backends import Backend
from lib.engine.calling import Tools
from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import state

GONE: Final = "That run isn't kept, or no longer: newer ones take its room, and none stays long after a visit."


def start(place: str, request: Request, backend: Backend, tools: Tools | None = None) -> None:
    """Start a run; `place` is the session-state key that holds its id. With `tools` it answers calls."""
    st.session_state[place] = state.engine().start(request, backend, state.visitor(), tools).id


def stop(*places: str) -> None:
    """Stop the runs of these places."""
    for place in places:
        if run := find(place):
            state.engine().stop(run)


def busy(*places: str) -> bool:
    """Whether one of these runs is open."""
    return any(run is not None and run.open for run in map(find, places))


def find(place: str) -> Run | None:
    """The run of that place, if it is still kept."""
    run_id = st.session_state.get(place)
    return state.engine().find(run_id, state.visitor()) if run_id else None


def attach(place: str) -> Run | None:
    """The run that the page shows: the one of this visit, or after a reload the one that the URL names."""
    if place not in st.session_state and "run" in st.query_params:
        st.session_state[place] = st.query_params["run"]
    run = find(place)
    if run is None and st.session_state.pop(place, None):
        st.toast(GONE)
    if run is not None and run.open:
        if st.query_params.get("run") != run.id:
            st.query_params["run"] = run.id
    elif "run" in st.query_params:
        del st.query_params["run"]
    return run
