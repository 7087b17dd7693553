"""One event: what its type means, what it changed in the state, and its JSON."""

import json
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.catalogue import group_of, meaning_of
from lib.protocol.changes import ABSENT, Change
from lib.protocol.events import Body, Event
from lib.protocol.meanings import Group
from lib.protocol.typed.path import told
from lib.view.event_rows import kept_rows
from lib.view.inert import code, plain, valid
from lib.view.recordings import event_fields
from lib.view.recordings.event_window import window
from lib.view.slot import fresh

COLOURS: Final[dict[Group, str]] = {
    "text": "blue",
    "reasoning": "violet",
    "arguments": "orange",
    "tool": "green",
    "item": "gray",
    "error": "red",
    "lifecycle": "gray",
    "run": "gray",
}
HEIGHT: Final = 328  # with the tabs above it as high as the pane beside it
CALLS_HEIGHT: Final = 428  # and where that has calls
PLACES: Final = 12  # that are shown
WIDE: Final = 300  # characters of a value
LONG: Final = 20_000  # characters of the event's JSON; all of it is in the download
BRINGS: Final = 100  # characters of what the event brings
LONGEST: Final = 200  # characters of a type in a URL


def place_of(parent: DeltaGenerator, place: str, kind: str) -> DeltaGenerator:
    """Where it stands, beside a picture of that kind; nothing of what plays, or of what was looked at before, shines
    through."""
    height = CALLS_HEIGHT if kind == "calls" else HEIGHT
    return fresh(parent.container(height=height, border=True), place, "xsmall")


def draw(box: DeltaGenerator, place: str, run: Run, at: int, changed: Sequence[Change]) -> None:
    """Event number `at` of the run, counted from 1, and what it changed; nothing where the run was let go meanwhile."""
    events, items = run.events, kept_rows(place, run)["Item"]
    if at > min(len(events), len(items)):
        return
    body = events[at - 1].body
    box.code(window(events, at), language=None)
    box.markdown(head(body, at, items.iloc[at - 1]))
    box.caption(f"{when(events, at)}{plain(meaning_of(body['type']))}")
    box.markdown(f"**What changed** :gray[{said(changed)}]")
    if changed:
        box.code(diff(changed), language="diff", wrap_lines=True)
    box.markdown(event_fields.told(body), help=event_fields.explained(body))
    box.code(whole(body), language="json", wrap_lines=True)
    link = box.button(
        "In the event reference", icon=":material/arrow_forward:", type="tertiary", key=f"{place}.explain"
    )
    if link:
        st.switch_page("pages/reference.py", query_params={"type": valid(body["type"])[:LONGEST]})


def line(place: str, run: Run, at: int) -> str:
    """Which event is looked at and what it brings, for whoever chooses among all events; "" of a run let go."""
    rows = kept_rows(place, run)
    if at > len(rows):
        return ""
    here = rows.iloc[at - 1]
    return f"You look at event {at:,}: `{code(here['Type'])}` {plain(here['Brings'][:BRINGS])}"


def head(body: Body, at: int, item: str) -> str:
    """Its number, type, group, and the item that it is of, if any."""
    kind = body["type"]
    group = group_of(kind)
    of = f" :gray-badge[item {item}]" if item else ""
    return f"**Event {at:,}** `{code(kind)}` :{COLOURS[group]}-badge[{group.capitalize()}]{of}"


def whole(body: Body) -> str:
    """The event's JSON; of a very long one the beginning."""
    shown = valid(json.dumps(body, indent=2, ensure_ascii=False))
    left = len(shown) - LONG
    return f"{shown[:LONG]}\n… {left:,} characters more, all in the download" if left > 0 else shown


def when(events: Sequence[Event], at: int) -> str:
    """When it came."""
    t, before = events[at - 1].t, events[at - 2].t if at > 1 else None
    if t is None:
        return ""
    if before is None:
        return f"At {t:.3f} s. "
    return (
        f"At {t:.3f} s, {abs(t - before) * 1000:.0f} ms {'after' if t >= before else 'earlier than'} the event before. "
    )


def said(changed: Sequence[Change]) -> str:
    """How much changed."""
    if not changed:
        return "nothing in the response"
    if len(changed) == 1 and changed[0].added is not None:
        before, after = len(changed[0].before), len(changed[0].after)
        return f"{before:,} → {after:,} characters"
    return f"{len(changed)} places" if len(changed) > 1 else "one place"


def diff(changed: Sequence[Change]) -> str:
    """The changes as lines: the path, what went, what came; of a text that grew, only what came."""
    lines: list[str] = []
    for change in changed[:PLACES]:
        lines.append(f"  {told(change.path)}")
        if change.added is not None:
            lines.append(f"+ {text(change.added)}")
            continue
        lines += [f"{sign} {text(value)}" for sign, value in sides(change) if value is not ABSENT]
    if len(changed) > PLACES:
        lines.append(f"  and {len(changed) - PLACES} more places")
    return valid("\n".join(lines))


def sides(change: Change) -> tuple[tuple[str, Any], tuple[str, Any]]:
    """What went and what came, each with its sign."""
    return ("-", change.before), ("+", change.after)


def text(value: Any) -> str:
    """A value on one line, as JSON."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= WIDE else f"{shown[: WIDE - 1]}…"
