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


def untyped(raw: bytes, kind: str) -> bool:
    """Whether the JSON of the frame names no type: it was read from the `event:` line, or from a bare `error`."""
    if kind != "error" and f'"{kind}"'.encode("utf-8", "replace") in raw:
        return False
    return "type" not in json.loads(sse.parse(raw).data or "{}")
