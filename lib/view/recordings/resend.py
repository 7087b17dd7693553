"""Edit and run again: a recording's request as JSON, to change; sent to the backend that is chosen now, or to two."""

import json
from typing import Any, Final

import streamlit as st

from lib.engine.calling import Tools
from lib.engine.runs import Run
from lib.protocol.echoed import echoed
from lib.protocol.request import BackendName, Request
from lib.samples.recordings import samples
from lib.samples.tools import answering
from lib.view import backend, files, popover, prompt, runs, settings, state
from lib.view.inert import plain, valid
from lib.view.recordings import run_two_base, sample_runs

WORDS: Final = 60  # characters of a prompt that a recording is called by
ROOM: Final = 560  # of what it opens, in pixels; a phone gives less
UNKNOWN: Final = "This recording has no request. Above is what the response says of it; its input is unknown."


def draw(place: str, run: Run, *, disabled: bool) -> None:
    """The popover with the request, and the buttons that send it or take it to Run two."""
    key = popover.key(f"{place}.resend")
    with st.popover("Edit and run", icon=":material/edit:", key=key, on_change="rerun", disabled=disabled) as opened:
        if opened.open:
            with st.container(width=ROOM, gap="small"):
                draw_request(place, run)


def draw_request(place: str, run: Run) -> None:
    """The box with the request, or with what is known of it, and what becomes of it."""
    key = f"{place}.resend"
    if st.session_state.get(f"{key}.of") != run.id:
        st.session_state[f"{key}.of"] = run.id
        body = run.request.body or echoed(run.events)
        st.session_state[f"{key}.text"] = valid(json.dumps(body, indent=2, ensure_ascii=False))
        st.session_state.pop(f"{key}.problem", None)
    st.text_area("Request", key=f"{key}.text", height=300, persist_state="session")
    if not run.request.body:
        st.caption(f":orange[:material/info:] {UNKNOWN}")
    with st.container(horizontal=True, gap="xsmall"):
        st.button("Send", icon=":material/play_arrow:", type="primary", key=f"{key}.send", on_click=send, args=(place,))
        st.button(
            "Run two with it",
            icon=":material/splitscreen_right:",
            key=f"{key}.two",
            on_click=take_to_two,
            args=(place, called(place, run)),
        )
    if problem := st.session_state.get(f"{key}.problem"):
        st.caption(f":red[:material/error:] {plain(problem)}")
    st.caption(
        f"Send asks {backend.NAMES[backend.chosen().name]}, for the model that the request names. "
        "In Run two each side has a backend and a model of its own."
    )


def send(place: str) -> None:
    """Send what the box holds, or say why it can't be sent."""
    body = typed(place)
    if body is not None:
        chosen = backend.chosen()
        runs.start(f"{place}.playing", Request(body, chosen.name), chosen, tools_of(body, chosen.name))


def take_to_two(place: str, name: str) -> None:
    """Show Run two with what the box holds, or say why that can't be sent."""
    body = typed(place)
    if body is not None:
        run_two_base.take(f"{place}.two", body, name)
        st.session_state[f"{place}.view"] = "Run two"


def typed(place: str) -> dict[str, Any] | None:
    """The body that the box holds, and the popover closes; None where it is none: the popover says why."""
    key = f"{place}.resend"
    st.session_state.pop(f"{key}.problem", None)
    try:
        body = settings.json_object(st.session_state[f"{key}.text"], "The fields of the request")
    except ValueError as error:
        st.session_state[f"{key}.problem"] = str(error)
        return None
    popover.close(key)  # over what is streamed now
    return body


def called(place: str, run: Run) -> str:
    """A recording in a few words: the sample's title, or the beginning of its prompt."""
    text = " ".join(prompt.sent(run).lstrip()[: 10 * WORDS].split())
    short = text if len(text) <= WORDS else f"{text[: WORDS - 1]}…"
    name = sample_runs.names(place).get(run.id)
    title = next((sample.title for sample in samples() if sample.name == name), "")
    return title or short or files.source(run.id) or "a recording"


def tools_of(body: dict[str, Any], name: BackendName) -> Tools | None:
    """The sample tools among those that a request offers: their calls are answered. Calls of others stay open. `name`
    is who gets the request."""
    offered = body.get("tools")
    names = [tool.get("name") for tool in offered if isinstance(tool, dict)] if isinstance(offered, list) else []
    every = answering()
    known = [known for known in every.names if known in names]
    stored = body.get("store") is not False and name != "compatible"
    return Tools(every.only(known), state.visitor(), False, stored) if known else None
