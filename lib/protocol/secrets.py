"""What is never kept of a request or an answer: headers with keys and cookies, and keys inside a body.

A body has keys of its own where its tools do: an MCP server's `authorization`, `headers` and `server_url`. (One that is
part of the URL's path can't be told from the path.)
"""

import re
from typing import Any, Final

REDACTED: Final = "[redacted]"
SECRET_NAMES: Final = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "api-key",
        "apikey",
        "x-api-key",
        "x-goog-api-key",
        "cookie",
        "set-cookie",
        "access-token",
        "openai-api-key",
    }
)
SCHEMAS: Final = frozenset({"properties", "patternProperties", "$defs", "definitions"})  # what is named there is no key
MARKS: Final = (b"authorization", b'"headers"', b"api", b"cookie", b"access", b"bearer", b"sk-", b'url"', b"\\u00")
DEEPEST: Final = 100  # levels; a request's own keys are at the fifth

USER: Final = re.compile(r"""(://)[^/?#\s"'\\]*@""")
ANSWER: Final = re.compile(r"([?&#;]([^=&#;]*)=)([^&#;]+)")

NAME: Final = "|".join(sorted((re.escape(name).replace(r"\-", "[-_]") for name in SECRET_NAMES), key=len, reverse=True))
HELD: Final = r"""\{[^{}]*+\}?|\[[^\[\]]*+\]?|\\?"(?:[^"\\]|\\.)*+"?|'[^'\r\n]*+'?|[^\s"',}][^\r\n"}]*+"""
IN_TEXT: Final = re.compile(rf"""((?<![A-Za-z0-9])(?:{NAME})\\?["']?\s*+[:=]\s*+)(?:{HELD})""", re.I | re.S)
TOKEN: Final = re.compile(r"\b(?:(bearer\s+)[\w.~+/=-]+|sk-[\w-]{8,})", re.I)
MCP: Final = re.compile(r'"mcp"')
MCP_HEADERS: Final = re.compile(r'"headers"\s*:\s*\{[^{}]*+')
STRING: Final = re.compile(r'(:\s*)"(?:[^"\\]|\\.)*+"?', re.S)


def is_secret(name: str) -> bool:
    """Whether what has this name is a secret: the name of a header, of a field or of a variable."""
    return name.lower().replace("_", "-") in SECRET_NAMES


def without_secrets(value: Any, level: int = 0, *, schemas: bool = False) -> Any:
    """The same JSON with the texts under such names taken out, and all headers of MCP servers. What is nested deeper
    than anybody nests stays. `schemas`: the names in it are those of a JSON schema's properties."""
    if level > DEEPEST:
        return value
    if isinstance(value, dict):
        mcp = value.get("type") == "mcp"
        return {name: inside(name, inner, level + 1, mcp=mcp, schemas=schemas) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner, level + 1) for inner in value]
    return value


def inside(name: str, value: Any, level: int, *, mcp: bool, schemas: bool) -> Any:
    """The value under a name, without what is secret there; of an MCP server any header may be."""
    if is_secret(name) and not (schemas and isinstance(value, dict)):
        return without_texts(value)
    if name.lower() == "headers":
        if mcp and isinstance(value, dict):
            return without_texts(value)
        if isinstance(value, list):
            return [without_secrets(header_without_secrets(each), level + 1) for each in value]
    if isinstance(value, str) and name.lower().endswith("url"):
        return without_keys(value, every=mcp)
    return without_secrets(value, level, schemas=name in SCHEMAS)


def without_texts(value: Any, level: int = 0) -> Any:
    """The same JSON with every text in it taken out."""
    if isinstance(value, str):
        return REDACTED if value else value
    if level > DEEPEST:
        return REDACTED
    if isinstance(value, dict):
        return {name: without_texts(inner, level + 1) for name, inner in value.items()}
    return [without_texts(inner, level + 1) for inner in value] if isinstance(value, list) else value


def header_without_secrets(header: Any) -> Any:
    """A header as a pair, or as an object with `name` and `value`, without its value if that is a secret."""
    match header:
        case [str(name), str()] if is_secret(name):
            return [name, REDACTED]
        case {"name": str(name), "value": str()} if is_secret(name):
            return {**header, "value": REDACTED}
    return header


def without_keys(url: str, *, every: bool) -> str:
    """A URL without its user and password and without the keys in its query: `every` answer there may be one."""

    def answer(found: re.Match[str]) -> str:
        return found[1] + REDACTED if every or is_secret(found[2]) else found[0]

    return ANSWER.sub(answer, USER.sub(rf"\1{REDACTED}@", url, count=1)) if "://" in url else url


def text_without_secrets(text: str) -> str:
    """A text that is no JSON, or not whole, without what has a secret's name in it or looks like a key."""
    text = IN_TEXT.sub(rf"\1{REDACTED}", USER.sub(rf"\1{REDACTED}@", text))
    if MCP.search(text):
        text = MCP_HEADERS.sub(lambda headers: STRING.sub(rf'\1"{REDACTED}"', headers[0]), text)
    return TOKEN.sub(lambda token: (token[1] or "") + REDACTED, text)


def may_hold(raw: bytes) -> bool:
    """Whether a frame may hold a secret: a server echoes the tools of a request, with what is in them."""
    lower = raw.lower()
    return any(mark in lower for mark in MARKS)


def kept_headers(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """A response's headers, without secrets."""
    return [[name, REDACTED if is_secret(name) else value] for name, value in pairs]
