"""A comparison as Markdown tables: its figures, what the requests differ in, the items, the types of events."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from lib.protocol.catalogue import short
from lib.protocol.changes import Absent, Change
from lib.protocol.compare import Comparison, Figure, Side
from lib.protocol.comparing.alignment import Pair
from lib.protocol.comparing.cost import Cost
from lib.protocol.comparing.item_course import ItemCourse
from lib.protocol.structured import written
from lib.view.inert import ZERO_WIDTH_SPACE, on_one_line, plain
from lib.view.metrics import seconds
from lib.view.status import BADGES

MOST: Final = 100  # rows of a table
WIDE: Final = 120  # characters of a value
LONG_WORD: Final = re.compile(r"[^\s-]{10}(?=[^\s-]{4})")
SHORT_WORD: Final = re.compile(r"(?<!\S)\S{1,24}(?!\S)")
BREAK: Final = rf"\g<0>{ZERO_WIDTH_SPACE}"  # a long id may go on in the next line of its cell
WHOLE: Final = "-\u2060"  # a hyphen at which a short name such as sim-1 stays whole
UNKNOWN: Final = ":gray[unknown]"
NAMES: Final = {"last": "End", "written_tokens": "Written to the cache"}
OPTIONAL: Final = ("cached_tokens", "written_tokens", "reasoning_tokens")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table of cells that are Markdown already."""
    lines = [" | ".join(row) for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def cell(text: str, most: int = WIDE) -> str:
    """A text of others on one line, letter by letter."""
    shown = LONG_WORD.sub(BREAK, on_one_line(text if len(text) <= most else f"{text[: most - 1]}…"))
    return plain(SHORT_WORD.sub(lambda word: word[0].replace("-", WHOLE), shown)).replace("=", "\\=")


def figures(found: Comparison) -> str:
    """Status, metrics, tokens, cost."""
    rows = [("Status", BADGES[found.one.status][1], BADGES[found.other.status][1], "")]
    for figure in found.figures:
        rows += [row(figure, found)] if worth_a_row(figure, found) else []
    costs = found.one.cost, found.other.cost
    amount = [cost.dollars for cost in costs]
    more = amount[1] - amount[0] if amount[0] is not None and amount[1] is not None else None
    rows.append(("Cost", price(costs[0]), price(costs[1]), UNKNOWN if more is None else signed(more, dollars)))
    return table(["", "First", "Second", "Change"], rows)


def worth_a_row(figure: Figure, found: Comparison) -> bool:
    """Whether either has anything to say: a moment that came in neither, or tokens of which there are none, have no
    row."""
    if figure.name in OPTIONAL:
        return bool(figure.one or figure.other)
    known = figure.one is not None or figure.other is not None
    return known or figure.name.endswith("_tokens") or (figure.name == "last" and not found.one.timed)


def row(figure: Figure, found: Comparison) -> tuple[str, str, str, str]:
    """A figure: its name, both values, the difference."""
    name = NAMES.get(figure.name) or figure.name.replace("_", " ").capitalize()
    one, other = value(figure, figure.one, found.one), value(figure, figure.other, found.other)
    more = figure.difference
    if more is None:
        return name, one, other, UNKNOWN if UNKNOWN in (one, other) else "–"
    return name, one, other, signed(more, lambda size: said(size, figure.unit))


def value(figure: Figure, amount: float | None, side: Side) -> str:
    """A value: a dash where the moment didn't come, and said to be unknown where nobody knows."""
    if amount is not None:
        return said(amount, figure.unit)
    tokens = figure.name.endswith("_tokens")
    return UNKNOWN if tokens or (figure.unit and not side.timed) else "–"


def said(amount: float, unit: str) -> str:
    """An amount in its unit."""
    if unit == "s":
        return seconds(amount)
    return f"{amount:,.1f}" if unit == "/s" else f"{amount:,.0f}"


def signed(more: float, words: Any) -> str:
    """How much more, with its sign."""
    shown = words(abs(more))
    if shown == words(0.0):
        return ":gray[same]"
    return f"+{shown}" if more > 0 else f"−{shown}"


def price(cost: Cost) -> str:
    """What it cost."""
    return UNKNOWN if cost.dollars is None else dollars(cost.dollars)


LEAST: Final = 0.000001  # dollars that are told


def dollars(amount: float) -> str:
    """US dollars, small amounts with enough digits."""
    if amount == 0 or amount >= 1:
        return f"\\${amount:,.2f}" if amount else "\\$0"
    return f"\\${amount:.6f}".rstrip("0") if amount >= LEAST else f"less than \\${LEAST:.6f}"


def request(changed: Sequence[Change]) -> str:
    """The places at which the two bodies differ."""
    rows = [(f"**{cell(written(one.path)) or 'body'}**", shown(one.before), shown(one.after)) for one in changed[:MOST]]
    return table(["", "First", "Second"], rows)


def shown(amount: Any) -> str:
    """A JSON value in a cell."""
    if isinstance(amount, Absent):
        return ":gray[not set]"
    text = ""
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(amount):  # a piece at a time: no more than is shown
        text += piece
        if len(text) > WIDE:
            break
    return cell(text)


def items(pairs: Sequence[Pair], found: Comparison) -> str:
    """The items, matched by turn, type and order."""
    rows = [
        (title(pair), course(pair.one, found.one), course(pair.other, found.other), apart(pair))
        for pair in pairs[:MOST]
    ]
    return table(["Item", "First", "Second", "Change"], rows)


def title(pair: Pair) -> str:
    """Which item it is."""
    number = f" {pair.order + 1}" if pair.order else ""
    return f"**{cell(pair.kind, 40)}**{number}  :small[:gray[turn {pair.turn + 1}]]"


def text_title(pair: Pair) -> str:
    """Which item a text is of: a call by its name, which may be another on each side, and its number."""
    names = dict.fromkeys(course.name for course in (pair.one, pair.other) if course is not None and course.name)
    if pair.kind != "function_call" or not names:
        return title(pair)
    called = " / ".join(cell(name, 40) for name in names)
    return f"**{called}** call {pair.order + 1}  :small[:gray[turn {pair.turn + 1}]]"


def course(one: ItemCourse | None, side: Side) -> str:
    """How an item streamed: what it came to, then when."""
    if one is None:
        return ":gray[none]"
    name = f"{cell(one.name, 40)}: " if one.name else ""
    size = f"{counted(one.deltas, 'delta')}, {counted(len(one.text), 'character')}"
    if not side.timed:
        return f"{name}{size} · times {UNKNOWN}"
    moments = (("added", one.added), ("first delta", one.first_delta), ("done", one.done))
    when = [f"{word} {seconds(t)}" for word, t in moments if t is not None]
    return " · ".join([name + size, *when])


def apart(pair: Pair) -> str:
    """What the second has more."""
    if pair.one is None or pair.other is None:
        return ":gray[only one has it]"
    deltas, characters = pair.other.deltas - pair.one.deltas, len(pair.other.text) - len(pair.one.text)
    more = [f"{signed(deltas, lambda size: counted(round(size), 'delta'))}"] if deltas else []
    more += [f"{signed(characters, lambda size: counted(round(size), 'character'))}"] if characters else []
    for word, one, other in (
        ("first delta", pair.one.first_delta, pair.other.first_delta),
        ("done", pair.one.done, pair.other.done),
    ):
        if one is not None and other is not None:
            more.append(f"{word} {signed(other - one, seconds)}")
    return " · ".join(more) or ":gray[same]"


def counted(count: int, noun: str) -> str:
    """`1 delta`, `2 deltas`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def types(found: Sequence[tuple[str, int, int]]) -> str:
    """How often each type of event came."""
    rows = [
        (cell(short(kind), 60), f"{one:,}", f"{other:,}", signed(other - one, lambda size: f"{size:,.0f}"))
        for kind, one, other in found[:MOST]
    ]
    return table(["Type", "First", "Second", "Change"], rows)
