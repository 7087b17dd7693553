"""The picture that fits a recording: of its calls, of its structured output, or of its text."""

from dataclasses import replace
from typing import Any

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.run import FoldedRun
from lib.view.calls.offer import Offer
from lib.view.calls.picture import CallsPicture
from lib.view.folding import Folding
from lib.view.follow import Drawn
from lib.view.frame import Panes
from lib.view.picture import Picture
from lib.view.recordings import scrubber
from lib.view.structured.picture import StructuredPicture
from lib.view.structured.sent_schema import sent

COMMON = ("Events", "Timeline", "Snapshot", "Raw", "Code")


def kind_of(run: Run, fold: Folding) -> str:
    """What a recording is of: `calls`, `structured`, or `text`; the same at each of its events, whichever `fold` is at.

    Of a run that is open, what its request asks for.
    """
    if run.open:
        return "calls" if run.request.body.get("tools") else asked_kind(run.request.body)
    return found_kind(run.id, len(run.events), run, fold)


@st.cache_data(scope="session", max_entries=20, show_spinner=False)
def found_kind(run_id: str, count: int, _run: Run, _fold: Folding) -> str:
    """The kind, found once for a run at rest; it is mostly looked at first where it ends, and there it is folded."""
    fold = _fold.run if _fold.seen == count else FoldedRun()
    for event in _run.events[:count] if fold is not _fold.run else ():
        fold.fold(event.body, event.t)
    if fold.calls.found:
        return "calls"
    return asked_kind(_run.request.body)


def asked_kind(body: dict[str, Any]) -> str:
    """What a request asks for, tools aside."""
    text = body.get("text")
    asked = text.get("format") if isinstance(text, dict) else None
    return "structured" if isinstance(asked, dict) and asked.get("type") in ("json_schema", "json_object") else "text"


def tabs_of(kind: str) -> list[str]:
    """The tabs that the picture needs."""
    own = {"calls": ["Arguments", "Fields"], "structured": ["Fields"], "text": []}
    return [*own[kind], *COMMON]


def picture(panes: Panes, place: str, kind: str, request: dict[str, Any]) -> Drawn:
    """The picture, drawn into these panes; what is in them of another run goes."""
    panes = replace(panes, jump=scrubber.jump)
    if kind == "calls":
        return CallsPicture(panes, place, Offer(place, []))
    if kind == "structured":
        name, schema = sent(request)
        return StructuredPicture(panes, place, schema, name)
    return Picture(panes, place)
