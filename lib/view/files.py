"""A run as a file: download it as JSONL, open one again."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.engine import MOST_EVENTS
from lib.engine.runs import Run
from lib.protocol.recording import RecordingError, load, save
from lib.view import state
from lib.view.inert import plain


def draw(place: str, parent: DeltaGenerator, run: Run | None) -> None:
    """Download the run that is shown, and Open."""
    parent.download_button(
        "Download",
        data=partial(saved, run.id) if run else "",
        file_name=f"streamscope-{run.id[:8]}.jsonl" if run else "streamscope.jsonl",
        mime="application/jsonl",
        icon=":material/download:",
        help="The run as JSONL: the request, then an event a line with its time. The key is never in it.",
        on_click="ignore",
        disabled=run is None,
        key=f"{place}.download",
    )
    with parent.popover("Open", icon=":material/folder_open:", key=f"{place}.open", on_change="rerun") as popover:
        if not popover.open:
            return
        st.file_uploader(
            "A recording (.jsonl) or the body of a stream (.sse)",
            key=f"{place}.upload",
            on_change=opened,
            args=(place,),
        )
        if wrong := st.session_state.get(f"{place}.upload_problem"):
            st.caption(f":red[:material/error:] {plain(wrong)}")


def saved(run_id: str) -> str:
    """The run as JSONL, made when it is asked for. By its id: Streamlit keeps this for as long as the session."""
    run = state.engine().find(run_id)
    return "".join(save(run.recording())) if run else ""


def opened(place: str) -> None:
    """A file was chosen: its run is shown like any other."""
    found = st.session_state.get(f"{place}.upload")
    st.session_state.pop(f"{place}.upload_problem", None)
    if found is None:
        return
    try:
        recording = load(found.getvalue())
    except RecordingError as error:
        st.session_state[f"{place}.upload_problem"] = f"{found.name} can't be opened. {error}"
        return
    if len(recording.events) > MOST_EVENTS:
        st.session_state[f"{place}.upload_problem"] = f"{found.name} has more than {MOST_EVENTS:,} events."
        return
    st.session_state[f"{place}.run"] = state.engine().adopt(recording, state.visitor()).id
