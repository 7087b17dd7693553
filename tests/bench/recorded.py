"""Recorded streams: those of STREAMSCOPE_STREAMS, each a file of raw server-sent events."""

import os
from pathlib import Path

import place  # noqa: F401

from lib.protocol import sse
from lib.protocol.events import Body, read
from lib.simulator.pace import Pace

UNSET = "Needs STREAMSCOPE_STREAMS, a folder of recorded .sse files; it is not set."
FOLDER = os.environ.get("STREAMSCOPE_STREAMS", "")


def files() -> list[Path]:
    """The recorded streams, in order."""
    return sorted(Path(FOLDER).glob("*.sse")) if FOLDER else []


def frames(body: bytes) -> list[sse.Frame]:
    """A stream's bytes in frames."""
    decoder = sse.Decoder()
    return [*decoder.feed(body), *decoder.close()]


def events(body: bytes) -> list[Body]:
    """What the server sent, without comments and the like."""
    found = [read(frame) for frame in frames(body)]
    return [event for event in found if not event["type"].startswith("run.")]


def simulated(tokens: int = 3000) -> bytes:
    """A stream of the simulator's, as bytes, for when there are no recordings."""
    import openai

    from lib.simulator.thread import SimulatorThread

    with SimulatorThread(pace=Pace(first=0.0, rate=2000)) as server:
        client = openai.OpenAI(api_key="none", base_url=server.base_url)
        asked = {"model": "sim-1", "input": f"Describe this very stream in {tokens} tokens."}
        with client.responses.with_streaming_response.create(stream=True, **asked) as answer:  # type: ignore[call-overload]
            return b"".join(answer.iter_bytes())
