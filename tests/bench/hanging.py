"""A scene for tools that hang: an engine, a server that asks for their calls, and the tools `hang` and `quick`."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import place  # noqa: F401
from upstream import Request as Asked
from upstream import Upstream, response

from lib.engine.backends import Backend
from lib.engine.calling import Tools
from lib.engine.engine import Engine
from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.tools.function import FunctionTool
from lib.tools.registry import ToolRegistry

LIMIT: Final = 60.0  # seconds after which a tool would be given up: longer than all of this takes
PATIENCE: Final = 3.0  # seconds that anything else may take
SHARED_THREADS: Final = 32
OPEN, ENDED = "open", "ended"
"""How a response goes on behind its calls: it stays open, or it is complete."""


class Asking(Upstream):
    """Asks for calls of the tool that the model's name says, `hang 50 open`: so many, and how the response goes on."""

    async def events(self, request: Asked, model: str, pieces: list[str] | None) -> AsyncIterator[dict[str, Any]]:
        """A response of calls; after their outputs, one of nothing."""
        name, count, then = model.split()
        answering = b"function_call_output" in request.raw
        yield {"type": "response.created", "sequence_number": 0, "response": response("in_progress")}
        output = []
        for at in range(0 if answering else int(count)):
            item = {"id": f"fc_{at}", "type": "function_call", "call_id": f"call_{at}", "name": name, "arguments": "{}"}
            output.append({**item, "status": "completed"})
            yield {"type": "response.output_item.added", "output_index": at, "item": {**item, "arguments": ""}}
            yield {"type": "response.output_item.done", "output_index": at, "item": output[-1]}
        if then == OPEN:
            await asyncio.sleep(LIMIT)
        yield {"type": "response.completed", "response": {**response("completed"), "output": output}}


class Shared:
    """The peer: one pool of threads for whoever comes."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.threads = threads

    async def run(self, owner: str, function: Callable[[], str], limit: float) -> str:
        """What the function gives, within the limit."""
        async with asyncio.timeout(limit):
            return await asyncio.get_running_loop().run_in_executor(self.threads, function)


class Scene:
    """An engine, its server, and the tools `hang` and `quick`; `began` has the times at which each began."""

    def __init__(self, engine: Engine, upstream: Upstream) -> None:
        self.engine = engine
        self.upstream = upstream
        self.gate = threading.Event()
        self.began: dict[str, list[float]] = {"hang": [], "quick": []}

        def hang() -> str:
            """Hangs."""
            self.began["hang"].append(time.monotonic())
            self.gate.wait(LIMIT)
            return "late"

        def quick() -> str:
            """Answers at once."""
            self.began["quick"].append(time.monotonic())
            return "soon"

        self.registry = ToolRegistry([FunctionTool(hang, limit=LIMIT), FunctionTool(quick, limit=LIMIT)])

    def start(self, visitor: str, model: str) -> Run:
        """A run of a visitor's."""
        request = Request({"model": model, "input": "Go"}, "compatible")
        return self.engine.start(
            request, Backend("compatible", self.upstream.base_url), visitor, Tools(self.registry, visitor)
        )


@contextmanager
def scene(shared: bool) -> Iterator[Scene]:
    """All of it, until the block ends; then nothing hangs any more."""
    with Asking() as upstream, ThreadPoolExecutor(SHARED_THREADS) as threads:
        found = Scene(Engine(), upstream)
        if shared:
            found.engine.pool = Shared(threads)  # type: ignore[assignment]
        try:
            yield found
        finally:
            found.engine.close()
            found.gate.set()
            until(lambda: all(asked.closed for asked in upstream.posts))


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> bool:
    """Whether it held in time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)
    return bool(condition())
