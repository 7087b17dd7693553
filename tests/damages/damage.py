"""A kind of damage: the rule that is meant to find it, where it can be done, and what is done there."""

from collections.abc import Callable
from typing import NamedTuple

from tests.damages.stream import Sent, Stream

Place = Callable[[Stream, int], bool]
Harm = Callable[[Stream, int], list[Sent]]


class Damage(NamedTuple):
    """A kind of damage: the rule that is meant to find it, whether it can be done at an event, and what it does."""

    name: str
    rule: str
    fits: Place
    harm: Harm

    def places(self, stream: Stream) -> list[int]:
        """The first, the middle and the last place where it can be done."""
        found = [at for at in range(len(stream)) if self.fits(stream, at)]
        return sorted({found[0], found[len(found) // 2], found[-1]}) if found else []
