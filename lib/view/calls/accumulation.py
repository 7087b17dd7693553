"""The Arguments tab: every delta of every call, and what the arguments were with it."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.engine.runs import Run
from lib.protocol.call import Call
from lib.protocol.calls import Delta
from lib.view.folding import Folding
from lib.view.inert import plain, valid
from lib.view.inspector import LiveTab

LINES: Final = 12
WIDE: Final = 16  # characters of the arguments so far; the newest are the last, and must have room
ROW: Final = "{:>5} {:>7}  {:>4}  {:<12} {}"
HEAD: Final = ROW.format("#", "s", "call", "delta", "so far")


class Accumulation:
    """Drawn into its tab, if that is open."""

    def __init__(self, parent: TabContainer, place: str) -> None:
        self.parent = parent
        self.place = place
        self.live_tab = LiveTab(parent) if parent.open else None

    def idle(self) -> None:
        """Before the first run."""
        if self.live_tab:
            self.live_tab.draw(
                HEAD, None, "No deltas yet. Each will be a line here: what came, and what it adds up to."
            )

    def live(self, fold: Folding) -> None:
        """The newest deltas."""
        if self.live_tab:
            found = fold.run.calls
            numbers = numbered(fold)
            text = "\n".join([HEAD, *(line(delta, numbers[id(delta.call)]) for delta in found.deltas[-LINES:])])
            count = len(found.deltas)
            note = f"The last {min(LINES, count)} of {count:,} deltas. All of them come when the run ends."
            self.live_tab.draw(text, None, note)

    def rest(self, fold: Folding, run: Run) -> None:
        """All of them, as a table."""
        if not self.parent.open:
            return
        calls = {at: f"{at} {plain(call.name)}" for at, call in enumerate(in_order(fold), 1)}
        if not fold.run.calls.deltas:
            self.idle()
            return
        with self.parent:
            draw_table(self.parent, self.place, table(run.id, fold.seen, fold), calls)


def draw_table(parent: DeltaGenerator, place: str, rows: pd.DataFrame, calls: Mapping[int, str]) -> None:
    """The table, of all calls or of one; `calls` are their names by their numbers."""
    picked = None
    with st.container():
        if len(calls) > 1:
            key = f"{place}.accumulated"
            picked = st.pills("Call", list(calls), format_func=calls.__getitem__, key=key, label_visibility="collapsed")
        shown = rows[rows["Call"] == picked] if picked else rows
        st.dataframe(
            shown,
            row_height=28,
            height=238 if len(calls) > 1 else 285,
            hide_index=True,
            column_config={
                "#": st.column_config.NumberColumn(width=52),
                "Seconds": st.column_config.NumberColumn(format="%.3f", width=76),
                "Call": st.column_config.NumberColumn(width=44),
                "Delta": st.column_config.TextColumn(width=110),
                "Arguments so far": st.column_config.TextColumn(width=260),
            },
            alt="The deltas of the calls in the order of their arrival",
        )
    count = f"{len(shown):,} delta{'s' * (len(shown) != 1)}"
    st.caption(f"{count}. Each adds to the arguments of its own call, however they are mixed.")


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def table(run_id: str, seen: int, _fold: Folding) -> pd.DataFrame:
    """The deltas as rows, made once for a run at rest."""
    numbers = numbered(_fold)
    deltas = _fold.run.calls.deltas
    return pd.DataFrame(
        {
            "#": [delta.number for delta in deltas],
            "Seconds": [delta.t for delta in deltas],
            "Call": [numbers[id(delta.call)] for delta in deltas],
            "Delta": [visible(delta.text)[:80] for delta in deltas],
            "Arguments so far": [so_far(delta, 80) for delta in deltas],
        }
    )


def numbered(fold: Folding) -> dict[int, int]:
    """The number of each call, as its card has it."""
    return {id(call): at for at, call in enumerate(in_order(fold), 1)}


def in_order(fold: Folding) -> list[Call]:
    """The calls in the order of the turns and of their outputs, which need not be that of their arrival."""
    return sorted(fold.run.calls.found.values(), key=lambda call: call.key)


def line(delta: Delta, call: int) -> str:
    """One delta as a line of the live log."""
    number = delta.number if delta.number is not None else "·"
    t = f"{delta.t:.3f}" if delta.t is not None else "–"
    text = visible(delta.text)
    return ROW.format(number, t, call, text if len(text) <= 12 else text[:11] + "…", so_far(delta, WIDE))


def so_far(delta: Delta, wide: int) -> str:
    """The end of the arguments as they were with this delta."""
    text = visible(delta.call.arguments[max(0, delta.length - wide) : delta.length])
    return f"…{text[1:]}" if delta.length > wide else text


def visible(text: str) -> str:
    """The text with its spaces and line ends as dots."""
    if text.isprintable():
        return text.replace(" ", "·")  # the one space that is printable
    return valid(
        "".join("·" if character.isspace() or not character.isprintable() else character for character in text)
    )
