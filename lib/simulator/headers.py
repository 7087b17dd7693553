"""The headers that every answer has, and the check of the key: ASGI around the routes."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.simulator.errors import ApiError

WINDOW = 60  # seconds in which requests and tokens are counted


@dataclass(slots=True)
class Allowance:
    """What is left of a rate limit. It is counted honestly, but nobody is ever turned away."""

    requests: int = 10_000
    tokens: int = 2_000_000
    clock: Callable[[], float] = time.monotonic
    window: int = -1
    used_requests: int = 0
    used_tokens: int = 0

    def spend(self, requests: int = 0, tokens: int = 0) -> None:
        """Count these in the window of now."""
        if (window := int(self.clock() // WINDOW)) != self.window:
            self.window, self.used_requests, self.used_tokens = window, 0, 0
        self.used_requests += requests
        self.used_tokens += tokens

    def headers(self) -> dict[str, str]:
        """The six rate-limit headers."""
        self.spend()
        reset = f"{WINDOW - self.clock() % WINDOW:.3f}s"
        return {
            "x-ratelimit-limit-requests": str(self.requests),
            "x-ratelimit-limit-tokens": str(self.tokens),
            "x-ratelimit-remaining-requests": str(max(0, self.requests - self.used_requests)),
            "x-ratelimit-remaining-tokens": str(max(0, self.tokens - self.used_tokens)),
            "x-ratelimit-reset-requests": reset,
            "x-ratelimit-reset-tokens": reset,
        }


class ApiHeaders:
    """An app that adds the API's headers to all that another one answers, and refuses the key `bad`."""

    def __init__(self, app: ASGIApp, allowance: Allowance) -> None:
        self.app = app
        self.allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = time.monotonic()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = f"req_{secrets.token_hex(16)}"
                headers["openai-processing-ms"] = str(round((time.monotonic() - started) * 1000))
                headers["openai-version"] = "2020-10-01"
                headers.update(self.allowance.headers())
            await send(message)

        app = self.app
        if Headers(scope=scope).get("authorization") == "Bearer bad":
            error = ApiError(401, "Incorrect API key provided.", code="invalid_api_key")
            app = JSONResponse(error.body(), error.status)
        await app(scope, receive, send_with_headers)
