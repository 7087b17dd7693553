"""Stop: from the click until the upstream's connection is closed, while it connects, is silent, streams.

The upstream says when its connection closed. The peer's Stop is a button beside `st.write_stream`: pressing it ends
the script at the next event, if there is one.
"""

import asyncio
import statistics
from dataclasses import dataclass

from machine import Watch
from report import Row, milliseconds, show
from session import Session
from upstream import Upstream

from app import WRITE_STREAM, App, running

ROUNDS = 5
PATIENCE = 3.0  # seconds that the closing may take
STATES = {"connecting": "connecting", "silent": "silent", "words": "streaming"}


@dataclass
class Stopped:
    """One try: seconds until the upstream was closed (None: not within the patience), and the text before and after."""

    seconds: float | None
    had: int
    kept: bool


def measure() -> Row:
    """The row."""
    row = Row("Stop", "a button beside st.write_stream")
    with Watch() as watch, Upstream(deltas=2000, rate=50) as upstream:
        for model, state in STATES.items():
            env = {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_API_KEY": "bench", "OPENAI_MODEL": model}
            with running(env=env) as app, running(WRITE_STREAM, env) as plain:
                found, peers = [], []
                for _ in range(ROUNDS):
                    found.append(asyncio.run(stopped(app, "text", upstream, model)))
                    if len(peers) < 2:
                        peers.append(asyncio.run(stopped(plain, "", upstream, model)))
            worst, middle = slowest(found), typical(found)
            row.add(
                f"while {state}, the slowest of {ROUNDS}",
                said(worst),
                "0.5 s or less, the text kept",
                said(slowest(peers)),
                "",
                ok=worst is not None and worst <= 0.5 and all(each.kept for each in found),
            )
            texts = (
                f"{min(each.had for each in found)} words or more had come" if model != "connecting" else "no text yet"
            )
            row.notes.append(
                f"While {state}: median {said(middle)}; {texts}, kept {sum(each.kept for each in found)} of {ROUNDS}."
            )
    row.seen(watch)
    return row


async def stopped(app: App, page: str, upstream: Upstream, model: str) -> Stopped:
    """Start, wait for the state, press Stop, look."""
    session = await Session(app.url).open()
    try:
        await session.load(page)
        session.set("Prompt", "anything")
        before = len(upstream.posts)
        await session.press("Stream")
        if not await session.until(lambda: len(upstream.posts) > before, 10):
            raise RuntimeError("expected a request at the upstream, none came")
        request = upstream.posts[before]
        at_least = {"connecting": 0, "silent": 30, "words": 40}[model]
        await session.until(lambda: len(request.sent) >= at_least and last_word(request.sent) in session.text(), 10)
        await asyncio.sleep(0.7)
        had = [word.strip() for word in request.sent[: max(0, len(request.sent) - 10)]]  # those surely on the page
        clicked = await session.press("Stop")
        await session.until(lambda: request.closed is not None, PATIENCE)
        seconds = None if request.closed is None else request.closed - clicked
        await asyncio.sleep(0.7)
        words = set(session.text().replace("▍", " ").split())
        return Stopped(seconds, len(had), all(word in words for word in had))
    finally:
        await session.close()


def last_word(sent: list[str]) -> str:
    """A word that was sent a little before the last."""
    return sent[-10].strip() if len(sent) >= 10 else ""


def slowest(found: list[Stopped]) -> float | None:
    """The longest time; None if one was not in time."""
    times = [each.seconds for each in found]
    return None if None in times else max(time for time in times if time is not None)


def typical(found: list[Stopped]) -> float | None:
    """The median; None if one was not in time."""
    times = [each.seconds for each in found if each.seconds is not None]
    return statistics.median(times) if len(times) == len(found) else None


def said(seconds: float | None) -> str:
    """A time, or that it took too long."""
    return f"not within {PATIENCE:g} s" if seconds is None else milliseconds(seconds)


if __name__ == "__main__":
    show(measure)
