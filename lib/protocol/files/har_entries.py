"""The entries of a HAR file, one at a time: found by their braces, so that a huge or cut-off file is read in pieces."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final, NamedTuple

import jiter

from lib.protocol.files.opened import too_large
from lib.protocol.recording import RecordingError

ENTRIES: Final = re.compile(rb'"entries"\s*:\s*\[')
TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]', re.S)
QUOTE: Final = ord('"')
OPENS: Final = b"{["
LOG: Final = b'"log"'
NO_HAR: Final = (b'"type"', b'"event"', b'"streamscope"')
LONGEST_NAME: Final = max(map(len, NO_HAR))
NAMES_AN_OBJECT: Final = re.compile(rb"\s*:\s*(\{)?")
MOST_BEFORE: Final = 200_000  # texts and brackets before the log
MOST_BRACKETS: Final = 2_000_000  # in all
LONG: Final = 200_000  # bytes of a text from which on it is read in pieces
PIECE: Final = 500_000
ESCAPED: Final = 12  # bytes that an escape may take, and its other half: `\ud83d\ude00`
TRIES: Final = 10_000


class Span(NamedTuple):
    """Where an entry, or a text in it, begins and ends; `texts` are the long ones, without their quotes."""

    begin: int
    end: int
    whole: bool
    texts: list["Span"]


def log_of(raw: bytes, at: int) -> int | None:
    """Where the `log` of the object that begins `at` stands; None where it has none, so that it is no HAR file."""
    if raw.find(LOG, at) < 0:
        return None
    depth = 0
    for token in islice(TOKEN.finditer(raw, at), MOST_BEFORE):
        begin, end = token.span()
        if raw[begin] == QUOTE:
            if depth != 1 or end - begin > LONGEST_NAME or not (named := NAMES_AN_OBJECT.match(raw, end)):
                continue
            if raw[begin:end] == LOG and named[1]:
                return end
            if raw[begin:end] in NO_HAR:
                return None
        else:
            depth += 1 if raw[begin] in OPENS else -1
            if not depth:
                return None
    return None


def entries(raw: bytes, at: int = 0) -> Iterator[Span]:
    """Where each entry of the log that begins `at` is, and whether it is whole.

    Raises RecordingError where there is no list of them.
    """
    start = ENTRIES.search(raw, at)
    if start is None:
        raise RecordingError("it is a HAR file without a list of entries")
    depth, begin, brackets, texts = 0, 0, 0, list[Span]()
    for token in TOKEN.finditer(raw, start.end()):
        at, end = token.span()
        mark = raw[at]
        if mark == QUOTE:
            if end - at > LONG:
                closed = raw[end - 1] == QUOTE
                texts.append(Span(at + 1, end - closed, closed, []))
            continue
        brackets += 1
        if brackets > MOST_BRACKETS:
            raise RecordingError(f"it has more than {MOST_BRACKETS:,} objects and lists")
        if mark in OPENS:
            if not depth:
                begin, texts = at, []
            depth += 1
        elif depth == 0:
            return  # the end of the list
        else:
            depth -= 1
            if not depth:
                yield Span(begin, end, True, texts)
    if depth:
        yield Span(begin, len(raw), False, texts)


def entry_at(raw: bytes, span: Span) -> dict[str, Any]:
    """The entry there; of one that is cut off, what is there. A long text is its number. Raises RecordingError."""
    parts, at = [], span.begin
    for number, text in enumerate(span.texts):
        parts += [raw[at : text.begin - 1], b"%d" % number]
        at = text.end + text.whole
    short = b"".join([*parts, raw[at : span.end]])
    if why := too_large(short):
        raise RecordingError(why)
    try:
        found = json.loads(short) if span.whole else jiter.from_json(short, partial_mode="trailing-strings")
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"it isn't JSON ({error})") from None
    return found if isinstance(found, dict) else {}


def pieces(raw: bytes, text: Span) -> Iterator[bytes]:
    """The bytes of a long text, a piece after the other, as far as it can be read."""
    at = text.begin
    while at < text.end:
        cut = between(raw, min(at + PIECE, text.end), text.end)
        quoted = b'"' + raw[at:cut] + (b'"' if cut < text.end or text.whole else b"")
        try:
            piece = json.loads(quoted, strict=False)
        except ValueError:
            piece = ""
            with suppress(ValueError):
                piece = jiter.from_json(quoted, partial_mode="trailing-strings")
        yield str(piece).encode("utf-8", "surrogatepass")
        at = cut


def between(raw: bytes, at: int, end: int) -> int:
    """The first byte from `at` on where a text can be cut: inside no escape and no character."""
    for cut in range(at, min(end, at + TRIES)):
        if raw[cut] < 0x80 and raw.find(b"\\", cut - ESCAPED, cut) < 0:
            return cut
    return end


def inner(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; an empty one where there is none."""
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def started(entry: dict[str, Any]) -> datetime | None:
    """When the request was sent; None where that is unknown."""
    try:
        found = datetime.fromisoformat(str(entry.get("startedDateTime")))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last hours of the calendar are outside it in another zone
        return None
