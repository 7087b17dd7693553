"""The body of a stream -> its recording: as servers send it, or as curl writes it to a terminal.

With `-i` the headers come first; lines of curl's own may stand between; and a filter such as `grep data:` takes
the blank lines away, so that each line is an event. Otherwise the bytes stay exactly as they are.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.files import curl
from lib.protocol.files.jsonl import LINE
from lib.protocol.files.opened import MOST_NAMED, Opened, Place, Room, in_file, too_large
from lib.protocol.recording import Recording, RecordingError
from lib.protocol.secrets import kept_headers

HTTP: Final = re.compile(rb"HTTP/[\d.]+ +(\d{3})[^\r\n]*\r?\n((?:[^\r\n]+\r?\n)*)(?:\r?\n|\Z)")
FIRST_LINES: Final = 20


def open_stream(raw: bytes, at: int, title: str, room: Room) -> list[Opened]:
    """The one recording of a stream's body, which begins `at` after blank lines.

    Raises RecordingError where it holds no event.
    """
    opened, place = Opened(Recording(), title), in_file
    answers, start = b"", 0
    if curl.begins(raw):
        lines, answers = curl.Lines(raw), curl.answers(raw)
        raw = curl.without(raw)
        at = start = len(raw) - len(raw.lstrip(b"\r\n"))
        opened.notes.append("Lines that are curl's own are left out.")

        def place(line: int) -> str:
            return in_file(lines.line_in_file(line))

    begin = headers(opened, raw, at, room)
    if begin == at:
        headers(opened, answers, 0, room)
        begin = start
    frames, added = (raw[start:end] for start, end in spans(raw, begin)), 0
    if a_line_each(raw, begin):
        opened.notes.append("There are no blank lines between its events, so each line with data is read as one.")
        frames, added = (raw[start:end] + b"\n\n" for start, end in line_spans(raw, begin)), 1
    add_frames(opened, frames, room, place, lines_in(raw, 0, begin), added)
    if all(one.type.startswith("run.") for one in opened.recording.events):
        why = "it holds no event: expected `data:` lines with JSON objects."
        raise RecordingError(" ".join([why, *opened.notes[:MOST_NAMED]]).rstrip("."))
    return [opened]


def headers(opened: Opened, raw: bytes, at: int, room: Room) -> int:
    """Keep the status and the headers of the last answer that stands here; where the body begins."""
    answer = None
    while found := HTTP.match(raw, at):
        answer, at = found, found.end()
    if answer:
        lines = (line.partition(":") for line in answer[2].decode("latin-1").splitlines())
        pairs = [(name.strip().lower(), value.strip()) for name, _, value in lines]
        said = {"type": "run.headers", "status": int(answer[1]), "request_id": dict(pairs).get("x-request-id", "")}
        kept = event(None, {**said, "headers": kept_headers(pairs)})
        if room.take(kept):
            opened.recording.events.append(kept)
    return at


def add_frames(
    opened: Opened, frames: Iterable[bytes], room: Room, place: Place = in_file, before: int = 0, added: int = 0
) -> None:
    """Keep the frames of a body, as they are; notes say which can't be read.

    `before` lines stand before the body; `added` line ends of each frame were not in the file.
    """
    line = before + 1
    for raw in frames:
        begins, line = line, line + lines_in(raw) - added
        if why := too_large(raw):
            opened.tell(f"is left out: {why}", begins, place)
            continue
        found = Event(None, raw)
        said = found.body
        if not opened.add(found, said, room):
            opened.tell_end(room, begins, place)
            break
        if said["type"] == "run.broken_frame":
            opened.tell(f"can't be read: {said['why']}. It is kept as it is", begins, place)
    opened.sum_up()


def lines_in(raw: bytes, begin: int = 0, end: int | None = None) -> int:
    """How many lines end there."""
    return raw.count(b"\n", begin, end) or raw.count(b"\r", begin, end)


def spans(body: bytes, at: int = 0) -> Iterator[tuple[int, int]]:
    """Where each frame of a whole body begins and ends: the frames of `sse.Decoder`, without a copy."""
    begin = at
    for end in block_ends(body, at):
        if body[begin:end].strip(b"\r\n"):
            yield begin, end
            begin = end
    if begin < len(body):
        yield begin, len(body)


def block_ends(body: bytes, at: int) -> Iterator[int]:
    """Where two line ends follow each other."""
    if b"\r" in body:
        yield from (found.end() for found in sse.BLOCK_END.finditer(body, at))
        return
    while (found := body.find(b"\n\n", at)) >= 0:
        yield (at := found + 2)


def line_spans(body: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Where each line with data begins and ends, the lines without data before it included."""
    begin = -1
    for found in LINE.finditer(body, at):
        start, end = found.span(1)
        if start == end:
            continue
        begin = start if begin < 0 else begin
        if body.startswith((b"data:", b":"), start):
            yield begin, end
            begin = -1


def a_line_each(body: bytes, at: int) -> bool:
    """Whether the lines of the first block are events of their own: two lines with data, each a whole JSON object."""
    begin, end = next(spans(body, at), (at, at))
    lines = (found.span(1) for found in islice(LINE.finditer(body, begin, end), FIRST_LINES))
    data = [span for span in lines if body.startswith(b"data:", span[0])][:2]
    return len(data) == 2 and all(is_object(body, begin, end) for begin, end in data)


def is_object(body: bytes, begin: int, end: int) -> bool:
    """Whether this line's data is a JSON object."""
    if too_large(body, begin, end):
        return False
    with suppress(ValueError, RecursionError):
        return isinstance(json.loads(body[begin + len(b"data:") : end]), dict)
    return False
