"""An event that brought something: its number and time, and many of them in little memory."""

from array import array
from collections.abc import Iterable, MutableSequence
from math import isnan, nan
from typing import Any, Final, NamedTuple, overload

GREATEST: Final = 2**53  # the integers that JavaScript and floats hold exactly
NO_NUMBER: Final = -(2**63)


class Origin(NamedTuple):
    """An event: its sequence number and its time in seconds, None where unknown."""

    number: int | None
    t: float | None


class OriginList(MutableSequence[Origin]):
    """Origins in 16 bytes each."""

    def __init__(self, origins: Iterable[Origin] = ()) -> None:
        self.numbers = array("q")
        self.times = array("d")
        self.extend(origins)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Origin: ...
    @overload
    def __getitem__(self, at: slice) -> "OriginList": ...
    def __getitem__(self, at: int | slice) -> "Origin | OriginList":
        if isinstance(at, slice):
            return OriginList(self[one] for one in range(*at.indices(len(self))))
        number, t = self.numbers[at], self.times[at]
        return Origin(None if number == NO_NUMBER else number, None if isnan(t) else t)

    @overload
    def __setitem__(self, at: int, origin: Origin) -> None: ...
    @overload
    def __setitem__(self, at: slice, origin: Iterable[Origin]) -> None: ...
    def __setitem__(self, at: Any, origin: Any) -> None:
        if isinstance(at, slice):
            new = OriginList(origin)
            self.numbers[at], self.times[at] = new.numbers, new.times
        else:
            self.numbers[at], self.times[at] = kept(origin)

    def __delitem__(self, at: int | slice) -> None:
        del self.numbers[at], self.times[at]

    def insert(self, at: int, origin: Origin) -> None:
        number, t = kept(origin)
        self.numbers.insert(at, number)
        self.times.insert(at, t)


def kept(origin: Origin) -> tuple[int, float]:
    """An origin as numbers alone."""
    number = whole_number(origin.number)
    return NO_NUMBER if number is None else number, nan if origin.t is None else origin.t


def whole_number(number: object) -> int | None:
    """A sequence number that charts and tables can hold; None for what is none, or is beyond them."""
    return number if type(number) is int and abs(number) <= GREATEST else None
