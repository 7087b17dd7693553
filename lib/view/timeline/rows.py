"""The rows that a timeline is drawn from: lanes, marks, gaps and moments, no more than a browser can take."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import pandas as pd

from lib.protocol.catalogue import short
from lib.protocol.timeline.marks import GROUPS, Lane, Mark, Marks
from lib.protocol.timeline.moments import Moment
from lib.protocol.timeline.tempo import LONG, Gap, gaps
from lib.view.inert import on_one_line, valid

LANES: Final = 24
MARKS: Final = 3000  # events that get a mark each; of more, those near each other share one
BINS: Final = 500  # spans of the whole width, in which marks are shared
NEAR: Final = 0.012  # of the width, within which moments share a label
GAP_ROOM: Final = 56  # pixels that a gap's label needs
LETTER: Final = 5.6  # pixels that a letter of a moment's label takes
PHONE: Final = 260  # pixels of the lanes on a phone
NARROW: Final = 480  # below, some labels are left out
GROUPS_SHOWN: Final = tuple(group.capitalize() for group in GROUPS if group != "run")

MARK: Final = ["lane", "from", "Group", "Event", "Seconds", "Type", "Item", "Events"]
REPEATED: Final = ["lane", "Group", "Type", "Item"]  # are sent once, however many marks have the same

Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """A table a layer of the chart; the lanes and groups in it, and whether it is drawn by seconds or by numbers.

    `labelled` is how many lines the labels of the moments take; `shared` whether marks stand for several events.
    """

    lanes: tuple[str, ...]
    groups: tuple[str, ...]
    timed: bool
    labelled: int
    shared: bool
    tables: dict[str, pd.DataFrame]


def rows_of(marks: Marks, width: int, last: int | None = None) -> Rows:
    """The rows of a run, drawn `width` pixels wide; with `last` only its newest marks."""
    start = max(0, len(marks) - last) if last else 0
    named = Names(marks.lanes)
    spans = spans_of(marks, named)
    first = min((where(moment.place, moment.t, marks) for moment in marks.moments.found), default=0.0)
    begins = min([first, *(span["from"] for span in spans)])
    ends = max([begins, *(span["to"] for span in spans)])
    extent = (ends - begins) or 1.0
    ours = [group == "run" for _, _, group in marks.named]
    shown = [at for at, kind in enumerate(marks.of_kind[start:], start) if not ours[kind]]
    shared = len(shown) > MARKS
    ticks = binned(shown, marks, named, begins, extent) if shared else [tick(marks[at], marks, named) for at in shown]
    silences = gaps(marks, start) if marks.timed else []
    texts = [silence(gap, named, extent) for gap in silences if gap.seconds > LONG]
    texts = [row for row in texts if row["least"] < width]
    told = labels([(where(one.place, one.t, marks), one) for one in marks.moments.found], begins, extent, width)
    groups = {row["Group"] for row in ticks}
    return Rows(
        lanes=named.all,
        groups=tuple(group for group in GROUPS_SHOWN if group in groups),
        timed=marks.timed,
        labelled=1 + max((row["line"] for row in told), default=-1),
        shared=shared,
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


def where(place: int, t: float | None, marks: Marks) -> float:
    """Where an event is drawn: at its second, or at its number where times are unknown."""
    return t if marks.timed and t is not None else 0.0 if marks.timed else float(place)


def spans_of(marks: Marks, named: Names) -> list[Row]:
    """A span a lane, from its first event to its last; that of a response goes on as long as its items do."""
    found: dict[str, Row] = {}
    whole: Row = {}
    for at, lane in enumerate(marks.lanes):
        first, last = (where(one.place, one.t, marks) for one in (marks[lane.first], marks[lane.last]))
        span = found.setdefault(named[at], {"lane": named[at], "from": first, "to": last, "Item": item_of(lane)})
        whole = span if lane.index is None else whole
        for one in (span, whole):
            one["to"] = max(one["to"], last)
    return list(found.values())


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


def silence(gap: Gap, named: Names, extent: float) -> Row:
    """A gap's label in its middle, with the least width of the chart at which the gap has room for it."""
    least = GAP_ROOM * extent / gap.seconds
    return {
        "lane": named[gap.lane],
        "from": (gap.begins + gap.ends) / 2,
        "text": duration(gap.seconds),
        "least": least,
    }


def labels(told: list[tuple[float, Moment]], begins: float, extent: float, width: int) -> list[Row]:
    """The moments with their labels, each in the first line in which there is room for it."""
    found: list[Row] = []
    filled: list[float] = []  # the last pixel taken, a line
    for at, moment in sorted(told, key=lambda one: one[0]):
        if found and at - found[-1]["from"] < NEAR * extent:
            found[-1]["text"] += f" · {moment.name}"
            continue
        found.append({"from": at, "text": moment.name})
    for row in found:
        pixel, wide = (row["from"] - begins) / extent * width, LETTER * len(row["text"])
        left = pixel + wide <= width
        first, last = (pixel, pixel + wide) if left else (pixel - wide, pixel)
        line = next((at for at, taken in enumerate(filled) if taken < first), len(filled))
        filled[line : line + 1] = [max(last, filled[line]) if line < len(filled) else last]
        row.update(line=line, align="left" if left else "right", dx=3 if left else -3)
    hide_on_phones(found, begins, extent)
    return found


def hide_on_phones(told: list[Row], begins: float, extent: float) -> None:
    """Give each label the least width of the chart at which it is shown: on a phone some would lie over others."""
    taken: list[tuple[int, float, float]] = []
    for row in [*told[-1:], *told[:-1]]:  # the last one first: it is mostly the end
        pixel, wide = (row["from"] - begins) / extent * PHONE, LETTER * len(row["text"])
        first, last = (pixel, pixel + wide) if row["align"] == "left" else (pixel - wide, pixel)
        fits = all(line != row["line"] or last < begin or end < first for line, begin, end in taken)
        row["least"] = 0 if fits and last <= PHONE else NARROW
        if row["least"] == 0:
            taken.append((row["line"], first, last))


def duration(seconds: float) -> str:
    """A gap's length in words."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
