"""Recordings: any stream, taken apart event by event; two of them compared, or run side by side."""

import streamlit as st

from lib.view import (
    backend,
    comparison,
    event_detail,
    explorer,
    frame,
    replays,
    run_two,
    scrubber,
    shelf,
    source,
    timeline,
)
from lib.view.follow import follow
from lib.view.moment import moment
from lib.view.recorded_picture import kind_of, picture, tabs_of


def explore() -> None:
    """One recording: a moment of it, what happened then, and all its events; or how it plays."""
    run = shelf.draw("recordings")
    playing = replays.playing("recordings")
    at = scrubber.draw("recordings", run, playing)
    if playing is None:
        timeline.draw(st.container(), "recordings", run, at=at, room=170)
    fold, changed = moment("recordings", run, at)
    kind = kind_of(run)
    page = frame.panes("recordings", ["Event", *tabs_of(kind), "Source"])
    source.draw(page.tabs["Source"], __file__)
    drawn = picture(page, "recordings", kind, run.request.body)
    if playing is None:
        event_detail.draw(page.tabs["Event"], run, at, changed)
        drawn.rest(fold, run)
        explorer.draw("recordings", run, at)
    else:
        follow("recordings", playing, drawn, playing.request)


frame.head("Recordings", "Go through a stream event by event, and see what each one did.")
if "recordings.view" not in st.session_state and run_two.asked_for():  # a reload while two runs are open
    st.session_state["recordings.view"] = "Run two"
view = st.segmented_control(
    "View",
    ["Explore", "Compare", "Run two"],
    default=None if "recordings.view" in st.session_state else "Explore",
    required=True,
    key="recordings.view",
    label_visibility="collapsed",
)
box = st.container()
if view == "Compare":
    comparison.draw("recordings.compare", box, *comparison.choose("recordings.compare", box, "recordings"))
elif view == "Run two":
    run_two.draw("recordings.two", box)
else:
    explore()
backend.settle()
