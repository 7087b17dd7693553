"""Text of others, made harmless. What a browser makes of it is in test_browser.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view.inert import ZERO_WIDTH_SPACE, answer, on_one_line, plain, valid


@given(st.text(st.characters(categories=None)))
def test_no_picture_is_left_whatever_the_text(text: str) -> None:
    assert "![" not in answer(text)
    assert "![" not in plain(text)


@given(st.text(st.characters(categories=None)))
def test_everything_can_be_sent_to_a_browser(text: str) -> None:
    answer(text).encode()
    plain(text).encode()


@given(st.text())
def test_a_plain_text_keeps_its_letters(text: str) -> None:
    shown = plain(text).replace(ZERO_WIDTH_SPACE, "").replace("\\", "")
    assert shown == text.replace(ZERO_WIDTH_SPACE, "").replace("\\", "")


@pytest.mark.parametrize("text", ["**bold**", "# head", "- a\n- b", "| a | b |", "`code`", "[a](https://b.c)", "a & b"])
def test_markdown_of_an_answer_is_left_as_it_is(text: str) -> None:
    assert answer(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$5 and $6", "\\$5 and \\$6"),
        ("\\$5", "\\$5"),
        (":red[a]", "\\:red[a]"),
        (":material/home:", "\\:material/home:"),
        ("`$x :red[a]`", "`$x :red[a]`"),
        ("```\n$x\n```\n$y", "```\n$x\n```\n\\$y"),
        ("at 10:30 and a: b", "at 10:30 and a: b"),
        ("\ud800", "?"),
    ],
)
def test_dollars_and_directives_are_text_outside_of_code(text: str, shown: str) -> None:
    assert answer(text) == shown


@pytest.mark.parametrize("text", ["https://a.b/c", "www.a.b", "me@a.b"])
def test_an_address_in_a_plain_text_does_not_become_a_link(text: str) -> None:
    """Markdown makes links of addresses, and a backslash does not keep it from that."""
    assert ZERO_WIDTH_SPACE in plain(text)


def test_lone_surrogates_are_replaced_and_pairs_are_not() -> None:
    assert valid("a\ud800b") == "a?b"
    assert valid("a😀b") == "a😀b"


@given(st.text(st.characters(categories=None)))
def test_on_one_line_there_is_a_dot_for_what_can_not_be_seen(text: str) -> None:
    shown = on_one_line(text)
    shown.encode()
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    assert [(a, b) for a, b in zip(text, shown, strict=True) if a != b and (b != "·" or a.isprintable())] == []
