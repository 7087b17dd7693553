"""Items -> the wire events of their response."""

import itertools
from collections.abc import Generator, Iterator, Sequence

from lib.simulator.call_events import calls_together
from lib.simulator.items import Call, Item, Message, Reasoning, cut, sent, usage
from lib.simulator.pace import Event, Pace

PADDED = 16  # a delta and its obfuscation are a multiple of 16 characters, as in OpenAI's own streams


def emit(
    opening: Event,
    items: Sequence[Item],
    input_tokens: int,
    pace: Pace,
    obfuscation: str | None = None,
    interleaved: bool = True,
) -> Iterator[Event]:
    """All events of the response that begins as `opening` and has these items, up to its `max_output_tokens`.

    Calls beside each other stream at the same time if they are `interleaved`. `completed_at` is when the last event
    is due at this pace. `obfuscation` is the text that the padding of the deltas is cut from; without it they have
    none.
    """
    numbers = itertools.count()
    for event in unnumbered(opening, items, input_tokens, pace, interleaved):
        event["sequence_number"] = number = next(numbers)
        if obfuscation and "delta" in event:
            start = number * 31 % (len(obfuscation) - PADDED)
            event["obfuscation"] = obfuscation[start : start + -len(event["delta"]) % PADDED]
        yield event


def unnumbered(
    opening: Event, items: Sequence[Item], input_tokens: int, pace: Pace, interleaved: bool
) -> Iterator[Event]:
    """The events without what all of them have: a sequence number, and deltas an obfuscation."""
    items, whole = cut(items, opening["max_output_tokens"])
    yield {"type": "response.created", "response": opening}
    yield {"type": "response.in_progress", "response": opening}
    output: list[Event] = []
    for group in groups(items, interleaved):
        output += yield from group_of_items(group, len(output))
    closing = opening | {"output": output, "usage": usage(input_tokens, items)}
    if whole:
        closing |= {
            "status": "completed",
            "completed_at": int(opening["created_at"] + pace.start(sent(items))),
        }
        yield {"type": "response.completed", "response": closing}
    else:
        closing |= {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
        yield {"type": "response.incomplete", "response": closing}


def groups(items: Sequence[Item], interleaved: bool) -> Iterator[list[Item]]:
    """The items that stream at the same time: calls beside each other if they are interleaved, else each alone."""
    group: list[Item] = []
    for item in items:
        together = interleaved and group and isinstance(item, Call) and isinstance(group[-1], Call)
        if group and not together:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def group_of_items(group: list[Item], at: int) -> Generator[Event, None, list[Event]]:
    """The events of items that stream together, the first at `output_index` `at`; gives them as they end."""
    match group:
        case [Reasoning() as item]:
            return [(yield from reasoning_item(item, at))]
        case [Message() as item]:
            return [(yield from message_item(item, at))]
        case _:
            return (yield from calls_together([item for item in group if isinstance(item, Call)], at))


def reasoning_item(item: Reasoning, at: int) -> Generator[Event, None, Event]:
    """The events of a reasoning item; gives the item as it ends. Without a summary it has no parts."""
    base = {"id": item.id, "type": "reasoning"}
    yield {
        "type": "response.output_item.added",
        "output_index": at,
        "item": base | {"summary": [], "status": "in_progress"},
    }
    summary = []
    for index, deltas in enumerate(item.parts if item.shown else ()):
        place = {"item_id": item.id, "output_index": at, "summary_index": index}
        empty, part = ({"type": "summary_text", "text": text} for text in ("", "".join(deltas)))
        yield {"type": "response.reasoning_summary_part.added", **place, "part": empty}
        for delta in deltas:
            yield {"type": "response.reasoning_summary_text.delta", **place, "delta": delta}
        yield {"type": "response.reasoning_summary_text.done", **place, "text": part["text"]}
        yield {"type": "response.reasoning_summary_part.done", **place, "part": part}
        summary.append(part)
    final = base | {"summary": summary, "status": item.status}
    yield {"type": "response.output_item.done", "output_index": at, "item": final}
    return final


def message_item(item: Message, at: int) -> Generator[Event, None, Event]:
    """The events of a message item with its one part; gives the item as it is at its end."""
    base = {"id": item.id, "type": "message", "role": "assistant"}
    place = {"item_id": item.id, "output_index": at, "content_index": 0}
    kind, field = ("refusal", "refusal") if item.refusal else ("output_text", "text")
    beside: Event = {} if item.refusal else {"logprobs": []}
    rest: Event = {} if item.refusal else {"annotations": [], "logprobs": []}
    empty, part = ({"type": kind, **rest, field: text} for text in ("", "".join(item.deltas)))
    yield {
        "type": "response.output_item.added",
        "output_index": at,
        "item": base | {"content": [], "status": "in_progress"},
    }
    yield {"type": "response.content_part.added", **place, "part": empty}
    for delta in item.deltas:
        yield {"type": f"response.{kind}.delta", **place, "delta": delta, **beside}
    yield {"type": f"response.{kind}.done", **place, field: part[field], **beside}
    yield {"type": "response.content_part.done", **place, "part": part}
    final = base | {"content": [part], "status": item.status}
    yield {"type": "response.output_item.done", "output_index": at, "item": final}
    return final
