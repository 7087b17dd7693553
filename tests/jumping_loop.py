"""An asyncio loop whose clock only waiting moves on: an hour takes no time, and a slow machine changes nothing."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class Jumps(selectors.SelectSelector):
    """Where nothing is ready, the time that would be waited has passed."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """What is ready. Raises AssertionError where nothing would ever be."""
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everything waits, and for nothing that comes"
            self.now += max(0.0, timeout)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """The loop: its timers ring in their order, at once."""

    def __init__(self) -> None:
        self.jumps = Jumps()
        super().__init__(self.jumps)

    def time(self) -> float:
        """Seconds since it began."""
        return self.jumps.now


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine gives."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
