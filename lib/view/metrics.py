"""The metrics row: status, times, counts and rates of a run, eight figures in one line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from streamlit.delta_generator import DeltaGenerator

from lib.view.folding import Folding
from lib.view.slot import Slot
from lib.view.status import badge, run_badge

TEXT: Final = ("Elapsed", "First event", "First text", "Events", "Events/s", "Output tokens", "Longest gap")
STRUCTURED: Final = ("Elapsed", "First event", "First field", "Fields", "Events", "Events/s", "Longest gap")
CALLS: Final = ("Turn", "Elapsed", "First event", "Events", "Deltas", "Calls", "Longest gap")


class Metrics:
    """The row, in a horizontal container: drawn once at its full height, then changed in place; `width` is that of a
    figure in pixels."""

    def __init__(self, parent: DeltaGenerator, labels: Sequence[str] = TEXT, width: int = 86) -> None:
        self.labels = labels
        self.width = width
        self.slots = [Slot(parent) for _ in range(1 + len(labels))]

    def draw(self, folding: Folding | None, elapsed: float | None, own: Mapping[str, str] | None = None) -> None:
        """The figures of a run so far; dashes before there is one. `own` are those that no fold has, by label."""
        status = run_badge(folding.run) if folding else badge("ready")
        self.slots[0].draw("markdown", f":small[:gray[Status]]  \n{status}", width=130)
        for slot, label in zip(self.slots[1:], self.labels, strict=True):
            figure = FIGURES.get(label)
            value = figure(folding or Folding(""), elapsed) if figure else (own or {}).get(label, "–")
            slot.draw("markdown", f":small[:gray[{label}]]  \n**{value}**", width=self.width)


def tokens(folding: Folding) -> str:
    """With ≈ it is the number of deltas: the server's own figure comes with the last event."""
    timing = folding.timing
    if timing.reported_tokens is not None:
        return f"{timing.reported_tokens:,}"
    return f"≈ {timing.deltas:,}" if timing.deltas else "–"


def count(number: int) -> str:
    """A dash for none."""
    return f"{number:,}" if number else "–"


def seconds(value: float | None) -> str:
    """684 ms, 2.41 s, 83 s; a dash where it is unknown."""
    if value is None:
        return "–"
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 60 else f"{value:.0f} s"


FIGURES: Final[Mapping[str, Callable[[Folding, float | None], str]]] = {
    "Elapsed": lambda _, elapsed: seconds(elapsed),
    "First event": lambda folding, _: seconds(folding.timing.first_event),
    "First text": lambda folding, _: seconds(folding.timing.first_text),
    "Events": lambda folding, _: count(folding.timing.events),
    "Events/s": lambda folding, _: f"{rate:.0f}" if (rate := folding.timing.rate) is not None else "–",
    "Output tokens": lambda folding, _: tokens(folding),
    "Longest gap": lambda folding, _: seconds(folding.timing.longest_gap),
    "Turn": lambda folding, _: count(len(folding.run.turns)),
    "Deltas": lambda folding, _: count(folding.timing.deltas),
    "Calls": lambda folding, _: count(len(folding.run.calls.found)),
}
