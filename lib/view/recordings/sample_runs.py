"""The samples as runs of this visit: each is opened once, when it is first looked at."""

import streamlit as st

from lib.engine.runs import Run
from lib.samples.recordings import Sample, samples
from lib.view import state


def opened(place: str, sample: Sample) -> str:
    """The id of the run that a sample is."""
    known: dict[str, str] = st.session_state.setdefault(f"{place}.samples", {})
    if state.engine().find(known.get(sample.name, ""), state.visitor()) is None:
        known[sample.name] = state.engine().adopt(sample.load(), state.visitor(), counted=False).id
    return known[sample.name]


def names(place: str) -> dict[str, str]:
    """The names of the samples that were opened, by the ids of their runs."""
    return {run_id: name for name, run_id in st.session_state.get(f"{place}.samples", {}).items()}


def meant(place: str, name: str) -> str:
    """The id of the run that an address means: by a sample's name, in whichever visit, or by its own id."""
    sample = next((sample for sample in samples() if sample.name == name), None)
    return opened(place, sample) if sample else name


def recording(place: str, name: str) -> Run | None:
    """The finished run that an address means, if there is one."""
    run = state.engine().find(meant(place, name), state.visitor())
    return None if run is None or run.open or run.replays else run
