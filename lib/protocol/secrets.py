"""What is never kept of a request or an answer: headers with keys and cookies, and keys inside a body.

A body has keys of its own where its tools do: an MCP server's `authorization` and `headers`.
"""

from typing import Any, Final

REDACTED: Final = "[redacted]"
SECRET_NAMES: Final = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "api-key",
        "api_key",
        "apikey",
        "x-api-key",
        "x-goog-api-key",
        "cookie",
        "set-cookie",
        "access_token",
        "openai_api_key",
    }
)
MARKS: Final = (b"uthorization", b'"headers"', b"api", b"ookie", b"access_token", b"API")
DEEPEST: Final = 100  # levels; a request's own keys are at the fifth


def without_secrets(value: Any, level: int = 0) -> Any:
    """The same JSON with the texts under such names taken out, and all headers of MCP servers. What is nested deeper
    than anybody nests stays."""
    if level > DEEPEST:
        return value
    if isinstance(value, dict):
        mcp = value.get("type") == "mcp"
        return {name: inside(name.lower(), inner, level + 1, mcp=mcp) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner, level + 1) for inner in value]
    return value


def inside(name: str, value: Any, level: int, *, mcp: bool) -> Any:
    """The value under a name, without what is secret there; of an MCP server any header may be."""
    if name in SECRET_NAMES and isinstance(value, str) and value:
        return REDACTED
    if mcp and name == "headers" and isinstance(value, dict):
        return {header: REDACTED if isinstance(inner, str) and inner else inner for header, inner in value.items()}
    return without_secrets(value, level)


def may_hold(raw: bytes) -> bool:
    """Whether a frame may hold a secret: a server echoes the tools of a request, with what is in them."""
    return any(mark in raw for mark in MARKS)


def kept_headers(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """A response's headers, without secrets."""
    return [[name, REDACTED if name.lower() in SECRET_NAMES else value] for name, value in pairs]
