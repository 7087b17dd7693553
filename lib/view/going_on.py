"""Continue: the next request goes on from the last whole turn of the run that is shown."""

from typing import Any

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.turns import following, listed, whole_turns
from lib.view.folding import folding


def offered(place: str, run: Run | None) -> bool:
    """Whether there is a turn to go on from."""
    return run is not None and not run.open and whole_turns(folding(run, f"{place}.fold").run) > 0


def continued(place: str, body: dict[str, Any], run: Run | None, *, stored: bool) -> dict[str, Any]:
    """The body, after what came before it, if Continue is on."""
    if run is None or not st.session_state.get(f"{place}.continue") or not offered(place, run):
        return body
    before = following(folding(run, f"{place}.fold").run, stored=stored)
    return {**body, **before, "input": [*before["input"], *listed(body["input"])]}
