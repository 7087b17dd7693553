"""What the engine keeps of finished runs, and for how long."""

import threading
import time
from typing import Final

from lib.engine.beside import Beside
from lib.engine.runs import Run

GRACE: Final = 30.0  # seconds that a visitor may be gone
MOST_RUNS: Final = 20  # of a visitor
MOST_BYTES: Final = 256_000_000  # of all
LINGER: Final = 5.0  # seconds that a script may go on drawing a run that it found


class Retention:
    """The runs by id. The oldest finished ones go first; those of a visitor who is gone go after the grace.

    A run that was let go is found no more. A little later it is emptied, and what was made of it goes: an open page
    holds both, in its variables and in the callbacks of its widgets, for as long as it is open.
    """

    def __init__(self, grace: float = GRACE, most_runs: int = MOST_RUNS, most_bytes: int = MOST_BYTES) -> None:
        self.grace = grace
        self.most_runs = most_runs
        self.most_bytes = most_bytes
        self.runs: dict[str, Run] = {}
        self.gone: dict[str, float] = {}
        self.leaving: list[tuple[float, Run]] = []
        self.beside = Beside()
        self.lock = threading.RLock()

    def add(self, run: Run) -> None:
        """Keep a run."""
        with self.lock:
            self.runs[run.id] = run

    def drop(self, run_id: str) -> None:
        """Let go of a run."""
        with self.lock:
            if run := self.runs.pop(run_id, None):
                self.leaving.append((time.monotonic(), run))

    def of(self, visitor: str) -> list[Run]:
        """The runs of a visitor, the newest first."""
        with self.lock:
            return [run for run in reversed(self.runs.values()) if run.visitor == visitor]

    def prune(self) -> None:
        """Let go of the oldest finished runs beyond the limits."""
        with self.lock:
            finished = [run for run in self.runs.values() if not run.open]
            of_visitor: dict[str, int] = {}
            for run in self.runs.values():
                of_visitor[run.visitor] = of_visitor.get(run.visitor, 0) + run.counted
            total = sum(run.bytes for run in self.runs.values())
            for run in finished[:-1] if len(finished) > 1 else []:
                if (run.counted and of_visitor[run.visitor] > self.most_runs) or total > self.most_bytes:
                    self.drop(run.id)
                    of_visitor[run.visitor] -= run.counted
                    total -= run.bytes

    def empty(self) -> None:
        """Empty the runs that were let go a while ago."""
        with self.lock:
            until = time.monotonic() - LINGER
            left = [run for since, run in self.leaving if since <= until]
            self.leaving = [one for one in self.leaving if one[0] > until]
        for run in left:
            run.forget()
            self.beside.let_go(run.id)

    def leave(self, visitor: str) -> None:
        """A visitor's connection closed: the grace begins."""
        with self.lock:
            self.gone[visitor] = time.monotonic()

    def welcome(self, visitor: str) -> None:
        """A visitor is here, or here again."""
        with self.lock:
            self.gone.pop(visitor, None)

    def abandoned(self) -> list[Run]:
        """The runs of visitors who have been gone for the grace, and that nobody has followed since."""
        now = time.monotonic()
        with self.lock:
            late = {visitor for visitor, since in self.gone.items() if now - since > self.grace}
            found = [run for run in self.runs.values() if run.visitor in late and now - run.last_followed > self.grace]
            held = {run.visitor for run in self.runs.values() if run not in found}
            for visitor in late - held:
                del self.gone[visitor]
            return found
