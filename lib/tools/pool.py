"""Threads for tools, which may hang: bounded for each owner and in all, given up past a limit or on Stop.

A thread can't be killed. One that is given up goes on as a daemon, is counted until it really ends, and its late result
is dropped.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lib.tools.tool import ToolError, raised


@dataclass(eq=False, slots=True)
class Call:
    """One call of a tool. `turn` and `ended` are futures of `loop`; they only say that it is time to look."""

    owner: str
    function: Callable[[], str]
    loop: asyncio.AbstractEventLoop
    turn: asyncio.Future[None]
    ended: asyncio.Future[None]
    state: Literal["waiting", "granted", "running", "ended", "given up"] = "waiting"
    outcome: str | Exception = ""

    def tell(self, future: asyncio.Future[None]) -> bool:
        """Wakes who waits for the future, from any thread. False if its loop is closed."""

        def wake() -> None:
            if not future.done():
                future.set_result(None)

        try:
            self.loop.call_soon_threadsafe(wake)
        except RuntimeError:
            return False
        return True


@dataclass(slots=True)
class Owner:
    """What one owner has: calls that run, threads that were given up, calls that wait for a turn."""

    running: int = 0
    given_up: int = 0
    line: deque[Call] = field(default_factory=deque)


class Pool:
    """Runs functions in daemon threads of its own, one a call.

    An owner has at most `of_one` running; its further calls wait. `most` run in all. A call that would go beyond what
    is bearable fails at once: see `_refusal`. `busy` and `given_up` count threads. Safe in any thread and loop.
    """

    def __init__(self, most: int = 64, of_one: int = 8, most_given_up: int = 32) -> None:
        self.most = most
        self.of_one = of_one
        self.most_given_up = most_given_up
        self.busy = 0
        self.given_up = 0
        self._owners: dict[str, Owner] = {}
        self._lock = threading.Lock()

    async def run(self, owner: str, function: Callable[[], str], limit: float) -> str:
        """What the function gives; what it raises is raised as it is.

        Raises ToolError "time_limit" after `limit` seconds, which begin when its thread does, and "too_busy".
        """
        loop = asyncio.get_running_loop()
        call = Call(owner, function, loop, loop.create_future(), loop.create_future())
        self._enter(call)
        try:
            await call.turn
            if isinstance(call.outcome, ToolError):  # refused when its turn came
                raise call.outcome
            self._start(call)
            async with asyncio.timeout(limit):
                await call.ended
        except TimeoutError:
            if self._leave(call):
                raise ToolError("time_limit", f"the tool did not finish within {limit:g} s and was given up") from None
        except asyncio.CancelledError:
            self._leave(call)
            raise
        if isinstance(call.outcome, Exception):
            raise call.outcome
        return call.outcome

    def _enter(self, call: Call) -> None:
        """Gives the call a turn, or a place in its owner's line. Raises ToolError "too_busy"."""
        with self._lock:
            owner = self._owners.setdefault(call.owner, Owner())
            waits = owner.running >= self.of_one
            if refusal := self._refusal(owner, waits):
                self._forget(call.owner)
                raise refusal
            if waits:
                owner.line.append(call)
            else:
                self._grant(call, owner)

    def _refusal(self, owner: Owner, waits: bool = False) -> ToolError | None:
        """Why a call of this owner can't be had now. Who has hung threads of its own is refused before the others."""
        if owner.given_up >= 2 * self.of_one:
            return ToolError("too_busy", f"{owner.given_up} earlier tools have not ended yet; try again later")
        if owner.given_up and self.given_up > self.most_given_up:
            return ToolError("too_busy", f"{self.given_up} tools that were given up still run; try again later")
        full = self.busy >= self.most or self.busy + self.given_up >= self.most + self.most_given_up
        if full and not waits:
            return ToolError("too_busy", f"{self.busy + self.given_up} tools run already; try again later")
        return None

    def _grant(self, call: Call, owner: Owner) -> None:
        """Counts the call and tells it to begin; passes over one whose loop is gone."""
        call.state = "granted"  # first: once told, its loop goes on while this thread is still here
        owner.running += 1
        self.busy += 1
        if not call.tell(call.turn):
            call.state = "ended"
            owner.running -= 1
            self.busy -= 1

    def _start(self, call: Call) -> None:
        thread = threading.Thread(target=self._work, args=(call,), name="tool", daemon=True)
        call.state = "running"
        try:
            thread.start()
        except RuntimeError:  # the machine has no thread left
            self._end(call)
            raise ToolError("too_busy", "no thread could be started; try again later") from None

    def _work(self, call: Call) -> None:
        """The thread."""
        try:
            outcome: str | Exception = call.function()
        except Exception as error:
            outcome = error
        except BaseException as error:  # SystemExit in a task would end the loop of everyone
            outcome = raised(error)
        call.outcome = outcome
        self._end(call)
        call.tell(call.ended)

    def _end(self, call: Call) -> None:
        """Its thread has ended."""
        with self._lock:
            owner = self._owners[call.owner]
            if call.state == "given up":
                owner.given_up -= 1
                self.given_up -= 1
            else:
                call.state = "ended"
                self._free(owner)
            self._forget(call.owner)

    def _leave(self, call: Call) -> bool:
        """Nobody waits for the call any more. False if it has ended by now."""
        with self._lock:
            owner = self._owners.get(call.owner)
            if owner is None or call.state == "ended":
                return False
            if call.state == "waiting":
                if call in owner.line:
                    owner.line.remove(call)
            elif call.state == "granted":  # it has no thread yet
                call.state = "ended"
                self._free(owner)
            else:
                call.state = "given up"
                owner.given_up += 1
                self.given_up += 1
                self._free(owner)
            self._forget(call.owner)
        return True

    def _free(self, owner: Owner) -> None:
        """One of the owner's calls runs no more: the turn is the next one's."""
        owner.running -= 1
        self.busy -= 1
        while owner.line and owner.running < self.of_one:
            call = owner.line.popleft()
            if refusal := self._refusal(owner):
                call.outcome = refusal
                call.tell(call.turn)
            else:
                self._grant(call, owner)

    def _forget(self, name: str) -> None:
        """An owner with nothing left is not kept."""
        owner = self._owners[name]
        if not (owner.running or owner.given_up or owner.line):
            del self._owners[name]
