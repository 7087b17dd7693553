"""Figures of a text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """What can be counted in a text."""

    characters: int
    words: int
    different_words: int
    sentences: int
    lines: int
    longest_word: str


def count_words(text: str) -> Figures:
    """Count the characters, words, sentences and lines of a text. The input is the text itself, as it is."""
    words = re.findall(r"\w+(?:['’-]\w+)*", text)
    sentences = [part for part in re.split(r"[.!?…]+(?:\s|$)", text) if part.strip()]
    return Figures(
        characters=len(text),
        words=len(words),
        different_words=len({word.casefold() for word in words}),
        sentences=len(sentences),
        lines=len(text.splitlines()),
        longest_word=max(words, key=len, default=""),
    )
