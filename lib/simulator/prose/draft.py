"""An answer while it is written: it takes blocks and sentences as long as there is room for them."""

from dataclasses import dataclass

from lib.simulator.prose import tokens
from lib.simulator.prose.ledger import Ledger
from lib.simulator.prose.wish import MOST, Wish

COUNTDOWN = "\n\n{unit} left after each number:"


@dataclass(slots=True)
class Draft:
    """A text with a length to reach. `exact` lengths are met to the token or word, others about.

    Tokens are counted by the simulator's own splitter; words are what spaces separate, so a text measured in
    words is plain prose.
    """

    ledger: Ledger
    length: int
    unit: str = "tokens"
    exact: bool = False
    written: int = 0

    @property
    def left(self) -> int:
        return self.length - self.written

    @property
    def plain(self) -> bool:
        """Whether it takes prose only: no headings, lists, tables, code."""
        return self.unit == "words"

    def measure(self, text: str) -> int:
        return len(text.split()) if self.unit == "words" else tokens.count(text)

    @property
    def countdown(self) -> str:
        return COUNTDOWN.format(unit="Words" if self.unit == "words" else "Deltas")

    def fits(self, text: str) -> bool:
        """Whether there is room for it, and if the length is exact, for a countdown after it."""
        left = self.left - self.measure(text)
        if not self.exact:
            return left >= -(self.length // 5)
        return left == 0 or left >= self.measure(self.countdown) + 2

    @property
    def done(self) -> bool:
        """Whether it is as long as it should be; about, unless its length is exact."""
        return self.left <= (0 if self.exact else self.length // 5)

    def next_delta(self, new_block: bool = True) -> int:
        """The number of the delta with which the next text would begin."""
        written = len(self.ledger.deltas)
        return written + (2 if new_block and written else 1)

    def write(self, text: str, new_block: bool = True) -> bool:
        """Add a text as a block of its own, or to the block before it, if it fits; tells whether it did."""
        between = "" if not self.ledger.deltas else "\n\n" if new_block else " "
        if not text or not self.fits(between + text):
            return False
        self.written += self.measure(between + text)
        self.ledger.add(between + text)
        return True

    def cut(self, text: str) -> None:
        """As much of a text as there is room for: an exact length that nothing fits into."""
        pieces = text.split() if self.plain else tokens.split(text)
        self.ledger.add((" " if self.plain else "").join(pieces[: self.length]))
        self.written += len(pieces[: self.length])

    def finish(self) -> None:
        """Fill what is left of an exact length with a countdown: each number says how much follows it."""
        if self.exact and self.left > 0:
            numbers = self.left - self.measure(self.countdown)
            last = 0 if self.plain else 1
            left = "".join(f" {number}" for number in range(numbers - 1, last - 1, -1))
            self.ledger.add(f"{self.countdown}{left}.")
            self.written = self.length


def draft_for(wish: Wish, verbosity: str, ledger: Ledger) -> Draft:
    """A draft of the length that is asked for; else by size and verbosity."""
    if wish.amount is not None and wish.unit in ("tokens", "words"):
        return Draft(ledger, min(wish.amount, MOST), wish.unit, exact=True)
    usual = {"low": 80, "medium": 200, "high": 450}[verbosity]
    if wish.unit == "sentences":
        return Draft(ledger, MOST * 10)
    return Draft(ledger, {"short": min(usual, 60), "long": 2 * max(usual, 350), None: usual}[wish.size])
