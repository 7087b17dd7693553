"""The Raw tab: what came over the wire, frame by frame with its time of arrival, after the status and the headers."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.events import Body, Event
from lib.view.inert import valid

LIVE: Final = 6  # frames
MOST: Final = 300  # frames at each end of a long run
WIDE: Final = 2000  # characters of a frame
UNKNOWN: Final = "The status and the headers are unknown."


def tail(events: Sequence[Event]) -> str:
    """The last frames, while it streams."""
    return "\n".join(frame(event, 300) for event in events[-LIVE:])


def frame(event: Event, width: int = WIDE) -> str:
    """One frame as it came, its time above it."""
    t = f"{event.t:.3f} s" if event.t is not None else "time unknown"
    text = valid(event.raw.decode("utf-8", "replace")).rstrip("\r\n")
    cut = f"{text[:width]}… {len(text) - width:,} characters more" if len(text) > width else text
    return f"# {t}, {len(event.raw):,} bytes\n{cut}\n"


def draw(parent: DeltaGenerator, headers: Body, events: Sequence[Event]) -> None:
    """At rest: status and headers, then the frames."""
    wire = [event for event in events if not event.raw.startswith(b"event: run.") or event.type == "run.response"]
    asked = any(event.type in ("run.request", "run.attempt") for event in events)
    with parent:
        answered = answer(headers) if headers else ["No answer came." if asked or not wire else UNKNOWN]
        shown = [frame(event) for event in wire[:MOST]]
        if len(wire) > 2 * MOST:
            shown.append(f"# … {len(wire) - 2 * MOST:,} frames more, all in the download …\n")
        shown += [frame(event) for event in wire[max(MOST, len(wire) - MOST) :]]
        st.code(valid("\n".join([*answered, "", *shown])), language=None, height=292)
        st.caption(
            "Frames as they arrived; long ones are cut here, not in the download. The key and cookies are never kept."
        )


def answer(headers: Body) -> list[str]:
    """The status and the headers, a line each. A recording that somebody edited may hold anything."""
    lines = [f"HTTP {headers.get('status', 'status unknown')}"]
    match headers.get("headers"):
        case list(pairs):
            lines += [": ".join(map(str, pair)) for pair in pairs if isinstance(pair, list)]
    return lines
