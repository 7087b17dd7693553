"""What two texts have in common, word by word, in bounded time however long and hostile they are.

Words that occur once in both texts are the anchors (a patience diff); what lies between two anchors is split at its own
once-words, and so on. Only short stretches without any go through difflib, whose time is cubic at the worst.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

MOST: Final = 100_000  # characters of each text that are compared
DEEPEST: Final = 8
SMALL: Final = 10_000  # words of one times words of the other, for difflib
BUDGET: Final = 200_000  # the same, for all stretches together
WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")

Side = Literal["same", "one", "other"]
Span = tuple[int, int, int, int]
SAME: Final[tuple[Side, ...]] = ("same",)
CHANGED: Final[tuple[Side, ...]] = ("one", "other")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is in both texts, or only in one of them."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class TextDiff:
    """Two texts in pieces, in their order; `cut` where one is longer than what is compared."""

    pieces: tuple[Piece, ...]
    cut: bool = False

    @property
    def same(self) -> bool:
        """Whether the two are the same, as far as they were compared."""
        return all(piece.side == "same" for piece in self.pieces)

    @property
    def shared(self) -> float:
        """How much of the two is in both, from 0 to 1; 1 where both are empty."""
        both = 2 * sum(len(piece.text) for piece in self.pieces if piece.side == "same")
        all_of_it = both + sum(len(piece.text) for piece in self.pieces if piece.side != "same")
        return both / all_of_it if all_of_it else 1.0


def text_diff(one: str, other: str) -> TextDiff:
    """What is in both texts, and what in one of them."""
    cut = max(len(one), len(other)) > MOST
    a, b = WORD.findall(one[:MOST]), WORD.findall(other[:MOST])
    return TextDiff(tuple(joined(tidied(pieces(a, b, matches(a, b))))), cut)


def matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The places that are the same words, ascending in both."""
    found: list[tuple[int, int]] = []
    open_spans: list[tuple[Span, int]] = [((0, len(a), 0, len(b)), 0)]
    budget = BUDGET
    while open_spans:
        (low, high, start, end), depth = open_spans.pop()
        while low < high and start < end and a[low] == b[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and a[high - 1] == b[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        if low == high or start == end:
            continue
        anchors = once_in_both(a, b, (low, high, start, end)) if depth < DEEPEST else []
        size = (high - low) * (end - start)
        if anchors:
            for at, place in [*anchors, (high, end)]:
                open_spans.append(((low, at, start, place), depth + 1))
                found += [(at, place)] * (at < high)
                low, start = at + 1, place + 1
        elif size <= min(SMALL, budget):
            budget -= size
            blocks = SequenceMatcher(None, a[low:high], b[start:end], autojunk=False).get_matching_blocks()
            found += [(low + block.a + n, start + block.b + n) for block in blocks for n in range(block.size)]
    return sorted(found)


def once_in_both(a: Sequence[str], b: Sequence[str], span: Span) -> list[tuple[int, int]]:
    """The places of the words that occur once in both stretches; the most of them that ascend in both."""
    low, high, start, end = span
    ours, theirs = Counter(a[low:high]), Counter(b[start:end])
    place = {word: at for at, word in enumerate(b[start:end], start) if theirs[word] == 1}
    pairs = [(at, place[a[at]]) for at in range(low, high) if ours[a[at]] == 1 and a[at] in place]
    tops: list[int] = []  # the places in b at which an ascending row of each length ends at the least
    rows: list[int] = []  # the pair that each of them is
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        length = bisect_left(tops, at)
        before.append(rows[length - 1] if length else -1)
        tops[length : length + 1] = [at]
        rows[length : length + 1] = [number]
    row: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def pieces(a: Sequence[str], b: Sequence[str], found: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The stretches between the places that match, and the matches; the words of one before those of the other."""
    low = start = 0
    for at, place in [*found, (len(a), len(b))]:
        if low < at:
            yield Piece("one", "".join(a[low:at]))
        if start < place:
            yield Piece("other", "".join(b[start:place]))
        if at < len(a):
            yield Piece("same", a[at])
        low, start = at + 1, place + 1


def tidied(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without lone words in common between changes that are much longer: those are no help to a reader."""
    rows = list(joined(found))
    for at, piece in enumerate(rows):
        around = max(changed_around(rows, at, -1), changed_around(rows, at, 1))
        inside = 0 < at < len(rows) - 1
        if piece.side == "same" and inside and 3 * len(piece.text.strip()) < around and piece.text.count(" ") < 3:
            yield Piece("one", piece.text)
            yield Piece("other", piece.text)
        else:
            yield piece


def changed_around(rows: Sequence[Piece], at: int, step: int) -> int:
    """The characters of the longer of the changes right before or after a piece."""
    beside = rows[max(0, at - 2) : at] if step < 0 else rows[at + 1 : at + 3]
    return max((len(piece.text) for piece in beside if piece.side != "same"), default=0)


def joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, those of one side between two common ones made one."""
    for common, group in groupby(found, lambda piece: piece.side == "same"):
        row = list(group)
        for side in SAME if common else CHANGED:
            if text := "".join(piece.text for piece in row if piece.side == side):
                yield Piece(side, text)
