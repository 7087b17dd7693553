"""The numbers of a prompt for the places of a schema: beside a word of the place's name, or with a currency."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lib.simulator.reading.amounts import PLAIN, SIGN, currency, prices
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.mentions import as_number
from lib.simulator.reading.words import STOP, stem, vocabulary

COUNT: Final = vocabulary("quantity qty count units pieces")
PRICE: Final = vocabulary("price cost rate each")
AMOUNT: Final = vocabulary("amount sum total")
MONEY: Final = PRICE | AMOUNT | vocabulary("budget fee salary worth paid value")
DERIVED: Final = vocabulary("total subtotal tax vat discount shipping sum grand net gross")
RATED: Final = vocabulary("rating score stars grade")


def numbers(leaf: Leaf, finding: Finding) -> list[Any]:
    """The number for a place: beside a word of its name; for a rating, as one is said; for money, with a currency."""
    if leaf.listed or not (leaf.takes("number") or leaf.takes("integer")):
        return []
    for start, end, text in (*beside(leaf, finding.prompt), *rated(leaf, finding.prompt)):
        if not any(start < one.end and one.start < end for one in finding.found if one.start in finding.used):
            finding.spend(start, end)
            return [as_number(text)]
    if set(leaf.words) & MONEY and not set(leaf.words) & DERIVED:
        for match in prices(finding.prompt):
            if not any(match.start() <= start < match.end() for start in finding.used):
                finding.spend(*match.span())
                return [as_number(match["after"] or match["before"])]
    return []


def beside(leaf: Leaf, text: str) -> Iterator[tuple[int, int, str]]:
    """Numbers beside a word of the place's name: `total of 200`, `95 km range`; a percentage is for a rate alone."""
    rate = bool(set(leaf.words) & {"rate", "percent", "percentage", "share"})
    for word in sorted((word for word in leaf.words if word not in STOP), key=lambda word: word not in DERIVED):
        said = rf"(?<![\w-]){re.escape(stem(word))}\w*"
        after = rf"{said}(?: is| are| of| to| comes to| at)?\s*[:=]?\s*(?:{SIGN}\s?)?(?P<n>-?{PLAIN})(?![\w-]*\d)"
        before = rf"(?<![\w.,-])(?P<n>{PLAIN})[ -]?(?:[^\W\d_]{{1,4}} )?(?:% (?:of )?)?{said}"
        for pattern in (after, before):
            for match in re.finditer(pattern, text, re.IGNORECASE):
                percent = re.match(r"\s?%", text[match.end("n") :]) is not None
                if percent <= rate and len(match["n"]) <= 15:
                    yield match.start("n"), match.end("n"), match["n"]


def rated(leaf: Leaf, text: str) -> Iterator[tuple[int, int, str]]:
    """Numbers such as `4.5 out of 5`, `4/5` and `4 stars`."""
    if set(leaf.words) & RATED:
        for match in re.finditer(rf"(?<![\w.])({PLAIN})(?: ?/ ?\d+| out of \d+| stars?\b)", text):
            yield match.start(1), match.end(1), match[1]


def only_number(leaf: Leaf, finding: Finding) -> list[Any]:
    """The one number that is left, for the one place that is left; what is to be worked out isn't guessed."""
    if leaf.listed or set(leaf.words) & DERIVED or not (leaf.takes("number") or leaf.takes("integer")):
        return []
    free = [one for one in finding.free("number") if len(one.text) <= 15]
    return [as_number(one.text) for one in free[:1]] if len(free) == 1 else []


def currencies(leaf: Leaf, whole: str) -> list[Any]:
    """The code of the currency that the whole prompt names first."""
    code = currency(whole) if leaf.words[-1:] == ["currency"] or "currency" in leaf.words else None
    return [code] if code else []
