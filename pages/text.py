"""Text: one answer, event by event."""

import streamlit as st

from lib.protocol.request import Request
from lib.view import backend, below, code, frame, prompt, runs, settings, source, waits
from lib.view.follow import follow
from lib.view.picture import Picture

PRESETS = (
    "How is a streamed response put together? Show what goes over the wire.",
    "Explain the difference between a delta and a done event in one short paragraph.",
    "Compare response.completed, response.incomplete and response.failed in a table.",
    "Describe this very stream in 300 tokens.",
    "Write a haiku about rain.",
)

frame.head("Text", "Watch one answer arrive, event by event.")
page = frame.frame("text", ["Events", "Timeline", "Snapshot", "Raw", "Code", "Source"])
run = runs.attach("text.run")
prompt.begin("text", run, PRESETS[0])


def prepared() -> Request:
    """The request that the controls make now."""
    name = backend.chosen().name
    body = settings.body("text", st.session_state["text.prompt"], backend.model(), simulated=name == "simulator")
    return Request(body, name)


def problem() -> str:
    """Why it can't be sent, in a sentence; "" if it can."""
    return settings.problem("text", st.session_state["text.prompt"], backend.model())


def stream() -> None:
    """Stream was pressed. This runs before the page is drawn again, with what the controls hold by then."""
    if not problem():
        below.release("text")
        runs.start("text.run", prepared(), backend.chosen())


prompt.draw("text", page, PRESETS, run, stream, problem())
with page.options.popover("Settings", width="stretch", key="text.settings", on_change="rerun") as opened:
    if opened.open:
        settings.draw("text", simulated=backend.chosen().name == "simulator")
        st.caption("This will be sent:")
        st.json(prepared().sent)

request = run.request if run else prepared()
code.draw(page.tabs["Code"], request, backend.chosen(), "text", run=run)
source.draw(page.tabs["Source"], __file__)
below.draw("text", page.below, run, request, problem())

shown = follow("text", run, Picture(page, "text"), request)
waits.follow("text", page.below, run, shown)
backend.settle()
