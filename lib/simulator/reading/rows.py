"""The entries that a text has for a list of objects: what people say, list lines, counted things, names."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.reading import amounts
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.named import GIVES, people
from lib.simulator.reading.outline import Node, bullets, chain, flat, speech
from lib.simulator.reading.passages import entries
from lib.simulator.reading.quantities import AMOUNT, COUNT, DERIVED, PRICE
from lib.simulator.reading.slots import Rows, Slots
from lib.simulator.reading.subjects import PERSON
from lib.simulator.reading.words import vocabulary

WHAT: Final = vocabulary("description item name product title article what ingredient thing label text")
SPEAKER: Final = PERSON | GIVES | {"role", "by"}
SAID: Final = vocabulary("text message content body comment note quote said line utterance statement words reply")
Choose = Callable[[Sequence[Leaf]], list[Leaf]]


@dataclass(slots=True)
class Entry:
    """One entry of a list: its text, what of it is known and which places that may go to, the entries within it, and
    where it stands; `ref` is what entries like it go by.
    """

    text: str
    parts: Sequence[tuple[Choose, Sequence[Any]]] = ()
    inner: list["Entry"] = field(default_factory=list)
    ref: str = ""
    start: int = 0
    end: int = 0


def entries_of(rows: Rows, inner: Slots, text: str, labelled: bool) -> list[Entry]:
    """The entries for this list, of the first kind that there is; `inner` are the places of one."""
    nested = any(other.ref and other.ref == rows.ref for other in inner.lists)
    if of(inner.singles, SAID) and of(inner.singles, SPEAKER) and (said := speech(text)):
        nodes = said if nested else flat(said)
        return [spoken(node, rows.ref, nested) for node in nodes]
    if counted := [row for row in amounts.rows(text) if takes(row, inner.singles, labelled)]:
        return [counted_entry(row, inner.singles) for row in counted]
    lines = bullets(text)
    if len(lines) > 1 or (lines and labelled):
        return [listed(node, rows.ref) for node in (lines if nested else flat(lines))]
    if nested and (linked := chain(text)):
        return [listed(node, rows.ref) for node in linked]
    if labelled:
        return [Entry(entry, [(what, [bare(entry)])] if short(entry) else (), ref=rows.ref) for entry in entries(text)]
    return named(rows, inner, text)


def spoken(node: Node, ref: str, nested: bool) -> Entry:
    """Who says what, with the replies to it where the list takes those."""
    inner = [spoken(one, ref, nested) for one in node.inner] if nested else []
    parts = [(speaker, [node.who, node.who.lower()]), (saying, [node.text])]
    return Entry("", parts, inner, ref, node.start, max([node.end, *(one.end for one in inner)]))


def listed(node: Node, ref: str) -> Entry:
    """A line of a list, with the lines further in."""
    inner = [listed(one, ref) for one in node.inner]
    parts = [(what, [bare(node.text)])] if short(node.text) else ()
    return Entry(node.text, parts, inner, ref, node.start, max([node.end, *(one.end for one in inner)]))


def counted_entry(row: amounts.Row, singles: Sequence[Leaf]) -> Entry:
    """So many of something, at a price; its unit stands apart where there is a place for it."""
    unit, bare = amounts.unit_of(row.what)
    parts: list[tuple[Choose, list[Any]]] = [(counting, [row.count])]
    parts += [(measuring, [unit]), (what, [bare])] if unit and measuring(singles) else [(what, [row.what])]
    parts += [(pricing, [row.price])] if row.price is not None else []
    parts += [(summing, [row.amount])] if row.amount is not None else []
    return Entry("", parts, start=row.start, end=row.end)


def named(rows: Rows, inner: Slots, text: str) -> list[Entry]:
    """The people in a text, for a list of people."""
    own = Leaf((rows.name,), {}, True)
    names = of(inner.singles, PERSON)
    if not set(own.words) & (PERSON - {"name"}) or not names:
        return []
    finding = Finding(text)
    return [
        Entry("", [(speaker, [name])]) for name in people(Leaf((rows.name, "[]"), {"type": "string"}, True), finding)
    ]


def takes(row: amounts.Row, singles: Sequence[Leaf], labelled: bool) -> bool:
    """Whether an entry has places for what a row says."""
    numeric = counting(singles) and of(singles, WHAT)
    priced = row.price is None or bool(pricing(singles))
    return bool(numeric) and priced and (labelled or row.price is not None or bool(of(singles, COUNT)))


def of(singles: Sequence[Leaf], group: frozenset[str] | set[str]) -> list[Leaf]:
    """The places whose names have one of these words."""
    return [leaf for leaf in singles if set(leaf.words) & group]


def counting(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where a count may go."""
    numeric = [leaf for leaf in singles if leaf.takes("integer") or leaf.takes("number")]
    plain = [leaf for leaf in numeric if not set(leaf.words) & (PRICE | AMOUNT | DERIVED)]
    return [*of(numeric, COUNT), *plain, *(leaf for leaf in of(numeric, {"amount"}) if not of(numeric, COUNT))]


def measuring(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where a unit may go."""
    return [leaf for leaf in of(singles, {"unit"}) if leaf.takes("string") and not set(leaf.words) & PRICE]


def pricing(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where a price may go."""
    numeric = [leaf for leaf in singles if leaf.takes("integer") or leaf.takes("number")]
    return of(numeric, PRICE) or of(numeric, AMOUNT)


def summing(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where the amount of a row may go."""
    return [leaf for leaf in of(singles, AMOUNT) if leaf.takes("integer") or leaf.takes("number")]


def what(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where the name of a thing may go."""
    free = [leaf for leaf in singles if leaf.free and "unit" not in leaf.words]
    return [*of(free, WHAT), *free]


def speaker(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where the name of somebody may go."""
    return [*of(singles, SPEAKER - SAID), *of(singles, SPEAKER)]


def saying(singles: Sequence[Leaf]) -> list[Leaf]:
    """Where what somebody says may go."""
    return of([leaf for leaf in singles if leaf.free], SAID)


def bare(text: str) -> str:
    """A text without what stands in brackets at its end, and without the address or phone number after a name."""
    text = re.sub(r"\s*\([^()]*\)$", "", text) or text
    return re.sub(r",\s+(?:[\w.+-]+@[\w.-]+|\+?\d[\d ()/-]{5,20}\d).*$", "", text)


def short(text: str) -> bool:
    """Whether a line is a thing's name and no more."""
    return ":" not in text and len(text) <= 120
