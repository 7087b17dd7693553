"""Edits of a stream: an event is dropped, doubled, moved, written again; the stream that is given stays as it is."""

import copy
from collections.abc import Callable
from typing import Any

from lib.protocol import sse
from lib.protocol.events import Body, Event
from tests.damages.damage import Harm
from tests.damages.stream import Sent, Stream, sent


def dropped(stream: list[Sent], at: int) -> list[Sent]:
    """The event is gone."""
    return renumbered([*stream[:at], *stream[at + 1 :]])


def doubled(stream: list[Sent], at: int) -> list[Sent]:
    """The event comes twice."""
    return renumbered([*stream[: at + 1], *stream[at:]])


def moved(stream: list[Sent], at: int, to: int) -> list[Sent]:
    """The event comes at another place."""
    rest = [*stream[:at], *stream[at + 1 :]]
    return renumbered([*rest[:to], stream[at], *rest[to:]])


def inserted(stream: list[Sent], at: int, *bodies: Body) -> list[Sent]:
    """These come before the event."""
    new = [rewritten({**body, "sequence_number": 0}) for body in bodies]
    return renumbered([*stream[:at], *new, *stream[at:]])


def altered(change: Callable[[Body], Any]) -> Harm:
    """What `changed` does, as a harm."""
    return lambda stream, at: changed(stream, at, change)


def replaced(field: str, value: Any) -> Harm:
    """The event's field has this value."""
    return altered(lambda body: body.update({field: value}))


def removed(field: str) -> Harm:
    """The event lacks this field."""
    return altered(lambda body: body.pop(field))


def shifted(field: str, at_least: int) -> Harm:
    """An index, from this event on and in all of the same item, one higher."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        index = stream[at].body["output_index"]
        found = list(stream)
        for place, (body, _) in enumerate(stream):
            if body.get("output_index") == index and type(body.get(field)) is int and body[field] >= at_least:
                found[place] = rewritten({**body, field: body[field] + 1})
        return found

    return harm


def reframed(change: Callable[[bytes], bytes]) -> Harm:
    """The frame's bytes are changed, and the event is what they say then."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        raw = change(stream[at].raw)
        return [*stream[:at], *sent([Event(None, raw)]), *stream[at + 1 :]]

    return harm


def changed(stream: list[Sent], at: int, change: Callable[[Body], Any]) -> list[Sent]:
    """The event's JSON is changed, and its frame is written again."""
    body = copy.deepcopy(stream[at].body)
    change(body)
    return [*stream[:at], rewritten(body), *stream[at + 1 :]]


def renumbered(stream: list[Sent], first: int = 0) -> list[Sent]:
    """Numbered without a gap, so that only the other rules can find what was done."""
    found, number = [], first
    for body, raw in stream:
        if type(body.get("sequence_number")) is not int:
            found.append(Sent(body, raw))
            continue
        same = body["sequence_number"] == number
        found.append(Sent(body, raw) if same else rewritten({**body, "sequence_number": number}))
        number += 1
    return found


def rewritten(body: Body) -> Sent:
    """An event with the frame that we would write."""
    return Sent(body, sse.write(body))
