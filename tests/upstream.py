"""A server at 127.0.0.1 whose answers a test writes; it knows what it was asked, and when its client left."""

import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from lib.protocol import sse
from tests.wire import call, ends

KEY = "sk-canary-0123456789"  # of the environment that names an upstream


@dataclass
class Asked:
    """A request that came. `left` is set when its client left before the answer was over, `done` when it was over."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    left: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Head:
    """The status and the headers of an answer."""

    status: int = 200
    content_type: str = "text/event-stream"
    headers: tuple[tuple[str, str], ...] = (("x-request-id", "req_of_the_test"),)


Step = Head | bytes | float | threading.Event
"""What an answer does next: its head, bytes to send, seconds to wait, something to wait for."""
Script = Callable[[Asked], Iterable[Step]]


class Left(Exception):
    """The client closed the connection."""


class Upstream:
    """Serves until the block ends. `answer` is the script of a `POST …/responses`; `models` the list of models.

    Every other GET is kept in `asked`, too, and gets a picture.
    """

    def __init__(self, answer: Script | None = None, models: tuple[str, ...] = ("m-1", "m-2")) -> None:
        self.answer: Script = answer or (lambda asked: whole_answer("Hello."))
        self.models: Script = lambda asked: listed(models)
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.connection())
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.url = f"{self.origin}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def runs(self) -> list[Asked]:
        """The requests for a response."""
        return [asked for asked in self.asked if asked.path.endswith("/responses")]

    def connection(self) -> type[BaseHTTPRequestHandler]:
        """The class that serves one connection."""
        upstream = self

        class Connection(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = Asked(self.path, dict(self.headers.items()), {})
                if self.path.endswith("/models"):
                    self.play(asked, upstream.models(asked))
                else:
                    upstream.asked.append(asked)
                    self.play(asked, [Head(content_type="image/svg+xml"), b"<svg xmlns='http://www.w3.org/2000/svg'/>"])

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                asked = Asked(self.path, dict(self.headers.items()), json.loads(body or b"{}"))
                upstream.asked.append(asked)
                self.play(asked, upstream.answer(asked))

            def play(self, asked: Asked, steps: Iterable[Step]) -> None:
                self.close_connection = True  # the body ends where the connection does
                begun = False
                try:
                    for step in steps:
                        if isinstance(step, Head):
                            self.begin(step)
                            begun = True
                        elif isinstance(step, bytes):
                            if not begun:
                                self.begin(Head())
                                begun = True
                            self.wfile.write(step)
                            self.wfile.flush()
                        else:
                            self.hold(step)
                    asked.done.set()
                except (Left, OSError):
                    asked.left.set()

            def begin(self, head: Head) -> None:
                self.send_response(head.status)
                self.send_header("content-type", head.content_type)
                for name, value in head.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.flush()

            def hold(self, step: float | threading.Event) -> None:
                """Wait; raise Left as soon as the client is gone."""
                if isinstance(step, threading.Event):
                    while not step.wait(0.01):
                        self.look()
                elif upstream.closing.wait(step):
                    raise Left
                self.look()

            def look(self) -> None:
                if upstream.closing.is_set():
                    raise Left
                readable, _, _ = select.select([self.connection], [], [], 0)
                if readable and not self.connection.recv(1, socket.MSG_PEEK):
                    raise Left

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Connection


def listed(models: tuple[str, ...]) -> Iterator[Step]:
    """The answer to GET /v1/models."""
    yield Head(content_type="application/json")
    found = [{"id": model, "object": "model", "created": 0, "owned_by": "tests"} for model in models]
    yield json.dumps({"object": "list", "data": found}).encode()


def refused(status: int, error: dict[str, Any] | str, content_type: str = "application/json") -> Iterator[Step]:
    """An HTTP error: with this error object, or with a body of another kind."""
    yield Head(status, content_type)
    yield (error if isinstance(error, str) else json.dumps({"error": error})).encode()


def response(**fields: Any) -> dict[str, Any]:
    """A response object."""
    return {"id": "resp_1", "object": "response", "status": "in_progress", "model": "m-1", "output": [], **fields}


def opening() -> bytes:
    """The events before the first delta of a message."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    part = {"type": "output_text", "text": "", "annotations": []}
    return frames(
        {"type": "response.created", "response": response()},
        {"type": "response.output_item.added", "output_index": 0, "item": message},
        {
            "type": "response.content_part.added",
            "item_id": "msg_1",
            "output_index": 0,
            "content_index": 0,
            "part": part,
        },
    )


def delta(text: str) -> bytes:
    """One delta of the message."""
    return frames(
        {
            "type": "response.output_text.delta",
            "item_id": "msg_1",
            "output_index": 0,
            "content_index": 0,
            "delta": text,
        }
    )


def closing(text: str, **fields: Any) -> bytes:
    """The events after the last delta; `text` is all of it."""
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    done = response(**{"status": "completed", "output": [message], "usage": {"output_tokens": 7}, **fields})
    return frames(
        {
            "type": "response.output_text.done",
            "item_id": "msg_1",
            "output_index": 0,
            "content_index": 0,
            "text": text,
        },
        {"type": "response.output_item.done", "output_index": 0, "item": message},
        {"type": f"response.{done['status']}", "response": done},
    )


def frames(*events: dict[str, Any]) -> bytes:
    """Events as they go over the wire."""
    return b"".join(map(sse.write, events))


def whole_answer(*deltas: str, pause: float = 0.0, gate: threading.Event | None = None) -> Iterator[Step]:
    """A complete stream of these deltas, `pause` seconds apart; before it ends it waits for the gate."""
    yield opening()
    for text in deltas:
        yield delta(text)
        if pause:
            yield pause
    if gate is not None:
        yield gate
    yield closing("".join(deltas))


def calling(*wanted: tuple[str, str]) -> Script:
    """A server that asks for these calls, each a name and arguments, and answers once it has an output for each."""

    def answer(asked: Asked) -> Iterator[Step]:
        if outputs(asked.body):
            yield from whole_answer("It is", " mild.")
        else:
            events = [body for at, (name, arguments) in enumerate(wanted) for body in call(at, arguments, name)]
            yield frames(
                *events, ends(output=[event["item"] for event in events if event["type"].endswith("item.done")])
            )

    return answer


def outputs(body: dict[str, Any]) -> list[Any]:
    """The outputs that a request takes back."""
    items = [item for item in body["input"] if isinstance(item, dict)]
    return [item["output"] for item in items if str(item.get("type")).endswith("call_output")]
