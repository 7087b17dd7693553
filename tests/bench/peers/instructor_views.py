"""The peer: instructor's Partial over JSON texts, a view after each piece. It runs in an environment of its own.

Reads JSON lines {"text": …, "pieces": n}, each an `Orders` in so many pieces; prints the mean seconds of a view.
"""

import json
import sys
import time

from instructor.dsl.partial import Partial
from pydantic import BaseModel, Field


class Order(BaseModel):
    number: int = Field(ge=0)
    customer: str = Field(min_length=2)
    note: str | None
    paid: bool
    prices: list[float]


class Orders(BaseModel):
    orders: list[Order]


def mean_seconds(text: str, pieces: int) -> float:
    """The mean time of a view, the views spread evenly over the text."""
    size = -(-len(text) // pieces)
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    began = time.perf_counter()
    views = sum(1 for _ in Partial[Orders].model_from_chunks(iter(parts)))
    return (time.perf_counter() - began) / views


for line in sys.stdin:
    asked = json.loads(line)
    print(mean_seconds(asked["text"], asked["pieces"]), flush=True)
