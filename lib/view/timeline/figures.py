"""What a timeline amounts to, as three small charts: deltas over time, how long gaps were, what the bytes were for."""

from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.timeline.marks import Marks
from lib.protocol.timeline.overhead import PARTS
from lib.protocol.timeline.tempo import BOUNDS, gaps, histogram, rate
from lib.view.timeline.chart import WORDS

RATE_BINS: Final = 60
RATE_SPAN: Final = 0.25  # seconds that a rate is told of at least, where there are enough of them
JOINED: Final = (1, 2, 3, 4, 5, 6, 10, 12, 15)  # bins that a bar may have; each divides their number
OVERHEAD: Final = (
    "That is all but the pieces of text and arguments themselves: the JSON around them, padding, the `done` events "
    "that repeat them, whole responses, and the frames' own `event:` and `data:`."
)
HEIGHT: Final = 96
ROOM: Final = HEIGHT + 38  # with the titles
SMALL: Final = 10  # points


@dataclass(frozen=True)
class Figures:
    """The rows of the three charts, and the share of the bytes that is overhead."""

    rate: pd.DataFrame
    gaps: pd.DataFrame
    parts: pd.DataFrame
    share: float | None
    total: int


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def figures(run_id: str, count: int, _marks: Marks) -> Figures:
    """Those of a run at rest, made once for its id and count."""
    over, found = _marks.overhead, gaps(_marks)
    return Figures(
        rate=pd.DataFrame(spread(rate(_marks, RATE_BINS)), columns=["From", "To", "Deltas a second"]),
        gaps=pd.DataFrame({"Gap": spans(), "Gaps": histogram(found)}) if found else pd.DataFrame(),
        parts=pd.DataFrame(
            [(part, size, size / over.total) for part in PARTS if (size := over.parts[part])],
            columns=["Part", "Bytes", "Share"],
        ),
        share=over.share,
        total=over.total,
    )


def spread(bins: list[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """From when to when the rate was how high.

    As many bins are one as make a quarter of a second, but four are left at least: what comes in one piece would
    flatten everything else.
    """
    if not bins:
        return []
    width = bins[1][0] - bins[0][0]
    many = next((many for many in JOINED if many * width >= RATE_SPAN), JOINED[-1])
    parts = [bins[at : at + many] for at in range(0, len(bins), many)]
    return [(part[0][0] - width / 2, part[-1][0] + width / 2, sum(speed for _, speed in part) / many) for part in parts]


def spans() -> list[str]:
    """The names of the histogram's bars."""
    names = [f"{bound * 1000:g} ms" if bound < 1 else f"{bound:g} s" for bound in BOUNDS]
    return [*(f"to {name}" for name in names), f"over {names[-1]}"]


def draw(parent: DeltaGenerator, run_id: str, marks: Marks) -> None:
    """The three charts in a row; in place of one that can't be drawn, why."""
    found = figures(run_id, len(marks), marks)
    pace, silence, size = (column.container(gap=None) for column in parent.columns(3, gap="small"))
    unknown = "Unknown: too few deltas with a time." if marks.timed else "Unknown: this file has no times."
    pace.markdown(":small[**Deltas a second**]")
    if found.rate.empty:
        pace.caption(unknown)
    else:
        show(pace, rate_spec(), found.rate, "Deltas a second over time")
    silence.markdown(":small[**Gaps between events**]")
    if found.gaps.empty:
        silence.caption("Unknown: too few events with a time." if marks.timed else "Unknown: this file has no times.")
    else:
        show(silence, gap_spec(), found.gaps, "How many gaps were how long")
    told = "Overhead" if found.share is None else f"{percent(found.share)} is overhead"
    size.markdown(f":small[**{told}**]", help=f"{overhead(found)}. {OVERHEAD}")
    if found.share is None:
        size.caption("Nothing came over the wire.")
    else:
        show(size, part_spec(), found.parts, "The bytes of the stream by what they were for")


def overhead(found: Figures) -> str:
    """The share in words."""
    if found.share is None:
        return "Overhead"
    size = f"{found.total / 1000:,.1f} KB" if found.total < 10**6 else f"{found.total / 10**6:,.1f} MB"
    return f"{percent(found.share)} of {size} is overhead"


def percent(share: float) -> str:
    """A share in words: 100% is all of it, and nothing less."""
    if share == 1:
        return "100%"
    return next((told for told in (f"{share:.0%}", f"{share:.1%}") if not told.startswith("100")), "over 99.9%")


def show(place: DeltaGenerator, made: dict[str, Any], rows: pd.DataFrame, told: str) -> None:
    """A small chart of these rows."""
    wanted: Any = {**made, "datasets": {"rows": rows}}
    place.vega_lite_chart(wanted, height=HEIGHT, alt=told)


def small(**options: Any) -> Any:
    """An axis with small letters and no title."""
    return alt.Axis(title=None, labelFontSize=SMALL, labelColor=alt.expr(WORDS), ticks=False, domain=False, **options)


@st.cache_data(show_spinner=False)
def rate_spec() -> dict[str, Any]:
    """Deltas a second over time, a bar a span."""
    made = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar(opacity=0.75)
        .encode(
            x=alt.X(
                "From:Q", bin="binned", scale=alt.Scale(zero=False, nice=False), axis=small(tickCount=4, format="~f")
            ),
            x2="To:Q",
            y=alt.Y("Deltas a second:Q", axis=small(tickCount=3)),
            tooltip=[
                alt.Tooltip("From:Q", format=".2f", title="From second"),
                alt.Tooltip("To:Q", format=".2f", title="to second"),
                alt.Tooltip("Deltas a second:Q", format=",.0f"),
            ],
        )
    )
    return plain_spec(made)


@st.cache_data(show_spinner=False)
def gap_spec() -> dict[str, Any]:
    """How many gaps were how long, a bar a span."""
    return bars("Gap", spans(), alt.X("Gaps:Q", axis=None), "Gaps:Q", ",", [])


@st.cache_data(show_spinner=False)
def part_spec() -> dict[str, Any]:
    """The bytes by what they were for, a bar a part; the deltas themselves are the first."""
    return bars(
        "Part", list(PARTS), alt.X("Share:Q", axis=None), "Share:Q", ".1%", [alt.Tooltip("Bytes:Q", format=",")]
    )


def bars(named: str, order: list[str], x: alt.X, value: str, format: str, told: list[alt.Tooltip]) -> dict[str, Any]:
    """A bar a row, with its value at its end."""
    axis = small(labelOverlap=False, labelLimit=110, labelPadding=4, labelFlush=False)
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=x,
        y=alt.Y(f"{named}:N", sort=order, axis=axis),
        tooltip=[f"{named}:N", alt.Tooltip(value, format=format), *told],
    )
    text = base.mark_text(align="left", dx=3, fontSize=SMALL, color=alt.expr(WORDS)).encode(
        text=alt.Text(value, format=format)
    )
    return plain_spec(base.mark_bar(opacity=0.75) + text)


def plain_spec(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """A chart as Streamlit takes it."""
    made: dict[str, Any] = chart.to_dict()
    made.pop("$schema", None)
    return {**made, "padding": {"left": 0, "right": 30, "top": 2, "bottom": 2}}
