"""What the check of a stream against the protocol found: a badge with their number, which opens them."""

from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.lint import Finding, Severity, lint
from lib.view.inert import valid
from lib.view.recordings import scrubber

WORDS: Final[dict[Severity, str]] = {"broken": "Broken", "odd": "Odd", "note": "Note"}
TOLD: Final = (
    "Broken: the protocol doesn't allow it, and a client may lose something. Odd: not as documented, but harmless. "
    "Note: worth knowing."
)


def draw(place: str, parent: DeltaGenerator, run: Run | None, *, jump: bool = False) -> None:
    """The badge; while a run is open there is nothing to open yet. With `jump` a row leads to its event."""
    found = findings(run.id, len(run.events), run) if run is not None and not run.open else []
    worst = [one for one in found if one.severity != "note"]
    icon = "fact_check" if not worst else "error" if any(one.severity == "broken" for one in worst) else "rule"
    with parent.popover(
        str(len(worst)),
        icon=f":material/{icon}:",
        help="Findings: what this stream does that the protocol doesn't allow, or doesn't expect.",
        disabled=run is None or run.open,
        key=f"{place}.findings",
        on_change="rerun",
    ) as opened:
        if not opened.open:
            return
        if not found:
            st.caption("Nothing was found: the stream does what the protocol says.")
            return
        rows = table(found)
        key = f"{place}.found"
        options: Any = {"on_select": lambda: go(place, key, found), "selection_mode": "single-cell"} if jump else {}
        st.dataframe(rows, hide_index=True, row_height=28, key=key, alt="The findings, by their events", **options)
        st.caption(TOLD)


def go(place: str, key: str, found: list[Finding]) -> None:
    """A row was clicked: look at its event."""
    cells: Any = st.session_state[key].selection.cells
    if cells and cells[0][0] < len(found) and (at := found[cells[0][0]].event) is not None:
        scrubber.jump(place, at + 1)


def table(found: list[Finding]) -> pd.DataFrame:
    """A row a finding; events are counted from 1."""
    return pd.DataFrame(
        {
            "Severity": [WORDS[one.severity] for one in found],
            "Event": pd.array([None if one.event is None else one.event + 1 for one in found], dtype="Int64"),
            "Finding": [valid(one.message) for one in found],
            "Rule": [one.rule for one in found],
        }
    )


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def findings(run_id: str, count: int, _run: Run) -> list[Finding]:
    """What is found in a run at rest, looked for once."""
    return lint(_run.events[:count])
