"""Calls -> their wire events, of one alone or of several at the same time."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Final

from lib.simulator.items import Call
from lib.simulator.pace import Event

FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "function_call": ("arguments", "response.function_call_arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input"),
}
"""The field of a call that grows by deltas, and how the types of its events begin."""


def calls_together(calls: Sequence[Call], first: int) -> Generator[Event, None, list[Event]]:
    """The events of calls that stream at the same time, the first at `output_index` `first`; gives the items.

    All are announced, then each gets a delta in turn, and each ends with its last one.
    """
    for at, call in enumerate(calls, first):
        yield {"type": "response.output_item.added", "output_index": at, "item": item(call, "", "in_progress")}
    for turn in range(max((call.tokens for call in calls), default=0) + 1):
        for at, call in enumerate(calls, first):
            if turn < call.tokens:
                kind = f"{FIELDS[call.kind][1]}.delta"
                yield {"type": kind, "item_id": call.id, "output_index": at, "delta": call.deltas[turn]}
            elif turn == call.tokens:
                yield from ended(call, at)
    return [item(call, "".join(call.deltas), call.status) for call in calls]


def ended(call: Call, at: int) -> Iterator[Event]:
    """The two events with which a call ends."""
    field, kind = FIELDS[call.kind]
    whole = "".join(call.deltas)
    yield {"type": f"{kind}.done", "item_id": call.id, "output_index": at, field: whole}
    yield {"type": "response.output_item.done", "output_index": at, "item": item(call, whole, call.status)}


def item(call: Call, sent: str, status: str) -> Event:
    """A call as an item of the response, with so much of its arguments or input."""
    return {
        "id": call.id,
        "type": call.kind,
        "status": status,
        FIELDS[call.kind][0]: sent,
        "call_id": call.call_id,
        "name": call.name,
    }
