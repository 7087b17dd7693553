"""The loop of turns: send a request, run the calls of its response, send their outputs back, until no call is left.

A call starts as soon as its item is done, while the response still streams; the calls of a turn run side by side.
Everything that happens is an event, in one order: the server's and ours come through the same queue.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, Final

from lib.engine.calling import Calling, Tools
from lib.engine.failures import failed
from lib.protocol.call import Key
from lib.protocol.ending import unended
from lib.protocol.events import Body, Event, event
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun
from lib.protocol.turns import next_body
from lib.tools.pool import Pool

MOST_TURNS: Final = 8

Send = Callable[[Request], AsyncGenerator[list[Event], None]]


async def tool_loop(
    send: Send,
    request: Request,
    tools: Tools,
    pool: Pool,
    clock: Callable[[], float],
    begun: list[Event] | None = None,
    base_url: str = "",
) -> AsyncGenerator[list[Event], None]:
    """The events of a run, turn after turn; close the generator, and every call and the stream are cancelled.

    `begun` are the events of the turns that a run goes on from: calls of the last that have no output run first.
    """
    loop = Loop(tools, pool, clock, base_url)
    try:
        if begun:
            loop.fold(begun)
            yield begun
            loop.start_calls()
            loop.spawn(loop.settled())
        else:
            yield [loop.asks(request)]
            loop.spawn(loop.read(send, request))
        while True:
            async for events in loop.arriving():
                yield events
            if loop.run.status != "running":
                break
            if loop.last_turn:
                yield [event(clock(), too_many_turns())]
                return
            request = Request(next_body(loop.run, stored=tools.stored), request.backend)
            yield [loop.asks(request)]
            loop.spawn(loop.read(send, request))
        if end := unended(loop.run):  # else a follower would wait for more
            yield [event(clock(), end)]
    finally:
        await loop.close()


class Loop:
    """One run's loop: the fold that it needs, the tasks, and the queue that their events come through."""

    def __init__(self, tools: Tools, pool: Pool, clock: Callable[[], float], base_url: str) -> None:
        self.tools = tools
        self.clock = clock
        self.base_url = base_url
        self.run = FoldedRun()
        self.queue: asyncio.Queue[list[Event] | Exception | None] = asyncio.Queue()
        self.started: dict[Key, asyncio.Task[None]] = {}
        self.turn: asyncio.Task[None] | None = None
        self.calling = Calling(tools, pool, self.say)

    @property
    def last_turn(self) -> bool:
        """Whether no turn may follow this one."""
        return len(self.run.turns) >= MOST_TURNS

    def asks(self, request: Request) -> Event:
        """The event that says what is sent, folded."""
        names = self.tools.registry.names
        body = {"type": "run.request", "body": request.sent, "backend": request.backend, "tools": names}
        sent = event(self.clock(), {**body, "base_url": self.base_url})
        self.fold([sent])
        return sent

    def fold(self, events: list[Event]) -> None:
        for one in events:
            self.run.fold(one.body, one.t)

    def say(self, body: Body) -> None:
        """An event of ours, about a call."""
        said = [event(self.clock(), body)]
        self.fold(said)
        self.queue.put_nowait(said)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """The task of this turn. Its end, however it ends, comes through the queue."""

        async def turn() -> None:
            try:
                await work
                self.queue.put_nowait(None)
            except Exception as error:
                self.queue.put_nowait(error)

        self.turn = asyncio.create_task(turn())

    async def read(self, send: Send, request: Request) -> None:
        """Read one response, starting its calls as they come, and wait for their outputs."""
        async with aclosing(send(request)) as pieces:
            async for events in pieces:
                self.fold(events)
                self.queue.put_nowait(events)
                self.start_calls()
        await self.settled()

    def start_calls(self) -> None:
        """Start each call of this turn that is ready and has not begun; not in a turn that no other may follow."""
        for call in self.run.waiting if self.run.open and not self.last_turn else []:
            if call.state == "ready" and call.key not in self.started:
                self.started[call.key] = asyncio.create_task(self.calling.answer(call))

    async def settled(self) -> None:
        """Wait until every call that has begun has its output; where the response failed, nobody needs them."""
        if not self.run.open:
            for task in self.started.values():
                task.cancel()
        await asyncio.gather(*self.started.values(), return_exceptions=not self.run.open)

    async def arriving(self) -> AsyncGenerator[list[Event], None]:
        """The events up to the end of the turn. Raises what its task raised."""
        while (found := await self.queue.get()) is not None:
            if isinstance(found, Exception):
                raise found
            yield found

    async def close(self) -> None:
        """Cancel what is left."""
        tasks = [task for task in (self.turn, *self.started.values()) if task is not None and not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def too_many_turns() -> Body:
    """The end of a run whose model would go on calling."""
    message = f"The model asked for calls in {MOST_TURNS} turns in a row."
    return failed("too_many_turns", message, "A run has no more turns. Offer fewer tools, or ask for less at once.")
