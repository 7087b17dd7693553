"""The live log: a short tail of the events as text. The table comes when the stream ends."""

import re
from collections.abc import Sequence
from typing import Final

from lib.protocol.catalogue import short
from lib.protocol.events import Event
from lib.view.gist import gist
from lib.view.inert import valid

LINES: Final = 13
WIDTH: Final = 62
NARROW: Final = 44  # characters that a phone has room for
KIND: Final = 24  # characters of a type at most
END: Final = re.compile(r"([^._]*)[.][^.]*$")


def tail(events: Sequence[Event], lines: int = LINES) -> str:
    """The last events, a line each: number, seconds, type, what it brings."""
    return "\n".join(line(event) for event in events[-lines:])


def line(event: Event) -> str:
    """One event in 62 characters."""
    return cut(f"{number(event):>4} {seconds(event):>7}  {brings(event)}", WIDTH)


def narrow_tail(events: Sequence[Event], lines: int) -> str:
    """The same for a phone: 44 characters a line."""
    return "\n".join(cut(f"{number(one):>3} {seconds(one):>6} {brings(one)}", NARROW) for one in events[-lines:])


def number(event: Event) -> int | str:
    """Its sequence number; a dot where it has none."""
    found = event.body.get("sequence_number")
    return found if isinstance(found, int) else "·"


def seconds(event: Event) -> str:
    """When it came; a dash where nobody knows."""
    return f"{event.t:.3f}" if event.t is not None else "–"


def brings(event: Event) -> str:
    """Its type, and its gist."""
    return f"{narrow(short(event.body['type'])):<18} {one_line(gist(event.body))}"


def cut(text: str, width: int) -> str:
    """A line of so many characters at most."""
    shown = valid(text)
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def narrow(kind: str) -> str:
    """A type in 24 characters: of a long one the beginning and the end, which says what happens.

    `reasoning_summary_text.delta` -> `reasoning_sum…text.delta`
    """
    kind = one_line(kind)
    if len(kind) <= KIND:
        return kind
    found = END.search(kind[-KIND:])
    end = min(len(found[0]), KIND * 3 // 4) if found else 0
    return f"{kind[: KIND - 1 - end]}…{kind[len(kind) - end :]}"


def one_line(text: str) -> str:
    """The text without line ends and control characters."""
    return "".join(character if character.isprintable() else "·" for character in text)
