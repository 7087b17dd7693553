"""Match a JSON Schema `pattern` in bounded time, or don't match it at all.

Patterns come from whoever wrote the tool. Python's `re` backtracks, so one with nested quantifiers can run for years.
"""

import re
from typing import Final

MOST_STEPS: Final = 10**7
QUANTIFIER: Final = re.compile(r"[*+?]|\{\d*(?:,\d*)?\}")
FIXED: Final = re.compile(r"\{\d+\}")
TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^)]?[=!:]?|.", re.DOTALL)


def fits(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None where that is not judged."""
    loops = quantifiers(pattern)
    if loops is None or len(text) ** (loops + 1) > MOST_STEPS:
        return None
    try:
        return re.search(pattern, text) is not None
    except (re.error, OverflowError, RecursionError):  # e.g. \p{L}, which Python doesn't know
        return None


def quantifiers(pattern: str) -> int | None:
    """How many quantifiers can match in more than one way; None where one of them repeats another, or a choice."""
    count = 0
    varies = [False]  # of each open group: whether it can match in more than one way
    closed = False  # whether a group that varies ended just now
    at = 0
    while at < len(pattern):
        if found := QUANTIFIER.match(pattern, at):
            if closed and found[0] != "?":
                return None
            if not FIXED.fullmatch(found[0]):
                count += 1
                varies[-1] = True
            at = found.end()
            at += pattern[at : at + 1] == "?"  # a lazy one
            closed = False
            continue
        token = TOKEN.match(pattern, at)
        assert token is not None
        at, closed = token.end(), False
        if token[0].startswith("("):
            varies.append(False)
        elif token[0] == ")" and len(varies) > 1:
            closed = varies.pop()
            varies[-1] |= closed
        elif token[0] == "|":
            varies[-1] = True
    return count
