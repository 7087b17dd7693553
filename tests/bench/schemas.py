"""Arguments for random strict schemas, as the simulator makes them for a call: each must fit its schema.

The schemas are those of the tests' hypothesis strategy: nested, recursive, with bounds, patterns and formats. The peer
is what it takes jsonschema to say that they fit.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import place  # noqa: F401
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from machine import Watch
from report import Row, percentile, ratio, show

from lib.simulator.reading.filling import filled
from lib.simulator.schemas.instance import Unfit, instance
from tests.test_simulator_instance import PROMPT, errors, strict

COUNT = 500
PROMPTS = ("", "Hello", PROMPT)


class Made:
    """What was made: seconds each, seconds that its check took, and what was wrong."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.checks: list[float] = []
        self.wrong: list[str] = []
        self.endless = 0

    def make(self, schema: dict[str, Any], prompt: str, turn: int) -> None:
        """Arguments for one schema; one that only leads back to itself has none, and does not count."""
        began = time.perf_counter()
        try:
            value = instance(schema, filled(schema, prompt), turn)
        except Unfit as error:
            self.endless += "no end" in str(error)
            assume("no end" not in str(error))
            self.seconds.append(time.perf_counter() - began)
            self.wrong.append(f"{error} ({schema})")
            return
        between = time.perf_counter()
        found = errors(schema, value)
        self.checks.append(time.perf_counter() - between)
        self.seconds.append(between - began)
        self.wrong += [f"{found[0]} ({schema})"] if found else []


def measure() -> Row:
    """The row."""
    row = Row(f"Arguments for {COUNT} random strict schemas", "jsonschema, checking the schema and the arguments")
    made = Made()
    with Watch() as watch:
        random_schemas(made.make)()
    good = len(made.seconds) - len(made.wrong)
    row.add("valid", f"{good} of {len(made.seconds)}", "all", ok=good == len(made.seconds) >= COUNT)
    for what, share in (("median", 0.5), ("p95", 0.95), ("slowest", 1.0)):
        own, peer = percentile(made.seconds, share) * 1000, percentile(made.checks, share) * 1000
        row.add(f"one, {what}", f"{own:.2f} ms", "", f"{peer:.2f} ms", ratio(own, peer))
    mean = statistics.mean(made.seconds) * 1000
    row.notes.append(
        f"{mean:.2f} ms each in the mean; {made.endless} schemas that have no value at all are not counted."
    )
    row.notes += made.wrong[:5]
    row.seen(watch)
    return row


def random_schemas(make: Callable[[dict[str, Any], str, int], None]) -> Callable[[], None]:
    """Calls `make` with one random schema after the other."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]

    @settings(max_examples=COUNT, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=slow)
    @given(schema=strict, prompt=st.sampled_from(PROMPTS), turn=st.integers(0, 2))
    def each(schema: dict[str, Any], prompt: str, turn: int) -> None:
        make(schema, prompt, turn)

    return each


if __name__ == "__main__":
    show(measure)
