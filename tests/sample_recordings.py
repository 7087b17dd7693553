"""`python -m tests.sample_recordings`: the shipped recordings, made anew where the engine or the simulator has changed.

What the simulator sends follows from the request and the seed. When it arrives does not, nor do our own events between
the server's (a tool runs while the response still streams): `comparable` leaves out what may differ.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Final

from lib.engine.approvals import Decision
from lib.engine.backends import Backend
from lib.engine.calling import Tools
from lib.engine.client import send
from lib.engine.engine import Engine
from lib.engine.http import Pools
from lib.engine.runs import Run
from lib.protocol.events import Body, Event
from lib.protocol.recording import Recording, save
from lib.protocol.request import Request
from lib.samples.models import Invoice
from lib.samples.recordings import FOLDER, samples
from lib.samples.structured_presets import INVOICE
from lib.samples.tools import answering
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread
from lib.tools.text_format import text_format

SEED: Final = "sample"
PACE: Final = Pace(first=0.3, rate=100)
BASE_URL: Final = "http://127.0.0.1:8765/v1"  # the simulator's usual one; while recording its port is any
STOP_AFTER: Final = 20  # events


def request(prompt: str, **body: Any) -> dict[str, Any]:
    """A request's body."""
    return {"model": "sim-1", "input": prompt, **body}


def invoice(flaw: str = "", **body: Any) -> dict[str, Any]:
    """A request for a structured output, with a flaw."""
    asked = {"metadata": {"simulator_flaw": flaw}} if flaw else {}
    return request(f"{INVOICE} Total 200.", text={"format": text_format(Invoice)}, **asked, **body)


def ending(name: str) -> dict[str, Any]:
    """A request for a text that ends in this way."""
    return request(ABOUT, metadata={"simulator_ending": name})


SHORT: Final = {"include_obfuscation": False}  # keeps the longest ones small
ABOUT: Final = "What is a delta? Answer in 60 words."
REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "text": request(ABOUT),
    "reasoning": request(ABOUT, model="sim-1-reasoning", reasoning={"effort": "medium", "summary": "detailed"}),
    "parallel-calls": request("What's the weather in Tokyo and Paris in March?", stream_options=SHORT),
    "calls-over-turns": request("Add a developer to the design team", stream_options=SHORT),
    "approval": request("Look up the users Susan Kare and Dieter Rams", stream_options=SHORT),
    "retried-call": request("What does the HTTP status code 429 mean?"),
    "failed-call": request("What's the weather in Atlantis in March?"),
    "custom-tool": request('Count the words in "The quick brown fox jumps over the lazy dog."'),
    "structured": invoice(),
    "whole": invoice(stream=False),
    "cut-off": request(ABOUT, max_output_tokens=30),
    "cut-off-json": invoice(max_output_tokens=40),
    "failed": ending("failed"),
    "error-then-failed": ending("error_failed"),
    "error": ending("error"),
    "ended-early": ending("early"),
    "broken-connection": ending("cut"),
    "refusal": request("Write a haiku.", metadata={"simulator_flaw": "refusal"}),
    "wrong-type": invoice("wrong_type"),
    "repeated-key": invoice("repeated_key"),
    "fence": invoice("fence"),
    "trailing": invoice("trailing"),
    "broken-json": invoice("broken"),
    "stopped": request(ABOUT),
    "refused-request": request(ABOUT, model="sim-2"),
}
TOOLS: Final = {
    "parallel-calls": ("get_weather",),
    "calls-over-turns": ("list_team", "add_user"),
    "approval": ("get_user_information",),
    "retried-call": ("look_up_status",),
    "failed-call": ("get_weather",),
    "custom-tool": ("count_words",),
}


