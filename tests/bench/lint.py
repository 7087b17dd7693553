"""Lint: what it costs, what it says of what OpenAI sent, and how much of the damage done to good streams it finds.

Each kind of damage of tests/damages is done at the first, the middle and the last place where a stream lets it, to
every recorded stream and every stream of the simulator. It is found where the rule meant for it says something that it
doesn't say of the good stream.
The peer is json.loads over the same events.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from recorded import FOLDER, UNSET, files
from report import Row, ratio, show

from lib.protocol import sse
from lib.protocol.events import Body, Event
from lib.protocol.lint import Linter, lint
from tests.damages.rules import breaches, is_found
from tests.damages.stream import Stream, sent
from tests.damages.table import DAMAGES
from tests.lint_streams import EXPLAINED, REQUESTS, is_openai, origins, recorded, simulated

ROUNDS = 5
LEAST_KINDS = 30
MOST_COST = 3.0


def measure() -> Row:
    """The row."""
    row = Row("Lint", "json.loads over the same events")
    own = [simulated(name) for name in REQUESTS]
    streams = {path.name: recorded(path) for path in files()}
    cost(row, [*streams.values(), *own])
    openai(row, streams)
    kinds(row, [sent(events) for events in (*own, *streams.values())])
    alarms = sum(bool(lint(events)) for events in own)
    row.add("the simulator's streams with a finding", f"{alarms} of {len(own)}", "0", ok=not alarms)
    if not streams:
        row.notes.append(f"The simulator's streams alone. {UNSET}")
    return row


def cost(row: Row, streams: list[list[Event]]) -> None:
    """What an event costs, beside reading its JSON. The body is parsed already, as a follower has it."""
    bodies = [[(event, event.body) for event in events] for events in streams]
    texts = [sse.parse(event.raw).data for events in streams for event in events if not event.type.startswith("run.")]
    count = sum(map(len, streams))

    def peer() -> None:
        for text in texts:
            json.loads(text or "{}")

    def ours() -> None:
        for events in bodies:
            checked(events)

    ours()
    mine, theirs = best(ours) / count, best(peer) / len(texts)
    figures = [f"{seconds * 1e6:.1f} µs" for seconds in (mine, theirs)]
    row.add(
        "an event",
        figures[0],
        f"at most {MOST_COST:g} × the peer",
        figures[1],
        ratio(mine, theirs),
        ok=mine <= MOST_COST * theirs,
    )


def checked(events: list[tuple[Event, Body]]) -> None:
    linter = Linter()
    for event, body in events:
        linter.add(event, body)
    linter.end()


def best(run: Callable[[], None]) -> float:
    """Seconds of this process, of the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def openai(row: Row, streams: dict[str, list[Event]]) -> None:
    """What is said of the streams that api.openai.com completed and that are as they were recorded."""
    rows = origins(Path(FOLDER)) if FOLDER else {}
    names = [name for name in streams if is_openai(rows.get(name))]
    if not names:
        return
    found = {name: {one.rule for one in lint(streams[name]) if one.severity != "note"} for name in names}
    faulty = [f"{name}: {', '.join(sorted(broken))}" for name, broken in found.items() if broken]
    row.add(
        "OpenAI's streams with a finding, notes apart",
        f"{len(faulty)} of {len(names)}",
        "each explained in a test",
        ok=all(broken == EXPLAINED.get(name, set()) for name, broken in found.items()),
    )
    row.notes += faulty


def kinds(row: Row, streams: list[Stream]) -> None:
    """How much of the damage is found by the rule that is meant for it."""
    done, missed = Counter[str](), list[str]()
    for stream in streams:
        before = breaches(stream)
        for damage in DAMAGES:
            for at in damage.places(stream):
                done[damage.name] += 1
                if not is_found(damage.rule, before, breaches(damage.harm(stream, at))):
                    missed.append(f"{damage.name}, at event {at}")
    row.add("kinds of damage done", f"{len(done)}", f"at least {LEAST_KINDS}", ok=len(done) >= LEAST_KINDS)
    row.add("streams damaged", f"{len(streams)}")
    total = sum(done.values())
    row.add("damage found by the rule meant for it", f"{total - len(missed):,} of {total:,}", "all", ok=not missed)
    row.notes += missed[:10]
    row.notes.append("Times done: " + ", ".join(f"{name} {count:,}" for name, count in done.items()) + ".")


if __name__ == "__main__":
    show(measure)
