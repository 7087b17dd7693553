"""Damage to the response's life: how it begins, goes on and ends, and what it says of itself then."""

import copy
from typing import Any, Final

from lib.protocol.events import Body
from tests.damages.damage import Harm, Place
from tests.damages.edits import altered, inserted, replaced, rewritten
from tests.damages.places import begins, ends, of
from tests.damages.stream import ADDED, Sent, Stream, kind

NESTED: Final = {"type": "error", "error": {"message": "no"}}


def started(name: str) -> Place:
    """The first event, where the response has this field at its beginning and at its end."""

    def fits(stream: Stream, at: int) -> bool:
        carried = [body["response"] for body, _ in stream if isinstance(body.get("response"), dict)]
        return begins(stream, at) and len(carried) > 1 and all(response.get(name) for response in carried)

    return fits


def in_progress(stream: Stream, at: int) -> bool:
    return of("in_progress")(stream, at) and at + 1 < len(stream) and kind(stream, at + 1) == ADDED


def ended_as(status: str) -> Place:
    return lambda stream, at: ends(stream, at) and kind(stream, at) == f"response.{status}"


def response_with(**fields: Any) -> Harm:
    return altered(lambda body: body["response"].update(fields))


def renamed(body: Body) -> None:
    body["response"]["id"] = "resp_other"


def queued(stream: Stream, at: int) -> list[Sent]:
    body = copy.deepcopy(stream[at].body)
    body["response"]["status"] = "queued"
    return inserted(stream, at + 1, {**body, "type": "response.queued"})


def other_end(stream: Stream, at: int) -> list[Sent]:
    other = "response.incomplete" if stream[at].body["type"] != "response.incomplete" else "response.completed"
    return replaced("type", other)(stream, at)


def error_for_the_end(stream: Stream, at: int) -> list[Sent]:
    number = stream[at].body.get("sequence_number")
    error = {"type": "error", "code": "server_error", "message": "no", "param": None, "sequence_number": number}
    return [*stream[:at], rewritten(error)]
