"""The timeline of a run: a lane an item, a mark an event, the gaps and the moments; below it what they amount to."""

from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.checkpoints import Checkpoints
from lib.protocol.timeline.marks import Marks
from lib.view import state
from lib.view.beside import Beside, beside
from lib.view.timeline import chart
from lib.view.timeline.rows import LANES, Rows, rows_of

NARROW: Final = 330  # pixels of a pane that the lanes have
WIDE: Final = 900
ALT: Final = "The events of the run over time, a lane an item"


def marks_of(place: str, run: Run, seen: int) -> Marks:
    """The first `seen` events of a run as marks, read on from where they were; kept in the session under `place`.

    They are made anew for another run, after a change of the code, for a step back, and where they were let go.
    """
    key = f"{place}.marks"
    kept = st.session_state.get(key)
    marks = getattr(kept, "thing", None)  # before it is known to be the one: it may be let go at any moment
    if type(kept) is not Beside or kept.about != run.id or type(marks) is not Marks or len(marks) > seen:
        marks = Marks()
        kept = st.session_state[key] = Beside(run.id, marks)
    for event in run.events[len(marks) : seen]:
        marks.add(event)
    state.engine().kept.beside.use(kept, run.id)
    return marks


def marks_at(place: str, run: Run, seen: int) -> Marks:
    """The first `seen` events of a run at rest as marks, which may be one's own; quick for any moment of it."""
    if seen >= len(run.events):
        return marks_of(place, run, seen)
    events = run.events
    return beside(f"{place}.moments", [run], lambda: Checkpoints(events, Marks, Marks.add)).at(seen)


def draw(
    parent: DeltaGenerator,
    place: str,
    run: Run,
    seen: int | None = None,
    *,
    at: int | None = None,
    wide: bool = True,
    room: int | None = None,
    about: str = "",
) -> DeltaGenerator:
    """What there is to say of the first `seen` events, then their chart, with a dashed rule at event `at` (from 1).

    Its rows are made once for a run and a count. It takes `room` pixels where it can, and can be replaced.
    """
    count = len(run.events) if seen is None else seen
    marks = marks_of(place, run, count)
    rows = kept_rows(run.id, count, wide, marks)
    parent.caption(" ".join([caption(marks, rows), about]))
    return send(parent, rows, at_event(marks, at), room)


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def kept_rows(run_id: str, count: int, wide: bool, _marks: Marks) -> Rows:
    """The rows of a run at rest."""
    return rows_of(_marks, WIDE if wide else NARROW)


def send(
    place: DeltaGenerator, rows: Rows, here: float | None = None, room: int | None = None, *, live: bool = False
) -> DeltaGenerator:
    """Draw the rows into a place, in `room` pixels where they can be; where they can be replaced.

    `live` says that more rows are to come.
    """
    lane = chart.lane_height(len(rows.lanes), rows.labelled, room)
    made = chart.spec(rows, lane, live=live)
    tables = {**rows.tables, "here": pd.DataFrame({"from": [] if here is None else [here]}, dtype="float")}
    wanted: Any = {**made, "datasets": tables}
    pixels = chart.height(len(rows.lanes), rows.labelled, lane)
    return place.vega_lite_chart(wanted, height=pixels, alt=ALT)


def at_event(marks: Marks, at: int | None) -> float | None:
    """Where event `at` stands; None where it can't be said."""
    if at is None or not 1 <= at <= len(marks):
        return None
    t = marks[at - 1].t
    return t if marks.timed else float(at)


def caption(marks: Marks, rows: Rows) -> str:
    """What the chart doesn't show, or shows otherwise."""
    said = [f"{len(marks):,} events." if len(marks) != 1 else "1 event."]
    if not rows.timed:
        said.append("Their times are unknown here, so they stand by their number.")
    if rows.shared:
        said.append("Those of a group that are near each other share a mark.")
    if len(marks.lanes) > LANES:
        said.append(f"The last lane has the items after the first {LANES - 1}.")
    return " ".join(said)
