"""A regular expression -> a short text that it matches, for the simple ones that schemas have.

Nothing here can run long: patterns and texts are short, a text is only held against a pattern where the ways in which
the two could match are few enough to try them all, and those of one request are few enough together.
"""

import math
from dataclasses import dataclass, field
from typing import Final

from lib.simulator.schemas.pattern_reader import LONGEST as LONGEST
from lib.simulator.schemas.pattern_reader import Reader, compiled
from lib.simulator.schemas.pattern_reader import Unsupported as Unsupported

LENGTHS: Final = (
    12,
    25,
    50,
    100,
)  # characters of a text that is held against a pattern; the ways are counted for these
MOST_WAYS: Final = math.log(5_000_000)  # to match, for a text that is held against a pattern
MOST_STEPS: Final = 20_000_000  # ways of all texts that are held against the patterns of one request


@dataclass(slots=True)
class Patterns:
    """The patterns of one request. Each is read once for each length of text; what they take is bounded together."""

    steps: float = MOST_STEPS
    ways: dict[tuple[str, int], float] = field(default_factory=dict)  # by pattern and length; their logarithm
    held: dict[tuple[str, str], bool] = field(default_factory=dict)  # the texts that were held against each
    made: dict[tuple[str, int, int], str | Unsupported] = field(default_factory=dict)

    def matches(self, pattern: str, text: str) -> bool:
        """Whether `pattern` is found in `text`. False, untried, where finding out could take long."""
        if (pattern, text) not in self.held:
            self.held[pattern, text] = self.tried(pattern, text)
        return self.held[pattern, text]

    def tried(self, pattern: str, text: str) -> bool:
        """The same, not remembered."""
        length = next((most for most in LENGTHS if len(text) <= most), None)
        if length is None:
            return False
        try:
            if (pattern, length) not in self.ways:
                self.ways[pattern, length] = ways(pattern, length)
            steps = math.exp(min(self.ways[pattern, length], MOST_WAYS + 1))
            if self.ways[pattern, length] > MOST_WAYS or steps > self.steps:
                return False
            self.steps -= steps
            return compiled(pattern).search(text) is not None
        except Unsupported:
            self.ways[pattern, length] = math.inf
            return False

    def matching(self, pattern: str, shortest: int = 0, longest: int = LONGEST) -> str:
        """A text in which `pattern` is found, with `shortest` to `longest` characters; raises Unsupported."""
        key = (pattern, shortest, longest)
        if key not in self.made:
            try:
                self.made[key] = matching(*key)
            except Unsupported as error:
                self.made[key] = error
        found = self.made[key]
        if isinstance(found, Unsupported):
            raise Unsupported(str(found))
        return found


def matching(pattern: str, shortest: int = 0, longest: int = LONGEST) -> str:
    """A text in which `pattern` is found, with `shortest` to `longest` characters; raises Unsupported."""
    for more in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128):
        reader = Reader(pattern, more)
        text = reader.whole()
        if len(text) >= shortest or more == 128:
            break
    tried = ways(pattern, max(len(text), min(shortest, longest))) <= MOST_WAYS
    if not tried and (not reader.plain or (len(text) < shortest and pattern.endswith("$"))):
        raise Unsupported(f"{pattern!r} takes too long to match")
    if tried and not compiled(pattern).search(text):
        raise Unsupported(f"no text was found that matches {pattern!r}")
    text += "a" * min(shortest - len(text), longest)  # a pattern that isn't tied to the end takes what follows it
    if not shortest <= len(text) <= longest or (tried and not compiled(pattern).search(text)):
        raise Unsupported(f"no text of {shortest} to {longest} characters was found that matches {pattern!r}")
    return text


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`. False, untried, where finding out could take long."""
    return Patterns().matches(pattern, text)


def ways(pattern: str, length: int) -> float:
    """The logarithm of the number of ways in which a text of this length could match; raises Unsupported."""
    reader = Reader(pattern, 0, length)
    reader.whole()
    loops = reader.loops + 1  # the search starts anywhere; together they can't take more than the whole text
    return reader.ways + math.log(length + 1) - math.lgamma(loops + 1)
