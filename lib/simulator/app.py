"""The server: `simulator_app()` gives an ASGI app that speaks the Responses API."""

import asyncio
import random
import string
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from lib.simulator.answer import answer
from lib.simulator.body import MODELS, Body, read
from lib.simulator.emit import emit
from lib.simulator.endings import ended
from lib.simulator.errors import ApiError
from lib.simulator.headers import Allowance, ApiHeaders
from lib.simulator.history import check_outputs
from lib.simulator.ids import EPOCH, fresh_ids, seeded_ids
from lib.simulator.pace import USUAL, Event, Pace
from lib.simulator.response import input_tokens, opening
from lib.simulator.stored import Stored
from lib.simulator.stream import Unended, pieces

LARGEST_BODY = 16 * 2**20
SSE_HEADERS = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}


def simulator_app(pace: Pace = USUAL, seed: str | None = None) -> ASGIApp:
    """The app, with a state of its own. `pace` and `seed` are for requests whose metadata has none."""
    server = Server(pace, seed)
    routes = [
        Route("/v1/responses", server.create, methods=["POST"]),
        Route("/v1/responses/{id}", server.retrieve, methods=["GET"]),
        Route("/v1/models", server.models, methods=["GET"]),
        Route("/stats", server.stats, methods=["GET"]),
    ]
    errors: dict[Any, Any] = {ApiError: api_error, HTTPException: http_error, Exception: unforeseen}
    return ApiHeaders(Starlette(routes=routes, exception_handlers=errors), server.allowance)


@dataclass(slots=True)
class Server:
    """The state of one app, and its endpoints."""

    pace: Pace
    seed: str | None
    stored: Stored = field(default_factory=Stored)
    allowance: Allowance = field(default_factory=Allowance)
    live: int = 0
    requests: int = 0
    client_aborts: int = 0

    async def create(self, request: Request) -> Response:
        """`POST /v1/responses`: a response, as a stream or whole; whole ones take the same time."""
        body = read(await bounded(request))
        timed = self.timed(body)
        self.requests += 1
        if body.given.get("stream"):
            broken = body.ending == "cut"
            kind = Unended if broken else StreamingResponse
            return kind(self.streamed(timed, broken), headers=SSE_HEADERS)
        return await self.whole(request, timed)

    def timed(self, body: Body) -> Iterator[tuple[float, Event]]:
        """The events of the answer to this body, each with the second at which it is due."""
        earlier = self.stored.messages_before(body.given.get("previous_response_id"))
        body = replace(body, messages=(*earlier, *self.stored.followed(body.messages)))
        check_outputs(body.messages)
        pace = body.pace(self.pace)
        seed = body.seed if body.seed is not None else self.seed
        ids = fresh_ids() if seed is None else seeded_ids(body.given, seed)
        response = opening(body, ids)
        read_tokens = input_tokens(body)
        hidden = body.within("stream_options", "include_obfuscation") is False
        obfuscation = None if hidden else padding(ids.key)
        items = answer(body, ids, pace)
        events = emit(response, items, read_tokens, pace, obfuscation, body.interleaved)
        if body.ending:
            events = ended(events, items, body.ending)
        self.allowance.spend(requests=1, tokens=read_tokens)
        return pace.timed(self.noticed(events, body), ids.key)

    def noticed(self, events: Iterator[Event], body: Body) -> Iterator[Event]:
        """The same events; the last one's response is stored before anybody can see it."""
        for event in events:
            if event["type"] in ("response.completed", "response.incomplete", "response.failed"):
                if usage := event["response"]["usage"]:
                    self.allowance.spend(tokens=usage["output_tokens"])
                if event["response"]["store"]:
                    self.stored.keep(event["response"], body.messages)
            yield event

    async def streamed(self, timed: Iterator[tuple[float, Event]], broken: bool = False) -> AsyncIterator[bytes]:
        """The pieces of a stream, its last frame `broken` or not. It counts as live until it ends or its client is
        gone.
        """
        self.live += 1
        finished = False
        try:
            async for piece in pieces(timed, lambda: self.live, broken=broken):
                yield piece
            finished = True
        finally:
            self.live -= 1
            self.client_aborts += not finished

    async def whole(self, request: Request, timed: Iterator[tuple[float, Event]]) -> Response:
        """The response object, once it is due."""
        self.live += 1
        gone = asyncio.create_task(disconnected(request))
        try:
            due, last = list(timed)[-1]
            await asyncio.wait([gone], timeout=due)
            if gone.done():
                self.client_aborts += 1
                raise ClientDisconnect
            return JSONResponse(last["response"])
        finally:
            gone.cancel()
            self.live -= 1

    async def retrieve(self, request: Request) -> Response:
        """`GET /v1/responses/{id}`: a response that was stored."""
        if request.query_params.get("stream") == "true":
            message = "This server keeps responses, not their streams: retrieve it without stream=true."
            raise ApiError(400, message, param="stream", code="unsupported_value")
        return JSONResponse(self.stored.response(request.path_params["id"]))

    async def models(self, request: Request) -> Response:
        """`GET /v1/models`."""
        entries = [{"id": name, "object": "model", "created": EPOCH, "owned_by": "simulator"} for name in MODELS]
        return JSONResponse({"object": "list", "data": entries})

    async def stats(self, request: Request) -> Response:
        """`GET /stats`: the responses in progress, the requests so far, and the clients that left early."""
        return JSONResponse({"live": self.live, "requests": self.requests, "client_aborts": self.client_aborts})


async def bounded(request: Request) -> bytes:
    """The request's body; raises ApiError when it is far too large."""
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > LARGEST_BODY:
            raise ApiError(
                413,
                f"The body of the request is larger than {LARGEST_BODY:,} bytes.",
                code="request_too_large",
            )
    return bytes(raw)


async def disconnected(request: Request) -> None:
    """Waits until the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def padding(key: str) -> str:
    """A text of random letters and digits to cut obfuscation from."""
    return "".join(random.Random(key).choices(string.ascii_letters + string.digits, k=2048))


async def api_error(request: Request, error: ApiError) -> Response:
    return JSONResponse(error.body(), error.status)


async def http_error(request: Request, error: HTTPException) -> Response:
    """What Starlette itself refuses: unknown paths and methods."""
    what = f"{request.method} {request.url.path}"
    known = ApiError(
        error.status_code,
        f"Invalid URL or method ({what}).",
        code="not_found" if error.status_code == 404 else None,
    )
    return JSONResponse(known.body(), error.status_code, headers=error.headers)


async def unforeseen(request: Request, error: Exception) -> Response:
    """A bug of ours. Its text goes to the log, not to the client."""
    return JSONResponse(ApiError(500, "The simulator made a mistake while it processed the request.").body(), 500)
