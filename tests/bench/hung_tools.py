"""Tools that hang: how long another visitor's tool waits until it runs, and Stop of the run that they hang in.

In a real engine, with a server that asks for the calls. The peer is the same engine with one pool of 32 threads for all
visitors, a `ThreadPoolExecutor`.
"""

import statistics
import time

from hanging import ENDED, OPEN, PATIENCE, Scene, scene, until
from machine import Watch
from report import Row, milliseconds, ratio, show

from lib.engine.runs import Run

HUNG = 50
ROUNDS = 5


def measure() -> Row:
    """The row."""
    row = Row("Hung tools", "the same engine with one ThreadPoolExecutor(32) for all")
    with Watch() as watch:
        for what, visitors in ((f"{HUNG} of one visitor", 1), (f"one each of {HUNG} visitors", HUNG)):
            (own, hung), (peer, hung_peer) = (waits(visitors, shared) for shared in (False, True))
            row.add(
                f"another visitor's tool runs after its call came, beside {what}, the slowest of {ROUNDS}",
                said(max(own)), "1 s or less", said(max(peer)), compared(own, peer), ok=max(own) <= 1.0,
            )  # fmt: skip
            hangs = f"{hung} tools hang at once, of the peer's {hung_peer}"
            row.notes.append(f"Beside {what}: median {said(statistics.median(own))}; {hangs}.")
        for then, what in ((OPEN, "the upstream is closed, while it streams"), (ENDED, "the task is gone")):
            own, peer = (stops(then, shared) for shared in (False, True))
            row.add(
                f"Stop with {HUNG} hung tools until {what}, the slowest of {ROUNDS}",
                said(max(own)), "0.5 s or less", said(max(peer)), compared(own, peer), ok=max(own) <= 0.5,
            )  # fmt: skip
    row.seen(watch)
    return row


def waits(visitors: int, shared: bool) -> tuple[list[float], int]:
    """Seconds from a call's arrival until its tool runs, inf where it never does; and how many tools of others hang."""
    found = []
    with scene(shared) as here:
        each = HUNG // visitors
        for at in range(visitors):
            here.start(f"visitor {at}", f"hang {each} {OPEN}")
        stuck(here)
        for _ in range(ROUNDS):
            before = len(here.began["quick"])
            run = here.start("another", f"quick 1 {ENDED}")
            until(lambda run=run: came(run) is not None)
            until(lambda before=before: len(here.began["quick"]) > before)
            began = here.began["quick"][before:]
            found.append(began[0] - run.started - (came(run) or 0.0) if began else float("inf"))
            if not began:  # nor would the next
                break
        return found, len(here.began["hang"])


def stops(then: str, shared: bool) -> list[float]:
    """Seconds from Stop of a run whose tools hang until its upstream is closed, or until it has no task."""
    found = []
    for _ in range(ROUNDS):
        with scene(shared) as here:
            run = here.start("one", f"hang {HUNG} {then}")
            stuck(here)
            asked = here.upstream.posts[0]
            until(lambda then=then, run=run: then == OPEN or "response.completed" in [one.type for one in run.events])
            began = time.monotonic()
            here.engine.stop(run)
            over = until(lambda here=here, asked=asked: not here.engine.live and asked.closed)
            ended = asked.closed if then == OPEN else time.monotonic()
            found.append((ended or 0.0) - began if over else float("inf"))
            if [one.type for one in run.events][-1] != "run.stopped":
                raise RuntimeError("expected a run that says that it was stopped")
    return found


def stuck(here: Scene) -> None:
    """Wait until as many tools hang as ever will: there are some, and no new one for 0.3 s."""
    count = -1
    while len(here.began["hang"]) != count or not count:
        count = len(here.began["hang"])
        time.sleep(0.3)


def came(run: Run) -> float | None:
    """When the run's call was whole."""
    return next((one.t for one in run.events if one.type == "response.output_item.done"), None)


def said(seconds: float) -> str:
    """A time, or that there was none."""
    return milliseconds(seconds) if seconds < PATIENCE else f"not within {PATIENCE:g} s"


def compared(own: list[float], peer: list[float]) -> str:
    """The ratio of the slowest, where both came to an end."""
    return ratio(max(own), max(peer)) if max(peer) < PATIENCE else ""


if __name__ == "__main__":
    show(measure)
