"""What a long answer costs on the way to the browser: the page as it opens, 200 tokens a second, 2,000 and 10,000.

Beside it `st.write_stream` with the same prompt, in a page with nothing else.
"""

import asyncio
from dataclasses import dataclass

from load import in_left_pane, in_write_stream
from machine import Watch
from report import Row, ratio, show
from session import Session

from app import WRITE_STREAM, App, running

PACE = {"STREAMSCOPE_SIMULATOR_PACE": "first=0.4 rate=200"}
BOUND = 110.0  # seconds that the peer may take


@dataclass
class Cost:
    """Bytes of one answer, the loading of the page counted, too."""

    answer: int
    all: int
    done: bool
    kinds: dict[str, int]


def measure() -> Row:
    """The row."""
    row = Row("Bytes to the browser, 10,000 tokens at 200 a second", "st.write_stream in a page with nothing else")
    with Watch() as watch, running(env=PACE) as app, running(WRITE_STREAM, PACE) as peer:
        short = asyncio.run(cost(app, "text", 2_000))
        short_peer = asyncio.run(cost(peer, "", 2_000))
        long = asyncio.run(cost(app, "text", 10_000))
        long_peer = asyncio.run(cost(peer, "", 10_000))
    peer_all = mb(long_peer.all) + ("" if long_peer.done else f" and not done after {BOUND:.0f} s")
    row.add(
        "the answer", mb(long.answer), "1.0 MB or less", mb(long_peer.answer), ratio(long.answer, long_peer.answer),
        ok=long.done and long.answer <= 1_000_000,
    )  # fmt: skip
    row.add(
        "all together",
        mb(long.all),
        "2.0 MB or less",
        peer_all,
        ratio(long.all, long_peer.all),
        ok=long.all <= 2_000_000,
    )
    growth, growth_peer = long.all / short.all, long_peer.all / short_peer.all
    row.add(
        "all, times the figure for 2,000 tokens", f"{growth:.2f}", "5.5 or less", f"{growth_peer:.2f}",
        ratio(growth, growth_peer), ok=growth <= 5.5,
    )  # fmt: skip
    row.add("all, 2,000 tokens", mb(short.all), "", mb(short_peer.all), ratio(short.all, short_peer.all))
    row.add("the answer, times the figure for 2,000 tokens", f"{long.answer / short.answer:.2f}")
    most = sorted(long.kinds.items(), key=lambda pair: -pair[1])[:6]
    row.notes.append("Of 10,000 tokens, by kind: " + ", ".join(f"{kind} {mb(size)}" for kind, size in most) + ".")
    row.seen(watch)
    return row


async def cost(app: App, page: str, tokens: int) -> Cost:
    """One answer of that length."""
    session = await Session(app.url).open()
    await session.load(page)
    session.set("Prompt", f"Describe this very stream in {tokens} tokens.")
    carries = in_left_pane(session) if page else in_write_stream(session)
    pane = session.scroller("The answer appears here") if page else ()
    await session.press("Stream")
    done = True
    try:
        await session.settled(tokens / 200 + BOUND - 50)
    except TimeoutError:
        done = False
    answer = [
        message for message in session.messages if (page and message.path[: len(pane)] == pane) or carries(message)
    ]
    kinds: dict[str, int] = {}
    for message in session.messages:
        inside = "the answer" if message in answer else message.kind
        kinds[inside] = kinds.get(inside, 0) + message.size
    found = Cost(
        sum(message.size for message in answer), session.received, done and "Completed" in session.text(), kinds
    )
    await session.close()
    return found


def mb(size: int) -> str:
    """Bytes in MB."""
    return f"{size / 1e6:.2f} MB"


if __name__ == "__main__":
    show(measure)
