"""The Snapshot tab: the response as folded so far, as the API shapes it."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.snapshot import Snapshot
from lib.view.inert import valid

LONGEST: Final = 160  # characters of a text that the live picture shows


def live(snapshot: Snapshot) -> str:
    """The output and the usage, long texts shortened to their newest end, so that a frame stays small."""
    whole = snapshot.as_dict()
    picture = {
        "status": whole.get("status"),
        "output": [shortened(item) for item in whole["output"]],
        "usage": whole.get("usage"),
    }
    return valid(json.dumps(picture, indent=2, ensure_ascii=False))


def shortened(value: Any) -> Any:
    """The value with every long text cut to its end."""
    match value:
        case str() if len(value) > LONGEST:
            return f"… {len(value) - LONGEST:,} characters … {value[-LONGEST:]}"
        case dict():
            return {name: shortened(inner) for name, inner in value.items()}
        case list():
            return [shortened(inner) for inner in value]
    return value


def draw(parent: DeltaGenerator, turns: Sequence[Snapshot]) -> None:
    """At rest: the whole object of each turn, to be folded and copied, and what was odd about its events."""
    with parent:
        shown: Any = {f"turn {at}": turn.as_dict() for at, turn in enumerate(turns, 1)}
        if len(turns) == 1:
            (shown,) = shown.values()
        with st.container(height=292, border=True):
            st.json(json.loads(valid(json.dumps(shown, ensure_ascii=False))), expanded=min(3, 1 + len(turns)))
        with st.container():
            several = f", one a turn for {len(turns)} turns" if len(turns) > 1 else ""
            st.caption(f"The response that the events add up to, as the API shapes it{several}.")
            if unknown := sum((turn.unknown for turn in turns), Counter[str]()):
                counted = ", ".join(f"{count} × {kind}" for kind, count in unknown.items())
                st.text(valid(f"Unknown types, kept: {counted}"))
            for note in [note for turn in turns for note in turn.notes][:10]:
                st.text(valid(f"Odd: {note}"))
