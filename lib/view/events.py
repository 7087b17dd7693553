"""The Events tab: a live log while it streams, then a table with filters, and one event's JSON."""

import json
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.catalogue import meaning_of
from lib.protocol.events import Event
from lib.view.event_rows import kept_rows
from lib.view.findings import Jump
from lib.view.inert import plain, valid

ALL_TYPES: Final = "All types"
ALL_GROUPS: Final = "All groups"
HEIGHT: Final = 238  # with the filters as high as the live log
PAUSE: Final = "100ms"  # of the keys, after which a search shows; Streamlit's own is 250 ms


def draw_table(place: str, parent: DeltaGenerator, run: Run, seen: int, jump: Jump | None = None) -> None:
    """The table of the first `seen` events of a run; the keys of its widgets begin with `place`.

    A click shows an event's JSON; with `jump` it leads to that event, on this very page.
    """
    events, rows = run.events, kept_rows(place, run)[:seen]
    with parent.container():
        kinds, groups, search = st.columns(3, gap="small")
        kind = kinds.selectbox(
            "Type",
            sorted(rows["Type"].unique()),
            index=None,
            placeholder=ALL_TYPES,
            key=f"{place}.type",
            label_visibility="collapsed",
        )
        group = groups.selectbox(
            "Group",
            sorted(rows["Group"].unique()),
            index=None,
            placeholder=ALL_GROUPS,
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
        key = f"{place}.table.{run.id}"
        picked = st.dataframe(
            found,
            column_order=("#", "Seconds", "Type", "Brings"),
            row_height=28,
            height=HEIGHT,
            hide_index=True,
            on_select=partial(go, place, key, found, jump) if jump else "rerun",
            selection_mode="single-cell",
            key=key,
            column_config={
                "#": st.column_config.TextColumn(width=52, alignment="right"),
                "Seconds": st.column_config.NumberColumn(format="%.3f", width=76),
                "Type": st.column_config.TextColumn(width=200),
            },
            placeholder="",
            alt="The events of the run in the order of their arrival",
        )
    with parent.container():
        at = row_of(found, picked)
        here = jump is None or at == seen - 1  # where a click leads on, the JSON is that of where it led
        if at is not None and here and at < len(events):
            draw_event(events[at])
            return
        few = len(found) < len(rows)
        what = f"{len(found):,} of {len(rows):,} events" if few else f"{len(rows):,} events, ours (run.*) included"
        st.caption(f"{what}. Click one to {'go to it' if jump else 'see its JSON'}.")


def go(place: str, key: str, found: pd.DataFrame, jump: Jump) -> None:
    """A row was clicked."""
    at = row_of(found, st.session_state[key])
    if at is not None:
        jump(place, at + 1)


def row_of(found: pd.DataFrame, picked: Any) -> int | None:
    """The place of the event whose row is selected, from 0; None where none is."""
    cells = picked.selection.cells if picked else []
    return int(found.index[cells[0][0]]) if cells and cells[0][0] < len(found) else None


def draw_event(event: Event) -> None:
    """One event: what its type means, and its JSON."""
    body = event.body
    at = f"At {event.t:.3f} s. " if event.t is not None else ""
    st.caption(f"**{plain(body['type'])}** {at}{plain(meaning_of(body['type']))}")
    st.code(valid(json.dumps(body, indent=2, ensure_ascii=False)), language="json", height=260, wrap_lines=True)


def filtered(rows: pd.DataFrame, kind: str | None, group: str | None, text: str | None) -> pd.DataFrame:
    """The rows that pass the filters; None lets all pass. Text is looked for in type and gist, in any case."""
    if kind is not None:
        rows = rows[rows["Type"] == kind]
    if group is not None:
        rows = rows[rows["Group"] == group]
    if text and len(rows):  # a column without a row holds no text
        seen = rows["Type"].str.contains(text, case=False, regex=False)
        rows = rows[seen | rows["Brings"].str.contains(text, case=False, regex=False)]
    return rows
