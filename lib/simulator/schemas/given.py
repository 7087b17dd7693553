"""The values that are given for the places of a schema, by path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Path = tuple[str, ...]
Values = Mapping[Path, Sequence[Any]]
EACH: Final = "[]"  # the step of a path into the entries of an array; `[2]` is the step into its third


@dataclass(slots=True)
class Given:
    """Values by path. Those for each entry of an array stand under `[]`, those for its third alone under `[2]`; of
    several for one place that isn't an array, number `turn` is taken, or the last.
    """

    values: Values
    turn: int = 0
    below: set[Path] = field(init=False)  # the paths at or above a value
    counts: dict[Path, int] = field(default_factory=dict)  # the entries of arrays that are given one by one

    def __post_init__(self) -> None:
        self.below = {path[:end] for path, found in self.values.items() if found for end in range(len(path) + 1)}
        for *above, step in filter(None, self.below):
            if re.fullmatch(r"\[\d+\]", step):
                self.counts[tuple(above)] = max(self.counts.get(tuple(above), 0), int(step[1:-1]) + 1)

    def known(self, path: Path) -> bool:
        """Whether there is a value to fill in at this path or below it."""
        return any(form in self.below for form in forms(path))

    def at(self, path: Path) -> list[Any]:
        """The values to try at this path, the best first."""
        found = next((self.values[form] for form in forms(path) if self.values.get(form)), ())
        return [found[min(self.turn, len(found) - 1)], *found] if found else []

    def entries(self, path: Path) -> int:
        """How many entries of the array at this path are given."""
        return len(self.values.get((*path, EACH), ())) or self.counts.get(path, 0)


def forms(path: Path) -> tuple[Path, ...]:
    """The paths under which values for this one may stand: its own, and that for each entry of the arrays."""
    each = tuple(EACH if step[:1] == "[" else step for step in path)
    return (path,) if each == path else (path, (*path[:-1], each[-1]), each)
