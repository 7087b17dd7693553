"""The fields over time: while it streams the newest steps as a log, at rest a chart and a table of all fields."""

from collections import Counter
from heapq import nsmallest
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.origins import Origin
from lib.protocol.partial import Field
from lib.protocol.structured import Step, Structured, judged, newest, steps
from lib.view.inert import on_one_line, valid
from lib.view.slot import Slot
from lib.view.structured.field_chart import chart
from lib.view.structured.field_states import BADGES, name, value

LINES: Final = 6
LANES: Final = 24
LINE: Final = "{:>5} {:>8}  {:<8} {:<28} {}"
HEAD: Final = LINE.format("event", "s", "step", "field", "value")
HEIGHT: Final = 160
HIGHEST: Final = 600
CHART: Final = "Chart"
TABLE: Final = "Fields"
STEPS: Final = "Steps"


class FieldTimeline:
    """Drawn below everything else, so that nothing moves when it becomes higher."""

    def __init__(self, parent: DeltaGenerator, place: str) -> None:
        self.place = place
        self.head = parent.container(horizontal=True, vertical_alignment="center", height=40, border=False)
        self.head.markdown("**Fields over time**", width="content")
        self.body = Slot(parent)
        self.note = Slot(parent)

    def log(self, told: list[Step]) -> None:
        """Steps as lines; before the first run there are none."""
        self.body.draw("code", "\n".join([HEAD, *map(line, told)]), language=None, height=HEIGHT)

    def live(self, found: Structured) -> None:
        """The newest steps."""
        self.log(newest(found, LINES))

    def rest(self, found: Structured) -> None:
        """A chart, a row a field, or a row a step."""
        fields = begun(found)
        if not fields:
            self.log([])
            return
        kind = self.head.segmented_control(
            "As",
            [CHART, TABLE, STEPS],
            default=CHART,
            required=True,
            key=f"{self.place}.fields_as",
            label_visibility="collapsed",
            width="content",
        )
        if kind == STEPS:
            self.table(told(found), "What happened to the fields, event by event")
            return
        lanes = lanes_of(fields)
        rows = table(found, fields if kind == TABLE else lanes)
        placed = rows.dropna(subset=["From", "To"])
        if kind == TABLE or placed.empty:
            self.table(rows.drop(columns=["From", "To", "Judged", "Timed"]), "The fields and their events")
        else:
            made: Any = chart(placed)
            self.body.place.vega_lite_chart(made, width="stretch", height=26 * len(placed) + 100)
            if len(lanes) < len(fields):
                self.note.draw("caption", f"{len(lanes)} of {len(fields):,} fields. Fields and Steps have all of them.")

    def table(self, rows: pd.DataFrame, alt_text: str) -> None:
        """Rows, in a table as high as they need."""
        height = min(40 + 28 * len(rows), HIGHEST)
        seconds = {"Seconds": st.column_config.NumberColumn(format="%.3f")}
        self.body.place.dataframe(
            rows, hide_index=True, row_height=28, height=height, column_config=seconds, alt=alt_text
        )


def told(found: Structured) -> pd.DataFrame:
    """A row a step, in the order of the events."""
    every = steps(found)
    return pd.DataFrame(
        {
            "Event": [number(step.origin) for step in every],
            "Seconds": [step.origin.t if step.origin else None for step in every],
            "Step": [step.did for step in every],
            "Field": [name(step.field) for step in every],
            "Value": ["" if step.did == "opened" else valid(value(step.field))[:120] for step in every],
            "Error": [valid(step.field.error) if step.did == "invalid" else "" for step in every],
        }
    )


def line(step: Step) -> str:
    """One step as a line of the log."""
    number = step.origin.number if step.origin and step.origin.number is not None else "·"
    t = f"{step.origin.t:.3f}" if step.origin and step.origin.t is not None else "–"
    path = name(step.field)
    path = path if len(path) <= 28 else "…" + path[-27:]
    shown = step.field.error or ("" if step.did == "opened" else value(step.field))
    return LINE.format(number, t, step.did, path, on_one_line(shown)[:60])


def begun(found: Structured) -> list[Field]:
    """The fields that there is something to tell of: that have begun, or whose lack was found out."""
    return [field for field in found.view.fields if field.start is not None or field.state in ("valid", "invalid")]


def table(found: Structured, fields: list[Field]) -> pd.DataFrame:
    """A row a field."""
    return pd.DataFrame([row(found, field) for field in fields])


def row(found: Structured, field: Field) -> dict[str, Any]:
    """One field: its state, and the events that it was opened, closed and validated by."""
    opened, closed = found.origins.at(field.start), found.origins.at(field.closed)
    decided = judged(found, field)
    first, last = opened or decided, closed or decided or found.ended
    return {
        "Field": name(field),
        "State": BADGES[field.state][2],
        "Opened": number(opened),
        "Closed": number(closed),
        "Validated": number(decided),
        "From": second(first),
        "To": second(last),
        "Judged": second(decided),
        "Timed": first is not None and first.t is not None,
        "Value": valid(value(field))[:120],
        "Error": valid(field.error),
    }


def number(origin: Origin | None) -> int | None:
    """The sequence number of an event."""
    return origin.number if origin else None


def second(origin: Origin | None) -> float | None:
    """The time of an event; where that is unknown, its number."""
    if origin is None:
        return None
    return origin.t if origin.t is not None else origin.number


def lanes_of(fields: list[Field]) -> list[Field]:
    """The fields that get a lane: as deep as there is room for, and those that are invalid."""
    if len(fields) <= LANES:
        return fields
    depths = Counter(len(field.path) for field in fields)
    deepest = max((depth for depth in depths if sum(depths[one] for one in depths if one <= depth) <= LANES), default=1)
    wanted = [field for field in fields if field.state == "invalid" or len(field.path) <= deepest]
    kept = {id(field) for field in nsmallest(LANES, wanted, key=lambda one: (one.state != "invalid", len(one.path)))}
    return [field for field in fields if id(field) in kept]
