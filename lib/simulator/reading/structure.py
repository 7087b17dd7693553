"""A prompt and a schema -> the values that the prompt's words have for a whole structure, by path.

Labelled passages come first, then lists of objects row by row, each row with the words of its own, then single places,
and last what can be worked out from these. Nothing is understood: it is all found by names, forms and neighbours.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.reading.amounts import CURRENCIES
from lib.simulator.reading.finding import LONGEST, Finding
from lib.simulator.reading.labelled import read
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.passages import Passage, likeness, passages, without
from lib.simulator.reading.picks import PICKS, beside, formed, patterned, schema_words, written
from lib.simulator.reading.quantities import currencies, numbers, only_number
from lib.simulator.reading.rows import Entry, entries_of
from lib.simulator.reading.slots import Rows, Slots, slots_of
from lib.simulator.reading.sums import worked_out
from lib.simulator.reading.when import when
from lib.simulator.schemas.fitting import Schema, fits
from lib.simulator.schemas.given import EACH, Path
from lib.simulator.schemas.pattern import Patterns
from lib.simulator.schemas.references import DEEPEST

MOST_ENTRIES: Final = 50  # of one list
MOST_IN_ALL: Final = 300  # entries of all lists
MOST_NAMED: Final = 20  # places that one label may be that of
MOST_LOOKS: Final = 1_500_000  # characters that are looked through, once for each place


@dataclass(slots=True)
class Reading:
    """What was found: the values by path, and how each was, in a few words. `entries` and `looks` are what it took."""

    root: Schema
    whole: str
    patterns: Patterns = field(default_factory=Patterns)
    values: dict[Path, list[Any]] = field(default_factory=dict)
    origins: dict[Path, str] = field(default_factory=dict)
    entries: int = 0
    looks: int = 0

    def put(self, leaf: Leaf, found: Sequence[Any], origin: str) -> bool:
        """Keep those of these values that fit a place; tells whether there is one."""
        kept = [value for value in found if fits(leaf.schema, value, self.patterns)]
        kept = kept if EACH in leaf.path else kept[:1]
        if kept:
            self.values[leaf.path] = kept
            self.origins[leaf.path] = origin
        return bool(kept)

    def fill(self, schema: Schema, path: Path, text: str, entry: Entry | None = None) -> None:
        """Find values for all places at a path and below it in a text, which may be that of one entry of a list."""
        slots = slots_of(self.root, schema, path, text if entry is None else f"{text} {entry.text}")
        for at, tag in slots.tags.items():
            self.values[at] = [tag]
            self.origins[at] = "the branch that the words point to"
        if entry is not None:
            self.own(slots, entry)
        text = self.labelled(slots, text)
        text = self.listed(slots, text, entry)
        self.single(slots, text)
        self.sums(slots)

    def own(self, slots: Slots, entry: Entry) -> None:
        """What is known of an entry: a count, a price, a speaker and the like go to the places for them."""
        for fitting, values in entry.parts:
            for leaf in fitting(slots.singles):
                if leaf.path not in self.values and self.put(leaf, values, "its row of the list"):
                    break

    def labelled(self, slots: Slots, text: str) -> str:
        """Fill what has a label; gives the text without the passages that were used. Labels that come again belong to
        the rows of a list, if there is one.
        """
        names = [leaf.words for leaf in slots.singles] + [words_of(rows) for rows in slots.lists]
        used: list[Passage] = []
        found = passages(text, names)
        again = Counter(passage.label for passage in found) if slots.lists else Counter()
        for passage in found:
            if again[passage.label] > 1:
                continue
            open_now = [leaf for leaf in slots.singles if leaf.path not in self.values]
            scored = [(likeness(passage.label, leaf.words), leaf) for leaf in open_now]
            named = [leaf for score, leaf in sorted(scored, key=lambda pair: -pair[0]) if score]
            finding = Finding(passage.text if named else "")
            for leaf in named[:MOST_NAMED]:
                finding.used.clear()
                if self.look(len(passage.text)) and self.put(
                    leaf, read(leaf, passage.text, finding, self.patterns), "its label"
                ):
                    used.append(passage)
                    break
            else:
                for rows in slots.lists:
                    if likeness(passage.label, words_of(rows)) and self.rows(rows, passage.text, labelled=True):
                        used.append(passage)
                        break
        return without(text, [(passage.start, passage.end) for passage in used])

    def listed(self, slots: Slots, text: str, entry: Entry | None) -> str:
        """Fill the lists of objects; gives the text without their entries. The entries within one go to the first list
        that takes such.
        """
        inner = list(entry.inner) if entry is not None else []
        for rows in slots.lists:
            if self.numbered(rows.path):
                continue
            if entry is not None and entry.inner and rows.ref and rows.ref == entry.ref:
                self.enter(rows, inner)
                inner = []
            else:
                text = self.rows(rows, text, labelled=False) or text
        return text

    def rows(self, rows: Rows, text: str, labelled: bool) -> str:
        """Fill a list of objects from a text; gives the text without the entries, empty if there were none."""
        if len(rows.path) > DEEPEST or not self.look(len(text)):
            return ""
        inner = slots_of(self.root, rows.items, (), text)
        found = entries_of(rows, inner, text, labelled)
        self.enter(rows, found)
        return without(text, [(entry.start, entry.end) for entry in found]) if found else ""

    def enter(self, rows: Rows, found: Sequence[Entry]) -> None:
        """Fill the entries of a list."""
        for at, entry in enumerate(found[:MOST_ENTRIES]):
            if len(rows.path) <= DEEPEST and self.entries < MOST_IN_ALL:
                self.entries += 1
                self.fill(rows.items, (*rows.path, f"[{at}]"), entry.text, entry)

    def numbered(self, path: Path) -> bool:
        """Whether a list has entries already."""
        return any(known[: len(path)] == path for known in self.values)

    def look(self, characters: int) -> bool:
        """Count a look through so many characters; tells whether there may be one more."""
        self.looks += characters
        return self.looks <= MOST_LOOKS

    def single(self, slots: Slots, text: str) -> None:
        """Fill the places that are left, the surest ways first."""
        finding = Finding(text)
        known = schema_words(slots.singles) | {word.lower() for word in CURRENCIES}

        def each(origin: str, pick: Any) -> None:
            for leaf in sorted(slots.singles, key=lambda leaf: EACH not in leaf.path):
                if leaf.path not in self.values:
                    self.put(leaf, pick(leaf), origin)

        if not self.look(len(text) * len(slots.singles)):
            return
        each("the currency that the prompt names", lambda leaf: currencies(leaf, self.whole))
        each("the date or time in the prompt", lambda leaf: when(leaf, finding))
        each("the number beside a word of its name", lambda leaf: numbers(leaf, finding))
        each("what has the form of its kind", lambda leaf: formed(leaf, finding, self.patterns))
        each("the piece of the prompt that matches its pattern", lambda leaf: patterned(leaf, finding, self.patterns))
        for origin, pick in PICKS:
            each(origin, lambda leaf, pick=pick: pick(leaf, finding))
        each("what stands beside a word of its name", lambda leaf: beside(leaf, finding, known))
        waiting = [leaf for leaf in slots.singles if leaf.path not in self.values and only_number(leaf, finding)]
        for leaf in waiting if len(waiting) == 1 else []:
            self.put(leaf, only_number(leaf, finding), "the only number that is left")
        each("the sentences that went nowhere else", lambda leaf: written(leaf, finding))

    def sums(self, slots: Slots) -> None:
        """Work out amounts that nobody said."""
        for leaf, value, origin in worked_out(slots, self.values):
            self.put(leaf, [value], origin)


def reading(schema: Schema, prompt: str) -> Reading:
    """What a prompt has for a schema."""
    text = re.sub(r"[^\S\n]{8,}", " " * 8, re.sub(r"\s*\n\s*\n\s*", "\n\n", prompt[: 2 * LONGEST]))[:LONGEST]
    found = Reading(schema, text)
    for rows in slots_of(schema, schema, (), text).lists:
        top = entries_of(rows, slots_of(schema, rows.items, (), text), text, False) if rows.ref == "#" else []
        if len(top) == 1:  # the whole is itself the one entry that has all others within it
            found.fill(schema, (), without(text, [(top[0].start, top[0].end)]), top[0])
            return found
    found.fill(schema, (), text)
    return found


def words_of(rows: Rows) -> list[str]:
    """The words of a list's name."""
    return Leaf((rows.name,), {}, True).words
