"""Two texts beside each other as Markdown: what only one of them has stands out. Inert, and bounded."""

import re
from typing import Final

from lib.protocol.comparing.text_diff import Piece, Side, TextDiff
from lib.view.inert import plain, valid

MOST: Final = 6000  # characters of a side that are shown
KEPT: Final = 160  # characters at each end of a long stretch that both have
SPACES: Final = re.compile(r" {2,}|\t+")
COLOURS: Final = {"one": "red", "other": "green"}


def sides(diff: TextDiff) -> tuple[str, str]:
    """The first text, then the second."""
    return one_side(diff, "one"), one_side(diff, "other")


def one_side(diff: TextDiff, side: Side) -> str:
    """One of the two texts: what the other lacks on a coloured ground, long common stretches shortened."""
    shown: list[str] = []
    room = MOST
    for piece in diff.pieces:
        if piece.side not in ("same", side):
            continue
        if room <= 0:
            shown.append(" :gray[… the rest is not shown]")
            break
        if piece.side == "same":
            shown.append(shortened(piece, room))
        else:
            shown.append(coloured(piece.text[:room], COLOURS[side]))
        room -= min(len(piece.text), 2 * KEPT) if piece.side == "same" else len(piece.text)
    return "".join(shown) or ":gray[no text]"


def shortened(piece: Piece, room: int) -> str:
    """What both have: its ends, where it is long."""
    text, left_out = piece.text, len(piece.text) - 2 * KEPT
    if left_out <= KEPT and len(text) <= room:
        return letters(text)
    between = f" :gray[… {max(0, left_out):,} characters the same …] "
    return letters(text[:KEPT]) + between + letters(text[-KEPT:] if left_out > 0 else "")


def coloured(text: str, colour: str) -> str:
    """A text on a coloured ground. A directive can't span an empty line, so each line has its own."""
    lines = re.split(r"(\n+)", text)
    return "".join(f":{colour}-background[{letters(line)}]" if line.strip("\n") else letters(line) for line in lines)


def letters(text: str) -> str:
    """A text as Markdown that shows it letter by letter, with its line breaks and spaces."""
    kept = SPACES.sub(lambda found: "\u00a0" * len(found.group().expandtabs(4)), valid(text).replace("\r", ""))
    return re.sub(r"\n+", breaks, plain(kept).replace("=", "\\="))


def breaks(found: re.Match[str]) -> str:
    """A line break; more than one are a paragraph's end."""
    return "  \n" if len(found.group()) == 1 else "\n\n"
