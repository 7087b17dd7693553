"""The scrubber: which event of a finished run is looked at, by a slider and steps to the next one that matters."""

from typing import Final, NamedTuple

import streamlit as st

from lib.engine.runs import Run
from lib.view.beside import beside
from lib.view.recordings import replays
from lib.view.recordings.steps import Step, Steps

DIGITS: Final = 9  # of an event's number


class Button(NamedTuple):
    """The button of a step: its label and icon, what it does, and why it can't."""

    step: Step
    label: str
    icon: str
    told: str
    not_told: str


BUTTONS: Final = (
    Button("back", "", "skip_previous", "One event back", "This is the first event."),
    Button("on", "", "skip_next", "One event on", "This is the last event."),
    Button(
        "type", "Next type", "chevron_right", "On to the next event of this type", "No later event is of this type."
    ),
    Button("item", "Next item", "chevron_right", "On to where the next item begins", "No item begins later."),
)


def draw(place: str, run: Run, playing: Run | None) -> int:
    """The controls; how many events of the run are looked at, from 1 to all. While one plays, they rest."""
    count, key = len(run.events), f"{place}.at"
    named = asked()
    if named or st.session_state.get(f"{place}.at_of") != run.id:  # another run is looked at from its end
        st.session_state[f"{place}.at_of"] = run.id
        st.session_state[key] = named or count
    at = max(1, min(count, int(st.session_state.get(key, count))))
    if st.session_state.get(key) != at:  # what is set here takes the slider back from whoever drags it on
        st.session_state[key] = at
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        replays.draw(place, run, playing)
        steps = steps_of(place, run)
        for one in BUTTONS:
            leads = steps.goal(at, one.step) is not None
            st.button(
                one.label,
                icon=f":material/{one.icon}:",
                icon_position="right",
                help=one.told if leads else one.not_told,
                key=f"{place}.to_{one.step}",
                disabled=playing is not None or not leads,
                on_click=go,
                args=(place, run, one.step),
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


def steps_of(place: str, run: Run) -> Steps:
    """Where each step leads, found once for a run."""
    return beside(f"{place}.steps", [run], lambda: Steps(event.type for event in run.events))


def go(place: str, run: Run, step: Step) -> None:
    """Look at another event; where there is none, at the same."""
    at = int(st.session_state[f"{place}.at"])
    st.session_state[f"{place}.at"] = steps_of(place, run).goal(at, step) or at


def jump(place: str, at: int) -> None:
    """Look at the event `at`, from the next script on."""
    st.session_state[f"{place}.at"] = at
