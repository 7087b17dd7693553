"""Places in whole streams where damage of more than one family can be done: an event of a kind, with a field."""

from lib.protocol.events import TERMINAL
from tests.damages.damage import Place
from tests.damages.stream import Stream, kind, wire


def of(*names: str) -> Place:
    """An event of one of these types."""
    return lambda stream, at: stream.whole and any(kind(stream, at) == f"response.{name}" for name in names)


def begins(stream: Stream, at: int) -> bool:
    """The first event."""
    return stream.whole and at == 0


def middle(stream: Stream, at: int) -> bool:
    """An event of the wire between the first and the last."""
    return wire(stream, at) and stream.whole and at > 0 and kind(stream, at) not in TERMINAL


def ends(stream: Stream, at: int) -> bool:
    """The event that ends the response."""
    return stream.whole and kind(stream, at) in TERMINAL


def completed(stream: Stream, at: int) -> bool:
    """The event that ends a response that hasn't failed."""
    return ends(stream, at) and kind(stream, at) != "response.failed"


def placed(stream: Stream, at: int) -> bool:
    """An event of an item, by its index."""
    return middle(stream, at) and type(stream[at].body.get("output_index")) is int


def has_id(stream: Stream, at: int) -> bool:
    """An event of an item, by its id."""
    return middle(stream, at) and isinstance(stream[at].body.get("item_id"), str)


def carries_response(stream: Stream, at: int) -> bool:
    """An event with the response so far."""
    return middle(stream, at) and "response" in stream[at].body
