"""The families of events that make up a message or a reasoning item, and the response around them.

A family is a small function that adds one event to the snapshot; inside it the shape of the wire decides. Which type
belongs to which family says response.py.
"""

from collections.abc import Callable
from typing import Any

from lib.protocol.events import Body
from lib.protocol.snapshot import Snapshot

Family = Callable[[Snapshot, Body], None]


def odd(response: Snapshot, event: Body) -> None:
    """An event whose shape the protocol doesn't have: noted, never raised."""
    response.note(f"event {event.get('sequence_number', '?')}: {event['type']} has an unexpected shape")


def ignore(response: Snapshot, event: Body) -> None:
    """An event that changes nothing in the response."""


def begins(response: Snapshot, event: Body) -> None:
    """created, queued, in_progress: the response so far, without output."""
    match event:
        case {"response": dict(fields)}:
            response.fields.update({name: value for name, value in fields.items() if name != "output"})
        case _:
            odd(response, event)


def ends(response: Snapshot, event: Body) -> None:
    """completed, incomplete, failed: the whole response."""
    match event:
        case {"response": dict(fields)}:
            response.end({"status": event["type"].removeprefix("response."), **fields})
        case _:
            response.fields["status"] = event["type"].removeprefix("response.")
            odd(response, event)


def error(response: Snapshot, event: Body) -> None:
    """An error event: flat (`code`, `message`, `param`), or nested (`error`: an object, or just a sentence)."""
    match event:
        case {"error": dict(nested)}:
            response.error = nested
        case {"error": str(message)}:
            response.error = {"message": message}
        case _:
            response.error = {name: event.get(name) for name in ("code", "message", "param")}


def item_added(response: Snapshot, event: Body) -> None:
    match event:
        case {"item": dict(fields)}:
            response.announce(event.get("output_index"), fields)
        case _:
            odd(response, event)


def item_done(response: Snapshot, event: Body) -> None:
    match event:
        case {"item": dict(final)}:
            item = response.item({**event, "item_id": final.get("id")}, str(final.get("type", "")))
            response.settle(item, final, "its output_item.done")
            item.done = True
        case _:
            odd(response, event)


def part_index(event: Body, name: str, had: dict[int, Any]) -> int:
    """The index of a part; where a server sends none (llama.cpp), the last that was opened."""
    index = event.get(name)
    return index if type(index) is int else max(had, default=0)


def part_added(response: Snapshot, event: Body) -> None:
    match event:
        case {"part": dict(fields)}:
            item = response.item(event, "message")
            index = event.get("content_index")
            at = index if type(index) is int else len(item.content)
            item.part(at, str(fields.get("type", "output_text"))).settle(fields)
        case _:
            odd(response, event)


def part_done(response: Snapshot, event: Body) -> None:
    match event:
        case {"part": dict(final)}:
            item = response.item(event, "message")
            at = part_index(event, "content_index", item.content)
            if not item.part(at, str(final.get("type", "output_text"))).settle(final):
                response.note(f"item {item.output_index}: the deltas of content[{at}] don't add up to its part.done")
        case _:
            odd(response, event)


def part_delta(kind: str, item_type: str = "message") -> Family:
    """The family of a content part's deltas: `output_text`, `refusal`, `reasoning_text`."""

    def delta(response: Snapshot, event: Body) -> None:
        match event:
            case {"output_index": int(at), "content_index": int(index), "delta": str(piece)} if at in response.items:
                part = response.items[at].part(index, kind)
            case {"delta": str(piece)}:
                item = response.item(event, item_type)
                part = item.part(part_index(event, "content_index", item.content), kind)
            case _:
                return odd(response, event)
        part.text.append(piece)
        if event.get("logprobs"):
            part.fields.setdefault("logprobs", []).extend(event["logprobs"])

    return delta


def part_text_done(kind: str, field: str, item_type: str = "message") -> Family:
    """The family that carries a content part's whole text."""

    def done(response: Snapshot, event: Body) -> None:
        item = response.item(event, item_type)
        at = part_index(event, "content_index", item.content)
        if not item.part(at, kind).text.settle(event.get(field)):
            response.note(f"item {item.output_index}: the deltas of content[{at}] don't add up to {event['type']}")

    return done


def summary_part(response: Snapshot, event: Body) -> None:
    """A summary part announced or done."""
    match event:
        case {"part": dict(fields)}:
            item = response.item(event, "reasoning")
            item.summary_part(part_index(event, "summary_index", item.summary)).settle(fields)
        case _:
            odd(response, event)


def summary_delta(response: Snapshot, event: Body) -> None:
    match event:
        case {"delta": str(piece)}:
            item = response.item(event, "reasoning")
            item.summary_part(part_index(event, "summary_index", item.summary)).text.append(piece)
        case _:
            odd(response, event)


def summary_done(response: Snapshot, event: Body) -> None:
    item = response.item(event, "reasoning")
    at = part_index(event, "summary_index", item.summary)
    if not item.summary_part(at).text.settle(event.get("text")):
        response.note(f"item {item.output_index}: the deltas of summary[{at}] don't add up to {event['type']}")


def annotation_added(response: Snapshot, event: Body) -> None:
    """A citation, at its place in the part's annotations."""
    match event:
        case {"annotation": dict(annotation)}:
            item = response.item(event, "message")
            part = item.part(part_index(event, "content_index", item.content), "output_text")
            had = part.fields.get("annotations")  # a list of its own: see own_lists
            if isinstance(had, list):
                had.append(annotation)
            else:
                part.fields["annotations"] = [annotation]
        case _:
            odd(response, event)
