"""Run a finished call once more with other arguments: a new run that goes on from that call's turn."""

from typing import Any

import streamlit as st

from lib.engine.approvals import Approvals, Decision
from lib.engine.runs import Run
from lib.protocol.calls import Key
from lib.protocol.events import Event
from lib.tools.registry import ToolRegistry
from lib.view import backend, offer, state


def start(place: str, run: Run, key: Key, text: str, every: ToolRegistry) -> None:
    """The new run: the turns up to that of the call, its new arguments, then what the model makes of the output."""
    chosen = backend.chosen()
    tools = offer.tools(place, every, chosen.name)
    tools.approvals = Approvals({key: Decision("approve", text)})
    started = state.engine().start(run.request, chosen, state.visitor(), tools, begun(run.events, key))
    st.session_state[f"{place}.run"] = started.id


def begun(events: list[Event], key: Key) -> list[Event]:
    """The events up to the end of the call's turn, without those of ours that say what became of the call."""
    turn, kept = -1, []
    for event in events:
        body = event.body
        turn += body["type"] == "run.request"
        if turn > key[0] or body["type"] in ("run.stopped", "run.failed", "run.ended_early"):
            break
        if not about(body, key):
            kept.append(event)
    return kept


def about(body: dict[str, Any], key: Key) -> bool:
    """Whether an event of ours is about that call."""
    return body["type"].startswith("run.") and (body.get("turn"), body.get("output_index")) == key
