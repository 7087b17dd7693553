"""The timeline's chart as a Vega-Lite spec: made once for its lanes and groups, its rows are sent apart from it.

While the spec stays the same the browser takes in new rows without making the chart anew.
"""

from typing import Any, Final

import altair as alt
import streamlit as st

from lib.view.timeline.rows import GROUPS_SHOWN, Rows

LANE: Final = 26  # pixels
LANE_LEAST: Final = 13
AROUND: Final = 54  # the legend and the axis
LINE: Final = 13  # of labels
GRAY: Final = "#8A95A5"  # of shapes; stands out on light and dark
WORDS: Final = "luminance(background) > 0.5 ? '#5B6675' : '#98A3B3'"  # of words, which need more of a contrast
TICKS: Final = "clamp(floor(width / 55), 3, 8)"
SHOWN: Final = "width < datum.least ? 0 : 1"
HERE: Final = "#D97F1E"
THIN: Final = 1.6
MANY: Final = 600  # marks; more are drawn as pixels
PADDING: Final = {"left": 0, "right": 6, "top": 0, "bottom": 0}
UNITS: Final = {True: "format(datum.value, '~f') + ' s'", False: "'# ' + format(datum.value, ',d')"}


def spec(rows: Rows, lane: int = LANE, *, live: bool = False) -> dict[str, Any]:
    """The chart: a span a lane, a tick an event, labels in gaps, rules at the moments, a dashed one at `here`.

    Its datasets are the tables of the rows, and `here`. A lane is `lane` pixels high. Where new rows come again and
    again (`live`), or marks are many, it is drawn as pixels: that takes a browser less time than SVG, where each mark
    is an element with a label of its own. At rest it goes from where to where its rows go, whatever is at `here`: else
    each mark would be placed anew when `here` moves.
    """
    made = template(rows.timed)  # a copy; Altair takes too long to be asked for each lane that comes
    thick = max(8, round(lane * 0.55))
    for layer in made["layer"]:
        encoding, mark = layer["encoding"], layer["mark"]
        if "y" in encoding:
            encoding["y"]["scale"]["domain"] = list(rows.lanes)
        if "color" in encoding:
            encoding["color"]["legend"] |= {"values": list(rows.groups), "offset": 4 + LINE * rows.labelled}
        if not live:
            encoding["x"]["scale"]["domain"] = list(rows.extent)
        if mark["type"] == "bar":
            mark["height"] = thick
        elif mark["type"] == "tick":
            mark["size"] = thick
    pixels = live or len(rows.tables["marks"]) > MANY
    return {**made, "usermeta": {"embedOptions": {"renderer": "canvas"}}} if pixels else made


@st.cache_data(show_spinner=False)
def template(timed: bool) -> dict[str, Any]:
    """The spec without what depends on the run."""
    y = alt.Y(
        "lane:N",
        title=None,
        scale=alt.Scale(padding=0.15),
        axis=alt.Axis(
            labelLimit=150, labelOverlap=False, ticks=False, domain=False, labelFontSize=11, labelColor=alt.expr(WORDS)
        ),
    )
    axis = alt.Axis(
        title=None,
        tickCount=alt.expr(TICKS),
        labelFontSize=11,
        labelFlush=True,
        labelPadding=6,
        labelExpr=UNITS[timed],
        labelColor=alt.expr(WORDS),
        tickMinStep=alt.Undefined if timed else 1,  # between two numbers there is no event
    )
    x = alt.X("from:Q", scale=alt.Scale(zero=False, nice=False), axis=axis)
    colour = alt.Color(
        "Group:N",
        scale=alt.Scale(domain=list(GROUPS_SHOWN)),
        legend=alt.Legend(
            title=None,
            orient="top",
            symbolType="square",
            symbolSize=60,
            labelFontSize=11,
            labelColor=alt.expr(WORDS),
            labelOffset=3,
            columnPadding=7,
        ),
    )
    told = [alt.Tooltip("Type:N"), alt.Tooltip("Event:Q", format=",")]
    told += [alt.Tooltip("Seconds:Q", format=".3f")] if timed else []
    told += [alt.Tooltip("Item:N"), alt.Tooltip("Group:N"), alt.Tooltip("Events:Q", format=",")]
    spans = alt.Chart(alt.NamedData("spans")).mark_bar(color=GRAY, opacity=0.16)
    ticks = alt.Chart(alt.NamedData("marks")).mark_tick(orient="vertical", thickness=THIN, opacity=0.9)
    silent = alt.Chart(alt.NamedData("gaps")).mark_text(color=alt.expr(WORDS), fontSize=11, opacity=alt.expr(SHOWN))
    rules = alt.Chart(alt.NamedData("moments")).mark_rule(color=GRAY, opacity=0.55)
    names = alt.Chart(alt.NamedData("moments")).mark_text(
        color=alt.expr(WORDS),
        fontSize=11,
        baseline="middle",
        align=alt.expr("datum.align"),
        dx=alt.expr("datum.dx"),
        y=alt.expr(f"-{LINE / 2} - {LINE} * datum.line"),
        opacity=alt.expr(SHOWN),
    )
    here = alt.Chart(alt.NamedData("here")).mark_rule(color=HERE, strokeDash=[4, 3], strokeWidth=1.5)
    layers = alt.layer(
        spans.encode(x=x, x2="to:Q", y=y, tooltip=["Item:N"]),
        ticks.encode(x=x, y=y, color=colour, tooltip=told),
        silent.encode(x=x, y=y, text="text:N"),
        rules.encode(x=x),
        names.encode(x=x, text="text:N"),
        here.encode(x=x),
    )
    made: dict[str, Any] = layers.to_dict()
    made.pop("$schema", None)
    return {**made, "padding": PADDING}


def height(lanes: int, labelled: int, lane: int = LANE) -> int:
    """The pixels of the whole chart."""
    return lane * lanes + LINE * labelled + AROUND


def lane_height(lanes: int, labelled: int, room: int | None = None) -> int:
    """The pixels of a lane, so that the chart fits into `room` where it can."""
    if room is None:
        return LANE if lanes < 12 else LANE_LEAST + 4
    return max(LANE_LEAST, min(LANE, (room - AROUND - LINE * labelled) // max(1, lanes)))
