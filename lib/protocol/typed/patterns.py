"""Match a JSON Schema `pattern` in bounded time, or don't match it at all.

Patterns come from whoever wrote the tool. Python's `re` backtracks, so one with nested quantifiers, or with one choice
after the other, can run for years; and nothing else in the process runs meanwhile.
"""

import re
from typing import Final

MOST_STEPS: Final = 10**7
QUANTIFIER: Final = re.compile(r"[*+?]|\{\d*(?:,\d*)?\}")
FIXED: Final = re.compile(r"\{\d+\}")
TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^)]?[=!:]?|.", re.DOTALL)


def fits(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None where that is not judged."""
    steps = work(pattern, len(text))
    if steps is None or steps > MOST_STEPS:
        return None
    try:
        return re.search(pattern, text) is not None
    except (re.error, OverflowError, RecursionError):  # e.g. \p{L}, which Python doesn't know
        return None


def work(pattern: str, length: int) -> int | None:
    """How many ways there are at the most to search a text of this length; None where what repeats can match in
    several ways.

    Each quantifier multiplies them by the length, each group by its alternatives.
    """
    ways = max(length, 1)
    alternatives = [1]  # of each open group
    varies = [False]  # of each open group: whether it can match in more than one way
    closed: bool | None = None  # whether a group that ended just now varies
    at = 0
    while at < len(pattern) and ways <= MOST_STEPS:
        if found := QUANTIFIER.match(pattern, at):
            if closed and found[0] != "?":
                return None
            if closed is not None:  # it may be empty, and as often as that it is tried
                ways *= max(1, int(re.sub(r"\D.*", "", found[0][1:])[:9] or 1))
            if not FIXED.fullmatch(found[0]):
                ways *= max(length, 2)
                varies[-1] = True
            at = found.end()
            at += pattern[at : at + 1] == "?"  # a lazy one
            closed = None
            continue
        token = TOKEN.match(pattern, at)
        assert token is not None
        at, closed = token.end(), None
        if token[0].startswith("("):
            varies.append(False)
            alternatives.append(1)
        elif token[0] == ")" and len(varies) > 1:
            closed = varies.pop()
            varies[-1] |= closed
            ways *= alternatives.pop()
        elif token[0] == "|":
            varies[-1] = True
            alternatives[-1] += 1
    return ways
