"""The chart of the fields over time: a bar a field, from its first to its last delta."""

from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

COLOURS: Final = {  # that stand out on light and dark alike
    "Waiting": "#8A95A5",
    "Streaming": "#4C78E8",
    "Valid": "#2E9E67",
    "Invalid": "#D9534F",
    "Cut off": "#D97F1E",
}
TOLD: Final = ("Field:N", "State:N", "Opened:Q", "Closed:Q", "Validated:Q", "Value:N", "Error:N")


def chart(lanes: pd.DataFrame) -> dict[str, Any]:
    """A bar a field from its first to its last delta, coloured by its state; a tick where it was judged."""
    states = tuple(state for state in COLOURS if state in set(lanes["State"]))
    unit = "seconds since the request" if lanes["Timed"].all() else "event"
    return {**spec(tuple(lanes["Field"]), states, unit), "datasets": {"fields": lanes}}


@st.cache_data(max_entries=64, show_spinner=False)
def spec(order: tuple[str, ...], states: tuple[str, ...], unit: str) -> dict[str, Any]:
    """The chart without its rows; Altair takes some 40 ms to make it."""
    base = alt.Chart(alt.NamedData("fields")).encode(
        y=alt.Y(
            "Field:N",
            sort=list(order),
            title=None,
            axis=alt.Axis(labelLimit=220, labelOverlap=False),
            scale=alt.Scale(paddingOuter=0.6),
        ),
        tooltip=[*map(alt.Tooltip, TOLD)],
    )
    colour = alt.Color(
        "State:N",
        scale=alt.Scale(domain=list(states), range=[COLOURS[state] for state in states]),
        legend=alt.Legend(title=None, orient="top"),
    )
    axis = alt.X("From:Q", title=unit, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=10))
    bars = base.mark_bar(height=9, cornerRadius=3, opacity=0.75).encode(x=axis, x2="To:Q", color=colour)
    ticks = base.mark_tick(thickness=2, height=15).encode(x="Judged:Q", color=colour)
    made: dict[str, Any] = alt.layer(bars, ticks).to_dict()
    made.pop("$schema", None)
    return made
