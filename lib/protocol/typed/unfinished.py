"""Unfinished JSON text -> a tree of what it holds so far. Only what is new is read; nothing raises on any text.

RFC 8259, stricter than `json.loads` (no NaN) and with one liberty: JSON inside a ``` fence is read, and said.
What is shown is never taken back: a string grows, while a number, true, false or null counts once a delimiter follows.
Positions are characters from the beginning of the text.
"""

import re
from collections.abc import Callable
from typing import Final

from lib.protocol.typed.node import Kind, Node
from lib.protocol.typed.path import LONGEST_KEY, cut
from lib.protocol.typed.tokens import blank_end, kind_of, scalar, word_end
from lib.protocol.typed.unfinished_string import CLOSED, OPEN, read_string

DEEPEST: Final = 64
FENCE: Final = re.compile(r"```[^\n`]*\n")


class Reader:
    """Feed it the whole text so far; it tells `opened` and `closed` of every value, in the text's order.

    `open` is the path from the root to the innermost open value. `broken` is the sentence that says why nothing more
    is read, `remark` one about what is odd and yet readable; both are "" at first.
    """

    def __init__(self, opened: Callable[[Node], None], closed: Callable[[Node], None]) -> None:
        self.opened = opened
        self.closed = closed
        self.open: list[Node] = []
        self.root: Node | None = None
        self.broken = ""
        self.remark = ""
        self.alone = True  # False where the JSON is only a part of the text
        self.at = 0
        self.fence = ""
        self.key: str | None = None  # of the member that comes next
        self.key_start = 0
        self.key_pieces: list[str] | None = None  # of a key that is still open
        self.expects: Callable[[str], bool] = self.beginning

    @property
    def complete(self) -> bool:
        """Whether the JSON value is closed."""
        return self.root is not None and self.root.end is not None

    def feed(self, text: str) -> None:
        """Read on from where the last text ended."""
        while self.at < len(text) and not self.broken and self.expects(text):
            pass

    def close(self, text: str) -> None:
        """The text ends here: a number, true, false or null that is the whole of it is one."""
        if not self.broken and len(self.open) == 1 and self.open[0].kind == "scalar":
            self.scalar_ends(text)

    def beginning(self, text: str) -> bool:
        """A fence, or the one value. Each of these functions reads a step; False: more text is needed."""
        self.at = blank_end(text, self.at)
        ahead = text[self.at : self.at + 40]
        if ahead.startswith("`") and not self.fence and ("```".startswith(ahead) or ahead.startswith("```")):
            if not (found := FENCE.match(text, self.at)):
                return "\n" in ahead and self.breaks(text)
            self.fence, self.at = ahead[:3], found.end()
            self.alone = False
            self.remark = (
                f"The JSON stands in a {cut(found[0].strip(), LONGEST_KEY)} fence; the text as a whole is not JSON."
            )
            return True
        return self.at < len(text) and self.value(text)

    def value(self, text: str) -> bool:
        """The first character of a value."""
        self.at = at = blank_end(text, self.at)
        if at == len(text):
            return False
        if (kind := kind_of(text[at])) is None:
            return self.breaks(text, "a value")
        if len(self.open) == DEEPEST:
            self.broken = f"Nested deeper than {DEEPEST} levels at character {at}; what follows is not read."
            return False
        parent = self.open[-1] if self.open else None
        key = None if parent is None else self.key if parent.kind == "object" else len(parent.value)
        node = Node(key, kind, at, parent)
        self.root = self.root or node
        self.open.append(node)
        self.opened(node)
        self.at += kind != "scalar"
        self.expects = self.within(kind)
        return True

    def within(self, kind: Kind) -> Callable[[str], bool]:
        """What reads on in a value of that kind."""
        if kind == "string":
            return self.string
        if kind == "scalar":
            return self.scalar
        return self.first_key if kind == "object" else self.first_element

    def first_element(self, text: str) -> bool:
        """A value, or the end of an empty array."""
        self.at = blank_end(text, self.at)
        if text[self.at : self.at + 1] == "]":
            return self.container_ends()
        return self.value(text)

    def first_key(self, text: str) -> bool:
        """A key, or the end of an empty object."""
        self.at = blank_end(text, self.at)
        if text[self.at : self.at + 1] == "}":
            return self.container_ends()
        return self.next_key(text)

    def next_key(self, text: str) -> bool:
        """The quote that a key begins with."""
        self.at = blank_end(text, self.at)
        if self.at == len(text):
            return False
        if text[self.at] != '"':
            return self.breaks(text, "a key in double quotes")
        self.key_start, self.key_pieces, self.expects = self.at, [], self.key_text
        self.at += 1
        return True

    def key_text(self, text: str) -> bool:
        """What is in a key's quotes."""
        assert self.key_pieces is not None
        ends = self.characters(text, self.key_pieces)
        if ends:
            self.key, self.key_pieces, self.expects = "".join(self.key_pieces), None, self.colon
            if self.key in self.open[-1].value:
                self.remark = (
                    self.remark
                    or f"The key {cut(self.key, LONGEST_KEY)!r} comes twice in one object; the last one counts."
                )
        return ends

    def colon(self, text: str) -> bool:
        """What stands between a key and its value."""
        self.at = blank_end(text, self.at)
        if text[self.at : self.at + 1] == ":":
            self.at += 1
            self.expects = self.value
            return True
        return self.at < len(text) and self.breaks(text, "':'")

    def string(self, text: str) -> bool:
        """What is in a value's quotes."""
        pieces = [self.open[-1].value]
        ends = self.characters(text, pieces)
        self.open[-1].value = "".join(pieces)
        return ends and self.value_ends()

    def characters(self, text: str, pieces: list[str]) -> bool:
        """Take a string's characters up to what is there; True once its closing quote was read."""
        self.at, state = read_string(text, self.at, pieces)
        return state == CLOSED or (state != OPEN and self.breaks(text, state))

    def scalar(self, text: str) -> bool:
        """A number, true, false or null, up to its delimiter."""
        self.at = word_end(text, self.at)
        return self.at < len(text) and self.scalar_ends(text)

    def scalar_ends(self, text: str) -> bool:
        """A number, true, false or null is whole."""
        node = self.open[-1]
        word = text[node.start : self.at]
        try:
            node.value = scalar(word)
        except ValueError:
            self.at = node.start
            return self.breaks(text, "a value", word)
        return self.value_ends()

    def value_ends(self) -> bool:
        """The innermost open value is closed: it becomes its container's."""
        node = self.open.pop()
        node.end = self.at
        parent = node.parent
        if parent is None:
            self.expects = self.ending
        else:
            self.expects = self.after_value
            if parent.kind == "object":
                parent.value[node.key] = node.value
            else:
                parent.value.append(node.value)
        self.closed(node)
        return True

    def after_value(self, text: str) -> bool:
        """A comma, or the end of the object or array."""
        self.at = blank_end(text, self.at)
        if self.at == len(text):
            return False
        closing = "}" if self.open[-1].kind == "object" else "]"
        if text[self.at] == closing:
            return self.container_ends()
        if text[self.at] != ",":
            return self.breaks(text, f"',' or {closing!r}")
        self.at += 1
        self.expects = self.next_key if closing == "}" else self.value
        return True

    def container_ends(self) -> bool:
        """The closing bracket of the innermost object or array."""
        self.at += 1
        return self.value_ends()

    def ending(self, text: str) -> bool:
        """What follows the value: blanks, and the fence's end."""
        self.at = blank_end(text, self.at)
        rest = text[self.at :].rstrip(" \t\n\r")
        if rest and not (self.fence and self.fence.startswith(rest)):
            self.alone = False
            self.remark = self.remark or f"There is more text after the end of the JSON, from character {self.at} on."
        return False

    def breaks(self, text: str, expected: str = "a value", got: str = "") -> bool:
        """Note that the text is no JSON from here on. Always False."""
        got = got or text[self.at : self.at + 1]
        shown = got if len(got) <= 24 else got[:24] + "…"
        self.broken = f"Not JSON from character {self.at} on: expected {expected}, got {shown!r}."
        return False