def recorded(*, apart: bool = False) -> dict[str, Recording]:
    """Every sample by its name, all recorded at the same time, which is soon done; or `apart`, so that none waits for
    another and its times are its own."""
    usual, halting = Engine(), Engine(send=first_events)
    try:
        with SimulatorThread(PACE, SEED) as simulator:
            backend = Backend("simulator", simulator.base_url)
            runs = {}
            if apart:
                wait_for(start(usual, backend, "", request("Hi")), over)  # what is made once is made with the first
            for name, body in REQUESTS.items():
                engine = halting if name == "stopped" else usual
                runs[name] = start(engine, backend, name, body)
                if apart:
                    finish(engine, name, runs[name])
            for name, run in runs.items():
                finish(halting if name == "stopped" else usual, name, run)
            return {name: at_usual_url(run.recording(), simulator.base_url) for name, run in runs.items()}
    finally:
        usual.close()
        halting.close()


def start(engine: Engine, backend: Backend, name: str, body: dict[str, Any]) -> Run:
    """The run of one sample."""
    if name not in TOOLS:
        return engine.start(Request(body, "simulator"), backend)
    registry = answering().only(TOOLS[name])
    body = {**body, "tools": registry.definitions()}
    return engine.start(Request(body, "simulator"), backend, tools=Tools(registry, ask=name == "approval"))


def finish(engine: Engine, name: str, run: Run) -> None:
    """Wait for its end; do before what a visitor does in it."""
    if run.open and name == "approval":
        approve_and_decline(engine, run)
    elif run.open and name == "stopped":
        wait_for(run, lambda run: len(run.events) > STOP_AFTER)
        engine.stop(run)
    wait_for(run, over)


def over(run: Run) -> bool:
    """Whether nothing comes any more."""
    return not run.open


def approve_and_decline(engine: Engine, run: Run) -> None:
    """Approve the first of the two calls of a turn, decline the second."""
    wait_for(run, lambda run: sum(event.type == "run.call_awaiting" for event in run.events) == 2)
    engine.decide(run, (0, 0), Decision("approve"))
    engine.decide(run, (0, 1), Decision("decline"))


def wait_for(run: Run, met: Callable[[Run], bool]) -> None:
    """Return once the condition is met; raises RuntimeError when it can't be any more, or isn't in a minute."""
    deadline = time.monotonic() + 60
    while not met(run):
        if not run.open or time.monotonic() > deadline:
            raise RuntimeError(f"expected more of {run.request.body['input']!r}, got {run.events[-2:]}")
        run.wait(len(run.events), 0.1)


async def first_events(
    request: Request, backend: Backend, pools: Pools, clock: Callable[[], float]
) -> AsyncGenerator[list[Event], None]:
    """A stream of which no more than some events arrive, so that it is always stopped at the same place."""
    left = STOP_AFTER
    async with aclosing(send(request, backend, pools, clock)) as arriving:
        async for events in arriving:
            yield events[:left]
            left -= len(events[:left])
            if not left:
                await asyncio.Event().wait()


def at_usual_url(recording: Recording, base_url: str) -> Recording:
    """The recording as if the simulator had its usual port."""
    recording.events = [Event(one.t, one.raw.replace(base_url.encode(), BASE_URL.encode())) for one in recording.events]
    return recording


def comparable(recording: Recording) -> tuple[dict[str, Any], list[Body], list[str]]:
    """What doesn't depend on the clock: the request, the server's events in order, our own in any order."""
    bodies = [one.body for one in recording.events]
    wire = [body for body in bodies if not body["type"].startswith("run.")]
    own = [{**body, "headers": [], "request_id": ""} for body in bodies if body["type"].startswith("run.")]
    return recording.request, wire, sorted(json.dumps(body, sort_keys=True) for body in own)


def main() -> int:
    """Writes the files that would differ in more than their times, and removes those that are no sample any more."""
    found = recorded(apart=True)
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.jsonl"):
        if path.stem not in found:
            path.unlink()
    for sample in samples():
        now = found[sample.name]
        if sample.path.exists() and comparable(sample.load()) == comparable(now):
            continue
        sample.path.write_text("".join(save(now)), "utf-8")
        print(f"{sample.path.name}: {len(now.events)} events, {sample.path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
