"""The row below the trace: what it shows, Pause view, Without streaming, Download, Open."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.view import backend, files, findings, runs, state, waits
from lib.view.calls import going_on
from lib.view.folding import held_at


def draw(place: str, parent: DeltaGenerator, run: Run | None, request: Request, problem: str) -> None:
    """The row. `request` is what Without streaming would send."""
    streaming = runs.busy(f"{place}.run", f"{place}.whole")
    elsewhere = run is not None and run.base_url != backend.chosen().base_url
    row = begin(place, parent, run)
    waits.draw_button(place, row, request, disabled=streaming or elsewhere or (run is None and bool(problem)))
    files.draw(place, row, run)


def draw_calls(place: str, parent: DeltaGenerator, run: Run | None) -> None:
    """The row of a page whose calls are answered: they can be held first."""
    row = begin(place, parent, run)
    if hung := state.engine().pool.given_up:
        row.caption(f":orange[:material/timer_off:] {hung} past the time limit, not ended yet", width="content")
    row.toggle(
        "Continue",
        key=f"{place}.continue",
        help="The next request goes on from the last whole turn of this run",
        disabled=not going_on.offered(place, run, backend.chosen().base_url),
        persist_state="session",
    )
    row.toggle("Ask before running", key=f"{place}.ask", help="Each call waits for you", persist_state="session")
    files.draw(place, row, run)


def begin(place: str, parent: DeltaGenerator, run: Run | None) -> DeltaGenerator:
    """The row, with what all pages have in it."""
    row = parent.container(horizontal=True, vertical_alignment="center", gap="small")
    row.caption(about(place, run), width="stretch")
    row.toggle(
        "Pause view",
        key=f"{place}.paused",
        help="Holds the picture while the run goes on",
        persist_state="session",
        on_change=hold,
        args=(place,),
    )
    findings.draw(place, row, run)
    return row


def about(place: str, run: Run | None) -> str:
    """What the trace shows, or that the picture is held; never longer than the first, or the row would break."""
    held = held_at(place, run)
    if held is None or run is None:
        return "Events in each 30 ms, the last 3 s. A dot is silence."
    if run.open:
        return f"Held at event {held:,}; the run goes on."
    return f"Held at event {held:,} of {len(run.events):,}; it has ended."


def hold(place: str) -> None:
    """Pause view was switched: the picture stays at the event that was drawn last."""
    fold = st.session_state.get(f"{place}.fold")
    if st.session_state[f"{place}.paused"] and fold is not None:
        st.session_state[f"{place}.held"] = {"run": fold.run_id, "seen": fold.seen}
    else:
        st.session_state.pop(f"{place}.held", None)


def release(place: str) -> None:
    """A new run begins: its picture is not held."""
    st.session_state[f"{place}.paused"] = False
    st.session_state.pop(f"{place}.held", None)
