"""How long to wait for the next event: a deadline that moves on with every event, for the price of one number.

Keepalive comments keep a connection's own read timeout from ever firing, so silence is counted on events.
"""

import asyncio
from types import TracebackType


class Patience:
    """An async context: TimeoutError is raised in it `limit` seconds after the last `heard()`."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.loop = asyncio.get_running_loop()
        self.last = self.loop.time()
        self.deadline = float("inf")
        self.timeout = asyncio.timeout(None)
        self.check: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "Patience":
        await self.timeout.__aenter__()
        self.look()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.check is not None:
            self.check.cancel()
        await self.timeout.__aexit__(kind, error, trace)

    def heard(self) -> None:
        """An event came."""
        self.last = self.loop.time()

    def only(self, seconds: float) -> None:
        """From now on, wait no longer than this in all; said again, the earlier deadline stays."""
        self.limit = float("inf")
        if self.check is not None:
            self.check.cancel()
            self.check = None
        self.deadline = min(self.deadline, self.loop.time() + seconds)
        self.timeout.reschedule(self.deadline)

    def look(self) -> None:
        """Let the deadline pass, or look again when it could have passed."""
        left = self.last + self.limit - self.loop.time()
        if left <= 0:
            self.timeout.reschedule(self.loop.time())
        else:
            self.check = self.loop.call_later(left, self.look)
