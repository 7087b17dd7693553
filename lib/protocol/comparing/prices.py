"""What tokens cost: a table by backend and model, read from TOML, with its day and its source."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

BACKENDS: Final = ("openai", "compatible")
KINDS: Final = ("input", "cached", "written", "output")


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens: input, input read from the cache, input written to it, output.

    A None is a price that isn't known. `long` holds for a request with more input tokens than `above`.
    """

    input: float
    output: float
    cached: float | None = None
    written: float | None = None
    above: int | None = None
    long: "Price | None" = None


@dataclass(frozen=True)
class Prices:
    """The table: `of[backend][model]`, the day (ISO 8601) on which it held, and its source."""

    date: str
    source: str
    of: Mapping[str, Mapping[str, Price]]

    def find(self, backend: str, model: str) -> Price | None:
        """The price of a model; None for one that isn't in the table under exactly that name."""
        return self.of.get(backend, {}).get(model)


def read(text: str) -> Prices:
    """The table from its TOML. Raises ValueError, which says where and what was expected."""
    found = tomllib.loads(text)
    date, source = found.pop("date", None), found.pop("source", None)
    if not date or not isinstance(source, str):
        raise ValueError(f"prices: expected a 'date' and a 'source', got {date!r} and {source!r}")
    table: dict[str, dict[str, Price]] = {}
    for backend, models in found.items():
        if backend not in BACKENDS or not isinstance(models, dict):
            raise ValueError(f"prices: expected a table named {' or '.join(BACKENDS)}, got {backend!r}")
        table[backend] = {}
        for model, row in models.items():
            where = f"{backend}.{model}"
            price, names = priced(where, row)
            for name in (model, *names):
                if name in table[backend]:
                    raise ValueError(f"prices: expected one price a model, got two for {name!r}")
                table[backend][name] = price
    return Prices(str(date), source, table)


def priced(where: str, row: Any) -> tuple[Price, list[str]]:
    """A row's price, and the further names that it holds for."""
    if not isinstance(row, dict):
        raise ValueError(f"prices, {where}: expected a table with {', '.join(KINDS)}, got {row!r}")
    names, above, long = row.get("names", []), row.get("above"), row.get("long")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"prices, {where}: expected 'names' to be a list of texts, got {names!r}")
    if (above is None) != (long is None) or not (above is None or type(above) is int):
        raise ValueError(f"prices, {where}: expected a number 'above' together with 'long', got {above!r}, {long!r}")
    if unknown := set(row) - {*KINDS, "names", "above", "long"}:
        raise ValueError(f"prices, {where}: expected only {', '.join(KINDS)}, names, above, long; got {unknown!r}")
    beyond = Price(**amounts(f"{where}.long", long)) if long is not None else None
    return Price(**amounts(where, row), above=above, long=beyond), names


def amounts(where: str, row: Any) -> dict[str, Any]:
    """The amounts of a row."""
    found = {kind: row[kind] for kind in KINDS if kind in row} if isinstance(row, dict) else {}
    for kind in ("input", "output"):
        if kind not in found:
            raise ValueError(f"prices, {where}: expected '{kind}' in US dollars a million tokens, got none")
    for kind, amount in found.items():
        if type(amount) not in (int, float) or not (math.isfinite(amount) and amount >= 0):
            raise ValueError(f"prices, {where}: expected {kind!r} to be a number from 0 on, got {amount!r}")
    return found
