"""The text of an answer while it is written, and the true figures of the deltas that it is made of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lib.simulator.prose import tokens


class Block(NamedTuple):
    """A block of the text: the numbers of its first and last delta, counted from 1, and its characters."""

    first: int
    last: int
    characters: int

    @property
    def deltas(self) -> int:
        return self.last - self.first + 1


@dataclass(slots=True)
class Ledger:
    """The deltas so far. Their numbers count from 1; the separator between two blocks is a delta of its own.

    `first_event` is the sequence number of delta 1, `slots` the deltas of other items that come before it.
    """

    first_event: int
    slots: int = 0
    deltas: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # characters up to the end of each delta
    blocks: list[Block] = field(default_factory=list)  # the last five
    sizes: Counter[int] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    spaced: int = 0
    longest: int = 0
    opened: int = 1  # the delta that the block in writing began with

    @property
    def characters(self) -> int:
        return self.ends[-1] if self.ends else 0

    def add(self, text: str) -> None:
        """Write on. What comes before a sentence's text is part of `text`: a space, or a blank line for a new
        block.
        """
        if text.startswith("\n\n"):
            self.blocks = self.before(len(self.deltas) + 2)
            self.opened = len(self.deltas) + 2
        characters = self.characters
        for delta in tokens.split(text):
            characters += len(delta)
            self.deltas.append(delta)
            self.ends.append(characters)
            self.sizes[len(delta)] += 1
            self.times[delta] += 1
            self.spaced += delta[0] == " "
            if self.longest == 0 or len(delta) > len(self.deltas[self.longest - 1]):
                self.longest = len(self.deltas)
        self.bytes += len(text.encode("utf-8", "replace"))

    def before(self, at: int) -> list[Block]:
        """The last blocks, headings aside, that are whole before a sentence that begins with delta `at`."""
        if at <= len(self.deltas) + 1 or self.deltas[self.opened - 1].startswith("#"):
            return self.blocks
        last = Block(self.opened, len(self.deltas), self.characters - self.start(self.opened))
        return [*self.blocks, last][-5:]

    def event(self, delta: int) -> int:
        """The sequence number of the event that carries this delta."""
        return self.first_event + delta - 1

    def start(self, delta: int) -> int:
        """How many characters come before this delta."""
        return self.ends[delta - 2] if 2 <= delta <= len(self.ends) + 1 else 0

    def words(self) -> Iterator[int]:
        """The numbers of deltas that are plain words and can be quoted, from all over the text so far."""
        total = len(self.deltas)
        step = max(1, round(total * 0.382))
        for hop in range(total):
            number = 1 + (total // 2 + hop * step + hop) % total
            if self.deltas[number - 1].strip().isalpha():
                yield number
