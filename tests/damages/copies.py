"""Damage to the copies of a text that the events have which close its part and its item."""

from collections.abc import Iterator
from typing import Any

from lib.protocol.events import Body
from tests.damages.places import of
from tests.damages.stream import Stream


def part_text(stream: Stream, at: int) -> bool:
    parts = of("content_part.done", "reasoning_summary_part.done")
    return parts(stream, at) and has_text({"content": [stream[at].body["part"]]})


def item_text(stream: Stream, at: int) -> bool:
    return of("output_item.done")(stream, at) and has_text(stream[at].body["item"])


def retold(body: Body) -> None:
    """Another text in the item or part that an event carries."""
    found = body.get("item") or {"content": [body.get("part")]}
    where, field = list(texts(found))[-1]
    where[field] += "!"


def has_text(item: Any) -> bool:
    return any(True for _ in texts(item))


def texts(item: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where an item, or a part in a list, has a text: the object and its field."""
    if not isinstance(item, dict):
        return
    parts = [part for name in ("content", "summary") for part in item.get(name) or [] if isinstance(part, dict)]
    for found in (item, *parts):
        for field in ("text", "refusal", "arguments", "input"):
            if isinstance(found.get(field), str) and found[field]:
                yield found, field
