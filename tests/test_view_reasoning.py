"""The newest words of a reasoning: they begin where somebody can begin to read."""

from hypothesis import given
from hypothesis import strategies as st

from lib.view.growing import CURSOR
from lib.view.reasoning import MOST, growing, newest, over


def test_a_short_text_is_shown_whole_without_the_marks_of_bold_type() -> None:
    assert newest("**Choosing a subject**\n\nI compared") == "Choosing a subject\n\nI compared"


def test_a_long_one_begins_with_a_sentence_or_a_line_where_one_begins_early() -> None:
    rest = "word " * 20 + "end"
    assert newest("before " * 50 + "the end. " + rest) == f"… {rest}"
    assert newest("before " * 50 + "the end\n\n" + rest) == f"… {rest}"


def test_otherwise_it_begins_with_a_word() -> None:
    shown = newest("several " * 100)
    assert shown.startswith("… several ")
    assert len(shown) <= MOST + 2


def test_one_long_word_is_cut_where_it_must_be() -> None:
    assert newest("a" * 500) == "…" + "a" * MOST


@given(st.text("ab .\n*", max_size=600))
def test_it_is_the_end_of_the_text(text: str) -> None:
    shown = newest(text)
    assert text.replace("**", "").endswith(shown.removeprefix("…").removeprefix(" "))
    assert len(shown) <= MOST + 2


def test_only_what_grows_has_a_cursor() -> None:
    assert growing("a [b]").endswith(f"a \\[b\\] {CURSOR}")
    assert over("a" * 1234) == ":material/neurology: Reasoned in 1,234 characters."
