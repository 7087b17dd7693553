"""What the check of a stream against the protocol found: a badge with their number, which opens them."""

import re
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.lint import Finding, Severity, lint
from lib.view.inert import code, plain

Jump = Callable[[str, int], None]  # given the place of a page, and an event counted from 1

WIDTH: Final = 136  # of the badge, whatever it says: nothing beside it moves when the number comes
ROOM: Final = 560  # of what it opens, in pixels; a phone gives less
TOLD: Final = 2  # findings of one rule whose messages are shown, however alike they are
MOST: Final = 5  # where each says something else
HINTS: Final = 5  # messages in the tooltip of an event
WHERE: Final = 84  # pixels for `Event 12,345`
CLEAN: Final = "The stream does what the protocol says."
SPAN: Final = re.compile(r"`([^`]+)`")
WORD: Final = re.compile(r"[a-z]+(?= )")  # names of the protocol have dots and underscores, for the most part
HELP: Final = "What this stream does that the protocol doesn't allow, or doesn't expect"


class Level(NamedTuple):
    """How findings of one severity are shown."""

    icon: str
    colour: str
    told: str


LEVELS: Final[dict[Severity, Level]] = {
    "broken": Level("error", "red", "The protocol doesn't allow it; a client may lose something."),
    "odd": Level("rule", "orange", "Not as documented, harmless to most clients."),
    "note": Level("info", "gray", "Worth knowing."),
}


def draw(place: str, parent: DeltaGenerator, run: Run | None, *, jump: Jump | None = None) -> None:
    """The badge; while a run is open there is nothing to open yet. `jump` leads to an event on this very page."""
    found = findings(run.id, len(run.events), run) if run is not None and not run.open else None
    label, icon = badge(found)
    with parent.popover(
        label,
        icon=f":material/{icon}:",
        help=HELP,
        width=WIDTH,
        disabled=found is None,
        key=f"{place}.findings",
        on_change="rerun",
    ) as opened:
        if opened.open and found is not None and run is not None:
            with st.container(width=ROOM, gap="xsmall"):
                draw_found(place, run, found, jump)


def badge(found: list[Finding] | None) -> tuple[str, str]:
    """Its label and icon: how many findings matter, or else how many notes there are; None where nothing is known."""
    if found is None:
        return "Findings", "fact_check"
    if worst := [one.severity for one in found if one.severity != "note"]:
        return counted(len(worst), "finding"), LEVELS["broken" if "broken" in worst else "odd"].icon
    return (counted(len(found), "note"), "fact_check") if found else ("No findings", "fact_check")


def counted(count: int, what: str) -> str:
    """`1 finding`, `3 findings`."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def draw_found(place: str, run: Run, found: list[Finding], jump: Jump | None) -> None:
    """The findings, what is broken first, those of one rule together; each with the way to its event."""
    if not found:
        st.caption(CLEAN)
    for severity, level in LEVELS.items():
        every = [one for one in found if one.severity == severity]
        if every:
            many = counted(len(every), severity) if severity == "note" else f"{len(every):,} {severity}"
            tag = f":{level.colour}-badge[:material/{level.icon}: {many}]"
            st.markdown(f"{tag} :small[:gray[{level.told}]]")
        for rule in dict.fromkeys(one.rule for one in every):
            draw_rule(place, run, [one for one in every if one.rule == rule], jump)


def draw_rule(place: str, run: Run, same: list[Finding], jump: Jump | None) -> None:
    """The findings of one rule: some with what they say, and the events of the others."""
    told = worth_telling(same)
    for at, one in enumerate(told):
        with st.container(horizontal=True, gap="small", wrap=False):
            if one.event is None:
                st.markdown(":small[:gray[All of it]]", width=WHERE)
            else:
                draw_event(f"{place}.{one.rule}.{at}", place, run, [one], jump, WHERE)
            st.markdown(f":small[{sentence(run, one)} :gray-badge[{plain(one.rule)}]]", width="stretch")
    alike = {one.message for one in told}
    rest = [one for one in same if one not in told]
    more = len(told)
    for title, others in (
        ("The same at", [one for one in rest if one.message in alike]),
        ("Others at", [one for one in rest if one.message not in alike]),
    ):
        if others:
            with st.container(horizontal=True, gap="small"):
                st.markdown(f":small[:gray[{title}]]", width=WHERE)
                for every in same_place(others):
                    draw_event(f"{place}.{every[0].rule}.{more}", place, run, every, jump)
                    more += 1


def worth_telling(same: list[Finding]) -> list[Finding]:
    """Those of one rule that are told with what they say: the first, those that say something else, those of all."""
    told: list[Finding] = []
    for one in same:
        new = len(told) < MOST and one.message not in [other.message for other in told]
        if one.event is None or len(told) < TOLD or new:
            told.append(one)
    return told


def same_place(found: list[Finding]) -> list[list[Finding]]:
    """The findings of each event, in the order of the first ones."""
    return [[one for one in found if one.event == event] for event in dict.fromkeys(one.event for one in found)]


def sentence(run: Run, one: Finding) -> str:
    """A message as Markdown: it begins with a capital, unless with a name; what is in backticks is code."""
    message, word = one.message, WORD.match(one.message)
    kinds = [event.type for event in run.events[one.event : one.event + 1]] if one.event is not None else []
    pieces = SPAN.split(message[0].upper() + message[1:] if word and word[0] not in kinds else message)
    return "".join(f"`{code(piece)}`" if at % 2 else plain(piece) for at, piece in enumerate(pieces))


def draw_event(
    key: str, place: str, run: Run, same: list[Finding], jump: Jump | None, width: int | Literal["content"] = "content"
) -> None:
    """The event that findings are about, counted from 1: pressed, it is looked at among the recordings."""
    number = (same[0].event or 0) + 1
    hints = [sentence(run, one) for one in same[:HINTS]] + (["…"] if len(same) > HINTS else [])
    style: Any = {
        "label": f":blue[Event {number:,}{f' ({len(same):,})' if len(same) > 1 else ''}]",
        "type": "tertiary",
        "key": key,
        "width": width,
        "help": None if width == WHERE else "  \n".join(hints),
    }
    if jump:
        st.button(**style, on_click=jump, args=(place, number))
    elif st.button(**style):
        st.switch_page("pages/recordings.py", query_params={"run": run.id, "event": str(number)})


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def findings(run_id: str, count: int, _run: Run) -> list[Finding]:
    """What is found in a run at rest, looked for once."""
    return lint(_run.events[:count])
