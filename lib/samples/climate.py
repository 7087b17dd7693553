"""Typical weather of a city in a month, from a small table.

`climate.csv` has one city a line with twelve values a column, January first: the average daily high and low in °C and
the precipitation in mm a month. They are rounded long-term averages from general knowledge, good to a degree or two.
"""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

Month = Literal[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS: tuple[Month, ...] = get_args(Month)
NOTE = "typical, long-term averages; no forecast"
TABLE = Path(__file__).with_name("climate.csv")


@dataclass(frozen=True)
class Climate:
    """One month of one city: °C, and mm of rain or melted snow in the month."""

    city: str
    country: str
    month: Month
    high_c: int
    low_c: int
    rain_mm: int
    note: str = NOTE


def typical(city: str, month: Month) -> Climate:
    """The typical weather of a city in a month. Raises ValueError, which names the cities that there are."""
    rows, name = table(), plain(city.partition(",")[0])
    row = rows.get(name) or rows.get(name.removesuffix(" city"))
    if row is None:
        known = ", ".join(each["city"] for each in rows.values())
        raise ValueError(f"no climate is known for {city[:60]!r} (there are: {known})")
    if month not in MONTHS:
        raise ValueError(f"expected a month such as 'March', got {month!r}")
    high, low, rain = (int(row[column].split()[MONTHS.index(month)]) for column in ("high", "low", "rain"))
    return Climate(row["city"], row["country"], month, high, low, rain)


def cities() -> list[str]:
    """The cities of the table, in order."""
    return [row["city"] for row in table().values()]


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """The rows of the file by the plain form of the city's name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({plain(row["city"]): row for row in csv.DictReader(file)})


def plain(name: str) -> str:
    """A name without case and accents: `São Paulo` -> `sao paulo`."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
