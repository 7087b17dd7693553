"""A run as a file: download it, open others: an upload, or a text that is pasted."""

from functools import partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.files.opening import opened
from lib.protocol.recording import Recording, RecordingError, save, sse_body
from lib.view import popover, state
from lib.view.inert import plain

MOST: Final = 10  # streams of one file that are opened
WIRE: Final = (
    "Byte for byte, without our own events and times. A key that the server echoed, such as an MCP server's, is still "
    "in it; JSONL is without."
)
TELLS: Final = 5  # notes about a file that are shown
ROOM: Final = 360  # of the popovers, in pixels; a phone gives less
SOURCES: Final = "files.sources"  # of the session: what was opened is on the shelf of another page, too
KINDS: Final = "A recording (.jsonl), the body of a stream (.sse), or a browser's network log (.har)"


def draw(place: str, parent: DeltaGenerator, run: Run | None) -> None:
    """Download the run that is shown, and Open."""
    draw_download(place, parent, run)
    draw_open(place, parent)


def draw_download(place: str, parent: DeltaGenerator, run: Run | None, label: str = "Download") -> None:
    """The run as JSONL."""
    parent.download_button(
        label,
        data=partial(saved, run.id) if run else "",
        file_name=f"streamscope-{run.id[:8]}.jsonl" if run else "streamscope.jsonl",
        mime="application/jsonl",
        icon=":material/download:",
        help="The run as JSONL: the request, then an event a line with its time. The key is never in it.",
        on_click="ignore",
        disabled=run is None,
        key=f"{place}.download",
    )


def draw_downloads(place: str, parent: DeltaGenerator, run: Run) -> None:
    """The run as JSONL, and the bytes that came over the wire."""
    with parent.popover("Download", icon=":material/download:", key=f"{place}.downloads", on_change="rerun") as opened:
        if opened.open:
            with st.container(width=ROOM):
                draw_kinds(place, run)


def draw_kinds(place: str, run: Run) -> None:
    """A button for each kind of file, and what is in it."""
    draw_download(place, st.container(), run, "JSONL")
    st.caption("The request, then an event a line with its time. It opens here again.")
    st.download_button(
        ".sse",
        data=partial(wire, run.id),
        file_name=f"streamscope-{run.id[:8]}.sse",
        mime="text/event-stream",
        icon=":material/download:",
        help="The body of the stream",
        on_click="ignore",
        disabled=not has_body(run),
        key=f"{place}.download_sse",
    )
    st.caption(WIRE if has_body(run) else "Nothing streamed here.")


def draw_open(place: str, parent: DeltaGenerator) -> None:
    """Open a file, or what is pasted."""
    key = popover.key(f"{place}.open")
    with parent.popover("Open", icon=":material/folder_open:", key=key, on_change="rerun") as opened:
        if not opened.open:
            return
        st.file_uploader(KINDS, key=f"{place}.upload", on_change=take_file, args=(place,))
        with st.form(f"{place}.paste", border=False):
            st.text_area(
                "Or paste it",
                key=f"{place}.pasted",
                height=120,
                placeholder="event: response.created\ndata: {…}",
            )
            st.form_submit_button(
                "Open", icon=":material/folder_open:", key=f"{place}.open_pasted", on_click=take_text, args=(place,)
            )
        if wrong := st.session_state.get(f"{place}.upload_problem"):
            st.caption(f":red[:material/error:] {plain(wrong)}")
        for note in st.session_state.get(f"{place}.upload_notes", []):
            st.caption(f":orange[:material/info:] {plain(note)}")


def saved(run_id: str) -> str:
    """The run as JSONL, made when it is asked for. By its id: Streamlit keeps this for as long as the session."""
    run = state.engine().find(run_id)
    return "".join(save(run.recording())) if run else ""


def has_body(run: Run) -> bool:
    """Whether anything of it came over the wire as a stream."""
    return any(sse_body(Recording(events=[event])) for event in run.events)


def wire(run_id: str) -> bytes:
    """The bytes of the run's stream, made when they are asked for."""
    run = state.engine().find(run_id)
    return sse_body(run.recording()) if run else b""


def take_file(place: str) -> None:
    """A file was chosen."""
    if found := st.session_state.get(f"{place}.upload"):
        take(place, found.getvalue(), found.name)


def take_text(place: str) -> None:
    """A text was pasted, and Open pressed, or Ctrl and Enter: a form sends it once."""
    text = st.session_state.get(f"{place}.pasted") or ""
    if text.strip():
        take(place, text.encode("utf-8", "surrogatepass"), "")


def take(place: str, raw: bytes, name: str) -> None:
    """Show the first recording in it like any run of this visit; others in it are kept beside it."""
    st.session_state.pop(f"{place}.upload_problem", None)
    st.session_state.pop(f"{place}.upload_notes", None)
    what = name or "What was pasted"
    try:
        every = opened(raw, name)
    except RecordingError as error:
        st.session_state[f"{place}.upload_problem"] = f"{what} can't be opened: {error}"
        return
    if len(every) == 1 and not every[0].notes:  # there is nothing to say
        popover.close(f"{place}.open")
    kept = [state.engine().adopt(one.recording, state.visitor()).id for one in reversed(every[:MOST])]
    st.session_state[f"{place}.run"] = kept[-1]
    st.session_state[SOURCES] = {**st.session_state.get(SOURCES, {}), **dict.fromkeys(kept, name or "Pasted")}
    notes = [note for one in every for note in one.notes]
    if len(every) > 1:
        which = "all of them" if len(every) <= MOST else f"the first {MOST} of them"
        notes.insert(0, f"{what} holds {len(every)} streams; {which} are among the recordings.")
    st.session_state[f"{place}.upload_notes"] = notes[:TELLS]


def source(run_id: str) -> str:
    """Where a run that was opened comes from: its file's name, or "Pasted"; "" of any other."""
    found: dict[str, str] = st.session_state.get(SOURCES, {})
    return found.get(run_id, "")
