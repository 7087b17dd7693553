"""The scrubber: which event of a finished run is looked at, by a slider and steps to the next one that matters."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.events import Event
from lib.view.recordings import replays

DIGITS: Final = 9  # of an event's number
ITEM: Final = "response.output_item.added"
STEPS: Final = (
    ("back", "", "skip_previous", "One event back"),
    ("on", "", "skip_next", "One event on"),
    ("type", "Type", "chevron_right", "On to the next event of this type"),
    ("item", "Item", "chevron_right", "On to where the next item begins"),
)
LAST: Final = {
    "back": "This is the first event.",
    "on": "This is the last event.",
    "type": "No later event is of this type.",
    "item": "No item begins later.",
}


def draw(place: str, run: Run, playing: Run | None) -> int:
    """The controls; how many events of the run are looked at, from 1 to all. While one plays, they rest."""
    count, key = len(run.events), f"{place}.at"
    named = asked()
    if named or st.session_state.get(f"{place}.at_of") != run.id:  # another run is looked at from its end
        st.session_state[f"{place}.at_of"] = run.id
        st.session_state[key] = named or count
    at = st.session_state[key] = max(1, min(count, int(st.session_state.get(key, count))))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        replays.draw(place, run, playing)
        for step, label, icon, told in STEPS:
            st.button(
                label,
                icon=f":material/{icon}:",
                icon_position="right",
                help=told,
                key=f"{place}.to_{step}",
                disabled=playing is not None or (at <= 1 if step == "back" else at >= count),
                on_click=go,
                args=(place, run.events, step),
            )
        if count > 1:
            at = st.slider(
                "Event",
                1,
                count,
                key=key,
                label_visibility="collapsed",
                disabled=playing is not None,
                persist_state="session",
            )
    return at


def asked() -> int:
    """The event that the URL names, counted from 1, once; 0 where it names none."""
    named = st.query_params.get("event")
    if named is None:
        return 0
    del st.query_params["event"]
    return max(1, int(named[:DIGITS])) if named.isdecimal() else 0


def go(place: str, events: list[Event], step: str) -> None:
    """Look at another event; where there is none, at the same."""
    at = int(st.session_state[f"{place}.at"])
    if (found := reached(events, at, step)) == at:
        st.toast(LAST[step], icon=":material/last_page:")
    st.session_state[f"{place}.at"] = found


def reached(events: Sequence[Event], at: int, step: str) -> int:
    """The number of the event that a step from number `at` leads to, counted from 1."""
    if step in ("back", "on"):
        return max(1, min(len(events), at + (1 if step == "on" else -1)))
    if at > len(events):  # the run was let go while the page was open
        return at
    kind = events[at - 1].type if step == "type" else ITEM
    return next((number for number, event in enumerate(events[at:], at + 1) if event.type == kind), at)


def jump(place: str, at: int) -> None:
    """Look at the event `at`, from the next script on."""
    st.session_state[f"{place}.at"] = at
