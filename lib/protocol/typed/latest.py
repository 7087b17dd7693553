"""The fields of a growing text that changed last, so that its newest steps are found without looking at all of them."""

from collections import deque
from typing import Final

from lib.protocol.typed.field import Field, Path

KEPT: Final = 64


class Latest:
    """The last fields that closed or were judged, in that order; one that was judged later is in it twice.

    `first` is the index of the character that decided the first field; None before one.
    """

    def __init__(self) -> None:
        self.fields: deque[Field] = deque(maxlen=KEPT)
        self.forgotten = -1  # the index of a character
        self.first: int | None = None

    @property
    def lost(self) -> int:
        """The index of the character up to which what happened to a field may be gone; -1 where nothing is."""
        if len(self.fields) < KEPT:
            return self.forgotten
        oldest = self.fields[0]
        return (oldest.end or 0) if oldest.decided is None else oldest.decided

    def add(self, field: Field) -> None:
        """A field has closed, or has been judged."""
        self.fields.append(field)
        if self.first is None:
            self.first = field.decided

    def forget(self, path: Path) -> None:
        """A key comes again: what it had before, with all that is in it, is no more."""
        self.forgotten = self.lost
        self.fields = deque((field for field in self.fields if field.path[: len(path)] != path), KEPT)
