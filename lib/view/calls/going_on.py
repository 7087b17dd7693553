"""Continue: the next request goes on from the last whole turn of the run that is shown."""

from typing import Any

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.turns import following, listed, whole_turns
from lib.view.folding import folding


def offered(place: str, run: Run | None, base_url: str) -> bool:
    """Whether there is a turn to go on from: of a run from where the next request goes, or of an opened file."""
    if run is None or run.open or run.base_url not in ("", base_url):
        return False
    return whole_turns(folding(run, f"{place}.fold").run) > 0


def continued(place: str, body: dict[str, Any], run: Run | None, base_url: str, *, stored: bool) -> dict[str, Any]:
    """The body, after what came before it, if Continue is on. Messages before the prompt were sent already."""
    if run is None or not st.session_state.get(f"{place}.continue") or not offered(place, run, base_url):
        return body
    before = following(folding(run, f"{place}.fold").run, stored=stored and bool(run.base_url))
    return {**body, **before, "input": [*before["input"], *listed(body["input"])[-1:]]}
