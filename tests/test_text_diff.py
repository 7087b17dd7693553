"""Two texts word by word: nothing is lost, what is common is found, and time is bounded."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.comparing.text_diff import MOST, Piece, TextDiff, text_diff

WORDS = st.lists(st.sampled_from(["a", "b", "the ", "fox ", "\n", ".", "é", "word "]), max_size=60).map("".join)


def text_of(diff: TextDiff, side: str) -> str:
    return "".join(piece.text for piece in diff.pieces if piece.side in ("same", side))


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_both_texts_are_whole(one: str, other: str) -> None:
    found = text_diff(one, other)
    assert text_of(found, "one") == one
    assert text_of(found, "other") == other
    assert all(piece.text for piece in found.pieces)


@given(WORDS)
def test_the_same_text_is_the_same(text: str) -> None:
    found = text_diff(text, text)
    assert found.same
    assert found.shared == 1.0
    assert len(found.pieces) <= 1


def test_what_changed_stands_alone() -> None:
    found = text_diff("The quick brown fox jumps.", "The quick red fox leaps.")
    assert found.pieces == (
        Piece("same", "The quick "),
        Piece("one", "brown"),
        Piece("other", "red"),
        Piece("same", " fox "),
        Piece("one", "jumps"),
        Piece("other", "leaps"),
        Piece("same", "."),
    )


def test_what_was_moved_is_found_once() -> None:
    paragraphs = ["One is the first of all numbers.", "Two follows it at once.", "Three is a crowd, they say."]
    found = text_diff(" ".join(paragraphs), " ".join(paragraphs[::-1]))
    assert max(len(piece.text) for piece in found.pieces if piece.side == "same") >= len(paragraphs[1])


def test_words_between_long_changes_are_no_common_text() -> None:
    """Two texts about different things have an `a` and an `is` in common; that helps nobody."""
    one = "Rain falls from heavy clouds over the grey harbour and a gull is waiting there."
    other = "Compilers translate source programs quickly into a form that machines execute well."
    assert [piece.side for piece in text_diff(one, other).pieces if len(piece.text) > 2] == ["one", "other"]


def test_small_changes_all_over_a_long_text_stand_alone() -> None:
    words = [f"w{at}" for at in range(2000)]
    found = text_diff(" ".join(words), " ".join("x" if at % 10 == 5 else word for at, word in enumerate(words)))
    assert sum(piece.side == "one" for piece in found.pieces) == 200
    assert found.shared > 0.9


def test_a_text_beside_none() -> None:
    assert text_diff("", "a b").pieces == (Piece("other", "a b"),)
    assert text_diff("", "").shared == 1.0


def test_texts_are_compared_to_a_bound() -> None:
    long = "word " * MOST
    found = text_diff(long, long + "x")
    assert found.cut
    assert len(text_of(found, "one")) == MOST


def hostile(kind: str) -> tuple[str, str]:
    """Texts that make a plain difflib quadratic or worse."""
    dice = random.Random(7)
    names = [f"w{number}" for number in range(20_000)]
    two = [" ".join(dice.choice("ab") for _ in range(50_000)) for _ in range(2)]
    if kind == "two words":
        return two[0], two[1]
    if kind == "shuffled":
        return " ".join(names), " ".join(dice.sample(names, len(names)))
    if kind == "reversed":
        return " ".join(names), " ".join(reversed(names))
    gaps = [" ".join(dice.choice("ab") for _ in range(50)) for _ in range(1800)]
    return tuple(" ".join(f"u{at} {gap}" for at, gap in enumerate(part)) for part in (gaps[:900], gaps[900:]))  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["two words", "shuffled", "reversed", "gaps"])
def test_hostile_texts_take_about_as_long_as_harmless_ones(kind: str) -> None:
    """Measured as a ratio to what a text of the same length takes that has few changes."""
    words = [f"w{number}" for number in range(20_000)]
    harmless = (" ".join(words), " ".join("x" if at % 50 == 0 else word for at, word in enumerate(words)))
    assert min(spent(*hostile(kind)) for _ in range(2)) < 20 * min(spent(*harmless) for _ in range(2))


def spent(one: str, other: str) -> float:
    began = time.thread_time()
    text_diff(one, other)
    return time.thread_time() - began
