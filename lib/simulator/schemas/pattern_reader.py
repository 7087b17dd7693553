"""Reads a regular expression: writes a text that it matches, and counts in how many ways a text could match.

Lookarounds, backreferences and flags are refused.
"""

import math
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 400  # characters of a text that is made
LONGEST_PATTERN: Final = 500  # characters of a pattern that is read
ALPHABET: Final = string.ascii_letters + string.digits + "-_ ." + string.punctuation + "\t\né雨"


class Unsupported(ValueError):
    """A pattern that no text is made for; says why."""


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled; raises Unsupported where Python has no reading of it."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unsupported(f"{pattern!r:.200} is not read: {error}") from None


@dataclass(slots=True)
class Reader:
    """Reads a pattern and writes a text that it matches: the first alternative, and of each repetition `more`
    than the fewest. On its way it counts how a text of `length` could match.
    """

    pattern: str
    more: int
    length: int = 0
    at: int = 0
    ways: float = 0  # to match, at the most: its logarithm
    loops: int = 0  # repetitions of what matches in one way, as long as the text
    depth: int = 0
    plain: bool = True  # what it writes can't but match: nothing looks around, or keeps what it took

    def whole(self) -> str:
        """The text, once all of the pattern is read; raises Unsupported."""
        if len(self.pattern) > LONGEST_PATTERN:
            raise Unsupported(f"expected a pattern of at most {LONGEST_PATTERN} characters, got {len(self.pattern)}")
        text = self.alternatives()
        if self.at < len(self.pattern):
            raise Unsupported(f"{self.pattern!r} has a ')' too many")
        compiled(self.pattern)
        return text

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def alternatives(self) -> str:
        """What is between `|`s; the first that isn't empty wins."""
        self.depth += 1
        if self.depth > 20:
            raise Unsupported("the pattern is nested too deep")
        ways, loops = self.ways, self.loops
        texts = [self.sequence()]
        most = self.ways, self.loops
        while self.peek() == "|":
            self.at += 1
            self.ways, self.loops = ways, loops
            texts.append(self.sequence())
            most = max(most, (self.ways, self.loops))
        self.ways, self.loops = most[0] + math.log(len(texts)), most[1]
        self.depth -= 1
        return next(filter(None, texts), "")

    def sequence(self) -> str:
        texts: list[str] = []
        length = 0
        while self.peek() not in ("", "|", ")"):
            before, loops, group = self.ways, self.loops, self.peek() == "("
            text = self.atom()
            fewest, most = self.repetition()
            self.repeat(before, loops, fewest, most, group)
            count = min(fewest + self.more, most)
            length += len(text) * count
            if length > LONGEST:
                raise Unsupported(f"{self.pattern!r} asks for more than {LONGEST} characters")
            texts.append(text * count)
        return "".join(texts)

    def repeat(self, before: float, loops: int, fewest: int, most: int, group: bool) -> None:
        """Count the ways of what comes `fewest` to `most` times, and had `before` and `loops` ahead of it."""
        inner, times = self.ways - before, min(most, fewest + self.length)
        if inner:
            each = inner if fewest == most else inner + math.log1p(math.exp(-inner))
            self.ways = before + times * each
            if times > 1:
                self.loops = loops
        elif most - fewest >= max(1, self.length):
            self.ways += math.log(self.length + 1)
            self.loops += 1
        elif fewest != most:
            self.ways += math.log(most - fewest + 1)
        if group and fewest > 1:  # an empty one is tried as often as that
            self.ways += math.log(fewest)

    def atom(self) -> str:
        """One character, class or group."""
        sign = self.peek()
        if sign == "(":
            return self.group()
        if sign == "[":
            return a_character(self.character_class())
        if sign == "\\":
            return self.escape()
        self.at += 1
        if sign in ("^", "$"):
            self.plain = self.plain and self.at == (1 if sign == "^" else len(self.pattern))
            return ""
        return "a" if sign == "." else sign

    def group(self) -> str:
        opening = re.compile(r"\((\?:|\?P<\w+>|(?!\?))").match(self.pattern, self.at)
        if not opening:
            raise Unsupported(f"{self.pattern!r} has a lookaround or a flag")
        self.at = opening.end()
        text = self.alternatives()
        if self.peek() != ")":
            raise Unsupported(f"{self.pattern!r} lacks a ')'")
        self.at += 1
        return text

    def character_class(self) -> str:
        found = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL).match(self.pattern, self.at)
        if not found:
            raise Unsupported(f"{self.pattern!r} lacks a ']'")
        self.at = found.end()
        return found[0]

    def escape(self) -> str:
        found = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL).match(self.pattern, self.at)
        if not found or found[1] in "123456789":
            raise Unsupported(f"{self.pattern!r} refers back, or ends in a backslash")
        self.at = found.end()
        if found[1] in ("b", "B", "A", "Z"):
            self.plain = False
            return ""
        return a_character(found[0])

    def repetition(self) -> tuple[int, int]:
        """How often at the fewest and at the most what stands before it comes."""
        found = re.compile(r"([*+?]|\{\d*(?:,\d*)?\})[?+]?").match(self.pattern, self.at)
        if not found or found[1] in ("{}", "{,}"):
            return 1, 1
        self.at = found.end()
        self.plain = self.plain and (found[0] == found[1] or found[0][-1] == "?")
        if found[1] in "*+?":
            return {"*": (0, LONGEST), "+": (1, LONGEST), "?": (0, 1)}[found[1]]
        low, comma, high = found[1][1:-1].partition(",")
        fewest = int(low[:9] or 0)
        most = int(high[:9]) if high else LONGEST + fewest if comma else fewest
        return fewest, most


def a_character(source: str) -> str:
    """A character that this class or escape matches."""
    pattern = compiled(source)
    for character in candidates(source):
        if pattern.fullmatch(character):
            return character
    raise Unsupported(f"no character was found for {source!r}")


def candidates(source: str) -> Iterator[str]:
    """Characters to try: plain ones, then those that are written in the class itself."""
    yield from ALPHABET
    yield from source
    yield from (chr(int(code, 16)) for code in re.findall(r"\\[ux]([0-9a-fA-F]{2,4})", source))
