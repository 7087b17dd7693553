"""Connections and clients: one pool for this machine, one for the rest of the world, and an SDK client a request.

Making a pool with its TLS context costs 26 ms, making an SDK client on top of one next to nothing. Nothing is taken
from the environment but the proxies, and those not for this machine.
"""

import os
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import openai
from openai._base_client import get_platform

from lib.engine.backends import Backend

CONNECT: Final = 10.0  # seconds
SECRET_HEADERS: Final = frozenset(
    {"set-cookie", "cookie", "authorization", "proxy-authorization", "api-key", "x-api-key"}
)


class Pools:
    """The connections of one event loop. Made when first used; `close` them in the loop that used them."""

    def __init__(self) -> None:
        self.pools: dict[bool, httpx2.AsyncClient] = {}

    def pool(self, base_url: str) -> httpx2.AsyncClient:
        """The pool for a base URL."""
        local = (urlsplit(base_url).hostname or "") in ("127.0.0.1", "localhost", "::1")
        if local not in self.pools:
            self.pools[local] = httpx2.AsyncClient(
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=5.0),
                timeout=httpx2.Timeout(None, connect=CONNECT),
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # one server's would go to another's port
                trust_env=not local,
            )
        return self.pools[local]

    async def close(self) -> None:
        """Close every connection."""
        for pool in self.pools.values():
            await pool.aclose()
        self.pools.clear()


def sdk(backend: Backend, pools: Pools) -> openai.AsyncOpenAI:
    """The SDK's client for a backend: its key, its base URL, no retries, nothing from the environment."""
    client = openai.AsyncOpenAI(
        api_key=backend.api_key or "none",
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        base_url=backend.base_url,
        max_retries=0,
        timeout=httpx2.Timeout(None, connect=CONNECT),
        default_headers=own_headers(backend),
        http_client=pools.pool(backend.base_url),
    )
    client.organization = client.project = None
    client._platform = get_platform()  # else each client asks for it in a thread of a pool that only grows
    return client


def warm(pools: Pools) -> None:
    """Make what the first request would wait 0.1 s for: a pool, and what the SDK imports when it is first used."""
    local = Backend("simulator", "http://127.0.0.1/v1")
    _ = sdk(local, pools).responses.with_streaming_response


def keyless(backend: Backend) -> dict[str, Any]:
    """The headers to add to a request: without a key none says so, for the SDK would refuse to send it."""
    return {} if backend.api_key else {"Authorization": openai.Omit()}


def own_headers(backend: Backend) -> dict[str, Any]:
    """What undoes OPENAI_CUSTOM_HEADERS, which the SDK would add to every request to any server, in place of ours."""
    ours: dict[str, str] = {"accept": "application/json", "content-type": "application/json"}
    if backend.api_key:
        ours["authorization"] = f"Bearer {backend.api_key}"
    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    names = [name.strip() for name, colon, _ in (line.partition(":") for line in lines) if colon]
    return {name: ours.get(name.lower(), openai.Omit()) for name in names}


def shown_headers(headers: httpx2.Headers, backend: Backend) -> list[list[str]]:
    """A response's headers, to be shown and kept: without secrets."""
    return [
        [name, "[redacted]" if name.lower() in SECRET_HEADERS else backend.redact(value)]
        for name, value in headers.multi_items()
    ]
