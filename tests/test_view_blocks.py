"""A growing text in blocks: what is frozen stays, nothing is lost, and every block stands by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view.blocks import HARD, HEAD, SOFT, Blocks, open_fence, without_head

WORDS = st.text(alphabet="ab \n", max_size=9000)
MARKDOWN = st.lists(
    st.sampled_from(["word " * 40, "line\n", "\n\n", "```python\n", "```\n", "~~~\n", "````\n", "x" * 900, "- a\n"]),
    max_size=60,
).map("".join)


def grown(text: str, step: int) -> tuple[list[str], str]:
    """All blocks, and the last tail, of a text that grows by `step` characters."""
    blocks = Blocks()
    frozen: list[str] = []
    tail = ""
    for end in [*range(step, len(text), step), len(text)]:
        new, tail = blocks.feed(text[:end])
        frozen += new
    return frozen, tail


@given(WORDS, st.integers(1, 3000))
def test_without_fences_the_blocks_and_the_tail_are_the_text(text: str, step: int) -> None:
    frozen, tail = grown(text, step)
    assert "".join(frozen) + tail == text


@given(MARKDOWN, st.integers(50, 3000))
def test_no_block_leaves_a_fence_open(text: str, step: int) -> None:
    frozen, tail = grown(text, step)
    assert [block for block in frozen if open_fence(block)] == []
    assert bool(open_fence(tail)) == bool(open_fence(text))


@given(MARKDOWN)
def test_what_is_sent_again_is_bounded(text: str) -> None:
    frozen, tail = grown(text, 500)
    assert len(tail) <= HARD + 20
    assert all(SOFT <= len(block) <= HARD + 20 for block in frozen)


def test_a_block_ends_at_the_first_paragraph_end_after_a_while() -> None:
    first, second = "a" * SOFT + "\n\n", "b" * 100
    assert grown(first + second, 100) == ([first], second)


def test_one_giant_line_is_cut_at_a_space() -> None:
    frozen, _ = grown("word " * 2000, 100)
    assert len(frozen) > 1
    assert all(block.endswith(" ") for block in frozen)


def test_one_giant_word_is_cut_all_the_same() -> None:
    frozen, tail = grown("x" * 10_000, 100)
    assert [len(block) for block in frozen] == [HARD, HARD]
    assert len(tail) == 10_000 - 2 * HARD


def test_a_giant_fence_is_closed_and_opened_again_with_its_language() -> None:
    frozen, tail = grown("```python\n" + "x = 1\n" * 1000, 100)
    assert frozen[0].endswith("\n```\n")
    assert all(block.startswith("```python\n") for block in [*frozen, tail])


def test_a_longer_fence_is_not_closed_by_a_shorter_one() -> None:
    text = "````markdown\n```python\n" + "x = 1\n" * 1000
    frozen, tail = grown(text, 100)
    assert open_fence(text) == "````markdown"
    assert frozen[0].endswith("\n````\n")
    assert tail.startswith("````markdown\n")


def test_a_fence_is_closed_by_a_longer_one() -> None:
    assert open_fence("```\na\n`````\n") == ""


def test_a_fence_with_words_behind_it_closes_nothing() -> None:
    assert open_fence("```\na\n``` b\n") == "```"


def test_a_tilde_fence_is_not_closed_by_backticks() -> None:
    assert open_fence("~~~\n```\n") == "~~~"


def test_code_between_marks_on_one_line_opens_nothing() -> None:
    assert open_fence("```x = 1```\n") == ""


def test_the_head_of_a_table_waits_for_the_row_below_it() -> None:
    table = "| Asked for | Got |\n|---|:--:|\n"
    waits = len(table) - 2  # its last bar is the last before a line's end
    for before in ("", "Some words.\n\n"):
        for end in range(1, waits):
            assert without_head(before + table[:end]) == before, end
        for text in (table[: waits + 1], table, table + "| a |"):
            assert without_head(before + text) == before + text


@pytest.mark.parametrize(
    "text",
    [
        "| a |\nwords",
        "| a | b |\n|---|\n",
        "|" + "x" * HEAD,
        "```\n\n| a |",
        "words\n| a |",
        "a | b",
        "",
    ],
)
def test_bars_that_are_no_head_do_not_wait(text: str) -> None:
    assert without_head(text) == text
