"""A server of calls that grow at the same time: each gets a delta in turn, and each delta names its call."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import place  # noqa: F401
from upstream import Request, Upstream, response

from lib.protocol import sse
from lib.protocol.events import Body

CALLS: Final = 20  # in one turn
DELTAS: Final = 2_000  # of each
RATE: Final = 100.0  # deltas a second, of each call
TOOL, FIELD = "search_handbook", "query"


class Asking(Upstream):
    """Asks for the calls; to their outputs it answers in a word. `size` has the bytes of its events."""

    size = 0

    async def events(self, request: Request, model: str, pieces: list[str] | None) -> AsyncIterator[dict[str, Any]]:
        """The events, a round of deltas when it is due."""
        answers = b"function_call_output" in request.raw
        began = self.loop.time()
        for at, event in enumerate(answer() if answers else calls(CALLS, DELTAS)):
            if at % CALLS == 0:
                await asyncio.sleep(began + at / CALLS / RATE - self.loop.time())
            self.size += len(sse.write(event))
            yield event

    def went_back(self) -> list[str]:
        """The arguments of the calls in the request that brings their outputs."""
        body = json.loads(self.posts[-1].raw.partition(b"\r\n\r\n")[2])
        return [item["arguments"] for item in body["input"] if item.get("type") == "function_call"]


def arguments(call: int, deltas: int) -> str:
    """A call's arguments: words that say whose they are."""
    return "".join(pieces(call, deltas))


def pieces(call: int, deltas: int) -> list[str]:
    """The deltas that they come in."""
    return [f'{{"{FIELD}":"', *(f"c{call}w{at} " for at in range(deltas - 2)), '"}']


def calls(count: int, deltas: int) -> Iterator[Body]:
    """The events of a response of that many calls, each of which gets a delta in turn."""
    yield {"type": "response.created", "sequence_number": 0, "response": response("in_progress")}
    texts = [pieces(at, deltas) for at in range(count)]
    for at in range(count):
        yield {"type": "response.output_item.added", "output_index": at, "item": item(at, "", "in_progress")}
    kind = "response.function_call_arguments.delta"
    for number in range(deltas):
        for at in range(count):
            named = {"sequence_number": 1 + count + number * count + at, "item_id": f"fc_{at}", "output_index": at}
            yield {"type": kind, **named, "delta": texts[at][number]}
    items = [item(at, "".join(texts[at]), "completed") for at in range(count)]
    for at in range(count):
        yield {"type": "response.output_item.done", "output_index": at, "item": items[at]}
    yield {"type": "response.completed", "response": {**response("completed"), "output": items}}


def item(at: int, sent: str, status: str) -> Body:
    call = {"id": f"fc_{at}", "type": "function_call", "call_id": f"call_{at}", "name": TOOL}
    return {**call, "arguments": sent, "status": status}


def answer() -> Iterator[Body]:
    """The events of the turn after."""
    yield {"type": "response.created", "sequence_number": 0, "response": response("in_progress")}
    yield {"type": "response.completed", "sequence_number": 1, "response": response("completed", "Found.")}
