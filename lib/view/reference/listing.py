"""The list of event types by group, with a search and a filter; the open one is picked in it."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Final

import streamlit as st

from lib.protocol.catalogue import EventType, fields, short
from lib.protocol.meanings import Group
from lib.view.reference import selection

HEIGHT: Final = 440
GROUPS: Final[Mapping[Group, str]] = {
    "lifecycle": "Lifecycle",
    "item": "Items and parts",
    "text": "Text",
    "reasoning": "Reasoning",
    "arguments": "Arguments",
    "tool": "Tools of the server",
    "error": "Errors",
    "run": "Our own (run.*)",
}
ALL: Final = "All types"
SEEN: Final = "Seen in this visit"
UNSEEN: Final = "Not seen in this visit"
SHIPPED: Final = "In a sample"
OUTSIDE: Final = "Not in the SDK"
SHOWN: Final = (ALL, SEEN, UNSEEN, SHIPPED, OUTSIDE)


def draw_search() -> tuple[str, str]:
    """The text that is looked for, and which types are shown."""
    words, which = st.columns((3, 2), gap="small")
    text = words.text_input(
        "Search",
        type="search",
        live=True,
        placeholder="Search type, meaning, field",
        key="reference.search",
        label_visibility="collapsed",
        persist_state="session",
    )
    shown = which.selectbox("Show", SHOWN, key="reference.shown", label_visibility="collapsed", persist_state="session")
    return text or "", shown


def found(
    entries: Iterable[EventType], text: str, shown: str, seen: Container[str], shipped: Container[str]
) -> list[EventType]:
    """The types that are to be shown, and that have every word of the text in their name, meaning or fields."""
    tests: dict[str, Callable[[EventType], bool]] = {
        ALL: lambda entry: True,
        SEEN: lambda entry: entry.type in seen,
        UNSEEN: lambda entry: entry.type not in seen,
        SHIPPED: lambda entry: entry.type in shipped,
        OUTSIDE: lambda entry: entry.outside,
    }
    passes = tests[shown]
    words = text.casefold().split()
    return [entry for entry in entries if passes(entry) and all(word in searched(entry) for word in words)]


def searched(entry: EventType) -> str:
    """All the text of a type that a search looks at."""
    names = " ".join(field.name for field in fields(entry.type))
    return f"{entry.type} {entry.meaning} {names} {entry.sent_by} {GROUPS[entry.group]}".casefold()


def draw(entries: list[EventType], chosen: str, seen: Mapping[str, int]) -> None:
    """The list: one choice, of which each group has a part."""
    with st.container(height=HEIGHT, border=True, key="reference.list"):
        if not entries:
            st.caption("No event type fits. The search looks at names, meanings and fields.")
        for group in GROUPS:
            names = [entry.type for entry in entries if entry.group == group]
            if names:
                draw_group(group, names, chosen, seen)


def draw_group(group: Group, names: list[str], chosen: str, seen: Mapping[str, int]) -> None:
    """The types of one group. Only the group of the open type has one picked."""
    key = f"reference.pick.{group}"
    st.session_state[key] = chosen if chosen in names else None
    st.radio(
        f"**{GROUPS[group]}** :gray[{len(names)}]",
        names,
        index=None,
        format_func=lambda name: label(name, seen),
        key=key,
        on_change=pick,
        args=(key,),
    )


def label(name: str, seen: Mapping[str, int]) -> str:
    """A type in the list, with how often it was seen."""
    count = seen.get(name, 0)
    return f"{short(name)} :green[:small[{count:,}×]]" if count else short(name)


def pick(key: str) -> None:
    """A type of the list was picked."""
    if name := st.session_state[key]:
        selection.choose(name)
