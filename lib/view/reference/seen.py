"""Which event types were seen: in a run, and in all runs of this visit that are kept."""

from collections import Counter
from typing import Any

import streamlit as st

from lib.engine.runs import Run
from lib.view import state


def counted(run: Run) -> Counter[str]:
    """How many events of each type a run has so far. What was counted is kept beside the run's id."""
    kept: dict[str, Any] = st.session_state.setdefault("seen.runs", {})
    count = kept.setdefault(run.id, {"events": 0, "types": {}})
    new = run.events[count["events"] :]
    types = Counter(count["types"])
    types.update(event.type for event in new)
    kept[run.id] = {"events": count["events"] + len(new), "types": dict(types)}
    return types


def in_this_visit() -> Counter[str]:
    """How many events of each type this visitor's runs have, as far as they are kept. A replay brings none anew."""
    engine, visitor = state.engine(), state.visitor()
    runs = [run for run in engine.kept.of(visitor) if not run.replays]
    held = st.session_state.get("seen.runs", {})
    st.session_state["seen.runs"] = {run.id: held[run.id] for run in runs if run.id in held}
    found: Counter[str] = Counter()
    for run in runs:
        found.update(counted(run))
    return found
