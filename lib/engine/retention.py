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
    """The runs by id, and who has which: a run's id is the right to it, so that a reload or a second tab has it, too.

    The oldest finished ones go first; what only visitors have who are gone goes after the grace.

    A run that was let go is found no more. A little later it is emptied, and what was made of it goes: an open page
    holds both, in its variables and in the callbacks of its widgets, for as long as it is open.
    """

    def __init__(self, grace: float = GRACE, most_runs: int = MOST_RUNS, most_bytes: int = MOST_BYTES) -> None:
        self.grace = grace
        self.most_runs = most_runs
        self.most_bytes = most_bytes
        self.runs: dict[str, Run] = {}
        self.held: dict[str, dict[str, Run]] = {}  # of each visitor by id, what they have had longest first
        self.gone: dict[str, float] = {}
        self.leaving: list[tuple[float, Run]] = []
        self.beside = Beside()
        self.lock = threading.RLock()

    def add(self, run: Run) -> None:
        """Keep a run."""
        with self.lock:
            self.runs[run.id] = run
            self.hold(run, run.visitor)

    def hold(self, run: Run, visitor: str) -> None:
        """A visitor has this run, too; nothing if it was let go meanwhile."""
        with self.lock:
            if run.id in self.runs:
                self.held.setdefault(visitor, {}).setdefault(run.id, run)

    def holders(self, run_id: str) -> set[str]:
        """The visitors who have a run."""
        return {visitor for visitor, held in self.held.items() if run_id in held}

    def release(self, run_id: str, visitor: str) -> bool:
        """A visitor has a run no more. It is let go where all others who have it are gone; whether it was."""
        with self.lock:
            self.unhold(run_id, visitor)
            if run_id not in self.runs or self.holders(run_id) - self.gone.keys():
                return False
            self.drop(run_id)
            return True

    def unhold(self, run_id: str, visitor: str) -> None:
        """Strike a run off what a visitor has."""
        held = self.held.get(visitor, {})
        held.pop(run_id, None)
        if not held:
            self.held.pop(visitor, None)

    def drop(self, run_id: str) -> None:
        """Let go of a run."""
        with self.lock:
            if run := self.runs.pop(run_id, None):
                self.leaving.append((time.monotonic(), run))
                for visitor in self.holders(run_id):
                    self.unhold(run_id, visitor)

    def of(self, visitor: str) -> list[Run]:
        """The runs of a visitor, the newest first."""
        with self.lock:
            return [*reversed(self.held.get(visitor, {}).values())]

    def prune(self) -> None:
        """Let go of the oldest finished runs beyond the limits. A run that several have has one size; a replay none."""
        with self.lock:
            for visitor, held in list(self.held.items()):
                counted = [run for run in held.values() if run.counted]
                finished = [run for run in counted if not run.open][:-1]
                for run in finished[: max(0, len(counted) - self.most_runs)]:
                    self.release(run.id, visitor)
            sized = [run for run in self.runs.values() if not run.replays]
            total = sum(run.bytes for run in sized)
            for run in [run for run in sized if not run.open][:-1]:
                if total > self.most_bytes:
                    self.drop(run.id)
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
        """The runs that only visitors have who have been gone for the grace, and that nobody has followed since."""
        now = time.monotonic()
        with self.lock:
            late = {visitor for visitor, since in self.gone.items() if now - since > self.grace}
            found: dict[str, Run] = {}
            for visitor in late:
                for run in self.of(visitor):
                    if self.holders(run.id) - late:
                        self.unhold(run.id, visitor)
                    elif now - run.last_followed > self.grace:
                        found[run.id] = run
            for visitor in late:
                if self.held.get(visitor, {}).keys() <= found.keys():
                    del self.gone[visitor]
            return list(found.values())
