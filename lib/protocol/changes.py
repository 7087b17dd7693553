"""What an event did to the state: the places where two JSON values differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 200
Path = tuple[str | int, ...]


class Absent:
    """What stands for a value that isn't there."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Change:
    """One place: its path, what was there before, what is there after; ABSENT where there is nothing."""

    path: Path
    before: Any
    after: Any

    @property
    def added(self) -> str | None:
        """What a text has grown by at its end; None where it didn't grow, or is no text."""
        if isinstance(self.after, str) and isinstance(self.before, str) and self.after.startswith(self.before):
            return self.after[len(self.before) :]
        return None


def changes(before: Any, after: Any) -> list[Change]:
    """The changes from one JSON value to another, in the order of their places; the first 200 of them."""
    return [change for change, _ in zip(inside((), before, after), range(MOST), strict=False)]


def inside(path: Path, before: Any, after: Any) -> Iterator[Change]:
    """The changes at a path and below it."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from inside((*path, key), before.get(key, ABSENT), after.get(key, ABSENT))
    elif isinstance(before, list) and isinstance(after, list):
        for at in range(max(len(before), len(after))):
            yield from inside(
                (*path, at),
                before[at] if at < len(before) else ABSENT,
                after[at] if at < len(after) else ABSENT,
            )
    elif type(before) is not type(after) or (before != after and (before == before or after == after)):  # NaN stays NaN
        yield Change(path, before, after)
