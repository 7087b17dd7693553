"""A regular expression -> a short text that it matches, for the simple ones that schemas have.

Lookarounds, backreferences and flags are refused. Nothing here can run long: texts are short, and a text is only
held against a pattern that can't take exponential time with it.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 400  # characters of a text that is made
TRIED = 100  # characters of a text that is held against a pattern
ALPHABET = string.ascii_letters + string.digits + "-_ ." + string.punctuation + "\t\né雨"


class Unsupported(ValueError):
    """A pattern that no text is made for; says why."""


def matching(pattern: str, shortest: int = 0, longest: int = LONGEST) -> str:
    """A text in which `pattern` is found, with `shortest` to `longest` characters; raises Unsupported."""
    for more in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128):
        reader = Reader(pattern, more)
        text = reader.whole()
        if len(text) >= shortest or more == 128:
            break
    if not compiled(pattern).search(text):
        raise Unsupported(f"no text was found that matches {pattern!r}")
    for _ in range(shortest - len(text)):  # a pattern that isn't tied to the end takes what follows it
        text += "a"
    if not shortest <= len(text) <= longest or not compiled(pattern).search(text):
        raise Unsupported(f"no text of {shortest} to {longest} characters was found that matches {pattern!r}")
    return text


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`. False, untried, where finding out could take long."""
    try:
        reader = Reader(pattern, 0)
        reader.whole()
    except Unsupported:
        return False
    slow = reader.nested or reader.repeats > 3
    return len(text) <= TRIED and not slow and compiled(pattern).search(text) is not None


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled; raises Unsupported where Python has no reading of it."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unsupported(f"{pattern!r} is not read: {error}") from None


@dataclass(slots=True)
class Reader:
    """Reads a pattern and writes a text that it matches: the first alternative, and of each repetition `more`
    than the fewest.
    """

    pattern: str
    more: int
    at: int = 0
    repeats: int = 0  # repetitions with no fixed number
    nested: bool = False  # one inside another
    depth: int = 0

    def whole(self) -> str:
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
        texts = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            self.nested = self.nested or self.depth > 1
            texts.append(self.sequence())
        self.depth -= 1
        return next(filter(None, texts), "")

    def sequence(self) -> str:
        texts: list[str] = []
        while self.peek() not in ("", "|", ")"):
            before = self.repeats
            text = self.atom()
            fewest, most = self.repetition()
            if fewest != most:
                self.nested = self.nested or self.repeats > before
                self.repeats += 1
            count = min(fewest + self.more, most)
            if sum(map(len, texts)) + len(text) * count > LONGEST:
                raise Unsupported(f"{self.pattern!r} asks for more than {LONGEST} characters")
            texts.append(text * count)
        return "".join(texts)

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
            return ""
        return a_character(found[0])

    def repetition(self) -> tuple[int, int]:
        """How often at the fewest and at the most what stands before it comes."""
        found = re.compile(r"([*+?]|\{\d*(?:,\d*)?\})[?+]?").match(self.pattern, self.at)
        if not found or found[1] in ("{}", "{,}"):
            return 1, 1
        self.at = found.end()
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
