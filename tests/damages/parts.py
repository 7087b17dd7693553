"""Damage to the parts of an item: content parts and summary parts."""

from tests.damages.edits import inserted
from tests.damages.places import of
from tests.damages.stream import ADDED, Sent, Stream


def announces_part(stream: Stream, at: int) -> bool:
    return of("content_part.added", "reasoning_summary_part.added")(stream, at)


def closes_part(stream: Stream, at: int) -> bool:
    return stream.checked and of("content_part.done", "reasoning_summary_part.done")(stream, at)


def one_part(stream: Stream, at: int) -> bool:
    """The only content part of its item is announced here."""
    index = stream[at].body.get("output_index")
    found = [
        body for body, _ in stream if body["type"] == "response.content_part.added" and body["output_index"] == index
    ]
    return of("content_part.added")(stream, at) and len(found) == 1


def message_part(stream: Stream, at: int) -> bool:
    index = stream[at].body.get("output_index")
    announced = [body["item"]["type"] for body, _ in stream if body["type"] == ADDED and body["output_index"] == index]
    return of("content_part.added")(stream, at) and announced == ["message"]


def summary_of_a_message(stream: Stream, at: int) -> list[Sent]:
    body = {**stream[at].body, "type": "response.reasoning_summary_part.added", "summary_index": 0}
    return inserted(stream, at, body)
