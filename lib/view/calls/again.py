"""Run a finished call once more with other arguments: a new run that goes on from that call's turn."""

from typing import Any

import streamlit as st

from lib.engine.approvals import Approvals, Decision
from lib.engine.calling import Tools
from lib.engine.runs import Run
from lib.protocol.call import ENDED, Call, Key
from lib.protocol.events import OURS, Event
from lib.protocol.request import Request
from lib.protocol.snapshot import Snapshot
from lib.view import backend, below, state
from lib.view.calls import offer
from lib.view.calls.offer import Offer
from lib.view.folding import folding


def possible(run: Run, call: Call, turn: Snapshot, base_url: str) -> bool:
    """Whether a call can run again: its response came whole, and from where the next request would go."""
    return not run.open and call.state in ENDED and turn.status == "completed" and run.base_url in ("", base_url)


def start(place: str, run: Run, call: Call, text: str, offers: Offer) -> None:
    """The new run: the turns up to that of the call, its new arguments, then what the model makes of the output.

    Its tools are those of the run, and find things as the call found them.
    """
    chosen = backend.chosen()
    fold = folding(run, f"{place}.fold").run
    every = offers.at(call.before) if call.before is not None else offers.every
    request = Request(run.request.body, chosen.name)
    tools = Tools(
        every.only([name for name in fold.tools if name in every.names]),
        state.visitor(),
        ask=bool(st.session_state.get(f"{place}.ask")),
        stored=bool(run.base_url) and offer.stored(place, request),
        approvals=Approvals({call.key: Decision("approve", text)}),
    )
    below.release(place)
    started = state.engine().start(request, chosen, state.visitor(), tools, begun(run.events, call.key))
    st.session_state[f"{place}.run"] = started.id


def begun(events: list[Event], key: Key) -> list[Event]:
    """The events up to the end of the call's turn, without those of ours that say what became of the call."""
    turn, kept = -1, []
    for event in events:
        body = event.body
        turn += body["type"] == "run.request"
        if turn > key[0] or body["type"] in OURS:
            break
        if not about(body, key):
            kept.append(event)
    return kept


def about(body: dict[str, Any], key: Key) -> bool:
    """Whether an event of ours is about that call."""
    return body["type"].startswith("run.") and (body.get("turn"), body.get("output_index")) == key
