"""The rows that a timeline is drawn from: lanes, marks, gaps and moments, no more than a browser can take."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isnan
from typing import Any, Final

import pandas as pd

from lib.protocol.catalogue import short
from lib.protocol.timeline.marks import GROUPS, Lane, Mark, Marks
from lib.protocol.timeline.tempo import LONG, gaps
from lib.view.inert import on_one_line, valid
from lib.view.timeline.labels import labels, silence

LANES: Final = 24
MARKS: Final = 3000  # events that get a mark each; of more, those near each other share one
BINS: Final = 500  # spans of the whole width, in which marks are shared
GROUPS_SHOWN: Final = tuple(group.capitalize() for group in GROUPS if group != "run")

MARK: Final = ["lane", "from", "Group", "Event", "Seconds", "Type", "Item", "Events"]
REPEATED: Final = ["lane", "Group", "Type", "Item"]  # are sent once, however many marks have the same

Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """A table a layer of the chart; the lanes and groups in it, and whether it is drawn by seconds or by numbers.

    `labelled` is how many lines the labels of the moments take; `shared` whether marks stand for several events;
    `extent` from where to where the rows go.
    """

    lanes: tuple[str, ...]
    groups: tuple[str, ...]
    timed: bool
    labelled: int
    shared: bool
    extent: tuple[float, float]
    tables: dict[str, pd.DataFrame]


def rows_of(marks: Marks, width: int, last: int | None = None) -> Rows:
    """The rows of a run, drawn `width` pixels wide; with `last` only its newest marks."""
    start = max(0, len(marks) - last) if last else 0
    named = Names(marks.lanes)
    spans = spans_of(marks, named)
    moments = [(at, one) for one in marks.moments.found if (at := where(one.place, one.t, marks)) is not None]
    begins = min([*(at for at, _ in moments), *(span["from"] for span in spans)], default=0.0)
    ends = max([begins, *(at for at, _ in moments), *(span["to"] for span in spans)])
    extent = (ends - begins) or 1.0
    ours = [group == "run" for _, _, group in marks.named]
    shown = [at for at, kind in enumerate(marks.of_kind[start:], start) if not ours[kind]]
    shared = len(shown) > MARKS
    ticks = binned(shown, marks, named, begins, extent) if shared else [tick(marks[at], marks, named) for at in shown]
    silences = gaps(marks, start) if marks.timed else []
    texts = [silence(gap, named[gap.lane], extent) for gap in silences if gap.seconds > LONG]
    texts = [row for row in texts if row["least"] < width]
    told = labels(moments, begins, extent, width)
    groups = {row["Group"] for row in ticks}
    return Rows(
        lanes=named.all,
        groups=tuple(group for group in GROUPS_SHOWN if group in groups),
        timed=marks.timed,
        labelled=1 + max((row["line"] for row in told), default=-1),
        shared=shared,
        extent=(begins, begins + extent),
        tables={
            "spans": pd.DataFrame(spans, columns=["lane", "from", "to", "Item"]),
            "marks": pd.DataFrame(ticks, columns=MARK).astype(dict.fromkeys(REPEATED, "category")),
            "gaps": pd.DataFrame(texts, columns=["lane", "from", "text", "least"]),
            "moments": pd.DataFrame(told, columns=["from", "text", "line", "align", "dx", "least"]),
        },
    )


class Names:
    """The lanes' names: `names[lane]`; those beyond the room that there is share the last."""

    def __init__(self, lanes: list[Lane]) -> None:
        turns = lanes[-1].turn if lanes else 0
        kept = lanes if len(lanes) <= LANES else lanes[: LANES - 1]
        self.names = [name(lane, turns) for lane in kept]
        more = len(lanes) - len(kept)
        self.all = tuple(dict.fromkeys([*self.names, *([f"{more:,} more"] if more else [])]))

    def __getitem__(self, lane: int) -> str:
        return self.names[lane] if lane < len(self.names) else self.all[-1]


def name(lane: Lane, turns: int) -> str:
    """A lane's name: what it is of, with its turn where there are several."""
    if lane.index is None:
        return f"turn {lane.turn + 1}" if turns else "response"
    kind = on_one_line(valid(lane.kind))[:24]
    return f"{lane.turn + 1}.{lane.index} {kind}" if turns else f"{lane.index} {kind}"


def item_of(lane: Lane) -> str:
    """What a lane is of, in full, for a tooltip."""
    return on_one_line(valid(f"{lane.kind} {lane.name}"))[:80].strip()


def where(place: int, t: float | None, marks: Marks) -> float | None:
    """Where an event is drawn: at its second, None where that is unknown; at its number where no times are known."""
    return t if marks.timed else float(place)


def spans_of(marks: Marks, named: Names) -> list[Row]:
    """A span a lane, from its first event to its last, or where times go back from its last to its first.

    That of a response goes as far as its items do.
    """
    found: dict[str, Row] = {}
    whole: Row | None = None
    for at, lane in enumerate(marks.lanes):
        new = {"lane": named[at], "from": inf, "to": -inf, "Item": item_of(lane)}
        span = found.setdefault(named[at], new)
        whole = span if lane.index is None else whole
        for place in (lane.first, lane.last):
            drawn = where(place + 1, marks[place].t, marks) if place >= 0 else None
            for one in (span, whole) if drawn is not None else ():
                if one is not None:
                    one |= {"from": min(one["from"], drawn), "to": max(one["to"], drawn)}
    return [span for span in found.values() if span["from"] <= span["to"]]


def tick(mark: Mark, marks: Marks, named: Names, events: int = 1) -> Row:
    """A mark with what its tooltip says."""
    return {
        "lane": named[mark.lane],
        "from": where(mark.place, mark.t, marks),
        "Group": mark.group.capitalize(),
        "Event": mark.place,
        "Seconds": mark.t,
        "Type": on_one_line(valid(short(mark.type)))[:80],
        "Item": item_of(marks.lanes[mark.lane]),
        "Events": events,
    }


def binned(shown: Iterable[int], marks: Marks, named: Names, begins: float, extent: float) -> list[Row]:
    """One mark for all of a group that lie near each other in a lane: it stands where the first of them is."""
    first: dict[tuple[str, str, int], int] = {}
    counts: Counter[tuple[str, str, int]] = Counter()
    lanes = [named[lane] for lane in range(len(marks.lanes))]
    for at in shown:
        _, _, group = marks.named[marks.of_kind[at]]
        t = marks.times[at] if marks.timed else at + 1.0
        key = (lanes[marks.of_lane[at]], group, int(((0.0 if isnan(t) else t) - begins) / extent * BINS))
        first.setdefault(key, at)
        counts[key] += 1
    return [tick(marks[at], marks, named, counts[key]) for key, at in first.items()]
