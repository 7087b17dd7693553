"""The messages that Chrome notes in a HAR entry, with the time of each: of an event stream, or of a WebSocket."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from lib.protocol import sse
from lib.protocol.events import Body, Event, event
from lib.protocol.files.opened import NEXT, Opened, Room, too_large
from lib.protocol.recording import LATEST
from lib.protocol.secrets import without_secrets

EVENT_SOURCE: Final = "_eventSourceMessages"
WEB_SOCKET: Final = "_webSocketMessages"


class Message(NamedTuple):
    """One message: seconds since the request, its event's name, its text, and whether the client sent it."""

    t: float | None
    name: str
    data: str
    sent: bool


def messages(entry: dict[str, Any], kind: str, began: datetime | None) -> Iterator[Message]:
    """The messages of a kind, in order. Their `time` is seconds since 1970."""
    found = entry.get(kind)
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict) and isinstance(data := one.get("data"), str):
            time = number_in(one, "time")
            t = None if time is None or began is None else round(time - began.timestamp(), 6)
            known = t if t is not None and abs(t) < LATEST else None
            yield Message(known, str(one.get("eventName") or ""), data, one.get("type") == "send")


def number_in(holder: dict[str, Any], name: str) -> float | None:
    """The number of that name, if it is one."""
    found = holder.get(name)
    return float(found) if isinstance(found, int | float) and abs(found) < LATEST else None


def add_times(events: list[Event], entry: dict[str, Any], began: datetime | None) -> None:
    """Give the events of a body the times of the messages that say the same; a turn's request has its first event's."""
    noted = messages(entry, EVENT_SOURCE, began)
    message = next(noted, None)
    for one in events:
        if message is None:
            break
        if sse.parse(one.raw).data == message.data:
            one.t = message.t
            message = next(noted, None)
    for one, after in pairwise(events):
        if one.raw == NEXT.raw:
            one.t = after.t


def add_messages(opened: Opened, entry: dict[str, Any], began: datetime | None, room: Room) -> None:
    """Keep the messages as events, where the body itself was not saved."""
    for kind in (EVENT_SOURCE, WEB_SOCKET):
        for message in messages(entry, kind, began):
            if too_large(message.data.encode("utf-8", "surrogatepass")):
                opened.notes.append("A message is too large and left out.")
                continue
            found = asked(opened, message) if message.sent else received(message)
            if found is None:
                continue
            if not opened.add(found, found.body, room):
                opened.notes.append(f"It goes on: {room.bounds}.")
                return


def received(message: Message) -> Event:
    """What the server sent, in a frame."""
    body = object_of(message.data)
    if isinstance(body.get("type"), str):
        return event(message.t, body)
    name = f"event: {message.name}\n" if message.name and "\n" not in message.name else ""
    lines = "".join(f"data: {line}\n" for line in sse.LINE_END.split(message.data))
    return Event(message.t, f"{name}{lines}\n".encode("utf-8", "replace"))


def asked(opened: Opened, message: Message) -> Event | None:
    """The request that a `response.create` over a WebSocket is; the first is the recording's."""
    body = object_of(message.data)
    if body.get("type") != "response.create":
        return None
    wrapped = body.get("response")
    sent: Body = wrapped if isinstance(wrapped, dict) else {name: body[name] for name in body if name != "type"}
    sent = without_secrets(sent)
    opened.recording.request = opened.recording.request or sent
    return event(message.t, {"type": "run.request", "body": sent, "backend": opened.recording.backend})


def object_of(text: str) -> Body:
    """The JSON object of a text; an empty one where it is none."""
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    return {}
