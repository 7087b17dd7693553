"""The gist of an event in a few words, for the log and the table."""

import json
from typing import Final

from lib.protocol.events import Body

WRITTEN: Final = json.JSONEncoder(ensure_ascii=False).encode  # `dumps` would make an encoder for each delta


def gist(body: Body) -> str:
    """What the event brings: its delta in quotes, the item's type, the response's status, a sentence of ours."""
    match body:
        case {"delta": delta}:
            return WRITTEN(delta)
        case {"type": "run.request", "body": dict(sent)}:
            return f"{sent.get('model', '')} · {body.get('backend', '')}"
        case {"type": "run.attempt", "url": url}:
            return str(url)
        case {"type": "run.headers", "status": status}:
            return f"HTTP {status} {body.get('request_id') or ''}".strip()
        case {"type": "run.function_call_output", "name": name, "state": state}:
            return f"{name} {state}"
        case {"type": "run.call_awaiting" | "run.call_running" | "run.call_retrying", "name": name}:
            return str(name)
        case {"type": "run.broken_frame", "why": why}:
            return str(why)
        case {"response": dict(response)}:
            return f"{response.get('status', '')} · {response.get('id', '')}"
        case {"item": dict(item)}:
            return " · ".join(str(item[name]) for name in ("type", "name", "status", "id") if item.get(name))
        case {"part": dict(part)}:
            return str(part.get("type", ""))
        case {"message": str(message)}:
            return message
        case {"error": error}:
            return WRITTEN(error)
    for name in ("text", "refusal", "arguments", "input", "code", "command", "diff"):
        if isinstance(found := body.get(name), str):
            return f"{len(found)} characters"
    return ""
