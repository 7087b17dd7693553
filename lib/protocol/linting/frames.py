"""Frames: what the bytes around an event say."""

import json
import re
from typing import Final

from lib.protocol import sse
from lib.protocol.linting.report import Report, shown

FIELD: Final = re.compile(rb"(?:^|[\r\n])(id|retry):")
BLANK: Final = (b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r\n")


def check(raw: bytes, kind: str, report: Report) -> None:
    """Check the frame of an event of this type. Nearly all are as we would write them; those cost next to nothing."""
    usual = f"event: {kind}\ndata: ".encode("utf-8", "replace")
    lines = raw.count(b"\n") if raw.endswith(b"\n\n") and b"\r" not in raw else 0
    if lines == 2 and raw.startswith(b"data: "):
        report.add("no_event_line", f"the frame of {shown(kind)} has no `event:` line")
    elif not (lines == 3 and raw.startswith(usual)):
        look(raw, kind, report)
    if not raw.isascii() and (found := not_utf8(raw)):
        report.add("encoding", f"the frame of {shown(kind)}: {found}")
    if b"NaN" in raw or b"Infinity" in raw:
        for name in not_numbers(raw):
            report.add("broken_frame", f"the frame of {shown(kind)} has {name} for a number, which isn't JSON")
    if untyped(raw, kind):
        report.add("missing_field", f"the event that reads as {shown(kind)} has no type in its JSON")


def look(raw: bytes, kind: str, report: Report) -> None:
    """Check a frame that is written in another way."""
    name = sse.parse(raw).event
    if name is None:
        report.add("no_event_line", f"the frame of {shown(kind)} has no `event:` line")
    elif name != kind:
        report.add("event_name", f"expected {shown(kind)} in the `event:` line, as the JSON says, got {shown(name)}")
    if not raw.endswith(BLANK):
        report.add("unfinished_frame", f"the frame of {shown(kind)} has no blank line after it")
    if found := FIELD.search(raw):
        report.add("id_line", f"the frame of {shown(kind)} has a line `{found[1].decode()}:`")


def not_utf8(raw: bytes) -> str:
    """Which bytes can't be read; "" where all can."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start:,} ({raw[error.start : error.start + 1]!r}) is not UTF-8"
    return ""


def not_numbers(raw: bytes) -> list[str]:
    """The names that stand for numbers in the JSON of a frame: Python reads them, nobody else does."""
    found: list[str] = []
    json.loads(sse.parse(raw).data or "{}", parse_constant=found.append)
    return found[:1]


def untyped(raw: bytes, kind: str) -> bool:
    """Whether the JSON of the frame names no type: it was read from the `event:` line, or from a bare `error`."""
    if kind != "error" and f'"{kind}"'.encode("utf-8", "replace") in raw:
        return False
    return "type" not in json.loads(sse.parse(raw).data or "{}")
