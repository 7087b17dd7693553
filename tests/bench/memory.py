"""A hundred sessions three times over: what is left of them when they have gone, and the grace has passed.

The app runs as ever, with one thread more that tells what only the process itself can say (`watched.py`).
"""

import asyncio
import json
import os
import time
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import in_left_pane, in_write_stream, visits
from machine import Watch
from report import Row, show
from sessions import PACE, PROMPT, SESSIONS

from app import STREAMLIT, WATCHED, WRITE_STREAM, App, free_port, running

GRACE = 30.0  # seconds that the app waits for a visitor who is gone
MORE = 4.0
ROUNDS = 3


@dataclass
class Left:
    """What is there."""

    resident: float
    connections: int
    says: dict[str, Any]


def measure() -> Row:
    """The row."""
    row = Row("100 such sessions three times over", "st.write_stream, the same three rounds, without the waiting")
    port = free_port()
    with Watch() as watch:
        with running(env={**PACE, "WATCHED_PORT": str(port)}, runner=WATCHED) as app:
            asyncio.run(visits(app.url, "text", PROMPT, in_left_pane, "Completed", 1))
            before = left(app, port, GRACE + MORE)
            rounds = []
            for _ in range(ROUNDS):
                found = asyncio.run(visits(app.url, "text", PROMPT, in_left_pane, "Completed", SESSIONS))
                row.notes += [visit.trouble for visit in found if visit.trouble][:2]
                rounds.append(left(app, port, GRACE + MORE))
        with running(WRITE_STREAM, PACE, runner=STREAMLIT) as peer:
            peers = []
            for _ in range(ROUNDS):
                asyncio.run(visits(peer.url, "", PROMPT, in_write_stream, "Completed", SESSIONS))
                peers.append(left(peer, 0, MORE))
    more, more_peer = (each[2].resident / each[1].resident - 1 for each in (rounds, peers))
    row.add(
        "memory after the third, over the second", f"{more:+.1%}", "+5 % or less", f"{more_peer:+.1%}", ok=more <= 0.05
    )
    row.notes.append(
        "Memory in MB: "
        + ", ".join(f"{each.resident:.0f}" for each in (before, *rounds))
        + " (one visitor, then the rounds)."
    )
    row.notes.append("The peer's: " + ", ".join(f"{each.resident:.0f}" for each in peers) + ".")
    last = rounds[-1].says
    for what, count in (
        ("open runs", last["live"]),
        ("runs with events in memory", last["runs"]),
        ("visitors waited for", last["gone"]),
    ):
        row.add(f"{what} after the grace", str(count), "0", ok=count == 0)
    tasks = [name for name in last["tasks"] if name.startswith("run ")]
    row.add("tasks of runs after the grace", str(len(tasks)), "0", ok=not tasks)
    grown = Counter(kinds(last["threads"])) - Counter(kinds(before.says["threads"]))
    pooled = 0 if last["pool"] else grown.pop("asyncio", 0)
    row.add("threads of ours more than after one visitor", str(grown.total()), "0", ok=not grown)
    if grown:
        row.notes.append("Threads more: " + ", ".join(f"{count} {name}" for name, count in grown.items()) + ".")
    if pooled:
        row.notes.append(
            f"{pooled} idle threads more are in the pool of Streamlit's own loop, which never has more than "
            f"{min(32, (os.cpu_count() or 1) + 4)}; the engine's loop has no pool."
        )
    connections = rounds[-1].connections - before.connections
    row.add(
        "connections more than after one visitor",
        str(connections),
        "0",
        f"{peers[-1].connections} open",
        ok=connections <= 0,
    )
    row.seen(watch)
    return row


def left(app: App, port: int, wait: float) -> Left:
    """What is left some seconds later."""
    time.sleep(wait)
    says = {}
    if port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            says = json.load(answer)
        time.sleep(0.2)
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return Left(resident / 1000, connections(app.process.pid), says)


def connections(pid: int) -> int:
    """The TCP connections of a process that are established."""
    open_sockets = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            open_sockets.add(str(path.readlink()).removeprefix("socket:[").removesuffix("]"))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "01" and row[9] in open_sockets for row in rows)


def kinds(threads: list[str]) -> list[str]:
    """The names without their numbers."""
    return [name.rstrip("0123456789-_ ()") for name in threads]


if __name__ == "__main__":
    show(measure)
