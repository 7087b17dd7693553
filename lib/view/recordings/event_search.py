"""Which events have a text somewhere in their JSON."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from lib.protocol.events import Event


def having(events: Sequence[Event], text: str) -> list[int]:
    """The places (from 0) of the events that have the text in a value, in any case."""
    wanted = text.casefold()
    written = json.dumps(wanted, ensure_ascii=False)[1:-1]
    return [at for at, event in enumerate(events) if has(event, wanted, written)]


def has(event: Event, wanted: str, written: str) -> bool:
    """Whether one of its texts has it. The bytes are looked at first: those without an escape tell what isn't there."""
    if b"\\" not in event.raw and written not in event.raw.decode("utf-8", "replace").casefold():
        return False
    return any(wanted in one.casefold() for one in texts(event.body))


def texts(value: Any) -> Iterable[str]:
    """Every text in a JSON value; the names of fields aren't among them."""
    left = [value]
    while left:
        match left.pop():
            case str(text):
                yield text
            case dict(found):
                left.extend(found.values())
            case list(found):
                left.extend(found)
