"""The values that a prompt has for the places of a schema, found one place at a time and used up.

Each place is matched by its name, its type and its format. What is found this way is all that the simulator knows: it
understands nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.mentions import Mention, mentions
from lib.simulator.reading.moments import Moments, moments
from lib.simulator.reading.words import stem, words

LONGEST: Final = 8000  # characters of a prompt that are looked at
DENIED: Final = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
PIECE: Final = r"[^\s,;:!?\"“”()]+"


@dataclass(slots=True)
class Finding:
    """A prompt that is being used up."""

    prompt: str
    found: list[Mention] = field(init=False)
    moments: Moments = field(init=False)
    stems: tuple[list[str], list[int], dict[str, list[int]]] | None = None
    split: list[tuple[int, str]] | None = None
    used: set[int] = field(default_factory=set)  # where mentions that are used start

    def __post_init__(self) -> None:
        self.prompt = " ".join(self.prompt.split())[:LONGEST]
        self.found = mentions(self.prompt)
        self.moments = moments(self.prompt, self.found)

    def take(self, chosen: Sequence[Mention], lists: bool = True) -> list[str]:
        """The texts of the first of these mentions and of those in its series, used from now on."""
        if not chosen:
            return []
        series = [one for one in self.found if lists and one.series == chosen[0].series and one.kind == chosen[0].kind]
        self.used |= {one.start for one in series or chosen[:1]}
        return [one.text for one in series or chosen[:1]]

    def spend(self, start: int, end: int) -> None:
        """What stands between these places is used from now on."""
        self.used |= {one.start for one in self.found if start < one.end and one.start < end}

    def free(self, *kinds: str) -> list[Mention]:
        """The mentions of these kinds that are not used."""
        return [one for one in self.found if one.kind in kinds and one.start not in self.used]

    def pieces(self) -> list[tuple[int, str]]:
        """What stands between spaces, without punctuation around it and outside dates; with where each starts."""
        if self.split is None:
            inside = {at for one in self.found if one.kind == "date" for at in range(one.start, one.end)}
            found = [(match.start(), match[0].rstrip(".")) for match in re.finditer(PIECE, self.prompt)]
            self.split = [(start, text) for start, text in found if text and start not in inside]
        return self.split

    def spoken(self) -> tuple[list[str], list[int], dict[str, list[int]]]:
        """The stems of all words, where each word starts, and at which words each stem is."""
        if self.stems is None:
            found = list(re.finditer(r"[^\W_]+", self.prompt.lower()))
            stems = [stem(match[0]) for match in found]
            at: dict[str, list[int]] = {}
            for number, one in enumerate(stems):
                at.setdefault(one, []).append(number)
            self.stems = stems, [match.start() for match in found], at
        return self.stems

    def listed(self, leaf: Leaf) -> list[Any]:
        """The values of an enum that occur in the prompt, in its order; not those that it says no to."""
        stems, starts, by_stem = self.spoken()
        places: list[tuple[int, Any]] = []
        for value in leaf.listed:
            parts = [stem(word) for word in words(str(value)) if isinstance(value, str)] or [str(value).lower()]
            if value is None or isinstance(value, bool):
                continue
            for at in by_stem.get(parts[0], ()):
                if stems[at : at + len(parts)] == parts and not self.denied(starts[at]):
                    places.append((at, value))
                    break
        return [value for _, value in sorted(places, key=lambda place: place[0])]

    def denied(self, start: int) -> bool:
        """Whether a word that says no stands shortly before a place: `not open`, `do not want a newsletter`."""
        return bool(DENIED.search(self.prompt, max(0, start - 40), start))
