"""Twenty calls in one turn, 2,000 deltas each, all growing at the same time: through the page, and through the fold.

The server's deltas name their call, so that a mix-up shows: in a frame while they stream, on the cards at the end, in
the Snapshot tab, in what goes back with the outputs.
"""

import asyncio
import json
import re
import statistics
import time
from dataclasses import dataclass, field

from fold_event import each_event, growth
from machine import Watch, quietly
from mixed_calls import CALLS, DELTAS, FIELD, RATE, Asking, arguments, calls
from report import Row, ratio, show
from session import Session, text_of
from streamlit.proto.WidgetStates_pb2 import WidgetState

from app import App, running
from lib.protocol import sse

PATIENCE = 60.0  # seconds that the page may take beyond the stream
GROWING = re.compile(r"… .*c\d+w|{\"query\"", re.DOTALL)  # the arguments on a card
WRITER = re.compile(r"c(\d+)w\d")


@dataclass
class Seen:
    """What a session saw of the calls' arguments, and how long the page took after the server's last event."""

    cards: list[str]
    snapshot: list[str]
    frames: int
    mixed: list[str]
    received: int
    behind: float
    kinds: dict[str, int] = field(default_factory=dict)


def measure() -> Row:
    """The row."""
    row = Row(f"{CALLS} calls in one turn, {DELTAS:,} deltas each, mixed", "json.loads of the same data, for the fold")
    wanted = [arguments(at, DELTAS) for at in range(CALLS)]
    with Watch() as watch, Asking() as upstream:
        env = {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_API_KEY": "bench", "OPENAI_MODEL": "calls"}
        with running(env=env) as app:
            seen = asyncio.run(streamed(app, upstream, wanted))
        back = upstream.went_back()
    for what, found in (("on its card", seen.cards), ("in the Snapshot tab", seen.snapshot), ("sent back", back)):
        right = sum(one == other for one, other in zip(found, wanted, strict=False))
        ok = right == len(found) == CALLS
        row.add(f"calls whose own arguments are {what}, whole", f"{right} of {CALLS}", "all", ok=ok)
    row.add("frames of a card that show another's, while they grow", f"{len(seen.mixed)} of {seen.frames:,}", "0",
            ok=not seen.mixed and seen.frames > CALLS)  # fmt: skip
    row.add("bytes to the browser", mb(seen.received), "", f"{mb(upstream.size)} from the server",
            ratio(seen.received, upstream.size))  # fmt: skip
    row.add("the page at rest after the server's last event", f"{seen.behind:.1f} s")
    row.seen(watch)
    most = sorted(seen.kinds.items(), key=lambda pair: -pair[1])[:6]
    row.notes.append("To the browser, by kind: " + ", ".join(f"{kind} {mb(size)}" for kind, size in most) + ".")
    folding(row)
    return row


def folding(row: Row) -> None:
    """The figures of the fold alone."""
    body = b"".join(sse.write(event) for event in calls(CALLS, DELTAS))
    (ratios, folds, loads), watch = quietly(lambda: each_event([body]))
    middle = statistics.median(ratios)
    row.add(
        f"fold, median of {len(ratios):,} events", f"{statistics.median(folds) / 1000:.2f} µs",
        "2 times json.loads or less", f"{statistics.median(loads) / 1000:.2f} µs", f"{middle:.2f}", ok=middle <= 2,
    )  # fmt: skip
    row.seen(watch)
    (short, long), watch = quietly(lambda: growth(lambda count: list(calls(CALLS, count // CALLS))[:count]))
    row.add(
        "fold an event of 100,000", f"{long / 1000:.2f} µs", "1.3 times one of 1,000 or less",
        f"{short / 1000:.2f} µs in 1,000", f"{long / short:.2f}", ok=long / short <= 1.3,
    )  # fmt: skip
    row.seen(watch)


async def streamed(app: App, upstream: Asking, wanted: list[str]) -> Seen:
    """One visitor who streams the calls, and then opens the Snapshot tab."""
    session = await Session(app.url).open()
    try:
        await session.load("functions")
        session.set("Prompt", "anything")
        await session.press("Stream")
        done = await session.until(
            lambda: len(upstream.posts) > 1 and upstream.posts[1].closed, DELTAS / RATE + PATIENCE
        )
        if not done or not await session.until(lambda: "Completed" in session.text(), PATIENCE):
            raise RuntimeError(f"expected a page that says Completed, it says:\n{session.text()[-2000:]}")
        await session.settled(PATIENCE)
        behind = time.monotonic() - (upstream.posts[1].closed or 0.0)
        received, kinds = session.received, by_kind(session)
        frames = [
            message.text for message in session.messages if message.kind == "code" and GROWING.match(message.text)
        ]
        shown = [text_of(session.tree[path]) for path in sorted(session.tree)]
        cards = [text for text in shown if text.startswith(f'{{"{FIELD}"')]
        mixed = [text for text in frames if not of_one(text, wanted)]
        return Seen(cards, await in_snapshot(session), len(frames), mixed, received, behind, kinds)
    finally:
        await session.close()


def of_one(text: str, wanted: list[str]) -> bool:
    """Whether a card's text is a piece of one call's arguments."""
    writers = {int(number) for number in WRITER.findall(text)}
    piece = text.removeprefix("… ").rstrip("▍ ")
    return len(writers) <= 1 and all(piece in wanted[at] for at in writers)


async def in_snapshot(session: Session) -> list[str]:
    """The arguments of the first turn's calls, as the Snapshot tab has them."""
    tabs = next(block.tab_container.id for block in session.blocks.values() if block.tab_container.id)
    session.values[tabs] = WidgetState(id=tabs, string_value="Snapshot")
    await session.rerun()
    await session.settled(PATIENCE)
    body = next(element.json.body for element in session.tree.values() if element.WhichOneof("type") == "json")
    return [item["arguments"] for item in json.loads(body)["turn 1"]["output"]]


def by_kind(session: Session) -> dict[str, int]:
    """Bytes of the messages, by what they carry."""
    found: dict[str, int] = {}
    for message in session.messages:
        found[message.kind] = found.get(message.kind, 0) + message.size
    return found


def mb(size: int) -> str:
    """Bytes in MB."""
    return f"{size / 1e6:.2f} MB"


if __name__ == "__main__":
    show(measure)
