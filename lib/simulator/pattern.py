"""A regular expression -> a short text that it matches, for the simple ones that schemas have.

Nothing here can run long: texts are short, and a text is only held against a pattern where the ways in which the two
could match are few enough to try them all.
"""

import math
from typing import Final

from lib.simulator.pattern_reader import LONGEST as LONGEST
from lib.simulator.pattern_reader import Reader, compiled
from lib.simulator.pattern_reader import Unsupported as Unsupported

TRIED: Final = 100  # characters of a text of the prompt that is held against a pattern
MOST_WAYS: Final = math.log(5_000_000)  # to match, for a text that is held against a pattern


def matching(pattern: str, shortest: int = 0, longest: int = LONGEST) -> str:
    """A text in which `pattern` is found, with `shortest` to `longest` characters; raises Unsupported."""
    for more in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128):
        reader = Reader(pattern, more)
        text = reader.whole()
        if len(text) >= shortest or more == 128:
            break
    tried = not slow(pattern, max(len(text), min(shortest, longest)))
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
    try:
        return len(text) <= TRIED and not slow(pattern, len(text)) and compiled(pattern).search(text) is not None
    except Unsupported:
        return False


def slow(pattern: str, length: int) -> bool:
    """Whether there are too many ways for a text of this length to match; raises Unsupported."""
    reader = Reader(pattern, 0, length)
    reader.whole()
    loops = reader.loops + 1  # the search starts anywhere; together they can't take more than the whole text
    return reader.ways + math.log(length + 1) - math.lgamma(loops + 1) > MOST_WAYS
