"""Tiny events of a message with a text, as a server sends them, and the structured output that they make."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from lib.protocol.events import Body
from lib.protocol.origins import FOLLOWED, Origins
from lib.protocol.run import FoldedRun
from lib.protocol.structured import Structured, StructuredReader
from tests.wire import asked

Shape = type[BaseModel] | dict[str, Any] | None


def message(at: int = 0, *texts: str, **fields: Any) -> dict[str, Any]:
    """A message item with a content part a text."""
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"id": f"msg_{at}", "type": "message", "role": "assistant", "content": content, **fields}


def added(at: int = 0, **fields: Any) -> Body:
    """A message begins."""
    return {"type": "response.output_item.added", "output_index": at, "item": message(at, **fields)}


def piece(text: str, at: int = 0, part: int = 0, kind: str = "output_text") -> Body:
    """A delta of one of its parts: of `output_text`, or of a `refusal`."""
    where = {"output_index": at, "content_index": part, "item_id": f"msg_{at}"}
    return {"type": f"response.{kind}.delta", **where, "delta": text}


def said(text: str, at: int = 0, part: int = 0) -> Body:
    """A text is whole."""
    where = {"output_index": at, "content_index": part, "item_id": f"msg_{at}"}
    return {"type": "response.output_text.done", **where, "text": text}


def done(*texts: str, at: int = 0, **fields: Any) -> Body:
    """A message is whole."""
    return {"type": "response.output_item.done", "output_index": at, "item": message(at, *texts, **fields)}


def over(status: str = "completed", *output: Any) -> Body:
    """The response has ended."""
    return {"type": f"response.{status}", "response": {"id": "resp_1", "status": status, "output": [*output]}}


def streamed(*deltas: str, status: str = "completed") -> list[Body]:
    """A whole run. The first delta is event 2, each a tenth of a second after the one before; see `numbered`."""
    return [asked(), added(), *map(piece, deltas), done("".join(deltas)), over(status)]


def numbered(bodies: Iterable[Body]) -> list[Body]:
    """The events with their places as sequence numbers, but for our own."""
    return [
        body if body["type"].startswith("run.") else {"sequence_number": at, **body} for at, body in enumerate(bodies)
    ]


def followed(bodies: Iterable[Body], *, timed: bool = True) -> tuple[FoldedRun, Origins]:
    """A run of these events, a tenth of a second apart, and where its texts came from."""
    run, origins = FoldedRun(), Origins()
    for at, body in enumerate(numbered(bodies)):
        t = at / 10 if timed else None
        run.fold(body, t)
        if body["type"] in FOLLOWED:
            origins.follow(len(run.turns) - 1, run.snapshot, body, t)
    return run, origins


def read(shape: Shape, bodies: Iterable[Body], *, timed: bool = True) -> Structured:
    """The structured output of these events."""
    return StructuredReader(shape).read(*followed(bodies, timed=timed))


def whole(shape: Shape, *deltas: str, timed: bool = True) -> Structured:
    """The structured output of a run that completed."""
    return read(shape, streamed(*deltas), timed=timed)


def growing(shape: Shape, *deltas: str) -> Structured:
    """The structured output while the run goes on."""
    return read(shape, [asked(), added(), *map(piece, deltas)])
