"""A hundred visitors at once: 300 tokens at 30 a second for each, the simulator in the app's process.

Every visitor loads the page first; then the clicks are spread over 5 seconds. Beside it the same visitors of a page
with `st.write_stream`, its simulator in its process, too.
"""

import asyncio
import statistics
from dataclasses import dataclass

from load import Visit, in_left_pane, in_write_stream, visits
from machine import Watch, quietly
from report import Row, percentile, ratio, show

from app import WRITE_STREAM, App, running

SESSIONS = 100
TOKENS, FIRST, RATE = 300, 0.1, 30
FLOOR = FIRST + TOKENS / RATE
"""Seconds that the stream itself takes: what follows its last delta is due then."""
PACE = {"STREAMSCOPE_SIMULATOR_PACE": f"first={FIRST} rate={RATE}"}
PROMPT = f"Describe this very stream in {TOKENS} tokens."
ROUNDS = 3


@dataclass
class Round:
    """A hundred sessions, in figures."""

    complete: int
    total: float
    gap: float
    bytes: float
    troubles: list[str]


def measure() -> Row:
    """The row."""
    row = Row("100 sessions of 300 tokens at 30 a second", "the same visitors, st.write_stream through the plain SDK")
    found: list[Round] = []
    for at in range(ROUNDS):
        subject, watch = quietly(once, tries=2)
        found.append(subject)
        row.notes.append(f"Round {at + 1}: total p95 {subject.total:.2f} s, gap p95 {subject.gap:.2f} s; {watch}.")
        if at == 0:
            with Watch() as watch, running(WRITE_STREAM, PACE) as app:
                peer = figures(asyncio.run(visits(app.url, "", PROMPT, in_write_stream, "Completed", SESSIONS)))
            row.notes.append(f"The peer's round: {watch}.")
    complete = min(each.complete for each in found)
    total, gap, size = (statistics.median(getattr(each, name) for each in found) for name in ("total", "gap", "bytes"))
    row.add("sessions complete", f"{complete} of {SESSIONS}", "100", f"{peer.complete}", ok=complete == SESSIONS)
    row.add(
        f"total, p95, over the floor of {FLOOR:.1f} s",
        f"{total - FLOOR:+.2f} s",
        "0.5 s or less",
        f"{peer.total - FLOOR:+.2f} s",
        ratio(total - FLOOR, peer.total - FLOOR),
        ok=total - FLOOR <= 0.5,
    )
    row.add(
        "longest gap, p95", f"{gap:.2f} s", "0.5 s or less", f"{peer.gap:.2f} s", ratio(gap, peer.gap), ok=gap <= 0.5
    )
    row.add("a session", kb(size), "150 KB or less", kb(peer.bytes), ratio(size, peer.bytes), ok=size <= 150_000)
    row.notes += sorted({trouble for each in found for trouble in each.troubles})[:5]
    return row


def once() -> Round:
    """A round on a fresh app."""
    with running(env=PACE) as app:
        return figures(asyncio.run(crowd(app)))


async def crowd(app: App) -> list[Visit]:
    """A hundred visitors of the app."""
    return await visits(app.url, "text", PROMPT, in_left_pane, "Completed", SESSIONS)


def figures(found: list[Visit]) -> Round:
    """The round's figures: p95 over the sessions, bytes as the mean."""
    return Round(
        sum(visit.complete for visit in found),
        percentile([visit.total for visit in found], 0.95),
        percentile([visit.longest_gap for visit in found], 0.95),
        statistics.mean(visit.bytes for visit in found),
        [visit.trouble for visit in found if visit.trouble],
    )


def kb(size: float) -> str:
    """Bytes in KB."""
    return f"{size / 1000:.0f} KB"


if __name__ == "__main__":
    show(measure)
