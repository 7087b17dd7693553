"""Send one request, and read what comes back.

The SDK makes the request (authentication, error classes, headers); we read the stream's bytes ourselves, so that raw
frames can be shown, a broken line costs one frame and not the run, and an event costs `json.loads`.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing, suppress
from typing import Any, Final

import openai

from lib.engine import failures
from lib.engine.backends import Backend, bad_key, bad_url, named
from lib.engine.calling import Tools
from lib.engine.child import simulator_process
from lib.engine.http import Pools, keyless, sdk, shown_headers
from lib.engine.logs import LOG, Redaction, guard, unguard
from lib.engine.patience import Patience
from lib.engine.reader import Reader
from lib.engine.tool_loop import tool_loop
from lib.protocol.events import Body, Event, event
from lib.protocol.request import Request
from lib.tools.pool import Pool
from lib.tools.registry import ToolRegistry

SILENCE: Final = 300.0  # seconds without an event until a run is given up
AFTER_ERROR: Final = 1.0  # seconds to read on after an `error` event: `response.failed` usually follows
MOST_HELD: Final = 32_000_000  # bytes of one frame, or of a body that isn't a stream
AFTER_END: Final = 0.2  # seconds for the body to end after the last event, so that the connection can be used again


log = logging.getLogger(LOG)


async def send(
    request: Request, backend: Backend, pools: Pools, clock: Callable[[], float], silence: float = SILENCE
) -> AsyncGenerator[list[Event], None]:
    """One try of a request: the events of each piece that arrived, ours (`run.attempt`, `run.headers`, …) included.

    Trouble is an event too: `run.failed`, or `run.ended_early` where the stream just stopped. Close the generator, or
    cancel its task, and the connection is closed at once.
    """
    url = f"{backend.base_url.rstrip('/')}/responses"
    yield [event(clock(), {"type": "run.attempt", "attempt": 1, "url": url, "streamed": request.streamed})]
    if wrong := bad_url(backend.base_url) or bad_key(backend.api_key):
        yield [event(clock(), failures.failed("bad_backend", wrong, "Nothing was sent."))]
        return
    reader = Reader(backend, clock)
    try:
        async with Patience(silence) as patience:
            extra = keyless(backend)
            create = sdk(backend, pools).responses.with_streaming_response.create
            async with create(extra_body=request.sent, extra_headers=extra, stream=request.streamed) as answer:
                yield [event(clock(), headers(answer.http_response, backend))]
                async for piece in answer.iter_bytes():
                    heard = reader.count
                    if events := reader.feed(piece):
                        yield events
                        if reader.count > heard:  # a comment that keeps the connection alive is no event
                            patience.heard()
                        if reader.ended or reader.error:
                            patience.only(AFTER_END if reader.ended else AFTER_ERROR)
                    if reader.held > MOST_HELD:
                        yield [event(clock(), endless(backend))]
                        return
        yield reader.close()
    except openai.APIStatusError as error:
        yield [
            event(clock(), headers(error.response, backend)),
            event(clock(), failures.of_exception(error, backend)),
        ]
    except TimeoutError:
        yield reader.close(silence_failure(silence, backend))
    except Exception as error:
        log.exception("%s did not go well", url)
        yield reader.close(failures.of_exception(error, backend))


def headers(response: Any, backend: Backend) -> Body:
    """What the server answered with, before the body."""
    return {
        "type": "run.headers",
        "status": response.status_code,
        "request_id": backend.redact(response.headers.get("x-request-id", "")),
        "headers": shown_headers(response.headers, backend),
    }


def endless(backend: Backend) -> Body:
    """A frame, or a body that isn't a stream, that is too large to wait for its end."""
    message = f"{backend.base_url} sent more than {MOST_HELD / 1e6:.0f} MB in one piece."
    return failures.failed("too_long", message, "What had arrived before is kept.")


def silence_failure(silence: float, backend: Backend) -> Body:
    """Nothing came for too long."""
    message = f"{backend.base_url} sent no event for {silence:.0f} s."
    return failures.failed("timeout", message, "What had arrived is kept. Send it again.")


def stream(request: Request, backend: Backend | None = None, tools: ToolRegistry | None = None) -> Iterator[Event]:
    """The events of one request, as they arrive, in a plain script or a notebook.

    Without `backend` the request's own is used as the environment presets it; for the simulator a server of its own
    runs while you iterate. With `tools` they are offered, their calls are run, and the outputs go back until the model
    has answered. Leave the loop, and the connection is closed.
    """
    if unheard := [tool.name for tool in tools or () if tool.by_hand]:
        raise ValueError(f"expected tools with code, got {', '.join(unheard)}: nobody is here to type their outputs")
    with ExitStack() as stack:
        if backend is None:
            own = stack.enter_context(simulator_process()) if request.backend == "simulator" else ""
            backend = named(request.backend, own)
        redaction = Redaction()
        redaction.add(backend.api_key)
        guard(redaction)
        stack.callback(unguard, redaction)
        arrived: queue.SimpleQueue[list[Event] | None] = queue.SimpleQueue()
        started = time.monotonic()
        loop = asyncio.new_event_loop()

        def clock() -> float:
            return time.monotonic() - started

        def turns(pools: Pools) -> AsyncGenerator[list[Event], None]:
            def sent(one: Request) -> AsyncGenerator[list[Event], None]:
                return send(one, backend, pools, clock)

            if tools is None:
                return sent(request)
            offering = Request({"tools": tools.definitions(), **request.body}, request.backend)
            stored = backend.name != "compatible" and request.body.get("store") is not False
            return tool_loop(sent, offering, Tools(tools, stored=stored), Pool(), clock)

        async def pump() -> None:
            pools = Pools()
            try:
                async with aclosing(turns(pools)) as pieces:
                    async for events in pieces:
                        arrived.put(events)
            finally:
                await pools.close()
                arrived.put(None)

        task = loop.create_task(pump())
        thread = threading.Thread(target=run_until_done, args=(loop, task), name="streamscope-stream", daemon=True)
        thread.start()
        try:
            while (events := arrived.get()) is not None:
                yield from events
        finally:
            with suppress(RuntimeError):  # the loop is closed: it was the end of the stream
                loop.call_soon_threadsafe(task.cancel)
            thread.join()


def run_until_done(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    """Run one task in a loop of its own, to its end or until it is cancelled."""
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        pass
    finally:
        loop.close()
