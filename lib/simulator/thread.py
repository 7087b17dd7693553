"""The server inside this process, in a thread of its own or as a task of a loop that is running already."""

import asyncio
import socket
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from lib.simulator.app import simulator_app
from lib.simulator.pace import USUAL, Pace

UP_WITHIN = 10.0  # seconds
DOWN_WITHIN = 5.0


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens at this port, or at a free one for 0; raises OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)


class QuietServer(uvicorn.Server):
    """A server that hangs up when it ends, so that every open stream ends as if its client had left."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the connections, then all the rest."""
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


def quiet_server(app: ASGIApp) -> uvicorn.Server:
    """A server for this app that leaves the process's logging alone."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return QuietServer(config)


class SimulatorThread:
    """A simulator at 127.0.0.1 in a daemon thread; also a context manager. Its port is known at once.

    With a `loop` that another thread runs it is a task there, and its own thread only sleeps: one less that asks for
    the interpreter, which counts when a hundred clients of that loop stream from it.
    """

    def __init__(
        self,
        pace: Pace = USUAL,
        seed: str | None = None,
        port: int = 0,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.socket = bind("127.0.0.1", port)
        self.base_url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/v1"
        self.server = quiet_server(simulator_app(pace, seed))
        self.loop = loop
        self.thread = threading.Thread(target=self.serve, name="simulator", daemon=True)

    def serve(self) -> None:
        """Serve until `close`: in the loop it was given, or in one of its own."""
        serving = self.server.serve(sockets=[self.socket])
        if self.loop is None:
            asyncio.run(serving)
        else:
            with suppress(CancelledError):  # the loop has been closed first
                asyncio.run_coroutine_threadsafe(serving, self.loop).result()

    def start(self) -> Self:
        """Serve; raises RuntimeError if the server isn't up in ten seconds."""
        self.thread.start()
        deadline = time.monotonic() + UP_WITHIN
        while not self.server.started:
            if not self.thread.is_alive() or time.monotonic() > deadline:
                self.close()
                raise RuntimeError(
                    f"expected the simulator to serve {self.base_url} within {UP_WITHIN:g} s, it does not"
                )
            time.sleep(0.005)
        return self

    def close(self) -> None:
        """End the server and the streams that are open; returns within five seconds. Doing so twice does no
        harm.
        """
        self.server.should_exit = self.server.force_exit = True
        if self.thread.is_alive():
            self.thread.join(DOWN_WITHIN)
        self.socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
