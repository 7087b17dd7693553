"""Recordings of 10,000 events, one of each kind that the Recordings page draws in its own way."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, Final

from lib.protocol.events import Body, event
from lib.protocol.recording import Recording

EVENTS: Final = 10_000
WORDS: Final = ("more\n\n", *("word ", "and ", "so on. ") * 16)
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
                "required": ["a", "b"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["rows"],
    "additionalProperties": False,
}
FORMAT: Final = {"format": {"type": "json_schema", "name": "table", "schema": SCHEMA, "strict": True}}
TOOL: Final = {"type": "function", "name": "table", "parameters": SCHEMA, "strict": True}
ARGUMENTS: Final = "function_call_arguments"


def recording(kind: str) -> Recording:
    """The recording of a kind."""
    asked = {"text": FORMAT} if kind == "structured" else {"tools": [TOOL]} if "call" in kind else {}
    events = [event(at / 100, body) for at, body in enumerate(bodies(kind))]
    return Recording({"model": "m", "input": "Very much.", **asked}, "compatible", "", events)


def bodies(kind: str) -> Iterator[Body]:
    """What the server sent, numbered, after the request and before the end."""
    yield {"type": "run.request", "body": {"model": "m"}, "backend": "compatible"}
    yield {"type": "response.created", "sequence_number": 0, "response": {"id": "r", "status": "in_progress"}}
    for at, body in enumerate(islice(KINDS[kind](), EVENTS - 3), 1):
        yield {**body, "sequence_number": at}
    yield {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}}


def text() -> Iterator[Body]:
    """One long text."""
    yield added(0, message())
    for word in cycle(WORDS):
        yield delta("output_text", 0, word)


def call() -> Iterator[Body]:
    """One call with very long arguments."""
    yield added(0, called(0))
    for piece in rows():
        yield delta(ARGUMENTS, 0, piece)


def structured() -> Iterator[Body]:
    """One long structured output."""
    yield added(0, message())
    for piece in rows():
        yield delta("output_text", 0, piece)


def messages() -> Iterator[Body]:
    """A message every four events."""
    for at in range(EVENTS):
        yield added(at, message())
        yield delta("output_text", at, "word ")
        yield delta("output_text", at, "and word")
        yield done(at, {**message(), "content": [{"type": "output_text", "text": "word and word", "annotations": []}]})


def calls() -> Iterator[Body]:
    """A call every five events."""
    pieces = ('{"rows":', '[{"a":1,', '"b":"x"}]}')
    for at in range(EVENTS):
        yield added(at, called(at))
        yield from (delta(ARGUMENTS, at, piece) for piece in pieces)
        yield done(at, {**called(at), "arguments": "".join(pieces)})


def rows() -> Iterator[str]:
    """The pieces of a JSON text without end."""
    for at in range(EVENTS):
        yield ("," if at else '{"rows":[') + f'{{"a":{at},"b":"x"}}'


def message() -> Body:
    return {"type": "message", "role": "assistant", "content": []}


def called(at: int) -> Body:
    return {"type": "function_call", "call_id": f"c{at}", "name": "table", "arguments": ""}


def added(at: int, item: Body) -> Body:
    return {"type": "response.output_item.added", "output_index": at, "item": {**item, "id": f"i{at}"}}


def delta(what: str, at: int, text: str) -> Body:
    where = {"output_index": at, "item_id": f"i{at}", **({"content_index": 0} if what == "output_text" else {})}
    return {"type": f"response.{what}.delta", **where, "delta": text}


def done(at: int, item: Body) -> Body:
    whole = {**item, "id": f"i{at}", "status": "completed"}
    return {"type": "response.output_item.done", "output_index": at, "item": whole}


KINDS: Final[dict[str, Callable[[], Iterator[Body]]]] = {
    "one text": text,
    "one call": call,
    "structured": structured,
    "many messages": messages,
    "many calls": calls,
}
