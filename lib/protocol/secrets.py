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
DEEPEST: Final = 100  # levels; a request's own keys are at the fifth


def without_secrets(value: Any, level: int = 0) -> Any:
    """The same JSON with the texts under such names taken out. What is nested deeper than anybody nests stays."""
    if level > DEEPEST:
        return value
    if isinstance(value, dict):
        return {
            name: REDACTED
            if name.lower() in SECRET_NAMES and isinstance(inner, str) and inner
            else without_secrets(inner, level + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(inner, level + 1) for inner in value]
    return value


def kept_headers(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """A response's headers, without secrets."""
    return [[name, REDACTED if name.lower() in SECRET_NAMES else value] for name, value in pairs]
