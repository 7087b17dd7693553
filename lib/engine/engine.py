"""The engine: one asyncio thread that runs every stream, a task a run. It appends; others follow and fold.

A run goes on while nobody looks, until its visitor has been gone for the grace; then it is cancelled, and what was
kept for that visitor is let go.
"""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from functools import partial
from typing import Any, Final

from lib.engine.approvals import Decision
from lib.engine.backends import Backend
from lib.engine.calling import Tools
from lib.engine.client import send
from lib.engine.filling import STOPPED, fill
from lib.engine.http import Pools, warm
from lib.engine.logs import LOG, Redaction, guard, unguard
from lib.engine.loop_thread import LoopThread
from lib.engine.models import Check, check
from lib.engine.replaying import Replay, play
from lib.engine.retention import Retention
from lib.engine.runs import Run, recorded
from lib.engine.tool_loop import tool_loop
from lib.protocol.call import Key
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording
from lib.protocol.request import Request
from lib.tools.pool import Pool

Send = Callable[[Request, Backend, Pools, Callable[[], float]], AsyncGenerator[list[Event], None]]

MOST_EVENTS: Final = 200_000
MOST_BYTES: Final = 64_000_000
SWEEP: Final = 1.0  # seconds between two looks at who is gone; a shorter grace is looked at as often

log = logging.getLogger(LOG)


class Engine:
    """Starts runs, stops them, finds them by id, lets go of those whose visitor is gone. Thread-safe."""

    def __init__(
        self,
        send: Send = send,
        retention: Retention | None = None,
        most_events: int = MOST_EVENTS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.send = send
        self.kept = retention or Retention()
        self.most_events = most_events
        self.most_bytes = most_bytes
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.tools: dict[str, Tools] = {}  # of the runs that are open
        self.pool = Pool()
        self.drawing = threading.Lock()  # held by the one follower that draws
        self.pools = Pools()
        self.secrets = Redaction()
        guard(self.secrets)
        self.thread = LoopThread("streamscope-engine")
        self.loop = self.thread.loop
        self.thread.start()
        self.loop.call_soon_threadsafe(warm, self.pools)
        self.sweeping = self.thread.call(self.sweep())

    @property
    def live(self) -> int:
        """How many runs are open."""
        return len(self.tasks)

    def start(
        self,
        request: Request,
        backend: Backend,
        visitor: str = "",
        tools: Tools | None = None,
        begun: list[Event] | None = None,
    ) -> Run:
        """A new run of the request. It is queued at once and runs by itself; with `tools` it answers calls.

        `begun` are the events of turns that it goes on from, in place of a first request; its clock goes on from them.
        """
        run = Run(request, visitor, backend.base_url)
        run.started -= (begun[-1].t or 0.0) if begun else 0.0
        self.secrets.add(backend.api_key)
        self.kept.add(run)
        if tools is not None:
            self.tools[run.id] = tools
        self.loop.call_soon_threadsafe(self.spawn, run, partial(self.go, run, backend, begun))
        return run

    def check(self, backend: Backend) -> "Future[Check]":
        """Ask a backend whether it answers, and for its models."""
        self.secrets.add(backend.api_key)
        return self.thread.call(check(backend, self.pools))

    def decide(self, run: Run, key: Key, decision: Decision) -> None:
        """Let a held call of a run go on."""
        if tools := self.tools.get(run.id):
            self.loop.call_soon_threadsafe(tools.approvals.decide, key, decision)

    def spawn(self, run: Run, go: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self.loop.create_task(go(), name=f"run {run.id}")
        self.tasks[run.id] = task
        task.add_done_callback(lambda _: self.done(run))

    def done(self, run: Run) -> None:
        """A run's task is over; one that was cancelled before its first step has not closed its run."""
        self.tasks.pop(run.id, None)
        self.tools.pop(run.id, None)
        if run.open:
            run.append([event(run.clock(), STOPPED)])
            run.close()

    async def pieces(self, run: Run, backend: Backend, begun: list[Event] | None) -> AsyncGenerator[list[Event], None]:
        """The events of one response, or of all the turns that its calls lead to."""

        def sent(request: Request) -> AsyncGenerator[list[Event], None]:
            log.debug("run %s: POST %s/responses %s", run.id[:8], backend.base_url, request.sent)
            return self.send(request, backend, self.pools, run.clock)

        if tools := self.tools.get(run.id):
            pieces = tool_loop(sent, run.request, tools, self.pool, run.clock, begun, backend.base_url)
        else:
            body = {"body": run.request.sent, "backend": backend.name, "base_url": backend.base_url}
            yield [event(run.clock(), {"type": "run.request", **body})]
            pieces = sent(run.request)
        async with aclosing(pieces):
            async for events in pieces:
                yield events

    async def go(self, run: Run, backend: Backend, begun: list[Event] | None = None) -> None:
        """One run, to its end."""
        await fill(run, self.pieces(run, backend, begun), backend, self.most_events, self.most_bytes)
        self.kept.prune()

    def stop(self, run: Run) -> None:
        """Cancel a run: its upstream is closed at once, also while it connects or is silent."""
        self.loop.call_soon_threadsafe(self.cancel, run.id)

    def cancel(self, run_id: str) -> None:
        if task := self.tasks.get(run_id):
            task.cancel()

    def adopt(self, recording: Recording, visitor: str = "", *, counted: bool = True) -> Run:
        """A finished run from a recording, so that it is shown like any other; it may be `counted` among those that are
        kept of the visitor."""
        run = recorded(recording, visitor)
        run.counted = counted
        self.kept.add(run)
        self.kept.prune()
        return run

    def replay(self, recording: Recording, visitor: str = "", speed: float | None = 1.0) -> Run:
        """A new run of the recorded events, at their times divided by `speed`; as fast as possible with None."""
        run = Replay(recording, visitor, speed)
        self.kept.add(run)
        self.loop.call_soon_threadsafe(self.spawn, run, partial(play, run))
        return run

    def find(self, run_id: str, visitor: str = "") -> Run | None:
        """The run of that id, if it is still kept; the visitor has it from now on, as do those who had it before."""
        run = self.kept.runs.get(run_id)
        if run is not None and visitor:
            self.kept.hold(run, visitor)
            run.last_followed = time.monotonic()
        return run

    async def sweep(self) -> None:
        """Now and then, empty what was let go before, and let go what belongs to visitors gone for the grace."""
        while True:
            await asyncio.sleep(min(SWEEP, self.kept.grace))
            self.kept.empty()
            for run in self.kept.abandoned():
                if run.open:
                    self.cancel(run.id)
                self.kept.drop(run.id)
                run.forget()

    def close(self) -> None:
        """Stop every run and the thread. Bounded: 10 s."""
        if not self.loop.is_closed():
            unguard(self.secrets)
            self.thread.end(self.pools.close())
