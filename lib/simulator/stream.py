"""Timed events -> the pieces of bytes of a response's body."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from lib.protocol import sse
from lib.simulator.pace import Event

SHARED: Final = 600  # pieces a second that all streams together may take
LONGEST: Final = 0.15  # seconds between two pieces, at the most


async def pieces(
    timed: Iterator[tuple[float, Event]],
    live: Callable[[], int],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    broken: bool = False,
) -> AsyncIterator[bytes]:
    """Everything that is due, in one piece at a time.

    A piece costs far more than an event does, so with many streams at once each writes less often: the
    interval between two writes is at least `live() / 600` seconds, and 0.15 s at the most. `broken`: of the last
    frame only the first half is sent.
    """
    start = clock()
    pending = next(timed, None)
    while pending is not None:
        now = clock()
        ready = bytearray()
        while pending is not None and start + pending[0] <= now:
            frame = sse.write(pending[1])
            pending = next(timed, None)
            ready += frame[: len(frame) // 2] if broken and pending is None else frame
        if ready:
            yield bytes(ready)
        if pending is not None:
            earliest = now + min(LONGEST, live() / SHARED) if ready else now
            await sleep(max(start + pending[0], earliest) - clock())


class Unended(StreamingResponse):
    """A streamed body that lacks its end: the server closes the connection, and its log says so."""

    async def stream_response(self, send: Send) -> None:
        """Send all but the message that ends the body."""

        async def all_but_the_end(message: Message) -> None:
            if message.get("more_body", True):
                await send(message)

        await super().stream_response(all_but_the_end)
