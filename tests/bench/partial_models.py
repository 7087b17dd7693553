"""Random documents of random Pydantic models, each fed character by character; at the end Pydantic says what is true.

The models and documents are those of the tests' hypothesis strategies: nested, recursive, with unions, constraints and
validators; documents that fit or nearly do.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable

import place  # noqa: F401
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from machine import Watch
from pydantic import BaseModel, ValidationError
from report import Row, show

from lib.protocol.partial import Partial
from tests.random_documents import documents
from tests.random_models import models
from tests.test_partial_models import broken_promises

COUNT = 1000
PROMISES = {
    "raised": "documents with a prefix that raised",
    "went back": "documents with a state that went back from valid or invalid",
    "unequal": "documents whose last view is not what model_validate_json says",
}


def measure() -> Row:
    """The row."""
    row = Row(f"{COUNT:,} random documents of random models, every prefix")
    found: list[tuple[type[BaseModel], str]] = []
    random_documents(lambda model, text: found.append((model, text)))()
    wrong: Counter[str] = Counter()
    said: list[str] = []
    with Watch() as watch:
        for model, text in found:
            broken = broken_promises(model, text)
            wrong.update({one.partition(":")[0] for one in broken})
            said += [f"{one} ({text})" for one in broken]
    for kind, what in PROMISES.items():
        row.add(what, f"{wrong[kind]} of {len(found):,}", "0", ok=not wrong[kind] and len(found) >= COUNT)
    fitting = sum(fits(model, text) for model, text in found)
    prefixes = sum(len(text) + 1 for _, text in found)
    row.notes.append(f"{prefixes:,} prefixes; {fitting} documents fit, {len(found) - fitting} don't.")
    row.notes.append(f"With the making of its validators, a document takes {mean_ms(found[:200]):.1f} ms in the mean.")
    row.notes += said[:5]
    row.seen(watch)
    return row


def random_documents(take: Callable[[type[BaseModel], str], None]) -> Callable[[], None]:
    """Calls `take` with one random model and document after the other."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

    @settings(max_examples=COUNT, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=slow)
    @given(data=st.data())
    def each(data: st.DataObject) -> None:
        kind = data.draw(models())
        take(kind.type, data.draw(documents(kind.fitting)))

    return each


def fits(model: type[BaseModel], text: str) -> bool:
    """Whether Pydantic accepts a text."""
    try:
        model.model_validate_json(text)
    except (ValidationError, ValueError, KeyError, TypeError):
        return False
    return True


def mean_ms(found: list[tuple[type[BaseModel], str]]) -> float:
    """What it takes to feed a document character by character and close it."""
    took = []
    for model, text in found:
        began = time.perf_counter()
        partial = Partial(model)
        for end in range(len(text) + 1):
            partial.feed(text[:end])
        partial.close(text)
        took.append(time.perf_counter() - began)
    return statistics.mean(took) * 1000


if __name__ == "__main__":
    show(measure)
