"""The events of a run as rows of a table."""

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from lib.engine.runs import Run
from lib.protocol.catalogue import group_of, short
from lib.protocol.events import Event
from lib.protocol.timeline.marks import index_of
from lib.view.beside import beside
from lib.view.gist import gist
from lib.view.inert import valid

LONGEST: Final = 300  # characters of what an event brings


class Kept:
    """The rows that a session keeps, and their size, which is that of their texts for the most part."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self.bytes = int(rows.memory_usage(deep=True).sum())


def kept_rows(place: str, run: Run) -> pd.DataFrame:
    """The rows of all events that have come, made once for as many; nobody may change them."""
    return beside(f"{place}.rows", [run], lambda: Kept(rows_of(run.events))).rows


def rows_of(events: Sequence[Event]) -> pd.DataFrame:
    """A row an event: its place from 1, sequence number, seconds, gap before it, type, what it brings, group, item."""
    numbers, kinds, brings, times = [], [], [], []
    items: list[tuple[int, int | None]] = []
    turn = 0
    for event in events:
        body = event.body
        turn += body["type"] == "run.request"
        times.append(event.t)
        numbers.append(number(body.get("sequence_number")))
        kinds.append(body["type"])
        brings.append(valid(gist(body)[:LONGEST]))
        items.append((turn, index_of(body.get("output_index"))))
    names = {kind: (valid(short(kind)), group_of(kind)) for kind in set(kinds)}
    seconds = pd.Series(times, dtype="float")
    return pd.DataFrame(
        {
            "Event": range(1, len(times) + 1),
            "#": numbers,
            "Seconds": seconds,
            "Gap, ms": seconds.diff() * 1000,
            "Type": repeated(names[kind][0] for kind in kinds),
            "Brings": brings,
            "Group": repeated(names[kind][1] for kind in kinds),
            "Item": [item(at, index, several=turn > 1) for at, index in items],
        }
    )


def item(turn: int, index: int | None, *, several: bool) -> str:
    """An item as the timeline names it: its output index, after its turn where there are several; "" for none."""
    if index is None:
        return ""
    return f"{turn}.{index}" if several else str(index)


def repeated(values: Iterable[str]) -> pd.Series:
    """A column whose texts are sent once each, however many rows have the same."""
    return pd.Series(list(values), dtype="str").astype("category")


def number(found: object) -> str:
    """A sequence number, where the server sent one."""
    return str(found)[:12] if type(found) is int else ""
