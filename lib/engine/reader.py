"""The body of an answer -> events: where a response ends, what an `error` means, what came in one piece."""

import json
from collections.abc import Callable
from typing import Final

from lib.engine import failures
from lib.engine.backends import Backend
from lib.engine.echo import Echo
from lib.protocol import sse
from lib.protocol.events import TERMINAL, Body, Event, event, read

STAND_INS: Final = frozenset({"run.comment", "run.done_sentinel", "run.broken_frame"})  # for what carries no event
BLANK: Final = b"\xef\xbb\xbf\r\n\t "


class Reader:
    """The body of an answer -> events; it knows whether the response has ended, or an `error` has come."""

    def __init__(self, backend: Backend, clock: Callable[[], float]) -> None:
        self.backend = backend
        self.key = backend.api_key.encode() if backend.redactable else b""
        self.echo = Echo(backend.api_key)
        self.clock = clock
        self.decoder = sse.Decoder()
        self.whole: bytearray | None = None  # a body that isn't a stream
        self.begun = False
        self.count = 0
        self.ended = False
        self.error: Body | None = None

    def feed(self, piece: bytes) -> list[Event]:
        """The events that a piece of the body completes."""
        if not self.begun and piece.strip(BLANK):
            self.begun = True
            if piece.lstrip(BLANK)[:1] in (b"{", b"[", b"<"):  # JSON or HTML: no field begins so
                self.whole = bytearray()
        if self.whole is not None:
            self.whole += piece
            return []
        return self.events(self.decoder.feed(piece))

    @property
    def held(self) -> int:
        """How many bytes wait for the end of their frame, or of the body."""
        return len(self.decoder.rest) + len(self.whole or b"")

    def events(self, frames: list[sse.Frame]) -> list[Event]:
        """The frames as events, all with the same time of arrival."""
        now = self.clock()
        found: list[Event] = []
        for frame in frames:
            if self.key:
                frame = self.echo.clean(frame)
            raw, body = frame.raw, read(frame)
            if body["type"].startswith("run.") and body["type"] not in STAND_INS:  # the others are ours alone
                body = {"type": "run.broken_frame", "why": "its type is one of ours", "text": frame.data}
                raw = sse.write(body)
            if body["type"] in TERMINAL:
                self.ended = True
            elif body["type"] == "error":
                self.error = body
            found.append(Event(now, raw))
            self.count += not body["type"].startswith("run.")
        return found

    def close(self, trouble: Body | None = None) -> list[Event]:
        """What is left at the end of the body, and how the run ends if the response did not end it."""
        if self.whole is not None and trouble is None:
            return [event(self.clock(), self.came_whole(bytes(self.whole)))]
        left = self.events(self.decoder.close())
        if not self.ended:
            left.append(event(self.clock(), self.unfinished(trouble)))
        return left

    def unfinished(self, trouble: Body | None) -> Body:
        """A stream that stopped without saying that the response is over."""
        if self.error is not None:
            found = failures.own_words(self.error, "")
            words = self.backend.redact(str(found.get("message") or ""))[: failures.MOST_SHOWN]
            code = self.backend.redact(str(found.get("code") or found.get("type") or ""))
            message = "The server ended this response with an error."
            return failures.failed("error_event", message, "What had arrived is kept.", code=code, words=words)
        if trouble is not None:
            return trouble
        message = "The stream ended early: it never said that the response was complete."
        if not self.count:
            message = "The stream ended before its first event."
        advice = "What had arrived is kept. Send it again; a proxy or the server may have cut it."
        return {"type": "run.ended_early", "message": message, "advice": advice}

    def came_whole(self, body: bytes) -> Body:
        """A body in one piece: the response, or something else."""
        if self.key:
            body = body.replace(self.key, b"[key]")
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        match found:
            case {"object": "response"} | {"output": list(), "id": str()}:
                return {"type": "run.response", "response": found}
            case {"error": dict() | str() | list()}:
                own = self.backend.redact(str(failures.own_words(found, "").get("message") or ""))
                message, words = "The server answered with an error.", own[: failures.MOST_SHOWN]
                return failures.failed("error_body", message, "Check the request.", words=words)
        return failures.not_a_stream(body, "JSON" if found is not None else "text", self.backend)
