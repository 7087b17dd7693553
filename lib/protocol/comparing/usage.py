"""The tokens of a response, as its `usage` says them."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any, Final

MOST: Final = 10**12  # tokens; more is no count


@dataclass(frozen=True)
class Usage:
    """Tokens. `cached` and `written` (to the cache) are among `input`, `reasoning` is among `output`."""

    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    reasoning: int = 0


def usage_of(response: Mapping[str, Any]) -> Usage | None:
    """The usage of a response; None where it says none, or not how many tokens went in and came out."""
    usage = response.get("usage")
    if not isinstance(usage, dict):
        return None
    sent, came = count(usage, "input_tokens"), count(usage, "output_tokens")
    if sent is None or came is None:
        return None
    inside, outside = usage.get("input_tokens_details"), usage.get("output_tokens_details")
    return Usage(
        sent,
        count(inside, "cached_tokens") or 0,
        count(inside, "cache_write_tokens") or 0,
        came,
        count(outside, "reasoning_tokens") or 0,
    )


def added(usages: Iterable[Usage | None]) -> Usage | None:
    """The usage of several responses; None where that of one is unknown, or where there are none."""
    rows = list(usages)
    known = [astuple(usage) for usage in rows if usage is not None]
    return Usage(*map(sum, zip(*known, strict=True))) if known and len(known) == len(rows) else None


def count(found: Any, name: str) -> int | None:
    """A count of tokens; None where it is missing or isn't one."""
    value = found.get(name) if isinstance(found, dict) else None
    return value if type(value) is int and 0 <= value < MOST else None
