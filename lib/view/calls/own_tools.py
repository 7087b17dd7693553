"""Tools of the visitor's own: a name, a description, parameters, and an output. No code is run for them."""

from typing import Any, Final

import streamlit as st

from lib.tools.own import OwnTool
from lib.tools.registry import ToolRegistry
from lib.view.inert import plain

MOST: Final = 8
MODES: Final = {"fixed": "Fixed text", "template": "Template", "by_hand": "Typed by hand"}
PARAMETERS: Final = """\
{
  "type": "object",
  "properties": {
    "city": {"type": "string", "description": "Where"},
    "guests": {"type": "integer"}
  },
  "required": ["city", "guests"],
  "additionalProperties": false
}"""


def made(place: str) -> list[OwnTool]:
    """The tools that were made in this visit."""
    return [OwnTool(**one) for one in st.session_state.get(f"{place}.own", [])]


def draw(place: str, every: ToolRegistry) -> None:
    """The list of them, and the editor for one more."""
    kept: list[dict[str, Any]] = st.session_state.get(f"{place}.own", [])
    for one in kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/person: **{plain(one['name'])}** :gray[{MODES[one['mode']].lower()}]")
            st.button(
                "Remove", type="tertiary", key=f"{place}.own.{one['name']}", on_click=remove, args=(place, one["name"])
            )
    with st.expander("A tool of your own", icon=":material/add:", key=f"{place}.own_open"):
        key = f"{place}.new"
        st.text_input("Name", key=f"{key}.name", placeholder="book_table", persist_state="session")
        st.text_input("Description", key=f"{key}.description", placeholder="Books a table.", persist_state="session")
        kind = st.segmented_control(
            "Kind",
            ["function", "custom"],
            default="function",
            required=True,
            key=f"{key}.kind",
            persist_state="session",
        )
        if kind != "custom":
            st.text_area(
                "Parameters, as JSON Schema", PARAMETERS, key=f"{key}.parameters", height=180, persist_state="session"
            )
        mode = st.segmented_control(
            "Output",
            list(MODES),
            default="fixed",
            required=True,
            format_func=MODES.__getitem__,
            key=f"{key}.mode",
            help="A template has the arguments in it: `$city`. By hand: the run waits until you type the output.",
            persist_state="session",
        )
        if mode != "by_hand":
            st.text_area(
                "Its text",
                key=f"{key}.output",
                height=68,
                placeholder="Booked for $guests in $city.",
                persist_state="session",
            )
        st.button("Add this tool", key=f"{key}.add", on_click=add, args=(place, every.names))
        if problem := st.session_state.get(f"{key}.problem"):
            st.caption(f":red[:material/error:] {plain(problem)}")


def add(place: str, taken: list[str]) -> None:
    """Make the tool that the editor holds, or say what is wrong with it."""
    key = f"{place}.new"
    held = {name: st.session_state.get(f"{key}.{name}") for name in ("name", "description", "kind", "mode", "output")}
    kind = held["kind"] or "function"
    one: dict[str, Any] = {name: value or "" for name, value in held.items()} | {
        "kind": kind,
        "mode": held["mode"] or "fixed",
    }
    if kind == "function":
        one["parameters"] = st.session_state.get(f"{key}.parameters") or ""
    kept = st.session_state.get(f"{place}.own", [])
    try:
        if one["name"] in taken:
            raise ValueError(f"there is a tool named {one['name']} already")
        if len(kept) >= MOST:
            raise ValueError(f"there are {MOST} tools of your own; remove one first")
        OwnTool(**one)
    except ValueError as error:
        st.session_state[f"{key}.problem"] = f"This is no tool yet: {error}."
        return
    st.session_state.pop(f"{key}.problem", None)
    st.session_state[f"{place}.own"] = [*kept, one]
    withheld = st.session_state.get(f"{place}.withheld", [])
    st.session_state[f"{place}.withheld"] = [name for name in withheld if name != one["name"]]
    st.session_state[f"{key}.name"] = ""


def remove(place: str, name: str) -> None:
    """Let go of one."""
    kept = st.session_state.get(f"{place}.own", [])
    st.session_state[f"{place}.own"] = [one for one in kept if one["name"] != name]
