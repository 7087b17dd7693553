"""One event type: what it means, what comes before and after, its fields, an example, a way to read it."""

import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.protocol.catalogue import EventType, Field, fields, short
from lib.protocol.code.cases import handler
from lib.protocol.events import TERMINAL
from lib.protocol.field_meanings import meaning_of_field
from lib.view.inert import plain, valid
from lib.view.reference import selection
from lib.view.reference.examples import Example
from lib.view.reference.listing import GROUPS

COLOURS: Final = {
    "text": "blue",
    "reasoning": "violet",
    "arguments": "orange",
    "tool": "green",
    "error": "red",
}
NOTHING: Final = "Not known."
MOST: Final = 8  # types in a row, before the others go in a list that opens
TITLE: Final = 86  # pixels that the title of such a row is wide
BUTTON: Final = 40  # pixels that a button is high: the title stands beside the first line of them
HEIGHT: Final = 210  # of an example at most
ROWS: Final = 12  # lines of an example that need no height of their own


def draw(entry: EventType, entries: tuple[EventType, ...], example: Example | None, seen: int) -> None:
    """All of it, from top to bottom."""
    st.subheader(plain(entry.type), anchor=False)
    st.markdown(" ".join(badges(entry, seen)))
    st.markdown(plain(entry.meaning))
    with st.container(gap=None):
        before = [other.type for other in entries if entry.type in other.follows]
        ways("Comes after", before, "before", "It may come at any time." if entry.type == "error" else NOTHING)
        ways("Then comes", entry.follows, "after", "It ends the response." if entry.type in TERMINAL else NOTHING)
    draw_fields(entry, example)
    st.caption("A way to read it in Python")
    st.code(handler(entry.type), language="python")
    draw_example(example)


def badges(entry: EventType, seen: int) -> list[str]:
    """Its group, who sends it, whether it was seen."""
    group = f":{COLOURS.get(entry.group, 'gray')}-badge[{GROUPS[entry.group]}]"
    if entry.type.startswith("run."):
        source = ":gray-badge[:material/home: Streamscope's own, not on the wire]"
    elif entry.sent_by:
        source = f":gray-badge[:material/dns: Not in the SDK; sent by {plain(entry.sent_by)}]"
    elif entry.outside:
        source = ":gray-badge[:material/help: Not in the SDK, nor seen from a server]"
    else:
        source = ":gray-badge[:material/code: In the SDK]"
    if seen:
        return [group, source, f":green-badge[:material/visibility: Seen {seen:,}× in this visit]"]
    return [group, source, ":gray-badge[:material/visibility_off: Not seen in this visit]"]


def ways(title: str, types: Sequence[str], key: str, otherwise: str) -> None:
    """The types before or after it, each to be opened, in lines of their own beside the title; where there are none,
    what is said instead."""
    line = st.container(horizontal=True, gap="xsmall", wrap=False)
    beside = line.container(border=False, vertical_alignment="center", width=TITLE, height=BUTTON)
    beside.caption(title)
    with line.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        if not types:
            st.caption(otherwise)
        for type in types[:MOST]:
            link(type, key)
        if more := types[MOST:]:
            with st.popover(f"{len(more)} more", type="tertiary", key=f"reference.more.{key}"):
                for type in more:
                    link(type, key)


def link(type: str, key: str) -> None:
    """A type that opens when it is pressed."""
    named = f"reference.{key}.{type}"
    st.button(f":blue[{short(type)}]", type="tertiary", key=named, on_click=selection.choose, args=(type,))


def draw_fields(entry: EventType, example: Example | None) -> None:
    """Its fields as a table. Where none are declared, those of the example."""
    declared = fields(entry.type)
    rows = declared or (fields_in(example) if example else ())
    if not rows:
        st.caption("Its fields are not declared anywhere.")
        return
    cells = [explained(field, bool(declared)) for field in rows]
    columns = {"Field": [plain(field.name) for field in rows], "Meaning": cells}
    st.table(columns, border="horizontal", width="content", hide_index=True, hide_header=True)
    if not declared:
        st.caption("Not declared anywhere: these are the fields of the example.")


def explained(field: Field, declared: bool) -> str:
    """A field's type, whether it is required if that is declared, what it means: one cell, so that a phone has room."""
    kind = f"`{field.kind}`"
    if declared:
        kind += " :gray[required]" if field.required else " :gray[optional]"
    return f"{kind}  \n{plain(field.meaning)}" if field.meaning else kind


def fields_in(example: Example) -> tuple[Field, ...]:
    """The fields that an example has, with the kinds of their values."""
    body = json.loads(example.text)
    return tuple(
        Field(name, type(value).__name__, False, meaning_of_field(body["type"], name))
        for name, value in body.items()
        if name != "type"
    )


def draw_example(example: Example | None) -> None:
    """A real event, and the way to where it stands."""
    if example is None:
        st.caption("Not yet in a sample.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"Event {example.event + 1} of the sample *{plain(example.title)}*", width="stretch")
        if st.button("Open it there", icon=":material/arrow_forward:", type="tertiary", key="reference.open"):
            place = {"sample": example.sample, "event": str(example.event + 1)}
            st.switch_page("pages/recordings.py", query_params=place)
    tall = example.text.count("\n") >= ROWS
    st.code(valid(example.text), language="json", height=HEIGHT if tall else "content", wrap_lines=True)
