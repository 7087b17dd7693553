"""The steps from one event of a run to another: one back, one on, the next of its type, the next item."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, Literal

Step = Literal["back", "on", "type", "item"]

ITEM: Final = "response.output_item.added"


class Steps:
    """Where each leads. Events are counted from 1; it is made once for a run, and asked at each event."""

    def __init__(self, types: Iterable[str]) -> None:
        self.types = list(types)
        self.places: dict[str, list[int]] = {}
        for number, kind in enumerate(self.types, 1):
            self.places.setdefault(kind, []).append(number)

    def goal(self, at: int, step: Step) -> int | None:
        """The number of the event that a step from number `at` leads to; None where there is none."""
        if step in ("back", "on"):
            to = at + (1 if step == "on" else -1)
            return to if 1 <= to <= len(self.types) else None
        if at > len(self.types):  # the run was let go while the page was open
            return None
        places = self.places.get(self.types[at - 1] if step == "type" else ITEM, [])
        next_one = bisect_right(places, at)
        return places[next_one] if next_one < len(places) else None
