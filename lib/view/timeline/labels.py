"""The labels of a timeline: of the gaps that have room for one, and of the moments, none over another."""

from typing import Any, Final

from lib.protocol.timeline.moments import Moment
from lib.protocol.timeline.tempo import Gap

NEAR: Final = 0.012  # of the width, within which moments share a label
GAP_ROOM: Final = 56  # pixels that a gap's label needs
LETTER: Final = 5.6  # pixels that a letter of a moment's label takes
PHONE: Final = 260  # pixels of the lanes on a phone
NARROW: Final = 480  # below, some labels are left out

Row = dict[str, Any]


def silence(gap: Gap, lane: str, extent: float) -> Row:
    """A gap's label in the middle of it, with the least width of the chart at which the gap has room for it."""
    least = GAP_ROOM * extent / gap.seconds
    return {
        "lane": lane,
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
