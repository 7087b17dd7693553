"""A Responses server of the bench's own: it notes every request, and when its connection closed.

The model's name says how it answers: `stamps` (each delta is the time it was sent, in ms), `words` (w0 w1 w2 …),
`silent` (some words, then nothing), `connecting` (nothing at all), `echo` (what it was sent, the key too),
`echo-error` (the same as a 401), `echo-pieces` (the key in two deltas).
"""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

MODELS = ("stamps", "words", "silent", "connecting", "echo", "echo-error", "echo-pieces")
LONGEST = 120.0  # seconds that anything may take


@dataclass
class Request:
    """One request: its raw bytes, when it came, and when its connection closed (None while it is open)."""

    raw: bytes
    at: float
    closed: float | None = None
    sent: list[str] = field(default_factory=list)

    @property
    def posted(self) -> bool:
        return self.raw.startswith(b"POST")


class Upstream:
    """The server in a thread of its own, and a context manager. `deltas` at `rate` a second."""

    def __init__(self, deltas: int = 300, rate: float = 50.0) -> None:
        self.deltas, self.rate = deltas, rate
        self.requests: list[Request] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="upstream", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        starting = asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(starting, self.loop).result(10)
        self.base_url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):
            asyncio.run_coroutine_threadsafe(self.shut(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    async def shut(self) -> None:
        self.server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def posts(self) -> list[Request]:
        """The requests for a response."""
        return [request for request in self.requests if request.posted]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for one request."""
        with suppress(asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                ),
                0,
            )
            body = await reader.readexactly(length)
            request = Request(head + body, time.monotonic())
            self.requests.append(request)
            answering = asyncio.create_task(self.answer(request, head.decode(), body, writer))
            gone = asyncio.create_task(reader.read())
            await asyncio.wait([answering, gone], timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
            request.closed = time.monotonic()
            answering.cancel()
            gone.cancel()
            await asyncio.gather(answering, gone, return_exceptions=True)
        writer.close()

    async def answer(self, request: Request, head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        """Write the answer."""
        if not request.posted:
            models = [{"id": name, "object": "model", "created": 0, "owned_by": "bench"} for name in MODELS]
            return write(writer, 200, json.dumps({"object": "list", "data": models}).encode(), "application/json")
        asked = json.loads(body)
        model = str(asked.get("model", ""))
        key = next(
            (line.partition(":")[2].strip() for line in head.split("\r\n") if line.lower().startswith("auth")), ""
        )
        echoed = (
            f"x-echo: {key}\r\nset-cookie: session={key.rpartition(' ')[2]}\r\n" if model.startswith("echo") else ""
        )
        if model == "connecting":
            await asyncio.sleep(LONGEST)
        if model == "echo-error":
            said = {"error": {"message": f"bad key: {key}", "type": "invalid_request_error", "code": "invalid_api_key"}}
            return write(writer, 401, json.dumps(said).encode(), "application/json", echoed)
        pieces = {
            "echo": [f"You sent {key} and ", head.replace("\r\n", " "), " echo-end"],
            "echo-pieces": ["You sent ", key[: len(key) // 2], key[len(key) // 2 :], " echo-end"],
        }.get(model)
        if asked.get("stream") is not True:
            whole = response("completed", "".join(pieces or words(self.deltas)))
            return write(writer, 200, json.dumps(whole).encode(), "application/json", echoed)
        writer.write(
            f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{echoed}connection: close\r\n\r\n".encode()
        )
        async for event in self.events(request, model, pieces):
            writer.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
            await writer.drain()
        if model == "silent":
            await asyncio.sleep(LONGEST)
        return None

    async def events(self, request: Request, model: str, pieces: list[str] | None) -> AsyncIterator[dict[str, Any]]:
        """The events of a text, each when it is due."""
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        number = 4
        yield {"type": "response.created", "sequence_number": 0, "response": response("in_progress")}
        yield {"type": "response.in_progress", "sequence_number": 1, "response": response("in_progress")}
        yield {"type": "response.output_item.added", "sequence_number": 2, "output_index": 0, "item": item}
        yield {"type": "response.content_part.added", "sequence_number": 3, **place, "part": part}
        began = self.loop.time()
        rate = 1.5 if model == "echo-pieces" else self.rate  # slow enough to be drawn
        stamp = 0
        count = 30 if model == "silent" else len(pieces) if pieces else self.deltas
        for at in range(count):
            await asyncio.sleep(began + at / rate - self.loop.time())
            delta = pieces[at] if pieces else word(at)
            if model == "stamps":
                stamp = max(stamp + 1, round(time.time() * 1000))  # no two are the same
                delta = str(stamp) + ("\n\n" if at % 40 == 39 else " ")
            request.sent.append(delta)
            yield {"type": "response.output_text.delta", "sequence_number": number, **place, "delta": delta}
            number += 1
        if model == "silent":
            return
        text = "".join(request.sent)
        yield {"type": "response.output_text.done", "sequence_number": number, **place, "text": text}
        done = response("completed", text)
        yield {
            "type": "response.content_part.done",
            "sequence_number": number + 1,
            **place,
            "part": done["output"][0]["content"][0],
        }
        yield {
            "type": "response.output_item.done",
            "sequence_number": number + 2,
            "output_index": 0,
            "item": done["output"][0],
        }
        yield {"type": "response.completed", "sequence_number": number + 3, "response": done}


def word(at: int) -> str:
    """A word that says which one it is; a paragraph is 40 of them."""
    return f"w{at}" + ("\n\n" if at % 40 == 39 else " ")


def words(count: int) -> list[str]:
    return [word(at) for at in range(count)]


def response(status: str, text: str | None = None) -> dict[str, Any]:
    """A response object, with a message if there is a text."""
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": [part]}
    counts = {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 2,
    }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1700000000,
        "status": status,
        "model": "bench",
        "output": [] if text is None else [item],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": counts if status == "completed" else None,
    }


def write(writer: asyncio.StreamWriter, status: int, body: bytes, kind: str, more: str = "") -> None:
    """An answer in one piece."""
    head = (
        f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n{more}connection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
