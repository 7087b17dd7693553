"""Fold one event, its parsing not counted, beside `json.loads` of the same bytes; and in streams of growing length."""

import gc
import json
import statistics
import time
from collections.abc import Callable

from machine import quietly
from recorded import UNSET, files, frames, simulated
from report import Row, show

from lib.protocol.events import Body, read
from lib.protocol.run import FoldedRun

ROUNDS = 7
SHORT, LONG = 1_000, 100_000
ROUNDS_OF_GROWTH = 5


def measure() -> Row:
    """The row."""
    row = Row("Fold one event, parsing not counted", "json.loads of the same data")
    bodies = [path.read_bytes() for path in files()] or [simulated()]
    (ratios, folds, loads), watch = quietly(lambda: each_event(bodies))
    middle = statistics.median(ratios)
    row.add(
        f"median of {len(ratios):,} events",
        f"{statistics.median(folds) / 1000:.2f} µs",
        "2 times json.loads or less",
        f"{statistics.median(loads) / 1000:.2f} µs",
        f"{middle:.2f}",
        ok=middle <= 2,
    )
    for what, stream in (("one long text", one_text), ("an item every 100 events", many_items)):
        (short, long), quiet = quietly(lambda stream=stream: growth(stream))  # type: ignore[misc]
        row.add(
            f"an event of 100,000, {what}",
            f"{long / 1000:.2f} µs",
            "1.3 times one of 1,000 or less",
            f"{short / 1000:.2f} µs in 1,000",
            f"{long / short:.2f}",
            ok=long / short <= 1.3,
        )
        row.seen(quiet)
    row.seen(watch)
    if not files():
        row.notes.append(f"{UNSET} The events are of a stream of the simulator's.")
    return row


def each_event(bodies: list[bytes]) -> tuple[list[float], list[float], list[float]]:
    """Of every event: fold / json.loads, and both in ns; each the least of several rounds, taken in turn."""
    clock = time.perf_counter_ns
    cost = min(-clock() + clock() for _ in range(1000))  # of looking at the clock
    ratios, folds, loads = [], [], []
    for body in bodies:
        wire = [(frame.data or "", read(frame)) for frame in frames(body)]
        wire = [(text, event) for text, event in wire if not event["type"].startswith("run.")]
        least = [[float("inf"), float("inf")] for _ in wire]
        for _ in range(ROUNDS):
            run = FoldedRun()
            for at, (text, event) in enumerate(wire):
                start = clock()
                json.loads(text)
                between = clock()
                run.fold(event)
                end = clock()
                least[at][0] = min(least[at][0], between - start - cost)
                least[at][1] = min(least[at][1], end - between - cost)
        for parsing, folding in least:
            ratios.append(folding / max(1, parsing))
            folds.append(folding)
            loads.append(parsing)
    return ratios, folds, loads


def growth(stream: Callable[[int], list[Body]]) -> tuple[float, float]:
    """ns an event in a short and in a long stream, medians of several rounds taken in turn."""
    short, long = stream(SHORT), stream(LONG)
    gc.collect()
    found: tuple[list[float], list[float]] = [], []
    for _ in range(ROUNDS_OF_GROWTH):
        found[0].append(statistics.median(whole(short) for _ in range(20)))
        found[1].append(whole(long))
    return statistics.median(found[0]), statistics.median(found[1])


def whole(stream: list[Body]) -> float:
    """ns an event of a stream that is folded from its beginning, and read at its end."""
    run = FoldedRun()
    start = time.perf_counter_ns()
    for event in stream:
        run.fold(event)
    return (time.perf_counter_ns() - start) / len(stream)


def one_text(count: int) -> list[Body]:
    """A stream that is one message."""
    return [*item(0), *(delta(0, at) for at in range(count - 2))]


def many_items(count: int) -> list[Body]:
    """A stream of messages with 98 deltas each."""
    return [event for at in range(count // 100) for event in (*item(at), *(delta(at, n) for n in range(98)))]


def item(at: int) -> list[Body]:
    message = {"id": f"msg_{at}", "type": "message", "role": "assistant", "content": [], "status": "in_progress"}
    part = {"type": "output_text", "text": "", "annotations": []}
    place = {"item_id": f"msg_{at}", "output_index": at, "content_index": 0}
    return [
        {"type": "response.output_item.added", "output_index": at, "item": message},
        {"type": "response.content_part.added", **place, "part": part},
    ]


def delta(at: int, number: int) -> Body:
    place = {"item_id": f"msg_{at}", "output_index": at, "content_index": 0}
    return {"type": "response.output_text.delta", "sequence_number": number, **place, "delta": f" w{number}"}


if __name__ == "__main__":
    show(measure)
