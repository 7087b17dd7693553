"""All events of a finished run as a table, with filters; a click looks at one."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from lib.engine.runs import Run
from lib.view.event_rows import kept_rows
from lib.view.events import ALL_GROUPS, ALL_TYPES, PAUSE
from lib.view.events import filtered as events_filtered
from lib.view.recordings import replays, scrubber
from lib.view.recordings.event_search import having

ALL_ITEMS: Final = "All items"
HEIGHT: Final = 330


@st.fragment
def draw(place: str, run: Run) -> None:
    """The filters and the table. A filter draws them alone, a step doesn't draw them; a click draws the page."""
    if st.session_state.pop(f"{place}.jumped", False) or replays.elsewhere(place, run):
        st.rerun()
    rows = kept_rows(place, run)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = choose("Type", sorted(rows["Type"].unique()), ALL_TYPES, f"{place}.of_type")
        group = choose("Group", sorted(rows["Group"].unique()), ALL_GROUPS, f"{place}.of_group", str.capitalize)
        item = choose("Item", [one for one in rows["Item"].unique() if one], ALL_ITEMS, f"{place}.of_item")
        text = st.text_input("Text", type="search", live=PAUSE, placeholder="Search", key=f"{place}.with_text")
        gap = st.number_input("Gap of at least, ms", 0, step=50, value=None, placeholder="Any", key=f"{place}.of_gap")
    found = filtered(rows, kind, group, item, text, gap, having(run.events[: len(rows)], text) if text else ())
    shown = f"{len(found):,} of {len(rows):,} events" if len(found) < len(rows) else f"{len(rows):,} events"
    how = "Click one to look at it" if len(found) else "No event passes all filters"
    st.caption(f"{shown}. {how}.")
    key = f"{place}.events.{run.id}"
    st.dataframe(
        found,
        column_order=("Event", "#", "Seconds", "Gap, ms", "Type", "Item", "Brings"),
        row_height=28,
        height=HEIGHT,
        hide_index=True,
        on_select=lambda: pick(place, key, found),
        selection_mode="single-cell",
        key=key,
        column_config={
            "Event": st.column_config.NumberColumn(width=64),
            "#": st.column_config.TextColumn(width=56, alignment="right"),
            "Seconds": st.column_config.NumberColumn(format="%.3f", width=84),
            "Gap, ms": st.column_config.NumberColumn(format="%.0f", width=76),
            "Type": st.column_config.TextColumn(width=240),
            "Item": st.column_config.TextColumn(width=52, alignment="right"),
        },
        placeholder="",
        alt="The events of the run in the order of their arrival",
    )


def choose(
    label: str, options: Sequence[str], every: str, key: str, format_func: Callable[[str], str] = str
) -> str | None:
    """A filter; None where nothing is chosen. That is no option: a server may name a type like it."""
    return st.selectbox(label, options, index=None, placeholder=every, format_func=format_func, key=key)


def pick(place: str, key: str, found: pd.DataFrame) -> None:
    """A row was clicked."""
    cells: Any = st.session_state[key].selection.cells
    if cells and cells[0][0] < len(found):
        scrubber.jump(place, int(found.index[cells[0][0]]) + 1)
        st.session_state[f"{place}.jumped"] = True


def filtered(
    rows: pd.DataFrame,
    kind: str | None,
    group: str | None,
    item: str | None,
    text: str | None,
    gap: float | None,
    having: Collection[int] = (),
) -> pd.DataFrame:
    """The rows that pass all filters, of which None lets all pass.

    Text passes in the type, in what it brings, and in the events `having` it.
    """
    if text:
        shown = events_filtered(rows, None, None, text).index
        rows = rows[rows.index.isin(shown) | rows.index.isin(list(having))]
    rows = events_filtered(rows, kind, group, None)
    if item is not None:
        rows = rows[rows["Item"] == item]
    if gap:
        rows = rows[rows["Gap, ms"] >= gap]
    return rows
