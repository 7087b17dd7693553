"""The Source tab: the page's own code, to be read and copied."""

from pathlib import Path

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer


def draw(parent: TabContainer, path: str) -> None:
    """The file at `path`, a page's `__file__`; nothing while another tab is open."""
    if not parent.open:
        return
    with parent:
        st.code(Path(path).read_text(encoding="utf-8"), language="python", height=292)
        st.caption("This page. What it imports from lib is in the repository.")
