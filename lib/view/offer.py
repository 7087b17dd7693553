"""The tools that a request offers, and how their calls are answered: the controls, and what they make of a request."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from lib.engine.calling import Tools
from lib.samples.tools import offline
from lib.tools.registry import ToolRegistry
from lib.view import own_tools, state
from lib.view.settings import choice

MODES: Final = {"auto": "auto", "required": "required: some tool", "none": "none"}
AUTOMATIC: Final = "automatic"
BACK: Final = {AUTOMATIC: None, "previous_response_id": True, "the whole input": False}
STORES: Final = (
    "Automatic: with the id of the response where the server stores it (the simulator, OpenAI), else with everything "
    "that was sent before. The Raw and Events tabs show the difference."
)
FORCED: Final = "only "  # and the name of a tool


def registry(place: str, lessons: Sequence[Callable[..., Any]]) -> ToolRegistry:
    """Every tool that this visitor can offer: the page's own, the samples, and those made here."""
    remember(place)
    return ToolRegistry([*lessons, *offline(st.session_state.get(f"{place}.state")), *own_tools.made(place)])


def remember(place: str) -> None:
    """What the tools of the run that is shown have changed is how the next ones find it."""
    fold = st.session_state.get(f"{place}.fold")
    if fold is None or fold.run.tool_state is None:
        return
    seen = f"{fold.run_id} {fold.seen}"
    if st.session_state.get(f"{place}.remembered") != seen:
        st.session_state[f"{place}.remembered"] = seen
        st.session_state[f"{place}.state"] = fold.run.tool_state


def forget(place: str) -> None:
    """The tools find everything as it ships."""
    st.session_state.pop(f"{place}.state", None)


def draw(place: str, every: ToolRegistry) -> None:
    """The controls; their keys begin with `place`."""
    st.session_state[f"{place}.offered"] = names(place, every)
    st.pills("Offered", every.names, selection_mode="multi", key=f"{place}.offered")
    left, right = st.columns(2)
    with left:
        choice("Tool choice", f"{place}.choice", [*MODES, *(FORCED + name for name in names(place, every))])
        choice("Outputs go back with", f"{place}.back", list(BACK), AUTOMATIC, STORES)
    with right:
        choice("Parallel calls", f"{place}.parallel", ["yes", "no"])
        choice("Strict schemas", f"{place}.strict", ["yes", "no"])
    if f"{place}.state" in st.session_state:
        st.button("Undo what the tools have changed", on_click=forget, args=(place,), key=f"{place}.undo")
    own_tools.draw(place, every)


def names(place: str, every: ToolRegistry) -> list[str]:
    """The tools that are offered now; at first all of them."""
    kept = st.session_state.get(f"{place}.offered", every.names)
    return [name for name in every.names if name in kept]


def fields(place: str, every: ToolRegistry) -> dict[str, Any]:
    """What the request says of tools."""
    offered = every.only(names(place, every))
    if not len(offered):
        return {}
    loose = st.session_state.get(f"{place}.strict") == "no"
    definitions = [{**one, "strict": False} if loose and "strict" in one else one for one in offered.definitions()]
    found: dict[str, Any] = {"tools": definitions}
    chosen = st.session_state.get(f"{place}.choice")
    if chosen in MODES:
        found["tool_choice"] = chosen
    elif chosen and (name := chosen.removeprefix(FORCED)) in offered.names:
        found["tool_choice"] = {"type": offered.tool(name).kind, "name": name}
    if parallel := st.session_state.get(f"{place}.parallel"):
        found["parallel_tool_calls"] = parallel == "yes"
    return found


def tools(place: str, every: ToolRegistry, backend: str) -> Tools:
    """How the calls of a run are answered."""
    wanted = BACK[st.session_state.get(f"{place}.back", AUTOMATIC)]
    able = backend != "compatible" and st.session_state.get(f"{place}.store") != "no"
    stored = able if wanted is None else wanted
    ask = bool(st.session_state.get(f"{place}.ask"))
    return Tools(every.only(names(place, every)), state.visitor(), ask, stored)
