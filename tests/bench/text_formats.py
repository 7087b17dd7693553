"""Answers for random strict schemas as `text.format`, through the simulator's whole answer: each must fit its schema.

A request's bytes are read and checked, answered, and made into wire events; the text of its message is held against
the schema. The schemas are those of the tests' hypothesis strategy, with names that the simulator has vocabularies for,
so that rows, sums and moments are found; the peer is what it takes jsonschema to say that the text fits.
"""

import json
import time
from typing import Any

import place  # noqa: F401
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from machine import Watch
from report import Row, percentile, ratio, show

from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.emit import emit
from lib.simulator.errors import ApiError
from lib.simulator.ids import seeded_ids
from lib.simulator.pace import USUAL
from lib.simulator.response import opening
from tests.test_simulator_instance import PROMPT, errors, strict

COUNT = 500
PROMPTS = (
    "",
    "Hello",
    PROMPT,
    'City: Rome. Names: "a", b and c. Limit: 5. 2 chairs at 40 EUR and 1 desk at $120 on 3 March 2027 from 14:00.',
    'Ada: "Ship it." > Grace: "Not yet."\n- a\n  - b\n- kind: x. name: y',
    "Invoice INV-7 for Acme: 2 chairs at 40, 1 desk at 120. Tax 38.20. Start 3 March 2027 at 9 am, end 5 May 2027.",
    "Title: Dune. Author: Ada. Status: open. Email: a@b.com. Lines: 2 eggs; 1 x milk. Due 31 March 2027, 90 minutes.",
)


def message(schema: dict[str, Any], prompt: str) -> str:
    """The text that the stream of a strict request ends with."""
    text_format = {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}
    request = {"model": "sim-1", "input": prompt, "text": {"format": text_format}}
    body = read(json.dumps(request).encode())
    ids = seeded_ids(body.given, "bench")
    *_, last = emit(opening(body, ids), answer(body, ids, USUAL), 1, USUAL)
    return str(last["response"]["output"][0]["content"][0]["text"])


def measure() -> Row:
    """The row."""
    row = Row(f"{COUNT} random strict schemas as text.format", "jsonschema, checking the schema and the text")
    seconds: list[float] = []
    checks: list[float] = []
    wrong: list[str] = []
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]

    @settings(max_examples=COUNT, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=slow)
    @given(schema=strict, prompt=st.sampled_from(PROMPTS))
    def each(schema: dict[str, Any], prompt: str) -> None:
        began = time.perf_counter()
        try:
            text = message(schema, prompt)
        except ApiError as error:  # a schema that only leads back to itself has no instance, and does not count
            assume("no end" not in error.message)
            seconds.append(time.perf_counter() - began)
            wrong.append(f"{error.message} ({schema})")
            return
        between = time.perf_counter()
        found = errors(schema, json.loads(text))
        checks.append(time.perf_counter() - between)
        seconds.append(between - began)
        wrong.extend(f"{fault} ({schema})" for fault in found[:1])

    with Watch() as watch:
        each()
    good = len(seconds) - len(wrong)
    row.add("valid", f"{good} of {len(seconds)}", "all", ok=good == len(seconds) >= COUNT)
    for what, share in (("median", 0.5), ("p95", 0.95), ("slowest", 1.0)):
        own, peer = percentile(seconds, share) * 1000, percentile(checks, share) * 1000
        row.add(f"one, {what}", f"{own:.2f} ms", "", f"{peer:.2f} ms", ratio(own, peer))
    row.notes += wrong[:5]
    row.seen(watch)
    return row


if __name__ == "__main__":
    show(measure)
