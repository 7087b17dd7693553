"""One view of unfinished JSON, beside jiter's partial parse of the same text; and the median view of 1,000 fields."""

import json
import random
import statistics
import time
from typing import Any

import jiter
import place  # noqa: F401
from machine import quietly
from pydantic import BaseModel, Field, create_model
from report import Row, show

from lib.protocol.partial import Partial

SIZES = (2_000, 20_000, 200_000)  # bytes
DELTA = 4  # characters
MOST_VIEWS = 1_500  # timed of one text, those at its end: there it has its size
TIMES_JITER = 3.0
MOST_MS = 1.0


class Order(BaseModel):
    number: int = Field(ge=0)
    customer: str = Field(min_length=2)
    note: str | None
    paid: bool
    prices: list[float]


class Orders(BaseModel):
    orders: list[Order]


def measure() -> Row:
    """The row."""
    row = Row("One view of unfinished JSON, fed by 4 characters", 'jiter.from_json(…, partial_mode="trailing-strings")')
    for size in SIZES:
        text = orders(size)
        for what, shape in (("no shape", None), ("a model", Orders), ("a schema", Orders.model_json_schema())):
            (own, peer), watch = quietly(lambda text=text, shape=shape: compared(text, shape))  # type: ignore[misc]
            bar = f"{TIMES_JITER:g} times jiter or less" if size == 20_000 else ""
            row.add(
                f"{size // 1000} KB, {what}, median",
                f"{own:.0f} µs",
                bar,
                f"{peer:.0f} µs",
                f"{own / peer:.2f}",
                ok=own / peer <= TIMES_JITER if bar else None,
            )
        row.seen(watch)
    for what, shape in many_fields():
        text = json.dumps({f"field_{at}": at for at in range(1000)})
        (own, peer), watch = quietly(lambda text=text, shape=shape: compared(text, shape))  # type: ignore[misc]
        row.add(
            f"1,000 fields, {what}, median",
            f"{own / 1000:.3f} ms",
            f"{MOST_MS:g} ms or less",
            f"{peer / 1000:.3f} ms",
            f"{own / peer:.2f}",
            ok=own / 1000 <= MOST_MS,
        )
        row.seen(watch)
    return row


def compared(text: str, shape: Any) -> tuple[float, float]:
    """µs of a view and of jiter's parse, medians over the same prefixes at the text's end, taken in turn."""
    clock = time.perf_counter_ns
    partial = Partial(shape)
    first = max(DELTA, len(text) - DELTA * MOST_VIEWS)
    for end in range(DELTA, first, DELTA):
        partial.feed(text[:end])
    own, peer = [], []
    for end in range(first, len(text), DELTA):
        so_far = text[:end]
        start = clock()
        partial.feed(so_far)
        between = clock()
        jiter.from_json(so_far.encode(), partial_mode="trailing-strings")
        stop = clock()
        own.append(between - start)
        peer.append(stop - between)
    return statistics.median(own) / 1000, statistics.median(peer) / 1000


def orders(size: int) -> str:
    """A JSON text of about that many bytes."""
    seeded = random.Random(size)
    found: list[dict[str, Any]] = []
    length = 0
    while length < size:
        found.append(
            {
                "number": len(found),
                "customer": seeded.choice(["Ada", 'Grace "G" Hopper', "Édith\nPiaf"]),
                "note": "a word " * seeded.randrange(12) or None,
                "paid": seeded.random() < 0.5,
                "prices": [round(seeded.random() * 100, 2) for _ in range(seeded.randrange(5))],
            }
        )
        length += len(json.dumps(found[-1])) + 2
    return json.dumps({"orders": found})


def many_fields() -> list[tuple[str, Any]]:
    """Shapes of 1,000 fields."""
    fields: dict[str, Any] = {f"field_{at}": (int, ...) for at in range(1000)}
    model = create_model("Wide", **fields)
    return [("a model", model), ("a schema", model.model_json_schema())]


if __name__ == "__main__":
    show(measure)
