"""A server of bytes at 127.0.0.1: a test says what goes over each connection, and sees what came and when it closed."""

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass
class Asked:
    """A request as it came, header names in lower case. `left` is set when the client closes its connection."""

    connection: int
    path: str
    headers: dict[str, str]
    raw_head: bytes
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    async def write(self, piece: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(piece)
        await self.writer.drain()

    async def head(self, status: str = "200 OK", content_type: str = "text/event-stream", **more: str) -> None:
        """The status line and the headers of a chunked body; `x_request_id="a"` is a header too."""
        lines = {"content-type": content_type, "transfer-encoding": "chunked", **more}
        rows = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in lines.items())]
        await self.write("\r\n".join([*rows, "", ""]).encode("latin-1"))

    async def chunk(self, piece: bytes) -> None:
        """One piece of a chunked body."""
        if piece:
            await self.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    async def end(self) -> None:
        """The end of a chunked body; the connection can be used again."""
        await self.write(b"0\r\n\r\n")

    async def gone(self) -> None:
        """Wait until the client leaves."""
        try:
            while await self.reader.read(4096):
                pass
        except OSError:
            pass
        self.left.set()

    def reset(self) -> None:
        """Break the connection: the client sees ECONNRESET."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


Answer = Callable[[Asked], Awaitable[None]]


class Server:
    """Serves until the block ends; every request goes to `answer`, which may be changed at any time."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.connections = 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        listening = asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.listener = asyncio.run_coroutine_threadsafe(listening, self.loop).result(5)
        self.port: int = self.listener.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.close(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def close(self) -> None:
        self.listener.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *rows = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                asked = Asked(number, first.split(" ")[1], headers, head, body, reader, writer)
                self.asked.append(asked)
                await self.answer(asked)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            pass
        finally:
            writer.close()


def body(*pieces: bytes, status: str = "200 OK", content_type: str = "text/event-stream", **more: str) -> Answer:
    """An answer with this body, a chunk a piece."""

    async def answer(asked: Asked) -> None:
        await asked.head(status, content_type, **more)
        for piece in pieces:
            await asked.chunk(piece)
        await asked.end()

    return answer


async def silent(asked: Asked) -> None:
    """No answer, ever."""
    await asked.gone()


@contextmanager
def nobody() -> Iterator[str]:
    """A base URL at which nothing listens, and nothing will as long as the block runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/v1"


def until(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Return once the condition holds; fail when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain"
        time.sleep(0.005)
