"""The mean view of unfinished JSON over the whole growing text, beside jiter's and instructor's over the same text.

jiter's partial parse is the limit: it has no states and no shape. instructor pins older packages, so it runs in an
environment that this bench makes in a temporary folder.
"""

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any, Final

import jiter
import place  # noqa: F401
from machine import quietly
from partial import DELTA, Orders, orders
from place import BENCH
from report import Row, ratio, show

from lib.protocol.partial import Partial

BARS: Final = {2_000: 0.1, 20_000: 0.2, 200_000: 1.0}  # bytes: ms of a mean view at most
MOST: Final = 5_000  # views of jiter's that are timed of one text
MOST_OF_PEER: Final = 500
INSTRUCTOR: Final = "instructor==1.17.0"
PEER_SCRIPT: Final = BENCH / "peers" / "instructor_views.py"


def measure() -> Row:
    """The row."""
    row = Row(
        "The mean view over a whole growing text, fed by 4 characters",
        'jiter.from_json(…, partial_mode="trailing-strings"), the limit; instructor\'s Partial',
    )
    texts = {size: orders(size) for size in BARS}
    theirs, missing = instructor([*texts.values()])
    for at, (size, text) in enumerate(texts.items()):
        other = f"; instructor {theirs[at] * 1000:.3f} ms" if theirs else ""
        for what, shape in (("no shape", None), ("a model", Orders), ("a schema", Orders.model_json_schema())):
            (own, limit), watch = quietly(lambda text=text, shape=shape: means(text, shape))  # type: ignore[misc]
            against = f"{ratio(own, limit)}" + (f"; {ratio(own, theirs[at])}" if theirs else "")
            row.add(
                f"{size // 1000} KB, {what}, mean",
                f"{own * 1000:.3f} ms",
                f"{BARS[size]:g} ms or less",
                f"jiter {limit * 1000:.3f} ms{other}",
                against,
                ok=own * 1000 <= BARS[size],
            )
        row.seen(watch)
    row.notes.append(f"jiter is timed at no more than {MOST:,} prefixes, spread evenly over the text.")
    said = f"{INSTRUCTOR}, with a model, at no more than {MOST_OF_PEER} prefixes, spread evenly over the text."
    row.notes.append(missing or said)
    return row


def means(text: str, shape: Any) -> tuple[float, float]:
    """Seconds of a view and of jiter's parse, in the mean over the text's prefixes."""
    partial = Partial(shape)
    ends = range(DELTA, len(text) + DELTA, DELTA)
    began = time.perf_counter()
    for end in ends:
        partial.feed(text[:end])
    between = time.perf_counter()
    some = ends[:: -(-len(ends) // MOST)]
    again = time.perf_counter()
    for end in some:
        jiter.from_json(text[:end].encode(), partial_mode="trailing-strings")
    stop = time.perf_counter()
    return (between - began) / len(ends), (stop - again) / len(some)


def instructor(texts: list[str]) -> tuple[list[float], str]:
    """Seconds of instructor's view in the mean, of each text; or the sentence that says why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "bin", "python")
        try:
            venv.create(folder, with_pip=True)
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", INSTRUCTOR],
                check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            asked = [{"text": text, "pieces": min(MOST_OF_PEER, len(text) // DELTA)} for text in texts]
            done = subprocess.run(
                [python, PEER_SCRIPT],
                input="\n".join(map(json.dumps, asked)),
                stdout=subprocess.PIPE, text=True, check=True, timeout=300,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            print(error, file=sys.stderr)
            return [], f"{INSTRUCTOR} could not be installed or run here: that peer is missing."
        return [float(line) for line in done.stdout.split()], ""


if __name__ == "__main__":
    show(measure)
