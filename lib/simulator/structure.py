"""A prompt and a schema -> the values that the prompt's words have for a whole structure, by path.

Labelled passages come first, then lists of objects row by row, each row with the words of its own, then single places,
and last what can be worked out from these. Nothing is understood: it is all found by names, forms and neighbours.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.amounts import CURRENCIES, number_in
from lib.simulator.finding import Finding
from lib.simulator.fitting import Schema, fits
from lib.simulator.given import EACH, Path
from lib.simulator.leaves import Leaf
from lib.simulator.moments import when
from lib.simulator.passages import Passage, entries, likeness, passages
from lib.simulator.picks import PICKS, beside, schema_words, written
from lib.simulator.quantities import currencies, numbers, only_number
from lib.simulator.rows import Entry, entries_of
from lib.simulator.slots import Rows, Slots, slots_of
from lib.simulator.sums import worked_out

LONGEST: Final = 8000  # characters of a prompt that are looked at
MOST_ENTRIES: Final = 50
DEEPEST: Final = 30  # steps of a path


@dataclass(slots=True)
class Reading:
    """What was found: the values by path, and how each was, in a few words."""

    root: Schema
    whole: str
    values: dict[Path, list[Any]] = field(default_factory=dict)
    origins: dict[Path, str] = field(default_factory=dict)

    def put(self, leaf: Leaf, found: Sequence[Any], origin: str) -> bool:
        """Keep those of these values that fit a place; tells whether there is one."""
        kept = [value for value in found if fits(leaf.schema, value)]
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
            scored = [(likeness(passage.label, leaf.words), leaf) for leaf in slots.singles]
            for score, leaf in sorted(scored, key=lambda pair: -pair[0]):
                if score and leaf.path not in self.values and self.put(leaf, read(leaf, passage.text), "its label"):
                    used.append(passage)
                    break
            else:
                for rows in slots.lists:
                    if likeness(passage.label, words_of(rows)) and self.rows(rows, passage.text, labelled=True):
                        used.append(passage)
                        break
        return without(text, [(passage.start, passage.end) for passage in used])

    def listed(self, slots: Slots, text: str, entry: Entry | None) -> str:
        """Fill the lists of objects; gives the text without their entries."""
        for rows in slots.lists:
            if self.numbered(rows.path):
                continue
            if entry is not None and entry.inner and self.alike(rows, entry):
                self.enter(rows, entry.inner)
            else:
                text = self.rows(rows, text, labelled=False) or text
        return text

    def alike(self, rows: Rows, entry: Entry) -> bool:
        """Whether a list takes entries like the one that it is in."""
        return bool(rows.ref) and rows.ref == entry.ref

    def rows(self, rows: Rows, text: str, labelled: bool) -> str:
        """Fill a list of objects from a text; gives the text without the entries, empty if there were none."""
        if len(rows.path) > DEEPEST:
            return ""
        inner = slots_of(self.root, rows.items, (), text)
        found = entries_of(rows, inner, text, labelled)
        self.enter(rows, found)
        return without(text, [(entry.start, entry.end) for entry in found]) if found else ""

    def enter(self, rows: Rows, found: Sequence[Entry]) -> None:
        """Fill the entries of a list."""
        for at, entry in enumerate(found[:MOST_ENTRIES]):
            if len(rows.path) <= DEEPEST:
                self.fill(rows.items, (*rows.path, f"[{at}]"), entry.text, entry)

    def numbered(self, path: Path) -> bool:
        """Whether a list has entries already."""
        return any(known[: len(path)] == path for known in self.values)

    def single(self, slots: Slots, text: str) -> None:
        """Fill the places that are left, the surest ways first."""
        finding = Finding(text)
        known = schema_words(slots.singles) | {word.lower() for word in CURRENCIES}

        def each(origin: str, pick: Any) -> None:
            for leaf in sorted(slots.singles, key=lambda leaf: EACH not in leaf.path):
                if leaf.path not in self.values:
                    self.put(leaf, pick(leaf), origin)

        each("the currency that the prompt names", lambda leaf: currencies(leaf, self.whole))
        each("the date or time in the prompt", lambda leaf: when(leaf, finding.prompt))
        each("the number beside a word of its name", lambda leaf: numbers(leaf, finding))
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


def read(leaf: Leaf, text: str) -> list[Any]:
    """The values that a labelled passage has for a place."""
    finding = Finding(text)
    if leaf.listed:
        return finding.listed(leaf)
    if leaf.takes("number") or leaf.takes("integer"):
        parts = entries(text) if EACH in leaf.path else [text]
        return [number for part in parts if (number := number_in(part)) is not None] or numbers(leaf, finding)
    if leaf.takes("boolean"):
        return [text.strip(" .").lower() in ("yes", "true", "on")] if text else []
    if found := when(leaf, text) or [value for _, pick in PICKS[1:2] for value in pick(leaf, finding)]:
        return found
    if EACH in leaf.path:
        return [entry for entry in entries(text) if entry.lower() not in ("none", "nothing")]
    plain = " ".join(text.split()).strip('"“” ')
    return [plain, plain.rstrip(".")] if plain else []


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text without what stands at these places; a full stop marks each gap."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} . {text[end:]}"
    return text
