"""Text of others, made harmless for Markdown: no picture is fetched, nothing is taken for a directive."""

import re
from typing import Final

ZERO_WIDTH_SPACE: Final = "\u200b"
SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+.!|>~$:<&-])")
LINK: Final = re.compile(r"(?<=://)|(?<=@)|(?<=www)(?=\.)", re.IGNORECASE)
NAME: Final = 80  # characters of a name at most
CODE: Final = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`)", re.DOTALL)


def plain(text: str) -> str:
    """The text as Markdown that shows it letter by letter.

    A space of no width keeps an address from becoming a link: backslashes don't.
    """
    return SPECIAL.sub(r"\\\1", LINK.sub(ZERO_WIDTH_SPACE, valid(text)))


def answer(text: str) -> str:
    """A model's Markdown, formatted as it asks, but for what would load a picture or be taken for our own directives.

    A picture's `![` gets a space of no width, in code too, so that no trick with fences brings it back. Dollars stay
    dollars, and `:red[` stays text.
    """
    pieces = CODE.split(valid(text).replace("![", "!" + ZERO_WIDTH_SPACE + "["))
    for at in range(0, len(pieces), 2):  # outside of code
        pieces[at] = re.sub(r"(?<!\\)\$", r"\\$", pieces[at])
        pieces[at] = re.sub(r":(?=[a-z/_-]+(?:\[|:))", r"\\:", pieces[at])
    return "".join(pieces)


def valid(text: str) -> str:
    """The text without lone surrogates, which the connection to the browser can't carry."""
    return text.encode("utf-8", "replace").decode()


def on_one_line(text: str) -> str:
    """The text with a dot for each character that can't be seen, such as the end of a line."""
    return "".join(char if char.isprintable() else "·" for char in text)


def code(name: str) -> str:
    """A name of others for inside a code span; never empty, at most 80 characters."""
    shown = on_one_line(valid(name)).replace("`", "'").strip()
    return (shown if len(shown) <= NAME else f"{shown[: NAME - 1]}…") or "·"
