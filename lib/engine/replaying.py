"""Play a recording again as a run: a page follows it like any other, and stops it like any other.

The events keep their recorded times, so its metrics are those of the recording, and its clock is the recorded run's.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Any, Final

from lib.engine.backends import Backend
from lib.engine.filling import fill
from lib.engine.runs import Run
from lib.protocol.ending import unended
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording
from lib.protocol.replay import replay
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun

PIECE: Final = 200  # events at once, so that the other runs of the loop go on
OWN: Final = 10_000  # bytes of events of our own that may come on top


class Replay(Run):
    """A run whose events come from a recording, at `speed` times their pace; None is as fast as possible."""

    def __init__(self, recording: Recording, visitor: str = "", speed: float | None = 1.0) -> None:
        backend: Any = recording.backend or "compatible"
        super().__init__(Request(recording.request, backend), visitor)
        self.backend, self.started_at = recording.backend, recording.started_at
        self.counted, self.replays = False, True
        self.source = recording.events
        self.speed = speed
        self.due = replay(recording.events, speed)

    def clock(self) -> float:
        """Seconds since the recorded request."""
        if self.speed is not None:
            return (time.monotonic() - self.started) * self.speed
        return (self.events[-1].t if self.events else None) or 0.0

    def forget(self) -> None:
        """Let go of the recording's events, too."""
        super().forget()
        self.source, self.due = [], iter(())


async def play(run: Replay) -> None:
    """Fill the run with its events, each when it is due, and close it. Cancelling it stops the run."""
    size = sum(len(one.raw) for one in run.source)
    # No limit but the recording itself: it has been bounded, and the end that it may lack comes on top.
    await fill(run, pieces(run), Backend(run.request.backend, ""), len(run.source) + 1, size + OWN)
    run.source, run.due = [], iter(())  # when the recording is let go of, nothing of it stays here


async def pieces(run: Replay) -> AsyncGenerator[list[Event], None]:
    """The events in pieces, and the end that an opened recording would get, too."""
    folded = FoldedRun()
    piece: list[Event] = []
    for due, one in run.due:
        while (wait := run.started + due - time.monotonic()) > 0 or len(piece) == PIECE:
            if piece:
                yield piece
                piece = []
            await asyncio.sleep(max(0.0, wait))
        folded.fold(one.body, one.t)
        piece.append(one)
    if end := unended(folded):
        piece.append(event(run.source[-1].t if run.source else None, end))
    yield piece
