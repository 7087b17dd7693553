"""Send one request, and read what comes back.

The SDK makes the request (authentication, error classes, headers); we read the stream's bytes ourselves, so that raw
frames can be shown, a broken line costs one frame and not the run, and an event costs `json.loads`.
"""

import asyncio
import json
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing, suppress
from typing import Any, Final

import openai

from lib.engine import failures
from lib.engine.backends import Backend, bad_key, bad_url, named
from lib.engine.child import simulator_process
from lib.engine.http import Pools, keyless, sdk, shown_headers
from lib.engine.patience import Patience
from lib.protocol import sse
from lib.protocol.events import TERMINAL, Body, Event, event, read
from lib.protocol.request import Request

SILENCE: Final = 300.0  # seconds without an event until a run is given up
AFTER_ERROR: Final = 1.0  # seconds to read on after an `error` event: `response.failed` usually follows
MOST_HELD: Final = 32_000_000  # bytes of one frame, or of a body that isn't a stream
AFTER_END: Final = 0.2  # seconds for the body to end after the last event, so that the connection can be used again


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
            body = {**request.body, "stream": request.streamed}
            extra = keyless(backend)
            create = sdk(backend, pools).responses.with_streaming_response.create
            async with create(extra_body=body, extra_headers=extra, stream=request.streamed) as answer:
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
        yield reader.close(failures.of_exception(error, backend))


class Reader:
    """The body of an answer -> events; it knows whether the response has ended, or an `error` has come."""

    def __init__(self, backend: Backend, clock: Callable[[], float]) -> None:
        self.backend = backend
        self.key = backend.api_key.encode() if len(backend.api_key) >= 6 else b""
        self.clock = clock
        self.decoder = sse.Decoder()
        self.whole: bytearray | None = None  # a body that isn't a stream
        self.begun = False
        self.count = 0
        self.ended = False
        self.error: Body | None = None

    def feed(self, piece: bytes) -> list[Event]:
        """The events that a piece of the body completes."""
        if not self.begun and piece.strip(b"\xef\xbb\xbf\r\n\t "):
            self.begun = True
            if piece.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] in (b"{", b"[", b"<"):  # JSON or HTML: no field begins so
                self.whole = bytearray()
        if self.whole is not None:
            self.whole += piece
            return []
        return self.events(self.decoder.feed(piece))

    @property
    def held(self) -> int:
        """How many bytes wait for the end of their frame, or of the body."""
        return len(self.decoder.rest) + len(self.whole or b"")

    def events(self, frames: list[sse.Frame]) -> list[Event]:
        """The frames as events, all with the same time of arrival."""
        now = self.clock()
        found: list[Event] = []
        for frame in frames:
            raw = frame.raw
            if self.key and self.key in raw:  # a server that echoes the key
                raw = raw.replace(self.key, b"[key]")
            body = read(frame)
            if body["type"] in TERMINAL:
                self.ended = True
            elif body["type"] == "error":
                self.error = body
            found.append(Event(now, raw))
            self.count += not body["type"].startswith("run.")
        return found

    def close(self, trouble: Body | None = None) -> list[Event]:
        """What is left at the end of the body, and how the run ends if the response did not end it."""
        if self.whole is not None and trouble is None:
            return [event(self.clock(), self.came_whole(bytes(self.whole)))]
        left = self.events(self.decoder.close())
        if not self.ended:
            left.append(event(self.clock(), self.unfinished(trouble)))
        return left

    def unfinished(self, trouble: Body | None) -> Body:
        """A stream that stopped without saying that the response is over."""
        if self.error is not None:
            found = failures.own_words(self.error, "")
            words = self.backend.redact(str(found.get("message") or ""))[: failures.MOST_SHOWN]
            code = self.backend.redact(str(found.get("code") or found.get("type") or ""))
            message = "The server ended this response with an error."
            return failures.failed("error_event", message, "What had arrived is kept.", code=code, words=words)
        if trouble is not None:
            return trouble
        message = "The stream ended early: it never said that the response was complete."
        if not self.count:
            message = "The stream ended before its first event."
        advice = "What had arrived is kept. Send it again; a proxy or the server may have cut it."
        return {"type": "run.ended_early", "message": message, "advice": advice}

    def came_whole(self, body: bytes) -> Body:
        """A body in one piece: the response, or something else."""
        if self.key:
            body = body.replace(self.key, b"[key]")
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        match found:
            case {"object": "response"} | {"output": list(), "id": str()}:
                return {"type": "run.response", "response": found}
            case {"error": dict() | str() | list()}:
                own = self.backend.redact(str(failures.own_words(found, "").get("message") or ""))
                message, words = "The server answered with an error.", own[: failures.MOST_SHOWN]
                return failures.failed("error_body", message, "Check the request.", words=words)
        return failures.not_a_stream(body, "JSON" if found is not None else "text", self.backend)


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


def stream(request: Request, backend: Backend | None = None) -> Iterator[Event]:
    """The events of one request, as they arrive, in a plain script or a notebook.

    Without `backend` the request's own is used as the environment presets it; for the simulator a server of its own
    runs while you iterate. Leave the loop, and the connection is closed.
    """
    with ExitStack() as stack:
        if backend is None:
            own = stack.enter_context(simulator_process()) if request.backend == "simulator" else ""
            backend = named(request.backend, own)
        arrived: queue.SimpleQueue[list[Event] | None] = queue.SimpleQueue()
        started = time.monotonic()
        loop = asyncio.new_event_loop()

        async def pump() -> None:
            pools = Pools()
            try:
                async with aclosing(send(request, backend, pools, lambda: time.monotonic() - started)) as pieces:
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
