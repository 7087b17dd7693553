"""A long text in blocks: those that won't change any more, which are sent once, and the tail, which is sent again.

Blocks freeze at a paragraph's end after about 1.2 KB. One giant fence or line must not become quadratic: near 4 KB it
is cut, a fence is closed there and opened again in the next block.
"""

import re
from typing import Final

SOFT: Final = 1200  # characters
HARD: Final = 4000
FENCE: Final = re.compile(r"^ {0,3}(`{3,}(?=[^`\n]*$)|~{3,})(.*)$", re.MULTILINE)


HEAD: Final = 300  # characters that the head of a table may have


class Blocks:
    """Show it the growing text; it gives the blocks that have become final, and the tail."""

    def __init__(self) -> None:
        self.start = 0  # where the tail begins in the text
        self.reopen = ""  # the fence that the tail continues

    def feed(self, text: str) -> tuple[list[str], str]:
        """The blocks that froze since the last call, and the tail, both as Markdown that stands by itself."""
        frozen: list[str] = []
        while len(text) - self.start > SOFT:
            cut = self.soft_cut(text)
            if cut is None and len(text) - self.start > HARD:
                cut = self.hard_cut(text)
            if cut is None:
                break
            block = self.reopen + text[self.start : cut]
            opened = open_fence(block)
            if opened:
                block = block.rstrip("\n") + "\n" + fence(opened) + "\n"
            frozen.append(block)
            self.reopen = opened + "\n" if opened else ""
            self.start = cut
        return frozen, self.reopen + text[self.start :]

    def soft_cut(self, text: str) -> int | None:
        """The first paragraph end after 1.2 KB that is not inside a fence."""
        at = self.start + SOFT
        while (at := text.find("\n\n", at)) >= 0 and at - self.start <= HARD:
            if not open_fence(self.reopen + text[self.start : at + 1]):
                return at + 2
            at += 1
        return None

    def hard_cut(self, text: str) -> int:
        """The last line end, else the last space, before 4 KB; else right there."""
        limit = self.start + HARD
        for mark in ("\n", " "):
            found = text.rfind(mark, self.start + SOFT, limit)
            if found > 0:
                return found + 1
        return limit


def without_head(text: str) -> str:
    """The growing text without a table's head at its end, which is a line of bars until the row below it is there."""
    before, gap, block = text.rpartition("\n\n")
    head, _, row = block.partition("\n")
    waits = head.startswith("|") and not row.strip("|-: ") and row.count("|") < head.count("|")
    return before + gap if waits and len(block) < HEAD and not open_fence(text) else text


def open_fence(text: str) -> str:
    """The line that opens the fence in which the text ends; "" if it ends outside of one."""
    opened = ""
    for marks, info in FENCE.findall(text):
        if not opened:
            opened = marks + info.rstrip()
        elif marks.startswith(fence(opened)) and not info.strip():  # as long as the one that opened it, or longer
            opened = ""
    return opened


def fence(opened: str) -> str:
    """The marks that a fence's first line begins with."""
    return opened[: len(opened) - len(opened.lstrip(opened[0]))]
