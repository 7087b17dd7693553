"""Unfinished JSON texts at any of their lengths, quickly: what was read of them is kept at places along each.

A text that begins with one that was read before is read on from there. What comes out is what `Partial` gives for it.
"""

from collections.abc import Hashable
from typing import Any, Final

from pydantic import BaseModel

from lib.protocol.halves import is_first_half
from lib.protocol.partial import Partial, View
from lib.protocol.typed.copying import weight

APART: Final = 4_096  # characters between two places, at least; they take up to 4 microseconds each
MOST: Final = 24  # places
EACH: Final = 80  # bytes a character takes in fields and values, about
LEAST: Final = 2_000  # bytes of one with its shape
FINALS: Final = 2

Shape = type[BaseModel] | dict[str, Any] | None


class Reading:
    """One text against one shape, as it grows or at any length: `feed` and `close` are those of a `Partial`.

    Places are `apart` characters from each other, and more where that would be too many; one more is half as far before
    the end of a text that was far from all of them.
    """

    def __init__(self, shape: Shape, apart: int = APART) -> None:
        self.shape = shape
        self.least = self.apart = apart
        self.begin()

    def begin(self) -> None:
        """Forget all text."""
        self.text = ""  # the longest so far
        self.kept: dict[int, Partial] = {}
        self.near: dict[int, Partial] = {}
        self.last = Partial(self.shape)
        self.finals: list[tuple[str, bool, View]] = []
        self.bytes = LEAST

    def feed(self, text: str) -> View:
        """The view of the whole text so far."""
        return self.read(settled(text)).feed(text)

    def close(self, text: str, *, truncated: bool = False) -> View:
        """The view of a text that is final; `truncated`, where it is known that more was to come."""
        for had, how, view in self.finals:
            if had == text and how == truncated:
                return view
        view = self.read(settled(text)).copy().close(text, truncated=truncated)
        self.finals = [(text, truncated, view), *self.finals][:FINALS]
        return view

    def read(self, text: str) -> Partial:
        """What has read just this text, from the nearest place before its end."""
        if not (text.startswith(self.text) or self.text.startswith(text)):
            self.begin()
        if len(text) > len(self.text):
            self.text = text
        while len(text) > self.apart * MOST:
            self.apart *= 2
            self.kept = {at: kept for at, kept in self.kept.items() if at % self.apart == 0}
        starts = {**self.kept, **self.near}
        start = max((at for at in starts if at <= len(text)), default=0)
        if start <= len(self.last.text) <= len(text):
            start = len(self.last.text)
        elif start:
            self.last = starts[start].copy()
            self.last.text = self.last.fields.text = text[:start]
        else:
            self.last = Partial(self.shape)
        self.read_on(text, start)
        return self.last

    def read_on(self, text: str, start: int) -> None:
        """Read the rest of it, and keep what was read at the places on the way."""
        near = len(text) - self.least // 2 if len(text) - start >= self.least else 0
        places = {*range(start - start % self.apart + self.apart, len(text), self.apart), near} - {0}
        for at in sorted(places):
            self.last.read(text[:at])
            if at == near:
                self.near = {at: bare(self.last)}
            if at % self.apart == 0:
                self.kept[at] = bare(self.last)
        self.last.read(text)
        if places:
            copies = sum(weight(kept.reader) for kept in (*self.kept.values(), *self.near.values()))
            self.bytes = LEAST + EACH * len(self.text) + 8 * copies


class Readings:
    """The readings of several texts."""

    def __init__(self) -> None:
        self.found: dict[Hashable, Reading] = {}

    @property
    def bytes(self) -> int:
        """Of all of them, about."""
        return sum(one.bytes for one in [*self.found.values()])

    def of(self, key: Hashable, shape: Shape) -> Reading:
        """The reading of the text of that name; a new one where it is to fit another shape by now."""
        found = self.found.get(key)
        if found is None or found.shape != shape:
            found = self.found[key] = Reading(shape)
        return found


def settled(text: str) -> str:
    """The text without the first half of a surrogate pair at its end, which waits for the other."""
    return text[:-1] if is_first_half(text[-1:]) else text


def bare(partial: Partial) -> Partial:
    """A copy without the text that it has read: all of them are the beginning of one."""
    other = partial.copy()
    other.text = other.fields.text = ""
    return other
