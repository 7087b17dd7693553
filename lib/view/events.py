"""The Events tab: a live log while it streams, then a table with filters, and one event's JSON."""

import json
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.catalogue import meaning_of
from lib.protocol.events import Event
from lib.view.event_rows import kept_rows
from lib.view.inert import plain, valid

ALL_TYPES: Final = "All types"
ALL_GROUPS: Final = "All groups"
HEIGHT: Final = 238  # with the filters as high as the live log
PAUSE: Final = "100ms"  # of the keys, after which a search shows; Streamlit's own is 250 ms


def draw_table(place: str, parent: DeltaGenerator, run: Run, seen: int) -> None:
    """The table of the first `seen` events of a run; the keys of its widgets begin with `place`."""
    rows = kept_rows(place, run)[:seen]
    with parent.container():
        kinds, groups, search = st.columns(3, gap="small")
        kind = kinds.selectbox(
            "Type",
            [ALL_TYPES, *sorted(rows["Type"].unique())],
            key=f"{place}.type",
            label_visibility="collapsed",
        )
        group = groups.selectbox(
            "Group",
            [ALL_GROUPS, *sorted(rows["Group"].unique())],
            format_func=str.capitalize,
            key=f"{place}.group",
            label_visibility="collapsed",
        )
        text = search.text_input(
            "Search",
            type="search",
            live=PAUSE,
            placeholder="Search",
            key=f"{place}.search",
            label_visibility="collapsed",
        )
        found = filtered(rows, kind, group, text)
        picked = st.dataframe(
            found,
            column_order=("#", "Seconds", "Type", "Brings"),
            row_height=28,
            height=HEIGHT,
            hide_index=True,
            on_select="rerun",
            selection_mode="single-cell",
            key=f"{place}.table.{run.id}",
            column_config={
                "#": st.column_config.TextColumn(width=52, alignment="right"),
                "Seconds": st.column_config.NumberColumn(format="%.3f", width=76),
                "Type": st.column_config.TextColumn(width=200),
            },
            placeholder="",
            alt="The events of the run in the order of their arrival",
        )
    with parent.container():
        cells = picked.selection.cells if picked else []
        if cells and cells[0][0] < len(found):
            draw_event(run.events[int(found.index[cells[0][0]])])
        elif len(found) < len(rows):
            st.caption(f"{len(found):,} of {len(rows):,} events. Click one to see its JSON.")
        else:
            st.caption(f"{len(rows):,} events, ours (run.*) included. Click one to see its JSON.")


def draw_event(event: Event) -> None:
    """One event: what its type means, and its JSON."""
    body = event.body
    at = f"At {event.t:.3f} s. " if event.t is not None else ""
    st.caption(f"**{plain(body['type'])}** {at}{plain(meaning_of(body['type']))}")
    st.code(valid(json.dumps(body, indent=2, ensure_ascii=False)), language="json", height=260, wrap_lines=True)


def filtered(rows: pd.DataFrame, kind: str, group: str, text: str | None) -> pd.DataFrame:
    """The rows that pass the filters; text is looked for in type and gist, in any case."""
    if kind != ALL_TYPES:
        rows = rows[rows["Type"] == kind]
    if group != ALL_GROUPS:
        rows = rows[rows["Group"] == group]
    if text and len(rows):  # a column without a row holds no text
        seen = rows["Type"].str.contains(text, case=False, regex=False)
        rows = rows[seen | rows["Brings"].str.contains(text, case=False, regex=False)]
    return rows
