"""The list of event types by group, with a search and a filter; the open one is picked in it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Final

import streamlit as st

from lib.protocol.catalogue import EventType, catalogue, fields, short
from lib.protocol.meanings import Group
from lib.view.reference import seen as seen_types
from lib.view.reference import selection
from lib.view.reference.examples import shipped as shipped_types

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
        on_change=open_first,
        label_visibility="collapsed",
        persist_state="session",
    )
    shown = which.selectbox(
        "Show",
        SHOWN,
        key="reference.shown",
        on_change=open_first,
        label_visibility="collapsed",
        persist_state="session",
    )
    return text or "", shown


def open_first() -> None:
    """Something else is looked for: the first find opens, unless the open type is among them."""
    text, shown = st.session_state["reference.search"] or "", st.session_state["reference.shown"]
    names = [entry.type for entry in found(catalogue(), text, shown, seen_types.in_this_visit(), shipped_types())]
    if names and selection.chosen() not in names:
        selection.choose(names[0])


def found(
    entries: Iterable[EventType], text: str, shown: str, seen: Container[str], shipped: Container[str]
) -> list[EventType]:
    """The types that are to be shown and have every word of the text: first in their names, then in their meanings and
    the names of their fields, then in what the fields mean."""
    tests: dict[str, Callable[[EventType], bool]] = {
        ALL: lambda entry: True,
        SEEN: lambda entry: entry.type in seen,
        UNSEEN: lambda entry: entry.type not in seen,
        SHIPPED: lambda entry: entry.type in shipped,
        OUTSIDE: lambda entry: entry.outside,
    }
    passes = tests[shown]
    words = text.casefold().split()
    ranked = [(rank(entry, words), entry) for entry in entries if passes(entry)]
    order = list(GROUPS)
    kept = sorted(
        (place, order.index(entry.group), at) for at, (place, entry) in enumerate(ranked) if place is not None
    )
    return [ranked[at][1] for _, _, at in kept]


def rank(entry: EventType, words: list[str]) -> int | None:
    """How near the words are to a type: 0 for those of its name; None where one is nowhere."""
    text = ""
    for place, more in enumerate(searched(entry)):
        text += f" {more.casefold()}"
        if all(word in text for word in words):
            return place
    return None


def searched(entry: EventType) -> Iterator[str]:
    """The texts of a type that a search looks at, the nearest first."""
    yield entry.type
    declared = fields(entry.type)
    yield " ".join([entry.meaning, *(field.name for field in declared), entry.sent_by, GROUPS[entry.group]])
    yield " ".join(field.meaning for field in declared)


def draw(entries: list[EventType], chosen: str, seen: Mapping[str, int]) -> None:
    """The list: one choice, of which each group has a part; the groups in the order of their first types."""
    with st.container(height=HEIGHT, border=True, key="reference.list"):
        if not entries:
            st.caption("No event type fits. The search looks at names, meanings, fields and what those mean.")
        for group in dict.fromkeys(entry.group for entry in entries):
            draw_group(group, [entry.type for entry in entries if entry.group == group], chosen, seen)


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
