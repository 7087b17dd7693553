"""The items of an answer, each already in the pieces that will be its deltas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Status = Literal["completed", "incomplete"]
Deltas = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A reasoning item: the parts of its summary. `shown` is false when the request asked for no summary."""

    id: str
    parts: tuple[Deltas, ...]
    shown: bool
    status: Status = "completed"

    @property
    def tokens(self) -> int:
        return sum(map(len, self.parts))


@dataclass(frozen=True, slots=True)
class Message:
    """A message item with one `output_text` part, or one `refusal` part."""

    id: str
    deltas: Deltas
    status: Status = "completed"
    refusal: bool = False

    @property
    def tokens(self) -> int:
        return len(self.deltas)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function, whose deltas are its arguments, or of a custom tool, whose deltas are its input."""

    id: str
    call_id: str
    name: str
    deltas: Deltas
    kind: Literal["function_call", "custom_tool_call"] = "function_call"
    status: Status = "completed"

    @property
    def tokens(self) -> int:
        return len(self.deltas)


Item = Reasoning | Message | Call


def cut(items: Sequence[Item], limit: int | None) -> tuple[list[Item], bool]:
    """The items up to `limit` tokens, and whether that is all of them. The item that the limit falls into is
    incomplete; those after it never begin."""
    kept: list[Item] = []
    left = sum(item.tokens for item in items) if limit is None else limit
    for item in items:
        if item.tokens > left:
            return ([*kept, shortened(item, left)] if left else kept), False
        kept.append(item)
        left -= item.tokens
    return kept, True


def shortened(item: Item, limit: int) -> Item:
    """The first `limit` tokens of an item, as an incomplete one."""
    if not isinstance(item, Reasoning):
        return replace(item, deltas=item.deltas[:limit], status="incomplete")
    parts: list[Deltas] = []
    for part in item.parts:
        if limit > 0:
            parts.append(part[:limit])
        limit -= len(part)
    return replace(item, parts=tuple(parts), status="incomplete")


def sent(items: Sequence[Item]) -> int:
    """How many deltas the stream of these items has."""
    return sum(item.tokens for item in items if not (isinstance(item, Reasoning) and not item.shown))


def usage(input_tokens: int, items: Sequence[Item]) -> dict[str, Any]:
    """The tokens of a response: those that came in, and those of its items."""
    output = sum(item.tokens for item in items)
    return {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {
            "reasoning_tokens": sum(item.tokens for item in items if isinstance(item, Reasoning))
        },
        "total_tokens": input_tokens + output,
    }
