"""What plays on the Recordings page: a replay, let go of when it has ended, or a request that was sent again."""

from typing import Final

import streamlit as st

from lib.engine.runs import Run
from lib.view import runs, state
from lib.view.recordings import resend, sample_runs

WIDTH: Final = 108  # pixels; nothing beside it moves when one takes the place of the other
SPEEDS: Final[dict[str, float | None]] = {"1x": 1.0, "4x": 4.0, "10x": 10.0, "As fast as possible": None}


def playing(place: str) -> Run | None:
    """The run that is open. A replay that has ended leaves the scrubber where it stopped.

    The URL names it, and as `of` the recording that a replay is of: a sample by its name, for the next visit opens it
    anew.
    """
    if f"{place}.playing" not in st.session_state:
        attach(place)
    run = runs.find(f"{place}.playing")
    replayed = run is not None and st.session_state.get(f"{place}.replayed") == run.id
    if run is not None and not run.open and not replayed and st.session_state[f"{place}.run"] != run.id:
        st.session_state[f"{place}.run"] = run.id  # it ended before it was looked at
        st.rerun()
    if run is not None and run.open:
        st.session_state[f"{place}.run"] = run.id  # other containers are drawn into than at rest: `slot.fresh`
        st.query_params["run"] = run.id
        if replayed:
            looked = st.session_state[f"{place}.looked"]
            st.query_params["of"] = sample_runs.names(place).get(looked, looked)
        return run
    for name in ("run", "of"):
        st.query_params.pop(name, None)
    st.session_state.pop(f"{place}.playing", None)
    st.session_state.pop(f"{place}.replayed", None)
    if run is not None and replayed:
        whole = runs.find(f"{place}.looked")
        stopped = whole is not None and len(run.events) < len(whole.events)  # its last event says so
        st.session_state[f"{place}.at"] = max(1, len(run.events) - stopped)
        state.engine().kept.release(run.id, state.visitor())
    return None


def elsewhere(place: str, run: Run) -> bool:
    """Whether the page is to show something else by now: what plays, another view, or another recording, for this one
    was let go."""
    begun = f"{place}.playing" in st.session_state or st.session_state.get(f"{place}.view", "Explore") != "Explore"
    return begun or state.engine().find(run.id, state.visitor()) is None


def attach(place: str) -> None:
    """After a reload, go on with what the URL names: an open run; a replay beside its recording, or not at all. The
    recording is chosen again, also where its replay has gone."""
    run = state.engine().find(st.query_params.get("run", ""), state.visitor())
    whole = sample_runs.recording(place, st.query_params.get("of", ""))
    if run is not None and not run.open and not run.replays:  # it is looked at itself, whatever is said besides
        return
    if run is not None:
        st.session_state[f"{place}.playing"] = run.id
    if run is not None and run.replays:
        st.session_state[f"{place}.replayed"] = run.id
        if whole is None:
            let_go(place)
    if whole is None:
        return
    if st.session_state.get(f"{place}.looked") != whole.id:
        st.session_state[f"{place}.run"] = st.session_state[f"{place}.looked"] = whole.id
        st.rerun()


def let_go(place: str) -> None:
    """Another recording is looked at: a replay ends, unless another tab shows it; a request that was sent again goes on
    by itself."""
    run = runs.find(f"{place}.playing")
    if st.session_state.pop(f"{place}.playing", None):
        for name in ("run", "of"):  # which would lead back to it
            st.query_params.pop(name, None)
    replayed = st.session_state.pop(f"{place}.replayed", None)
    if run is not None and replayed and state.engine().kept.release(run.id, state.visitor()):
        state.engine().stop(run)


def draw(place: str, run: Run, open_run: Run | None) -> None:
    """Replay with its speed, or as wide Stop; and the request to change."""
    if open_run is not None:
        st.button(
            "Stop",
            icon=":material/stop:",
            key=f"{place}.stop",
            width=WIDTH,
            on_click=runs.stop,
            args=(f"{place}.playing",),
        )
    else:
        st.menu_button(
            "Replay",
            list(SPEEDS),
            icon=":material/play_arrow:",
            key=f"{place}.speed",
            width=WIDTH,
            on_click=start,
            args=(place,),
        )
    resend.draw(place, run, disabled=open_run is not None)


def start(place: str) -> None:
    """Play what is looked at from the beginning; nothing if it was let go of meanwhile."""
    if whole := runs.find(f"{place}.looked"):
        speed = SPEEDS[st.session_state[f"{place}.speed"]]
        replay = state.engine().replay(whole.recording(), state.visitor(), speed)
        st.session_state[f"{place}.playing"] = st.session_state[f"{place}.replayed"] = replay.id
