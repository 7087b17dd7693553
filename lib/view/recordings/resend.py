"""Edit and run again: a recording's request as JSON, to change and to send to the backend that is chosen now."""

import json
from typing import Any

import streamlit as st

from lib.engine.calling import Tools
from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.samples.tools import offline
from lib.view import backend, runs, state
from lib.view.inert import plain, valid


def draw(place: str, run: Run, *, disabled: bool) -> None:
    """The popover with the request, and the button that sends it."""
    key = f"{place}.resend"
    with st.popover("Edit and run", icon=":material/edit:", key=key, on_change="rerun", disabled=disabled) as opened:
        if not opened.open:
            return
        if st.session_state.get(f"{key}.of") != run.id:
            st.session_state[f"{key}.of"] = run.id
            st.session_state[f"{key}.text"] = valid(json.dumps(run.request.body, indent=2, ensure_ascii=False))
        st.text_area("Request", key=f"{key}.text", height=300, persist_state="session")
        st.button("Send", icon=":material/play_arrow:", type="primary", key=f"{key}.send", on_click=send, args=(place,))
        if problem := st.session_state.get(f"{key}.problem"):
            st.caption(f":red[:material/error:] {plain(problem)}")
        st.caption(f"Sent to {backend.NAMES[backend.chosen().name]}, for the model that the request names.")


def send(place: str) -> None:
    """Send what the box holds, or say why it can't be sent."""
    key = f"{place}.resend"
    st.session_state.pop(f"{key}.problem", None)
    try:
        body = read(st.session_state[f"{key}.text"])
    except ValueError as error:
        st.session_state[f"{key}.problem"] = str(error)
        return
    st.session_state[key] = False  # the popover closes over what is streamed now
    request = Request(body, backend.chosen().name)
    runs.start(f"{place}.playing", request, backend.chosen(), tools_of(body))


def read(text: str) -> dict[str, Any]:
    """The body that a text is. Raises ValueError, with a sentence, where it is none."""
    try:
        found = json.loads(text)
        json.dumps(found, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The request is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise ValueError(f"Expected a JSON object as the request, got {type(found).__name__}.")
    return found


def tools_of(body: dict[str, Any]) -> Tools | None:
    """The sample tools among those that a request offers: their calls are answered. Calls of others stay open."""
    offered = body.get("tools")
    names = {tool.get("name") for tool in offered if isinstance(tool, dict)} if isinstance(offered, list) else set()
    every = offline()
    known = [name for name in every.names if name in names]
    stored = body.get("store") is not False and backend.chosen().name != "compatible"
    return Tools(every.only(known), state.visitor(), False, stored) if known else None
