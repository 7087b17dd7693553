"""Recordings: any stream, taken apart event by event; two of them compared, or run side by side."""

import streamlit as st

from lib.engine.runs import Run
from lib.view import backend, code, findings, frame, source
from lib.view.follow import follow
from lib.view.recordings import comparison, event_detail, explorer, replays, run_two, scrubber, shelf
from lib.view.recordings.moment import moment, prepare
from lib.view.recordings.newest import WithNewest
from lib.view.recordings.picture import kind_of, picture, tabs_of
from lib.view.recordings.played_timeline import PlayedTimeline
from lib.view.timeline import timeline

ROOM = 160  # pixels of the timeline
VIEWS = ("Explore", "Compare", "Run two")


def explore() -> None:
    """One recording: a moment of it, what happened then, and all its events; or how it plays."""
    run, badge = shelf.draw("recordings")
    playing = replays.playing("recordings")
    if playing is None:
        at_rest(run)
        explorer.draw("recordings", run)
        findings.draw("recordings", badge, run, jump=scrubber.jump)
        prepare("recordings", run)
    else:
        findings.draw("recordings", badge, run, jump=scrubber.jump)
        stage = st.container()  # a fragment is in one, too
        st.empty()  # where at rest all events are
        with stage:
            draw(run, playing)


@st.fragment
def at_rest(run: Run) -> None:
    """One moment of the recording. A step of the scrubber draws this alone, not the page around it."""
    if replays.elsewhere("recordings", run):
        st.rerun()
    draw(run, None)


def draw(run: Run, playing: Run | None) -> None:
    """The scrubber, the timeline, the panes, the events."""
    at = scrubber.draw("recordings", run, playing)
    over_time = st.container()
    fold, changed = moment("recordings", run, at)
    kind = kind_of(playing if playing and playing.base_url else run, fold)
    page = frame.moment_panes("recordings", ["Event", *tabs_of(kind), "Source"])
    code.draw(page.tabs["Code"], run.request, backend.chosen(), "recordings", run=run)
    source.draw(page.tabs["Source"], __file__)
    event = event_detail.place_of(page.tabs["Event"], "recordings", kind)
    drawn = picture(page, "recordings", kind, (playing or run).request.body)
    if playing is None:
        timeline.draw(over_time, "recordings", run, at=at, room=ROOM, about=shelf.about("recordings"))
        event_detail.draw(event, "recordings", run, at, changed)
        drawn.rest(fold, run)
        st.caption(event_detail.line("recordings", run, at))
    else:
        st.empty()  # where at rest it says which event is looked at
        played = PlayedTimeline(over_time, "recordings", playing, None if playing.base_url else run, ROOM)
        follow("recordings", playing, WithNewest(drawn, event, played), playing.request)


line = frame.head("Recordings", "Go through a stream event by event, and see what each one did.")
played = st.session_state.get("recordings.playing")  # is in the URL, too, while it plays
if {"sample", "event"} & {*st.query_params} or st.query_params.get("run", played) != played:
    st.session_state["recordings.view"] = "Explore"  # a link leads to one recording
elif "recordings.view" not in st.session_state:
    st.session_state["recordings.view"] = "Run two" if run_two.asked_for() else "Explore"
view = line.segmented_control(
    "View",
    VIEWS,
    required=True,
    key="recordings.view",
    label_visibility="collapsed",
    persist_state="session",
)
box = {one: st.container() if one == view else st.empty() for one in VIEWS}[str(view)]  # nothing of another stays
if view == "Compare":
    comparison.draw("recordings.compare", box, *comparison.choose("recordings.compare", box, "recordings"))
elif view == "Run two":
    run_two.draw("recordings.two", box)
else:
    with box:
        explore()
backend.settle_beside()
