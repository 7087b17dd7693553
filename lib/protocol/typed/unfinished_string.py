"""The characters of a JSON string that may not have ended yet. An escape counts once it is whole."""

import re
from typing import Final

OPEN: Final = "open"
CLOSED: Final = "closed"
PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]*')
ESCAPE: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
BEGUN_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
LETTERS: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def read_string(text: str, at: int, pieces: list[str]) -> tuple[int, str]:
    """Add a string's characters from `at` on to `pieces`: where it stopped, and OPEN, CLOSED or what it expected."""
    while True:
        plain = PLAIN.match(text, at)
        assert plain is not None
        pieces.append(plain[0])
        at = plain.end()
        if at == len(text):
            return at, OPEN
        if text[at] == '"':
            return at + 1, CLOSED
        if text[at] != "\\":
            return at, "control characters to be escaped in a string"
        end, character = escaped(text, at)
        if end == at:
            return at, character or OPEN
        pieces.append(character)
        at = end


def escaped(text: str, at: int) -> tuple[int, str]:
    """Where an escape ends and the character it stands for; where it hasn't ended `at` and "", or what was expected.

    The two escapes of a surrogate pair are one character.
    """
    found = ESCAPE.match(text, at)
    if found is None:
        return at, "" if BEGUN_ESCAPE.match(text, at) else "an escape"
    end = found.end()
    if len(found[0]) == 2:
        return end, LETTERS[found[0][1]]
    code = int(found[0][2:], 16)
    if not 0xD800 <= code < 0xDC00:
        return end, chr(code)
    if end == len(text) or BEGUN_ESCAPE.match(text, end):
        return at, ""  # its other half may follow
    low = ESCAPE.match(text, end)
    if low and len(low[0]) == 6 and 0xDC00 <= (other := int(low[0][2:], 16)) < 0xE000:
        return low.end(), chr(0x10000 + ((code - 0xD800) << 10) + (other - 0xDC00))
    return end, chr(code)
