"""Damage to items: their announcement, their end, what they say of themselves, the steps of a tool."""

from typing import Any

from lib.protocol.events import Body
from tests.damages.damage import Harm
from tests.damages.edits import altered, inserted
from tests.damages.places import of
from tests.damages.stream import ADDED, DONE, Sent, Stream, kind


def later_item(stream: Stream, at: int) -> bool:
    return of("output_item.added")(stream, at) and stream[at].body["output_index"] > 0


def last_item(stream: Stream, at: int) -> bool:
    indices = [body["output_index"] for body, _ in stream if body["type"] == ADDED]
    return (
        of("output_item.added")(stream, at)
        and indices.index(max(indices)) == len(indices) - 1
        and (stream[at].body["output_index"] == max(indices))
    )


def open_item(stream: Stream, at: int) -> bool:
    return stream.checked and kind(stream, at) == DONE


def message_added(stream: Stream, at: int) -> bool:
    return of("output_item.added")(stream, at) and stream[at].body["item"]["type"] == "message"


def item_done(stream: Stream, at: int) -> bool:
    """An item is closed that has an id."""
    return of("output_item.done")(stream, at) and bool(stream[at].body["item"].get("id"))


def call_done(stream: Stream, at: int) -> bool:
    return of("output_item.done")(stream, at) and "call_id" in stream[at].body["item"]


def called_otherwise(body: Body) -> None:
    body["item"]["call_id"] = "call_other"


def item_with(**fields: Any) -> Harm:
    return altered(lambda body: body["item"].update(fields))


def steps(*names: str) -> Harm:
    """An item says that it is a search, and how far it is."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        place = {"output_index": stream[at].body["output_index"], "item_id": stream[at].body["item"].get("id")}
        said = [{"type": f"response.web_search_call.{name}", **place} for name in names]
        return inserted(stream, at + 1, *said)

    return harm
