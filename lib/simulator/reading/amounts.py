"""Amounts in a prompt: money with its currency, and rows such as `2 chairs at 40 EUR`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lib.simulator.reading.mentions import DIGITS, as_number

CURRENCIES: Final[Mapping[str, str]] = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "£": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "¥": "JPY",
    "yen": "JPY",
    **{code: code for code in ("EUR", "USD", "GBP", "JPY", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "INR")},
}
WORDS: Final = "|".join(sorted((word for word in CURRENCIES if word.isalpha()), key=len, reverse=True))
SIGN: Final = rf"(?:[€$£¥]|(?:{WORDS})(?!\w))"
PLAIN: Final = DIGITS
MONEY: Final = rf"(?:(?:{SIGN})\s?{PLAIN}|{PLAIN}(?:\s?{SIGN})?)"
PRICED: Final = rf"(?:(?:{SIGN})\s?(?P<after>{PLAIN})|(?P<before>{PLAIN})\s?{SIGN})"
APIECE: Final = r"(?:\s*(?:each|apiece|a piece|per \w+))?"
UNIT: Final = (
    r"(?:k?g|mg|[mcd]?l|tsp|tbsp|cups?|oz|lbs?|[mck]?m|pcs|slices?|cloves?|pieces?|bottles?|boxes|hours?|days?)\b"
)
MOST_DIGITS: Final = 15
SPAN: Final = re.compile(r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)(?: old)?", re.I)
ROW: Final = re.compile(
    rf"(?<![\w.,$€£¥-])(?P<count>{PLAIN})[ \t]*(?:[x×][ \t]+)?"
    rf"(?P<what>(?:{UNIT}[ \t]+(?:of[ \t]+)?)?[^\W\d_][\w'’ /-]{{0,60}}?)"
    rf"(?:(?:[ \t]*[(,]?[ \t]*(?:at|for|@|costs?|each|of|=|:|-)\s*|[ \t]+(?=[€$£¥]))(?P<price>{MONEY}){APIECE}"
    rf"(?:\s*=\s*(?P<sum>{MONEY}))?\)?)?"
    rf"(?=\s*(?:[,;.\n]|and\b|&|$))",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how many of what (with its unit, if it has one), at which price each, and for how much together;
    where it stands.
    """

    count: int | float
    what: str
    price: int | float | None
    amount: int | float | None
    start: int
    end: int


def unit_of(what: str) -> tuple[str, str]:
    """The unit that a row's text begins with, and the rest: `g flour` is `g` and `flour`."""
    found = re.match(rf"({UNIT})\s+(?:of\s+)?(?=\S)", what)
    return (found[1], what[found.end() :]) if found else ("", what)


def rows(text: str) -> list[Row]:
    """The rows in a text: those with a price where one has one, else all."""
    found = [
        row(match)
        for match in ROW.finditer(text)
        if match["what"] not in CURRENCIES and len(match["count"]) <= MOST_DIGITS and not SPAN.fullmatch(match["what"])
    ]
    return [one for one in found if one.price is not None] or found


def row(match: re.Match[str]) -> Row:
    """A row as it was matched."""
    price, total = (number_in(match[name]) for name in ("price", "sum"))
    return Row(as_number(match["count"]), match["what"].strip(), price, total, match.start(), match.end())


def number_in(text: str | None) -> int | float | None:
    """The number of an amount."""
    found = re.search(PLAIN, text or "")
    return as_number(found[0]) if found and len(found[0]) <= MOST_DIGITS else None


def prices(text: str) -> Iterator[re.Match[str]]:
    """The amounts with a currency."""
    return re.finditer(PRICED, text)


def currency(text: str) -> str | None:
    """The code of the first currency that a text names."""
    found = re.search(rf"[€$£¥]|(?<![A-Za-z])(?:{WORDS})(?!\w)", text)
    return CURRENCIES[found[0]] if found else None


def product(one: Any, other: Any) -> int | float:
    """Two numbers multiplied, without the traces of binary fractions."""
    return plain(Decimal(str(one)) * Decimal(str(other)))


def total(numbers: list[Any]) -> int | float:
    """The sum of numbers, without such traces."""
    return plain(sum((Decimal(str(number)) for number in numbers), Decimal(0)))


def plain(number: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(number) if number == number.to_integral_value() else float(number)
