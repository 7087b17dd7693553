"""A row of the benches: its figures beside their bars and its peer, printed or given to `all.py`."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from machine import Watch


@dataclass
class Figure:
    """One figure. `ok` is None where no bar is set; `peer` is what the peer reached, `ratio` how they compare."""

    what: str
    figure: str
    bar: str = ""
    ok: bool | None = None
    peer: str = ""
    ratio: str = ""


@dataclass
class Row:
    """What one script measured. `skipped` is the sentence that says why there are no figures."""

    title: str
    peer: str = ""
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""

    def add(self, *columns: str, ok: bool | None = None) -> None:
        """A figure: what, figure, bar, peer, ratio; those at the end may be left out."""
        what, figure, bar, peer, ratio = (*columns, "", "", "")[:5]
        self.figures.append(Figure(what, figure, bar, ok, peer, ratio))

    def seen(self, watch: Watch) -> None:
        """Note how busy the machine was."""
        self.notes.append(f"While measuring, {watch}.")


def show(measure: Callable[[], Row]) -> None:
    """Measure and print; with `--json`, as one line of JSON."""
    row = measure()
    print(json.dumps(asdict(row)) if "--json" in sys.argv[1:] else text(row))


def text(row: Row) -> str:
    """The row for a terminal."""
    lines = [row.title]
    if row.skipped:
        return f"{row.title}\n  {row.skipped}"
    if row.peer:
        lines.append(f"  peer: {row.peer}")
    for found in row.figures:
        lines.append(f"  {found.what}: {found.figure}")
        for name in ("peer", "ratio", "bar"):
            if getattr(found, name):
                lines.append(f"    {name}: {getattr(found, name)}")
        if found.ok is not None:
            lines.append(f"    {verdict(found.ok)}")
    return "\n".join([*lines, *(f"  {note}" for note in row.notes)])


def verdict(ok: bool | None) -> str:
    """In a word."""
    return "" if ok is None else "ok" if ok else "NOT"


def ratio(one: float, other: float) -> str:
    """How many times `other` the figure `one` is."""
    return f"{one / other:.2g}" if other else "–"


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie, between two where it falls between; nan for none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def milliseconds(seconds: float) -> str:
    """A time in whole milliseconds."""
    return f"{seconds * 1000:.0f} ms"
