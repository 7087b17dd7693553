"""An event: its arrival time and its frame's bytes. The JSON is parsed when asked for.

Kept so, 300 events take 63 KB; as dictionaries they take 352 KB. And what is shown as raw is exact.
Events of our own are named `run.*` and sit in the same list. A frame that is not an event of the protocol
(a comment, `[DONE]`, broken JSON) reads as one of them: nothing that arrived is dropped.
"""

import json
from typing import Any

from lib.protocol import quick_json, sse

Body = dict[str, Any]

TERMINAL = frozenset({"response.completed", "response.failed", "response.incomplete"})
"""The types that end a response."""
OURS = frozenset({"run.failed", "run.ended_early", "run.stopped"})
"""Those of our own that end a run."""


class Event:
    """One event: `t`, seconds since the request (None where unknown, as in `.sse` files), and `raw`, its frame."""

    __slots__ = ("raw", "t")

    def __init__(self, t: float | None, raw: bytes) -> None:
        self.t = t
        self.raw = raw

    @property
    def body(self) -> Body:
        """The JSON object, parsed anew at each call; it always has a `type` that is a str."""
        return usual(self.raw) or read(sse.parse(self.raw))

    @property
    def type(self) -> str:
        """The event's type, e.g. `response.output_text.delta`."""
        return str(self.body["type"])

    def __repr__(self) -> str:
        return f"Event(t={self.t}, {self.body!r})"


def usual(raw: bytes) -> Body | None:
    """What a frame carries that is written as nearly all are, `event: T`, `data: {…}`, a blank line; None of others."""
    begin = raw.find(b"\ndata: {") + len(b"\ndata: ")
    if not raw.startswith(b"event: ") or raw.count(b"\n") != 3 or not raw.endswith(b"}\n\n") or b"\r" in raw:
        return None
    if begin != raw.index(b"\n") + len(b"\ndata: "):
        return None
    try:
        body = quick_json.loads(raw[begin:-2])
    except (ValueError, RecursionError):
        return None
    return body if type(body) is dict and type(body.get("type")) is str else None


def event(t: float | None, body: Body) -> Event:
    """The event that says `body`, with the bytes that we would send for it."""
    return Event(t, sse.write(body))


def read(frame: sse.Frame) -> Body:
    """A frame -> the object that it carries, or a `run.*` event that says what it carries instead. Never raises."""
    if frame.data is None:
        return {"type": "run.comment", "text": frame.raw.decode("utf-8", "replace").strip("\r\n\ufeff")}
    if frame.data.strip() == "[DONE]":
        return {"type": "run.done_sentinel", "text": "[DONE]"}
    try:
        body = json.loads(frame.data)
    except (ValueError, RecursionError) as error:
        return broken(frame, f"its data isn't JSON ({error})")
    if type(body) is not dict:
        return broken(frame, f"expected a JSON object, got {type(body).__name__}")
    if type(body.get("type")) is str:
        return body
    if frame.event and "type" not in body:  # some gateways name the type in the `event:` field alone
        return {"type": frame.event, **body}
    if body.get("error"):  # and some send a bare {"error": …}
        return {**body, "type": "error"}
    return broken(frame, "it has no type")


def broken(frame: sse.Frame, why: str) -> Body:
    """The event of ours that stands for a frame that carries no event."""
    return {"type": "run.broken_frame", "why": why, "text": frame.data or ""}
