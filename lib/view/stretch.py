"""How much of a pane is drawn where very much came: the newest entries, and a line that says what is before them."""

from typing import Final

from streamlit.delta_generator import DeltaGenerator

MOST: Final = 50  # entries, such as cards or texts; so many are all drawn
SHOWN: Final = 4  # of more than that, when a script begins


class Stretch:
    """The entries of a pane that are drawn, by their numbers in the order of the run. It stays for a script."""

    def __init__(self, parent: DeltaGenerator) -> None:
        self.parent = parent
        self.first: int | None = None
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether a new script is to begin further on."""
        return self.count - (self.first or 0) > MOST

    def begin(self, count: int) -> int:
        """The number of the first that is drawn, from 0, now that so many have begun."""
        if self.first is None and count:
            self.first = count - SHOWN if count > MOST else 0
            if self.first:
                self.parent.caption(f"{self.first:,} more before these. Snapshot has all of them.")
        self.count = count
        return self.first or 0
