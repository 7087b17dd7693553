"""What went wrong, as an event: one plain sentence that says what happened, and one that says what to do."""

import json
import re
import ssl
from typing import Any, Final

import httpx2
import openai

from lib.engine.backends import Backend
from lib.protocol.events import Body

MOST_SHOWN: Final = 600  # characters of a server's own words

MEANING: Final = {
    401: "The server does not accept this key",
    403: "The server does not allow this",
    404: "The server has nothing at this address, or no such model",
    408: "The server did not get the request in time",
    413: "The request is too large for the server",
    429: "The server asks to slow down",
}
ADVICE: Final = {
    400: "Change the field that it names, or take it out of the settings.",
    401: "Check the key in the sidebar.",
    403: "Check that this key may use this model or address.",
    404: "Check the model's name and the base URL; it usually ends in /v1.",
    408: "Send it again.",
    413: "Make the input shorter.",
    422: "Change the field that it names, or take it out of the settings.",
    429: "Wait a little, then send it again.",
}


def failed(kind: str, message: str, advice: str, **details: Any) -> Body:
    """The event of ours that ends a run that could not go on."""
    return {"type": "run.failed", "kind": kind, "message": message, "advice": advice, **details}


def of_exception(error: BaseException, backend: Backend) -> Body:
    """An exception that a request ended with, as `run.failed`. The key is never in it."""
    where = backend.base_url
    if isinstance(error, openai.APIStatusError):
        return of_status(error, backend)
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx2.TimeoutException):
        return failed(
            "timeout", f"{where} did not answer in time.", "Check that the server is running, or send it again."
        )
    cause = root(error)
    if isinstance(cause, ssl.SSLError):
        return failed(
            "tls",
            f"There is no safe connection to {where}.",
            "Begin the base URL with http:// where the server has no TLS; else check its certificate.",
            cause=backend.redact(str(cause)),
        )
    if isinstance(error, openai.APIConnectionError | httpx2.ConnectError) and unreachable(cause):
        return failed(
            "unreachable",
            f"There is no server at {where}.",
            "Check the base URL, and that the server is running.",
            cause=backend.redact(str(cause)),
        )
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError | OSError):
        return failed(
            "connection_lost",
            f"The connection to {where} broke ({type(cause).__name__}).",
            "What had arrived is kept. Send it again.",
            cause=backend.redact(str(cause)),
        )
    if isinstance(error, httpx2.InvalidURL):
        return failed("bad_url", f"{where} is not a usable base URL.", "Check it in the sidebar.")
    if isinstance(error, UnicodeError):
        return failed("bad_body", "The request has a text that is not valid Unicode.", "Type it again, and send it.")
    return failed(
        "unexpected",
        f"Something unexpected stopped this run ({type(error).__name__}).",
        "The terminal has the details. Send it again.",
        cause=backend.redact(str(error))[:MOST_SHOWN],
    )


def of_status(error: openai.APIStatusError, backend: Backend) -> Body:
    """An HTTP error, with the server's own words."""
    status = error.status_code
    text = error.response.text if error.response.is_closed else ""
    found = own_words(error.body, text)
    words = backend.redact(str(found.get("message") or ""))[:MOST_SHOWN]
    code = backend.redact(str(found.get("code") or found.get("type") or ""))
    advice = ADVICE.get(status, "Try again later." if status >= 500 else "Check the request.")
    if "insufficient_quota" in (code, found.get("type")):
        advice = "This account has no credit left; sending it again won't help."
    if 300 <= status < 400:
        message = f"{backend.base_url} sends requests elsewhere (HTTP {status}); redirects are not followed."
        advice = "Type the final address as the base URL."
    elif looks_like_html(text):
        message = f"{backend.base_url} answered with a web page (HTTP {status}), not with the Responses API."
    else:
        otherwise = "The server refused the request" if status < 500 else "The server failed"
        message = f"{MEANING.get(status, otherwise)} (HTTP {status})."
        if code == "model_not_found":
            message = f"The server has no such model (HTTP {status})."
    return failed(
        "http",
        message,
        advice,
        status=status,
        code=code,
        words=words,
        request_id=backend.redact(error.response.headers.get("x-request-id", "")),
    )


def not_a_stream(body: bytes, content_type: str, backend: Backend) -> Body:
    """A 200 whose body is neither a stream nor a response."""
    text = body[:4000].decode("utf-8", "replace")
    what = "a web page" if looks_like_html(text) else f"{content_type or 'a body without a type'}"
    return failed(
        "not_a_stream",
        f"{backend.base_url} answered with {what} instead of a stream of events.",
        "Check the base URL; it usually ends in /v1. The server must speak the Responses API.",
        words="" if looks_like_html(text) else backend.redact(text)[:MOST_SHOWN],
    )


def own_words(body: Any, text: str) -> dict[str, Any]:
    """The error object of a server's answer, from the shapes that servers use; `{}` where there are no words."""
    match body:
        case {"message": str()}:
            return dict(body)
        case {"error": dict(inner)}:
            return dict(inner)
        case {"error": str(message)} | {"detail": str(message)}:
            return {"message": message}
        case {"error": list(found)} | {"detail": list(found)} | list(found):
            return {"message": json.dumps(found, ensure_ascii=False)}
        case str(message) if message != text.strip():  # what the SDK found under `error`
            return {"message": message}
    for line in text.splitlines():  # a 500 whose body is SSE
        if line.startswith("data: {"):
            try:
                return own_words(json.loads(line[6:]), "")
            except ValueError:
                break
    return {"message": "" if looks_like_html(text) else text.strip()}


def looks_like_html(text: str) -> bool:
    """Whether a body is a web page."""
    return bool(re.match(r"\s*(<!doctype html|<html|<head|<body)", text, re.IGNORECASE))


def root(error: BaseException) -> BaseException:
    """The exception at the bottom of the chain of causes."""
    seen = 0
    while (inner := error.__cause__ or error.__context__) is not None and seen < 10:
        error, seen = inner, seen + 1
    return error


def unreachable(cause: BaseException) -> bool:
    """Whether nothing listens there, or the name has no address."""
    return isinstance(cause, ConnectionRefusedError | httpx2.ConnectError) or (
        isinstance(cause, OSError) and not isinstance(cause, ConnectionResetError | BrokenPipeError)
    )


def too_long(events: int, size: int, most_events: int, most_bytes: int) -> Body:
    """The end of a run that would not end."""
    message = f"This run was ended at {events:,} events and {size / 1e6:.0f} MB."
    advice = f"A run may have {most_events:,} events and {most_bytes / 1e6:.0f} MB. What had arrived is kept."
    return failed("too_long", message, advice)
