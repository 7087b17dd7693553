"""Files that are huge, broken or made to hurt: opened as far as it goes, or refused; memory and time bounded.

Each is opened in a process of its own, which says what its memory grew to and how long it took. The peer is the plain
way with the same file: `json.loads` of every line, of every `data:` line, or of the whole HAR file; it keeps all of it.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import place  # noqa: F401
from machine import Watch
from report import Row, ratio, show

from lib.protocol import sse
from lib.protocol.files.opening import opened
from lib.protocol.recording import RecordingError

MOST_MEMORY: Final = 3.0  # times the file, the file itself included
MOST_SECONDS: Final = 6.0  # of work of the processor
HEAD: Final = b'{"streamscope":1,"request":{},"backend":"simulator","started_at":""}\n'
SIXTY: Final = 60_000_000
SMALL: Final = 20_000_000  # bytes; below, the memory of Python itself says more than the file's


def delta() -> dict[str, Any]:
    """An event of a usual size."""
    where = {"item_id": "msg_" + "a" * 40, "output_index": 0, "content_index": 0}
    more = {"sequence_number": 1, "logprobs": [], "obfuscation": "aB3dE6gH9jK"}
    return {"type": "response.output_text.delta", **where, "delta": "hello ", **more}


FRAME: Final = sse.write(delta())
LINE: Final = json.dumps({"t": 0.01, "event": delta()}, separators=(",", ":")).encode() + b"\n"

PROGRESS: Final = b"\r100 12165    0 12165    0     0  60393      0 --:--:-- --:--:-- --:--:-- 60222"
CURL: Final = b"  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"


def stream(size: int) -> bytes:
    """A body of about this many bytes."""
    return FRAME * (size // len(FRAME))


def har(body: bytes) -> bytes:
    """A HAR file with one stream."""
    content = {"mimeType": "text/event-stream", "text": body.decode()}
    request = {"method": "POST", "url": "https://api.openai.com/v1/responses", "postData": {"text": "{}"}}
    entry = {"startedDateTime": "2026-01-01T00:00:00Z", "request": request, "response": {"content": content}}
    return json.dumps({"log": {"entries": [entry]}}).encode()


FILES: Final[dict[str, Callable[[], bytes]]] = {
    "500,000 events (.jsonl)": lambda: HEAD + LINE * 500_000,
    "500,000 events (.sse)": lambda: FRAME * 500_000,
    "60 MB (.sse)": lambda: stream(SIXTY),
    "60 MB with CRLF (.sse)": lambda: stream(SIXTY).replace(b"\n", b"\r\n"),
    "60 MB as curl writes it (> file 2>&1)": lambda: CURL + (PROGRESS + FRAME) * (SIXTY // len(PROGRESS + FRAME)),
    "every tenth of 500,000 lines broken (.jsonl)": lambda: HEAD + (LINE * 9 + LINE[:30] + b"\n") * 50_000,
    "60 MB (.har)": lambda: har(stream(SIXTY - 6_000_000)),
    "60 MB cut off (.har)": lambda: har(stream(SIXTY))[:SIXTY],
    "60 MB of HAR entries that are empty lists": lambda: b'{"log":{"entries":[' + b"[]," * (SIXTY // 3) + b"[]]}}",
    "60 MB in one line (.jsonl)": lambda: HEAD + b'{"t":1,"event":{"type":"a","x":"' + b"y" * SIXTY + b'"}}\n',
    "60 MB in one frame (.sse)": lambda: b'data: {"type":"a","x":"' + b"y" * SIXTY + b'"}\n\n',
    "a line of five million empty lists": lambda: HEAD + b'{"t":1,"event":{"x":[' + b"[]," * 5_000_000 + b"1]}}\n",
    "60 MB of comments (.sse)": lambda: b": \n\n" * (SIXTY // 4),
    "60 MB of line ends": lambda: b"\n" * SIXTY,
    "60 MB binary": lambda: random.Random(1).randbytes(SIXTY),
    "truncated (.jsonl)": lambda: (HEAD + LINE * 1000)[:-30],
    "empty": lambda: b"",
}

WITH_PEER: Final = frozenset({"500,000 events (.jsonl)", "60 MB (.sse)", "60 MB (.har)"})


def measure() -> Row:
    """The row."""
    row = Row("Files that are huge, broken or made to hurt", "json.loads of the same file, line by line or whole")
    with Watch() as watch, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        for what, made in FILES.items():
            path.write_bytes(made())
            size = path.stat().st_size
            own = in_a_process("open", path)
            peer = in_a_process("plain", path) if what in WITH_PEER else None
            heavy = size > SMALL and own["memory"] > MOST_MEMORY * size
            row.add(
                what,
                said(own, size),
                f"{MOST_MEMORY:g} times, {MOST_SECONDS:g} s" if size > SMALL else "",
                said(peer, size) if peer else "",
                ratio(own["memory"], peer["memory"]) if peer else "",
                ok=not heavy and own["seconds"] <= MOST_SECONDS,
            )
            row.notes.append(f"{what}: {own['says']}")
    row.seen(watch)
    return row


def said(found: dict[str, Any], size: int) -> str:
    """Memory and time in words."""
    return f"{found['memory'] / size:.1f} times the file, {found['seconds']:.1f} s" if size > SMALL else "at once"


def in_a_process(how: str, path: Path) -> dict[str, Any]:
    """What a process says that opens the file: `memory` in bytes, the file included, `seconds`, and what it `says`."""
    command = [sys.executable, __file__, how, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(how: str, path: Path) -> None:
    """Open the file and say so."""
    raw = path.read_bytes()
    before = peak()
    began = time.process_time()
    says = {"open": tried, "plain": plain}[how](raw)
    seconds = time.process_time() - began
    print(json.dumps({"memory": peak() - before + len(raw), "seconds": seconds, "says": says}))


def tried(raw: bytes) -> str:
    """What came of opening it, in a sentence."""
    try:
        found = opened(raw, "file")
    except RecordingError as error:
        return f"refused: {error}."
    notes = " ".join(note for each in found for note in each.notes)
    return f"{sum(len(each.recording.events) for each in found):,} events. {notes}".strip()


def plain(raw: bytes) -> str:
    """The peer: every line parsed and kept, or the whole."""
    if raw.startswith(b'{"log"'):
        return type(parsed(raw)).__name__
    kept = [parsed(each.removeprefix(b"data: ")) for each in raw.splitlines()]
    return str(len(kept))


def parsed(raw: bytes) -> Any:
    """The JSON; None for what isn't any."""
    try:
        return json.loads(raw)
    except ValueError:
        return None


def peak() -> int:
    """The most memory that this process had, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()  # ru_maxrss would begin at the parent's
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] in (["open"], ["plain"]):
        child(sys.argv[1], Path(sys.argv[2]))
    else:
        show(measure)
