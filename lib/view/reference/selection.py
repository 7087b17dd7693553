"""Which event type the reference shows: that of the URL, or the one chosen last in this visit."""

from typing import Final

import streamlit as st

from lib.protocol.catalogue import EventType, group_of, meaning_of
from lib.protocol.meanings import WORDS

FIRST: Final = "response.output_text.delta"
CHOSEN: Final = "reference.type"
LONGEST: Final = 200  # characters of a type; what the URL has beyond is cut


def chosen() -> str:
    """The type that is open; it need not be in the catalogue. `response.` may be missing in the URL."""
    if asked := st.query_params.get("type"):
        st.session_state[CHOSEN] = whole(asked[:LONGEST])
    type: str = st.session_state.setdefault(CHOSEN, FIRST)
    if asked != type:
        st.query_params["type"] = type
    return type


def choose(type: str) -> None:
    """Open that type."""
    st.session_state[CHOSEN] = type
    st.query_params["type"] = type


def whole(name: str) -> str:
    """The type that a name is short for."""
    longer = f"response.{name}"
    return longer if longer in WORDS and name not in WORDS else name


def entry_of(type: str, entries: tuple[EventType, ...]) -> EventType:
    """The catalogue's entry; for a type that it doesn't have, what its name suggests."""
    found = (entry for entry in entries if entry.type == type)
    return next(found, EventType(type, group_of(type), meaning_of(type), outside=True))
