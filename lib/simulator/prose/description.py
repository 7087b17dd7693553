"""Sentences about the very stream that they are part of.

Each takes the stream and `at`, the number of the delta that it will begin with itself. It only tells what is
settled when it is written: what came before it, and where it starts. So every figure is true, however the
text goes on. An empty text says that there is nothing to tell yet.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from lib.simulator.pace import Pace
from lib.simulator.prose.ledger import Ledger

Telling = Callable[["Stream", int], str]


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that is being written: its ledger, and what its events carry besides the deltas."""

    ledger: Ledger
    message_id: str
    output_index: int
    pace: Pace
    padded: bool
    reasoning_tokens: int

    def due(self, delta: int) -> str:
        """The earliest second at which a delta is sent, rounded down."""
        return f"{math.floor(self.pace.start(self.ledger.slots + delta - 1) * 100) / 100:,.2f}"

    def gap(self, at: int) -> int:
        """The characters of the blank line before delta `at`, where that begins a block."""
        return 2 if at == len(self.ledger.deltas) + 2 else 0

    def sample(self, turn: int) -> int:
        """The number of a delta to tell about; another one each time."""
        words = list(zip(range(turn % 5 + 1), self.ledger.words(), strict=False))
        return words[-1][1] if words else 1

    def quoted(self, delta: int) -> str:
        """A delta as JSON text in a code span."""
        return f"`{json.dumps(self.ledger.deltas[delta - 1], ensure_ascii=False)}`"


def place(stream: Stream, at: int) -> str:
    """Where it stands itself."""
    event, before = stream.ledger.event(at), stream.ledger.characters + stream.gap(at)
    return f"This sentence begins with delta {at:,}, which is event {event:,}, after {before:,} characters."


def example(stream: Stream, at: int) -> str:
    """One delta: its text and its place."""
    ledger, number = stream.ledger, stream.sample(at)
    where = f"it is event {ledger.event(number):,} and stands after {ledger.start(number):,} characters"
    return f"Delta {number:,} was {stream.quoted(number)}; {where}."


def last_block(stream: Stream, at: int) -> str:
    """The size of the block before."""
    blocks = stream.ledger.before(at)
    if not blocks:
        return ""
    block = blocks[-1]
    return (
        f"The last block before this one, headings aside, took deltas {block.first:,} to {block.last:,} for "
        f"{block.characters:,} characters, or {block.characters / block.deltas:.2f} characters a delta."
    )


def clock(stream: Stream, at: int) -> str:
    """When it is due itself."""
    rate = f"{stream.pace.rate:g} tokens a second"
    return f"At {rate} delta {at:,} is due no sooner than {stream.due(at)} s after the request."


def spaces(stream: Stream, at: int) -> str:
    """How many deltas begin a word."""
    ledger = stream.ledger
    spaced = f"{ledger.spaced:,} begin with a space and so with something new"
    return f"Of the {at - 1:,} deltas before this sentence, {spaced}."


def size(stream: Stream, at: int) -> str:
    """How much text there is."""
    characters, size = (n + stream.gap(at) for n in (stream.ledger.characters, stream.ledger.bytes))
    return f"Up to here the deltas add up to {characters:,} characters, which are {size:,} bytes in UTF-8."


def longest(stream: Stream, at: int) -> str:
    """The longest delta."""
    ledger = stream.ledger
    delta = f"number {ledger.longest:,}, {stream.quoted(ledger.longest)}"
    length = len(ledger.deltas[ledger.longest - 1])
    return f"No delta of the {at - 1:,} so far is longer than {delta}: {length} characters."


def commonest(stream: Stream, at: int) -> str:
    """The word that came most often."""
    ledger = stream.ledger
    often = (pair for pair in ledger.times.most_common(60) if pair[0].strip().isalpha())
    text, times = next(often, ("", 0))
    if not times:
        return ""
    seen = f"`{json.dumps(text, ensure_ascii=False)}`: {times:,} times in {at - 1:,} deltas"
    return f"Among the deltas that are words, none came more often than {seen}."


def padding(stream: Stream, at: int) -> str:
    """The obfuscation of one delta."""
    number = stream.sample(at)
    length = len(stream.ledger.deltas[number - 1])
    if not stream.padded:
        return f"Delta {number:,} has {length} characters and no obfuscation: the request turned it off."
    padded = f"so its obfuscation has {-length % 16}: together a multiple of 16"
    return f"Delta {number:,} has {length} characters, {padded}."


def bill(stream: Stream, at: int) -> str:
    """What it would have cost so far."""
    total = stream.reasoning_tokens + at - 1
    return f"Had the response ended before this sentence, it would be billed for {total:,} output tokens."


def cut_off(stream: Stream, at: int) -> str:
    """What would be left of it after a stop."""
    last = stream.ledger.event(at - 1)
    return (
        f"Stopped just before this sentence, you would keep {at - 1:,} deltas, and event {last:,} would be "
        "the last that you saw."
    )


def distance(stream: Stream, at: int) -> str:
    """How far it is from one delta to another."""
    ledger = stream.ledger
    one, other = sorted((stream.sample(at), stream.sample(at + 2)))
    between = ledger.start(other) - ledger.start(one)
    return (
        f"From the beginning of delta {one:,}, {stream.quoted(one)}, to that of delta {other:,}, "
        f"{stream.quoted(other)}, it is {between:,} characters."
    )


def short_ones(stream: Stream, at: int) -> str:
    """How many deltas are tiny."""
    ledger = stream.ledger
    one, two = f"{ledger.sizes[1]:,}", f"{ledger.sizes[2]:,}"
    return f"{one} of the first {len(ledger.deltas):,} deltas are a single character, and {two} have two."


SENTENCES: tuple[Telling, ...] = (
    place, example, clock, spaces, padding, size, last_block, distance, bill, commonest, short_ones,
    cut_off, longest,
)  # fmt: skip


def here(stream: Stream, at: int) -> str:
    """Which event it begins with."""
    return f"Event {stream.ledger.event(at):,} begins this line."


BRIEF: tuple[Telling, ...] = (here,)  # where there is room for no other
