"""The pieces of JSON text between its strings: blanks, the characters that values begin with, numbers and words."""

import re
from typing import Any, Final

from lib.protocol.typed.node import Kind

BLANKS: Final = frozenset(" \t\n\r")
BLANK: Final = re.compile(r"[ \t\n\r]*")
KINDS: Final[dict[str, Kind]] = {"{": "object", "[": "array", '"': "string"}
WORD: Final = re.compile(r'[^\s,:"\[\]{}]*')
WORDS: Final = {"true": True, "false": False, "null": None}
NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def blank_end(text: str, at: int) -> int:
    """Where the blanks that begin at `at` end."""
    if text[at : at + 1] not in BLANKS:
        return at  # there are none at most places
    found = BLANK.match(text, at)
    assert found is not None
    return found.end()


def kind_of(first: str) -> Kind | None:
    """The kind of value that begins with a character; None where none does."""
    return KINDS.get(first) or ("scalar" if first.isalnum() or first == "-" else None)


def word_end(text: str, at: int) -> int:
    """Where a number, true, false or null that begins at `at` ends: at its delimiter, or with the text."""
    found = WORD.match(text, at)
    assert found is not None
    return found.end()


def scalar(word: str) -> Any:
    """The value of a number, true, false or null. Raises ValueError for any other word, and for too many digits."""
    if word in WORDS:
        return WORDS[word]
    if (found := NUMBER.fullmatch(word)) is None:
        raise ValueError(word)
    return int(word) if found.lastindex is None else float(word)  # no integer of more than 4300 digits
