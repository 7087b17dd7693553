"""The metrics row: status, times, counts and rates of a run, eight figures in one line."""

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.timing import Timing
from lib.view.folding import Folding
from lib.view.slot import Slot
from lib.view.status import badge

LABELS = ("Elapsed", "First event", "First text", "Events", "Events/s", "Output tokens", "Longest gap")


class Metrics:
    """The row, in a horizontal container: drawn once at its full height, then changed in place."""

    def __init__(self, parent: DeltaGenerator) -> None:
        self.slots = [Slot(parent) for _ in range(1 + len(LABELS))]

    def draw(self, folding: Folding | None, elapsed: float | None) -> None:
        """The figures of a run so far; dashes before there is one."""
        timing = folding.timing if folding else Timing()
        status = badge(folding.run.status if folding else "ready")
        self.slots[0].draw("markdown", f":small[:gray[Status]]  \n{status}", width=130)
        for slot, label, value in zip(self.slots[1:], LABELS, figures(timing, elapsed), strict=True):
            slot.draw("markdown", f":small[:gray[{label}]]  \n**{value}**", width=86)


def figures(timing: Timing, elapsed: float | None) -> list[str]:
    """The seven figures in the order of LABELS. A token count with ≈ is the number of deltas: the server's own figure
    comes with the last event."""
    tokens = "–"
    if timing.reported_tokens is not None:
        tokens = f"{timing.reported_tokens:,}"
    elif timing.deltas:
        tokens = f"≈ {timing.deltas:,}"
    return [
        seconds(elapsed),
        seconds(timing.first_event),
        seconds(timing.first_text),
        f"{timing.events:,}" if timing.events else "–",
        f"{timing.rate:.0f}" if timing.rate is not None else "–",
        tokens,
        seconds(timing.longest_gap),
    ]


def seconds(value: float | None) -> str:
    """684 ms, 2.41 s, 83 s; a dash where it is unknown."""
    if value is None:
        return "–"
    if value < 0.9995:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 60 else f"{value:.0f} s"
