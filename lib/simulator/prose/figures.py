"""Blocks of Markdown about the very stream that they are part of: tables, lists, an event.

They are told like the sentences of `description`, and are true for the same reason.
"""

import json

from lib.simulator.prose.description import Stream, Telling


def recent_blocks(stream: Stream, at: int) -> str:
    """A table of the blocks before."""
    event = stream.ledger.event
    rows = [
        f"| {event(first):,} to {event(last):,} | {last - first + 1:,} | {characters:,} |"
        for first, last, characters in stream.ledger.before(at)
    ]
    return "\n".join(["| Events | Deltas | Characters |", "|---|---|---|", *rows])


def one_event(stream: Stream, at: int) -> str:
    """An event of this stream, as it was on the wire but for its obfuscation."""
    number = stream.sample(at)
    event = {
        "type": "response.output_text.delta",
        "sequence_number": stream.ledger.event(number),
        "item_id": stream.message_id,
        "output_index": stream.output_index,
        "content_index": 0,
        "delta": stream.ledger.deltas[number - 1],
    }
    return f"```json\n{json.dumps(event, ensure_ascii=False, indent=1)}\n```"


def samples(stream: Stream, at: int) -> str:
    """A list of a few deltas."""
    numbers = sorted({stream.sample(at + turn) for turn in range(4)})
    return "\n".join(
        f"- Event {stream.ledger.event(number):,} carried delta {number:,}, {stream.quoted(number)}, "
        f"and was due no sooner than {stream.due(number)} s."
        for number in numbers
    )


def lengths(stream: Stream, at: int) -> str:
    """A table of how long the deltas are."""
    sizes = sorted(stream.ledger.sizes.items())
    rows = [f"| {size} | {n:,} |" for size, n in sizes]
    head = f"| Characters | Deltas of the first {len(stream.ledger.deltas):,} |"
    return "\n".join([head, "|---|---|", *rows])


BLOCKS: tuple[Telling, ...] = (recent_blocks, one_event, samples, lengths)
