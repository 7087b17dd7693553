"""A popover that a button inside it closes.

The browser remembers that it was open, whatever the session says: it would open again with the next click anywhere. So
a popover that was closed is another one from then on, with another key.
"""

import streamlit as st


def key(name: str) -> str:
    """The key of the popover of this name now."""
    closed = st.session_state.get(f"{name}.closed", 0)
    return f"{name}.{closed}" if closed else name


def close(name: str) -> None:
    """It is closed from the next script on."""
    st.session_state[f"{name}.closed"] = st.session_state.get(f"{name}.closed", 0) + 1
