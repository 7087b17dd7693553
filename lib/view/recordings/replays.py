"""What plays on the Recordings page: a replay, let go of when it has ended, or a request that was sent again."""

from typing import Final

import streamlit as st

from lib.engine.runs import Run
from lib.view import runs, state
from lib.view.recordings import resend

SPEEDS: Final[dict[str, float | None]] = {"1x": 1.0, "4x": 4.0, "10x": 10.0, "As fast as possible": None}


def playing(place: str) -> Run | None:
    """The run that is open. A replay that has ended leaves the scrubber where it stopped."""
    asked = st.query_params.get("run", "")
    found = None if f"{place}.playing" in st.session_state else state.engine().find(asked, state.visitor())
    if found is not None and found.open:  # after a reload
        st.session_state[f"{place}.playing"] = found.id
    run = runs.find(f"{place}.playing")
    if run is not None and run.open:
        st.session_state[f"{place}.run"] = run.id  # other containers are drawn into than at rest: `slot.fresh`
        st.query_params["run"] = run.id
        return run
    st.query_params.pop("run", None)
    if st.session_state.pop(f"{place}.playing", None) is None or run is None:
        return None
    if st.session_state.pop(f"{place}.replayed", None) == run.id:
        whole = runs.find(f"{place}.looked")
        stopped = whole is not None and len(run.events) < len(whole.events)  # its last event says so
        st.session_state[f"{place}.at"] = max(1, len(run.events) - stopped)
        state.engine().kept.drop(run.id)
    return None


def let_go(place: str) -> None:
    """Another recording is looked at: a replay ends; a request that was sent again goes on by itself."""
    run = runs.find(f"{place}.playing")
    st.session_state.pop(f"{place}.playing", None)
    if st.session_state.pop(f"{place}.replayed", None) and run is not None:
        state.engine().stop(run)
        state.engine().kept.drop(run.id)


def draw(place: str, run: Run, open_run: Run | None) -> None:
    """Replay with its speed, and the request to change; or Stop."""
    if open_run is not None:
        st.button("Stop", icon=":material/stop:", key=f"{place}.stop", on_click=runs.stop, args=(f"{place}.playing",))
        return
    st.menu_button(
        "Replay", list(SPEEDS), icon=":material/play_arrow:", key=f"{place}.speed", on_click=start, args=(place, run)
    )
    resend.draw(place, run, disabled=not run.request.body)


def start(place: str, run: Run) -> None:
    """Play it from the beginning."""
    speed = SPEEDS[st.session_state[f"{place}.speed"]]
    replay = state.engine().replay(run.recording(), state.visitor(), speed)
    st.session_state[f"{place}.playing"] = st.session_state[f"{place}.replayed"] = replay.id
