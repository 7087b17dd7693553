"""Endings that a request asks for, so that clients can be tried: `metadata.simulator_ending`.

Each comes after half of the deltas; a response without deltas ends so before its first item.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lib.simulator.emit import group_of_items
from lib.simulator.items import Item, cut, sent, shortened
from lib.simulator.pace import Event

ENDINGS: Final[Mapping[str, str]] = {
    "failed": "`response.failed`, with the output as far as it came",
    "error_failed": "an `error` event and then `response.failed`, as OpenAI was recorded in 2025",
    "error": "an `error` event as OpenAI documents it, and then the body ends",
    "early": "the body ends, and no event says so",
    "cut": "the connection breaks in the middle of a frame",
}
OF_STREAMS: Final = ("error", "early", "cut")
"""Those that a response in one piece can't have."""
OPENING: Final = ("response.created", "response.in_progress")
CODE: Final = "server_error"


def ended(events: Iterator[Event], items: Sequence[Item], ending: str) -> Iterator[Event]:
    """The events of these items up to the middle, and then this ending. With `cut` the last one is the event whose
    frame is to be broken.
    """
    response: Event = {}
    deltas: list[int] = []  # of each item that was announced
    closed: dict[int, Event] = {}
    left = 1
    for event in events:
        if not left and event["type"] not in OPENING:
            break
        match event:
            case {"type": "response.created"}:
                response = event["response"]
                items, _ = cut(items, response["max_output_tokens"])
                left = (sent(items) + 1) // 2
            case {"type": "response.output_item.added"}:
                deltas.append(0)
            case {"type": "response.output_item.done", "output_index": at}:
                closed[at] = event["item"]
            case {"delta": _, "output_index": at}:
                deltas[at] += 1
                left -= 1
        yield event
    output = [closed.get(at) or as_sent(shortened(items[at], count), at) for at, count in enumerate(deltas)]
    if ending == "cut":
        yield event
    for number, last in enumerate(last_events(ending, response | {"output": output}), event["sequence_number"]):
        yield last | {"sequence_number": number}


def as_sent(item: Item, at: int) -> Event:
    """An item as its last event would have it."""
    *_, last = group_of_items([item], at)
    return dict(last["item"])


def last_events(ending: str, response: Event) -> list[Event]:
    """What the server says at such an end, of a response that came so far."""
    message = f"This error is simulated: the request's metadata has `simulator_ending` set to `{ending}`."
    error = {"code": CODE, "message": message}
    failed = {"type": "response.failed", "response": response | {"status": "failed", "error": error}}
    match ending:
        case "failed":
            return [failed]
        case "error_failed":
            return [{"type": "error", "error": {"type": CODE, **error, "param": None}}, failed]
        case "error":
            return [{"type": "error", **error, "param": None}]
    return []
