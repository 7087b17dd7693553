"""The request of a HAR entry: its body without secrets, who was asked, a title. Its headers are never read."""

import json
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from lib.protocol.files.har_entries import inner
from lib.protocol.files.opened import too_large
from lib.protocol.recording import Recording
from lib.protocol.secrets import without_secrets

LONGEST: Final = 100  # characters of a title


def posted(request: dict[str, Any]) -> dict[str, Any]:
    """The JSON object that was sent; an empty one where it is unknown."""
    text = inner(request, "postData").get("text")
    if isinstance(text, str) and not too_large(text.encode("utf-8", "surrogatepass")):
        with suppress(ValueError, RecursionError):
            found = json.loads(text)
            if isinstance(found, dict):
                return dict(without_secrets(found))
    return {}


def backend_of(request: dict[str, Any]) -> str:
    """Who was asked: `openai`, or a `compatible` server."""
    return "openai" if place_of(request).partition("/")[0] == "api.openai.com" else "compatible"


def title_of(request: dict[str, Any], recording: Recording) -> str:
    """Where it went, with which model, and when: `api.openai.com/v1/responses, gpt-5, 12:03:04`."""
    parts = (place_of(request) or "A stream", str(recording.request.get("model") or ""), recording.started_at[11:19])
    return ", ".join(filter(None, parts))[:LONGEST]


def place_of(request: dict[str, Any]) -> str:
    """Host and path of the URL. What stands before and after them may hold a key."""
    try:
        found = urlsplit(str(request.get("url") or ""))
        return f"{found.hostname or ''}{found.path}"
    except ValueError:
        return ""
