"""The reasoning in a line: its newest words while it is written, its length once it is over."""

import re
from typing import Final

from lib.view.growing import CURSOR
from lib.view.inert import plain

MOST: Final = 160  # characters of the newest words
LINE: Final = re.compile(r"\n\s*|[.!?]\s+")
ICON: Final = ":material/neurology:"


def growing(text: str) -> str:
    """The newest words of a reasoning that is being written, with the cursor."""
    return f"{ICON} {plain(newest(text))} {CURSOR}"


def over(text: str) -> str:
    """How long a reasoning was."""
    return f"{ICON} Reasoned in {len(text):,} characters."


def newest(text: str) -> str:
    """The end of a text, 160 characters at most, without the marks of bold type.

    It begins with a line or a sentence where one begins in its first half, else with a word.
    """
    text = text.replace("**", "")
    if len(text) <= MOST:
        return text
    end = text[-MOST:]
    found = LINE.search(end, 0, MOST // 2) or re.search(r"\s+", end)
    return f"… {end[found.end() :]}" if found else f"…{end}"
