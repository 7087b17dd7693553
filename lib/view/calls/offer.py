"""The tools that a request offers, and how their calls are answered: the controls, and what they make of a request."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import streamlit as st

from lib.engine.calling import Tools
from lib.protocol.request import Request
from lib.samples.tools import offline
from lib.tools.registry import ToolRegistry
from lib.view import runs, state
from lib.view.calls import own_tools
from lib.view.folding import folding, held_at
from lib.view.settings import choice

MODES: Final = {"auto": "auto", "required": "required: some tool", "none": "none"}
AUTOMATIC: Final = "automatic"
BACK: Final = {AUTOMATIC: None, "previous_response_id": True, "the whole input": False}
STORES: Final = (
    "Automatic: with the id of the response where the server stores it (the simulator, OpenAI), else with everything "
    "that was sent before. The run.request events show the difference."
)
FORCED: Final = "only "  # and the name of a tool


class Offer:
    """Every tool that this visitor can offer: the page's own (`lessons`), the samples, and those made here."""

    def __init__(self, place: str, lessons: Sequence[Callable[..., Any]]) -> None:
        self.place = place
        self.lessons = lessons
        remember(place)

    @cached_property
    def every(self) -> ToolRegistry:
        """All of them, made when they are asked for; for a page that has none of its own, once for a state."""
        found = st.session_state.get(f"{self.place}.state")
        return self.at(found) if self.lessons else shipped(self.place, found)

    def shape(self, name: str) -> dict[str, Any] | None:
        """The schema of the arguments of the tool of that name; None where there is none."""
        tool = self.every.named(name)
        found = tool.definition().get("parameters") if tool else None
        return found if isinstance(found, dict) else None

    def at(self, found: Any) -> ToolRegistry:
        """The tools as they find things in a state; one that no tool can have left counts as none."""
        try:
            samples = offline(found)
        except ValueError:
            samples = offline()
        return ToolRegistry([*self.lessons, *samples, *own_tools.made(self.place)])


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def shipped(place: str, found: Any) -> ToolRegistry:
    """The samples and the visitor's own, as they find things in a state; none of them is called from here."""
    return Offer(place, []).at(found)


def remember(place: str) -> None:
    """What the tools of the run that is shown have changed is how the next ones find it; not those of an opened one."""
    run = runs.find(f"{place}.run")
    if run is None or not run.base_url:
        return
    fold = folding(run, f"{place}.fold", held_at(place, run))
    seen = f"{fold.run_id} {fold.seen}"
    if fold.run.tool_state is not None and st.session_state.get(f"{place}.remembered") != seen:
        st.session_state[f"{place}.remembered"] = seen
        st.session_state[f"{place}.state"] = fold.run.tool_state


def forget(place: str) -> None:
    """The tools find everything as it ships."""
    st.session_state.pop(f"{place}.state", None)


def draw(place: str, every: ToolRegistry) -> None:
    """The controls; their keys begin with `place`."""
    key = f"{place}.offered.{len(every)}"  # with other tools it is another widget: no old answer counts for it
    st.session_state[key] = names(place, every)
    st.pills("Offered", every.names, selection_mode="multi", key=key, on_change=choose, args=(place, key, every.names))
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


def choose(place: str, key: str, known: list[str]) -> None:
    """Other tools were chosen; those that come later are offered, too."""
    st.session_state[f"{place}.withheld"] = [name for name in known if name not in st.session_state[key]]


def names(place: str, every: ToolRegistry) -> list[str]:
    """The tools that are offered now; at first all of them."""
    withheld = st.session_state.get(f"{place}.withheld", [])
    return [name for name in every.names if name not in withheld]


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


def tools(place: str, every: ToolRegistry, request: Request) -> Tools:
    """How the calls of a run are answered."""
    ask = bool(st.session_state.get(f"{place}.ask"))
    return Tools(every.only(names(place, every)), state.visitor(), ask, stored(place, request))


def stored(place: str, request: Request) -> bool:
    """Whether what follows this request can go on by the id of its response."""
    if request.body.get("store") is False:
        return False
    wanted = BACK[st.session_state.get(f"{place}.back", AUTOMATIC)]
    return request.backend != "compatible" if wanted is None else wanted
