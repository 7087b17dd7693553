"""The Source tab: the page's own code, to be read and copied."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def draw(parent: DeltaGenerator, path: str) -> None:
    """The file at `path`, a page's `__file__`."""
    with parent:
        st.code(Path(path).read_text(encoding="utf-8"), language="python", height=292)
        st.caption("This page. What it imports from lib is in the repository.")
