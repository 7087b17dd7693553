"""Many sessions that press Stream: each loads its page first, then the clicks are spread over some seconds."""

import asyncio
import gc
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from session import Message, Session

CURSORS = " ▍|"
SPREAD = 5.0  # seconds over which the clicks are spread, and the loads before them


@dataclass
class Visit:
    """What one session saw. Times are seconds from its click."""

    complete: bool = False
    total: float = 0.0
    first: float = 0.0
    longest_gap: float = 0.0
    bytes: int = 0
    trouble: str = ""


async def visit(
    url: str,
    page: str,
    prompt: str,
    at: float,
    ready: "asyncio.Barrier",
    belongs: Callable[[Session], Callable[[Message], bool]],
    done: str,
) -> Visit:
    """One session. `belongs(session)` says which messages carry the answer; the page says `done` at the end."""
    found = Visit()
    session = Session(url)
    try:
        await asyncio.sleep(at)
        await session.open()
        await session.load(page)
        session.set("Prompt", prompt)
        carries = belongs(session)
    except Exception as error:
        found.trouble = f"before the click: {error!r}"
    await ready.wait()
    try:
        if not found.trouble:
            await asyncio.sleep(at)
            before = len(session.messages)
            clicked = await session.press("Stream")
            await session.settled()
            found.total = time.monotonic() - clicked
            times = times_of_new_text([message for message in session.messages[before:] if carries(message)])
            if times:
                found.first = times[0] - clicked
                found.longest_gap = max((b - a for a, b in pairwise(times)), default=0.0)
            found.complete = bool(times) and done in session.text()
            found.bytes = session.received
    except Exception as error:
        found.trouble = repr(error)
    await ready.wait()
    with suppress(Exception):
        await session.close()
    return found


def times_of_new_text(messages: list[Message]) -> list[float]:
    """When the page said something that it had not said before; a cursor is no text."""
    seen, times = {""}, []
    for message in messages:
        text = message.text.rstrip(CURSORS)
        if text not in seen:
            seen.add(text)
            times.append(message.at)
    return times


async def visits(
    url: str,
    page: str,
    prompt: str,
    belongs: Callable[[Session], Callable[[Message], bool]],
    done: str,
    count: int = 100,
) -> list[Visit]:
    """All of them at once; they leave together, when the last is done."""
    ready = asyncio.Barrier(count)
    gc.collect()
    gc.disable()  # a collection of ours would look like a gap of theirs
    try:
        each = (visit(url, page, prompt, SPREAD * at / count, ready, belongs, done) for at in range(count))
        return await asyncio.gather(*each)
    finally:
        gc.enable()


def in_left_pane(session: Session) -> Callable[[Message], bool]:
    """For the app: the elements with new text in the pane where the answer appears."""
    pane = session.scroller("The answer appears here")
    return lambda message: message.path[: len(pane)] == pane and bool(message.text)


def in_write_stream(session: Session) -> Callable[[Message], bool]:
    """For the peer: what `st.write_stream` writes is its only Markdown."""
    return lambda message: message.kind == "markdown" and message.text != "Completed"
