"""Amounts that nobody said and that can be worked out: a count times a price, and the sum of a list's amounts."""

from collections.abc import Iterator
from typing import Any

from lib.simulator.reading.amounts import product, total
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.quantities import AMOUNT, COUNT, PRICE
from lib.simulator.reading.slots import Slots
from lib.simulator.schemas.given import EACH, Path, Values


def worked_out(slots: Slots, values: Values) -> Iterator[tuple[Leaf, Any, str]]:
    """The places that have no value, with theirs, and how it came about. What was said is never worked out."""
    singles = [leaf for leaf in slots.singles if EACH not in leaf.path and numeric(leaf)]
    counts, prices = ([leaf for leaf in singles if set(leaf.words) & group] for group in (COUNT, PRICE))
    open_sums = [leaf for leaf in singles if leaf.path not in values and set(leaf.words) & (AMOUNT | {"subtotal"})]
    if len(counts) == len(prices) == 1 and all(leaf.path in values for leaf in (*counts, *prices)):
        made = product(values[counts[0].path][0], values[prices[0].path][0])
        for leaf in open_sums:
            yield leaf, made, "the count times the price"
        return
    for rows in slots.lists:
        amounts = [amount for at in entries(rows.path, values) if (amount := amount_of(at, values)) is not None]
        if not amounts or len(amounts) < len(entries(rows.path, values)):
            continue
        added = total([values[leaf.path][0] for leaf in singles if is_added(leaf) and leaf.path in values])
        for leaf in open_sums:
            whole = "total" in leaf.words and "sub" not in leaf.words
            yield leaf, total([*amounts, added] if whole else amounts), "the sum of the amounts of the list"
        return


def entries(path: Path, values: Values) -> list[Path]:
    """The paths of the entries of a list."""
    steps = {known[: len(path) + 1] for known in values if known[: len(path)] == path and len(known) > len(path)}
    return sorted(steps, key=lambda step: (len(step[-1]), step[-1]))


def amount_of(path: Path, values: Values) -> Any:
    """The amount of one entry: its own, else its price where it has no count."""
    own = {known[-1]: found[0] for known, found in values.items() if known[:-1] == path}
    named = {name: set(Leaf((name,), {}, True).words) for name in own}
    for group in (AMOUNT, PRICE):
        for name, words in named.items():
            if words & group and not isinstance(own[name], (str, bool)):
                return own[name]
    return None


def is_added(leaf: Leaf) -> bool:
    """Whether a total has this beside the list."""
    return bool(set(leaf.words) & {"tax", "vat", "shipping", "fee"}) and not set(leaf.words) & {"rate", "percent"}


def numeric(leaf: Leaf) -> bool:
    """Whether a place takes a number."""
    return (leaf.takes("number") or leaf.takes("integer")) and not leaf.listed
