"""The live log: a short tail of the events as text. The table comes when the stream ends."""

from collections.abc import Sequence
from typing import Final

from lib.protocol.catalogue import short
from lib.protocol.events import Event
from lib.view.gist import gist
from lib.view.inert import valid

LINES: Final = 13
WIDTH: Final = 62


def tail(events: Sequence[Event], lines: int = LINES) -> str:
    """The last events, a line each: number, seconds, type, what it brings."""
    return "\n".join(line(event) for event in events[-lines:])


def line(event: Event, place: int | None = None) -> str:
    """One event in 62 characters; it begins with its place, if one is given, else with its sequence number."""
    body = event.body
    number = body.get("sequence_number") if place is None else place
    shown = number if isinstance(number, int) else "·"
    t = f"{event.t:7.3f}" if event.t is not None else "      –"
    kind = one_line(short(body["type"]))
    kind = kind if len(kind) <= 24 else kind[:23] + "…"
    text = valid(f"{shown:>4} {t}  {kind:<18} {one_line(gist(body))}")
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def one_line(text: str) -> str:
    """The text without line ends and control characters."""
    return "".join(character if character.isprintable() else "·" for character in text)
