"""What can be decided about a call: approve it, edit its arguments, answer it by hand, decline it, or run it again."""

from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.approvals import Decision
from lib.engine.runs import Run
from lib.protocol.call import Call, Key
from lib.view import runs, state
from lib.view.calls import again, arguments
from lib.view.calls.offer import Offer
from lib.view.inert import plain

NOTICED: Final = 0.3  # seconds that a click waits for its decision to take effect


def draw(place: str, parent: DeltaGenerator, run: Run, call: Call, offers: Offer) -> None:
    """The buttons of one call, or the form that one of them has opened."""
    tool = offers.every.named(call.name)
    own = f"{place}.{run.id[:8]}.{call.turn}.{call.item.output_index}"
    opened = st.session_state.get(f"{place}.form")
    form = opened["how"] if opened and opened["call"] == own else ""
    if not form and run.open and call.by_hand:
        form = "answer"
    with parent.container(gap="xsmall"):
        if form == "answer":
            draw_answer(place, own, run, call)
        elif form:
            draw_arguments(place, own, run, call, offers)
        elif run.open:
            draw_buttons(place, own, run, call)
        elif tool is not None and not tool.by_hand:
            opens("Edit and run again", "edit", place, own, icon=":material/edit:", type="tertiary")


def draw_buttons(place: str, own: str, run: Run, call: Call) -> None:
    """Approve, Edit, Answer, Decline."""
    with st.container(horizontal=True, gap="xsmall"):
        given = (place, run.id, call.key, Decision("approve"))
        st.button("Approve", type="primary", key=f"{own}.approve", on_click=decide, args=given)
        opens("Edit", "edit", place, own)
        opens("Answer", "answer", place, own)
        given = (place, run.id, call.key, Decision("decline"))
        st.button("Decline", key=f"{own}.decline", on_click=decide, args=given)


def opens(label: str, how: str, place: str, own: str, **options: Any) -> None:
    """A button that opens a form in the card."""
    st.button(label, key=f"{own}.{label}", on_click=open_form, args=(place, own, how), **options)


def draw_arguments(place: str, own: str, run: Run, call: Call, offers: Offer) -> None:
    """The arguments to change, in a form made from the schema, or as JSON."""
    if problem := st.session_state.get(f"{own}.problem"):
        st.caption(f":red[:material/error:] {plain(problem)}")
    tool = offers.every.named(call.name)
    schema = tool.definition().get("parameters") if tool else None
    as_json = isinstance(schema, dict) and draw_choice(own)
    with st.form(f"{own}.form", border=False):
        if as_json:
            arguments.draw_text(own, "Arguments, as JSON", call.used)
        else:
            arguments.draw(own, schema if isinstance(schema, dict) else None, call.used)
        with st.container(horizontal=True, gap="xsmall"):
            label = "Run with these" if run.open else "Run again with these"
            st.form_submit_button(label, type="primary", on_click=edited, args=(place, own, run.id, call, offers))
            st.form_submit_button("Cancel", on_click=close_form, args=(place,))


def draw_choice(own: str) -> bool:
    """A form made from the schema, or JSON; whether it is JSON."""
    options = ["Form", "JSON"]
    chosen = st.segmented_control(
        "Edit as", options, default="Form", required=True, key=f"{own}.as", label_visibility="collapsed"
    )
    return chosen == "JSON"


def draw_answer(place: str, own: str, run: Run, call: Call) -> None:
    """An output to type."""
    with st.form(f"{own}.form", border=False):
        st.text_area("Output", key=f"{own}.answer", height=68, placeholder='{"celsius": 17}')
        with st.container(horizontal=True, gap="xsmall"):
            st.form_submit_button("Send output", type="primary", on_click=answered, args=(place, own, run.id, call.key))
            given = (place, run.id, call.key, Decision("decline"))
            st.form_submit_button("Decline", on_click=decide, args=given)
            if not call.by_hand:
                st.form_submit_button("Cancel", on_click=close_form, args=(place,))


def open_form(place: str, own: str, how: str) -> None:
    """One card's form; another's closes, and what was wrong before is forgotten."""
    st.session_state.pop(f"{own}.problem", None)
    st.session_state[f"{place}.form"] = {"call": own, "how": how}


def close_form(place: str) -> None:
    """No form is open."""
    st.session_state.pop(f"{place}.form", None)


def answered(place: str, own: str, run_id: str, key: Key) -> None:
    """An output was typed."""
    decide(place, run_id, key, Decision("answer", st.session_state.get(f"{own}.answer") or ""))


def edited(place: str, own: str, run_id: str, call: Call, offers: Offer) -> None:
    """Arguments were changed: they run if the tool takes them; else the form stays, with what is wrong."""
    tool = offers.every.named(call.name)
    schema = tool.definition().get("parameters") if tool else None
    try:
        text = arguments.typed(own, schema, call.used)
        if tool is not None:
            tool.check(text)
    except Exception as error:
        st.session_state[f"{own}.problem"] = str(error)
        return
    st.session_state.pop(f"{own}.problem", None)
    run = state.engine().find(run_id, state.visitor())
    if run is not None and run.open:
        decide(place, run_id, call.key, Decision("approve", text))
    elif run is not None:
        close_form(place)
        again.start(place, run, call, text, offers)


def decide(place: str, run_id: str, key: Key, decision: Decision) -> None:
    """Let the call go on, and wait until it has."""
    close_form(place)
    run = runs.find(f"{place}.run")
    if run is not None and run.id == run_id:
        seen = len(run.events)
        state.engine().decide(run, key, decision)
        run.wait(seen, NOTICED)
