"""Two texts beside each other as Markdown: inert, letter by letter, bounded."""

import re

from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.comparing.text_diff import text_diff
from lib.view.inert import ZERO_WIDTH_SPACE
from lib.view.recordings.text_sides import KEPT, MOST, sides

HOSTILE = "![](http://127.0.0.1:9/leak) :red[a] $x$ <b> [a](//h) `c` www.a.b"
OURS = re.compile(r"\\(.)|:(?:red|green)-background\[|\]")


@given(st.text(st.characters(categories=None)), st.text(st.characters(categories=None)))
def test_nothing_of_a_text_is_a_picture_and_all_of_it_can_be_sent(one: str, other: str) -> None:
    for side in sides(text_diff(one, other)):
        assert "![" not in side
        side.encode()


@given(st.text("ab \n!|]\\[:$<"), st.text("ab \n!|]\\[:$<"))
def test_a_side_shows_the_letters_of_its_text(one: str, other: str) -> None:
    for text, side in zip((one, other), sides(text_diff(one, other)), strict=True):
        shown = OURS.sub(lambda found: found[1] or "", side.replace(ZERO_WIDTH_SPACE, ""))
        assert "".join(shown.split()) == ("".join(text.split()) if text else ":gray[notext")


def test_what_only_one_has_stands_out_on_its_side_alone() -> None:
    one, other = sides(text_diff("The quick brown fox", "The quick red fox"))
    assert (one, other) == ("The quick :red-background[brown] fox", "The quick :green-background[red] fox")


def test_each_line_of_a_change_has_a_directive_of_its_own() -> None:
    """One that spans an empty line would be shown as letters."""
    _, other = sides(text_diff("", "a\n\nb\nc"))
    assert other == ":green-background[a]\n\n:green-background[b]  \n:green-background[c]"


def test_the_spaces_of_a_line_are_kept_and_make_no_code_block() -> None:
    one, _ = sides(text_diff("    a\n\tb", ""))
    assert one == f":red-background[{chr(160) * 4}a]  \n:red-background[{chr(160) * 4}b]"


def test_a_line_of_equals_signs_makes_no_heading() -> None:
    assert "\n=" not in sides(text_diff("a\n===", "a\n==="))[0]


def test_long_common_stretches_are_shortened() -> None:
    text = "word " * 1000
    one, other = sides(text_diff(f"{text}a", f"{text}b"))
    assert f"… {5000 - 2 * KEPT:,} characters the same …" in one
    assert len(one) < 1000 > len(other)


def test_a_side_is_shown_to_a_bound() -> None:
    one, _ = sides(text_diff("".join(f"a{at} b " for at in range(9000)), "".join(f"c{at} b " for at in range(9000))))
    assert len(one) < 4 * MOST
    assert "the rest is not shown" in one


def test_hostile_texts_are_letters() -> None:
    for side in sides(text_diff(HOSTILE, HOSTILE[::-1])):
        assert not re.search(r"(?<!\\)[`$<]|\]\(|(?<!\\)!\[", side)
        assert ":red[a" not in side
