"""Server-sent events: bytes as they arrive -> frames, each with its exact bytes; and an event -> bytes.

The WHATWG rules (https://html.spec.whatwg.org/multipage/server-sent-events.html) with two liberties that real
servers ask for: a last block without its blank line still counts, and bytes that are not UTF-8 become U+FFFD.
Nothing here raises on bad input, and no byte is lost: `b"".join(frame.raw for frame in frames)` is the body.
"""

import json
import re
from typing import Any, NamedTuple

# A block ends at a line end that is followed by another. The groups are atomic, so that CRLF never counts as two.
BLOCK_END = re.compile(rb"(?>\r\n|\r|\n)(?>\r\n|\r|\n)")
LINE_END = re.compile(r"\r\n|\r|\n")
BOM = b"\xef\xbb\xbf"
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # one made at each call takes longer


class Frame(NamedTuple):
    """One block of the stream: its `event:` name, its `data:` lines joined by newlines, and its exact bytes.

    `data` is None where the block has no data line (comments); `event` is None where it has no name.
    """

    event: str | None
    data: str | None
    raw: bytes


class Decoder:
    """Feed it bytes as they arrive, in pieces of any size; it gives the frames that these bytes completed."""

    def __init__(self) -> None:
        self.rest = bytearray()
        self.searched = 0  # bytes of `rest` that hold no block end, so that one huge frame is searched once

    def feed(self, piece: bytes) -> list[Frame]:
        """The frames that `piece` completes. A block that ends in CR waits for the next byte, which may be its LF."""
        self.rest += piece
        frames: list[Frame] = []
        start = 0
        search_from = max(0, self.searched - 3)
        while found := BLOCK_END.search(self.rest, search_from):
            end = found.end()
            if end == len(self.rest) and self.rest[-1] == 0x0D:
                break
            if self.rest[start:end].strip(b"\r\n"):  # blank lines alone belong to the block that follows
                frames.append(parse(bytes(self.rest[start:end])))
                start = end
            search_from = end
        del self.rest[:start]
        self.searched = 0 if found else len(self.rest)
        return frames

    def close(self) -> list[Frame]:
        """What is left when the body ends: at most one frame, the block whose closing blank line never came."""
        last, self.rest, self.searched = bytes(self.rest), bytearray(), 0
        return [parse(last)] if last else []


def parse(raw: bytes) -> Frame:
    """One block's bytes -> its frame."""
    text = raw.removeprefix(BOM).decode("utf-8", "replace")
    if text.startswith("event: ") and text.endswith("\n\n") and "\r" not in text:  # what nearly every server writes
        name, between, data = text[7:-2].partition("\ndata: ")
        if between and "\n" not in data and "\n" not in name:
            return Frame(name, data, raw)
    event: str | None = None
    lines: list[str] = []
    for line in LINE_END.split(text):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            lines.append(value)
        elif field == "event":
            event = value
    return Frame(event, "\n".join(lines) if lines else None, raw)


def write(event: dict[str, Any]) -> bytes:
    """An event -> its frame as we write it: `event: T`, `data: JSON`, a blank line; LF only, compact, UTF-8.

    A lone surrogate, which UTF-8 can't hold, is written as its JSON escape; the name holds no line end.
    """
    try:
        data = COMPACT(event).encode()
    except UnicodeEncodeError:
        data = json.dumps(event, separators=(",", ":")).encode()
    name = LINE_END.sub(" ", str(event.get("type", "")))
    return b"event: " + name.encode("utf-8", "replace") + b"\ndata: " + data + b"\n\n"
