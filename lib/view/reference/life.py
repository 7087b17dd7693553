"""The life of a response as a diagram, with the open type marked in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from lib.protocol.catalogue import short
from lib.protocol.life import FRAME, KINDS, Life, dot, kind_of, life
from lib.protocol.meanings import Group

# Each is dark enough for white text, and seen on white as on black: the chart does not follow the theme.
COLOURS: Final[Mapping[Group, str]] = {
    "text": "#2F55C8",
    "reasoning": "#7A3FC4",
    "arguments": "#A85A10",
    "tool": "#12776D",
    "item": "#5B6675",
    "error": "#C0322B",
    "lifecycle": "#A03A7D",
    "run": "#44505F",
}

SIDE: Final = (
    '{rank=same "response.in_progress" "keepalive"}',
    '"response.in_progress" -> "keepalive" [style=dashed dir=both]',
    '"response.in_progress" -> "error" [style=dashed]',
)
"""What a running response may have at any time, in the DOT language."""


def draw(type: str) -> None:
    """The diagram of the kind of life that the type belongs to; another can be chosen."""
    kinds = list(KINDS)
    own = kind_of(type) or (st.session_state.get("reference.kind") or kinds[0])
    if st.session_state.get("reference.marked") != type or "reference.kind" not in st.session_state:
        st.session_state["reference.kind"] = own
        st.session_state["reference.marked"] = type
    kind = st.selectbox("Kind of item", kinds, key="reference.kind", label_visibility="collapsed")
    shown = life(kind)
    steps = ", ".join(short(step) for step in shown.steps if step not in FRAME)
    st.graphviz_chart(diagram(shown, type), alt=f"The life of a response: {kind}. Its own steps: {steps}")
    st.caption(
        "From top to bottom; a dashed arrow begins something again, or leads to what may come at any time: a "
        "`keepalive`, an `error`. So may events of other items, or the end of the stream."
    )


def diagram(shown: Life, type: str) -> str:
    """The life in the DOT language, with that type marked: at its side what may come at any time."""
    ways = tuple(way for way in shown.ways if "keepalive" not in way)
    text = dot(replace(shown, ways=ways), COLOURS, type)
    return "\n".join([text.removesuffix("}"), *SIDE, "}"])
