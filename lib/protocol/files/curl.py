"""What curl writes beside a stream (`-v`, `2>&1`), taken out; and the lines of the file that are left, by their number.

Its own lines stand around the stream. Its progress begins with CR, has no line end, and may stand inside a line.
"""

import io
import re
from typing import Final

from lib.protocol.recording import RecordingError

PERCENT: Final = rb"[ \d]{2}\d"
MOST_CUTS: Final = 2_000_000
TIME: Final = rb" [-:\d dh]{8}"


def progress(columns: int, wide: bytes) -> bytes:
    """The pattern of the progress whose sizes have so many columns; all of it is of a fixed width."""
    size = rb"[ \d.]{%d}[\dkMGTPE]" % (columns - 1)
    part = PERCENT + b" " + size + wide
    return b"\r" + part * 3 + size + wide + size + b" " * (3 - len(wide)) + (TIME * 3)[1:] + b" " + size


PROGRESS: Final = b"(?:" + progress(5, b"  ") + b"|" + progress(6, b" ") + b")"  # until curl 8.17, and since
LINE: Final = rb"(?:\*?[*<>](?: [^\r\n]*)?| *% Total[^\r\n]*| +Dload[^\r\n]*)(?:\r?\n|\Z)"
COUNT: Final = rb"[{}] \[\d+ bytes data\](?:\r?\n|\Z)"
LAST: Final = rb"\r?\n(?=(?:\* [^\r\n]*(?:\r?\n|\Z)){0,20}\Z)"  # it is curl's where nothing but its lines follows
OWN: Final = re.compile(rb"^%b*%b|%b(?:%b)?|%b" % (PROGRESS, LINE, PROGRESS, LAST, COUNT), re.M)
FIRST: Final = rb"[\r\n \t]*+(?:[*<>] |%% Total|%b)" % COUNT
BEGINS: Final = re.compile(rb"(?:\xef\xbb\xbf)?+(?:%b|(?:\n|\r(?![ \d]))*+%b)" % (FIRST, PROGRESS))
ANSWER: Final = re.compile(rb"^< ?((?:(?:HTTP/|[!-9;-~]+:)[^\r\n]*)?\r?\n)", re.M)


def begins(raw: bytes) -> bool:
    """Whether a file begins with what is curl's own."""
    return BEGINS.match(raw) is not None


def without(raw: bytes) -> bytes:
    """What is left when all that is curl's own is taken out. Raises RecordingError where that is beyond all measure."""
    left, whole, at = io.BytesIO(), memoryview(raw), 0  # in place: `sub` would hold every piece twice
    for number, cut in enumerate(OWN.finditer(raw)):
        if number == MOST_CUTS:
            raise RecordingError(f"it has more than {MOST_CUTS:,} lines that are curl's own")
        left.write(whole[at : cut.start()])
        at = cut.end()
    left.write(whole[at:])
    return left.getvalue()


def answers(raw: bytes) -> bytes:
    """The status lines and headers that it shows with `-v`, each answer with the blank line at its end."""
    return b"".join(ANSWER.findall(raw))


class Lines:
    """Where the lines of what is left stand in the file. They are asked for in rising order."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.cuts = OWN.finditer(raw)
        self.cut = next(self.cuts, None)
        self.at = 0  # behind the last cut
        self.line = 1  # of what is left, there
        self.inside = False  # whether it has begun there
        self.gone = 0  # lines until there

    def line_in_file(self, line: int) -> int:
        """The line of the file where this line of what is left begins."""
        while self.cut:
            begin, end = self.cut.span()
            before = self.line + self.raw.count(b"\n", self.at, begin)
            inside = self.inside if begin == self.at else not self.raw.endswith(b"\n", self.at, begin)
            if (before, inside) > (line, False):
                break
            self.gone += self.raw.count(b"\n", begin, end)
            self.at, self.line, self.inside = end, before, inside
            self.cut = next(self.cuts, None)
        return line + self.gone
