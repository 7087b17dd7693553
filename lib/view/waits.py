"""Both waits beside each other: the same request streamed, and sent without streaming."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.protocol.timing import Timing
from lib.view import backend, runs
from lib.view.folding import Folding, folding
from lib.view.inert import plain
from lib.view.metrics import seconds


def draw_button(place: str, parent: DeltaGenerator, request: Request, *, disabled: bool) -> None:
    """The button that sends the same request whole."""
    parent.button(
        "Without streaming",
        icon=":material/hourglass_empty:",
        help="Sends the same request whole, and shows both waits beside each other",
        disabled=disabled,
        on_click=send,
        args=(place, request),
        key=f"{place}.without",
    )


def send(place: str, request: Request) -> None:
    """The same request, answered in one piece."""
    runs.start(f"{place}.whole", request.whole(), backend.chosen())


def follow(place: str, parent: DeltaGenerator, run: Run | None, streamed: Folding | None) -> None:
    """The two waits, if this very request was sent without streaming; while it is open, its seconds count up."""
    whole = runs.find(f"{place}.whole")
    if whole is None or (run is not None and whole.request != run.request.whole()):
        return
    line = parent.empty()
    waited = whole.open
    while whole.open:
        line.markdown(f"{first(streamed)} **Without streaming**: waiting for **{whole.clock():.1f} s** …")
        whole.wait(len(whole.events) + 1, 0.1)
    if waited:
        st.rerun()  # the controls were drawn while it was open
    line.markdown(f"{first(streamed)} {second(whole, folding(whole, f'{place}.whole_fold'))}")


def first(streamed: Folding | None) -> str:
    """The waits of the streamed run."""
    timing = streamed.timing if streamed else Timing()
    if timing.first_text is None:
        return "**Streaming**: no text yet."
    return f"**Streaming**: first text after **{seconds(timing.first_text)}**, all after **{seconds(timing.last)}**."


def second(whole: Run, fold: Folding) -> str:
    """The wait without streaming."""
    trouble = fold.run.trouble or {}
    if fold.run.status not in ("completed", "incomplete"):
        said = f"{trouble.get('message') or 'The server ended it with an error.'} {trouble.get('advice', '')}"
        return f"**Without streaming**: {plain(said.strip())}"
    length = sum(len(text) for text in fold.run.snapshot.texts())
    came = fold.timing.first_event
    return f"**Without streaming**: nothing for **{seconds(came)}**, then all {length:,} characters at once."
