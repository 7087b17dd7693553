"""Damage to the output of the final response: its items, their order, their parts and texts."""

from typing import Any, Final

from lib.protocol.events import Body
from tests.damages.copies import has_text, texts
from tests.damages.damage import Harm, Place
from tests.damages.edits import altered
from tests.damages.places import completed
from tests.damages.stream import ADDED, Sent, Stream

EXTRA: Final = {"type": "message", "id": "msg_extra", "role": "assistant", "status": "completed", "content": []}


def final_text(stream: Stream, at: int) -> bool:
    return completed(stream, at) and any(has_text(item) for item in output(stream, at))


def items_of(least: int) -> Place:
    return lambda stream, at: completed(stream, at) and len(output(stream, at)) >= least


def whole_output(stream: Stream, at: int) -> bool:
    """A final response that has every item."""
    return completed(stream, at) and len(output(stream, at)) >= sum(body["type"] == ADDED for body, _ in stream)


def in_its_order(stream: Stream, at: int) -> bool:
    """The final response has several items, each with an id of its own."""
    ids = [item.get("id") for item in output(stream, at)] if completed(stream, at) else []
    streamed = [body["item"].get("id") for body, _ in stream if body["type"] == ADDED]
    return len(ids) > 1 and None not in ids and len(set(ids)) == len(ids) and ids == streamed


def message_at_the_end(stream: Stream, at: int) -> bool:
    """The final response has a message with a text, with the id that it had in the stream."""
    streamed = {body["item"].get("id") for body, _ in stream if body["type"] == ADDED}
    found = [item for item in output(stream, at) if item.get("content")] if completed(stream, at) else []
    return bool(found) and found[-1]["type"] == "message" and has_text(found[-1]) and found[-1].get("id") in streamed


def retold_at_the_end(body: Body) -> None:
    where, field = [pair for item in body["response"]["output"] for pair in texts(item)][-1]
    where[field] += "!"


def first_final_with(**fields: Any) -> Harm:
    return altered(lambda body: body["response"]["output"][0].update(fields))


def poorer(body: Body) -> None:
    body["response"]["output"].pop(0)


def richer(body: Body) -> None:
    body["response"]["output"].append(EXTRA)


def emptied(body: Body) -> None:
    body["response"]["output"] = []


def reidentified(body: Body) -> None:
    body["response"]["output"][0]["id"] = "it_other"


def reordered(body: Body) -> None:
    body["response"]["output"].reverse()


def another_part(body: Body) -> None:
    """One more part in the last item that has any."""
    parts = [item["content"] for item in body["response"]["output"] if item.get("content")][-1]
    parts.append({"type": "output_text", "text": "More.", "annotations": []})


def without_text(body: Body) -> None:
    """The parts of the last item that has any are gone."""
    [item for item in body["response"]["output"] if item.get("content")][-1]["content"] = []


def output(stream: list[Sent], at: int) -> list[Body]:
    found = stream[at].body["response"].get("output") or []
    return found if isinstance(found, list) else []
