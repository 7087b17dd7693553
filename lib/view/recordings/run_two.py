"""Run two: one request to two models, settings or backends at once, side by side, live; then the comparison."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.compare import request_changes
from lib.protocol.structured import written
from lib.view import runs
from lib.view.folding import folding
from lib.view.follow import Drawn, Followed, live, rest
from lib.view.inert import plain
from lib.view.recordings import comparison, resend, run_two_base
from lib.view.recordings.run_two_picture import SidePicture
from lib.view.recordings.run_two_side import RunSide

PROMPT: Final = "Explain the difference between a delta and a done event in one short paragraph."
SIDES: Final = ("one", "other")
LABELS: Final = ("First", "Second")


def draw(place: str, parent: DeltaGenerator) -> None:
    """Controls, two live answers, and once both have ended the comparison. It follows: nothing may be drawn after it.

    `place` begins the keys. While a run is open its id is in the URL, as `?one=` and `?other=`.
    """
    sides = sides_of(place)
    for name, side in zip(SIDES, sides, strict=True):
        attach(side, name)
    streaming = runs.busy(*(f"{side.place}.run" for side in sides))
    prompt, problem = draw_prompt(place, parent, sides, streaming=streaming)
    run_two_base.draw(place, parent)
    boxes = parent.columns(2, gap="medium")
    for box, side, label in zip(boxes, sides, LABELS, strict=True):
        side.draw(box, label, prompt)
    parent.caption(problem or differing(sides, prompt))
    panes = parent.columns(2, gap="medium")
    area = parent.empty()
    follow(sides, [picture(pane, side, prompt) for pane, side in zip(panes, sides, strict=True)], prompt)
    if streaming:
        st.rerun()  # they ended while the controls were drawn, which still offer Stop
    one, other = (side.run for side in sides)
    if one is not None and other is not None:
        comparison.draw(place, area.container(), one, other)


def sides_of(place: str) -> list[RunSide]:
    """Both sides, with what both are sent."""
    base = run_two_base.kept(place)
    return [RunSide(f"{place}.{name}", number, base) for number, name in enumerate(SIDES)]


def picture(pane: DeltaGenerator, side: RunSide, prompt: str) -> SidePicture:
    """The picture that fits the run of a side, or before the first what it would send."""
    run = side.run
    return SidePicture(pane, side.place, run.request if run else side.request(prompt))


def follow(sides: Sequence[RunSide], pictures: Sequence[Drawn], prompt: str) -> None:
    """Draw both until their runs have ended, then begin the script anew; at rest each whole picture, once."""
    followed = []
    for side, picture in zip(sides, pictures, strict=True):
        if run := side.run:
            followed.append(Followed(run, folding(run, f"{side.place}.fold"), picture))
        else:
            picture.idle(side.request(prompt))
    if any(one.run.open for one in followed):
        live(followed)
        st.rerun()
    rest(followed)


def asked_for() -> bool:
    """Whether the URL names a run of two, as it does after a reload while one is open."""
    return any(name in st.query_params for name in SIDES)


def draw_prompt(place: str, parent: DeltaGenerator, sides: list[RunSide], *, streaming: bool) -> tuple[str, str]:
    """The prompt that both get, and the buttons; the prompt, and why it can't be sent.

    Where the base has an input that is more than a prompt, the box says so, and what was typed waits.
    """
    key = f"{place}.prompt"
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get("prompt") or PROMPT
    left, right = parent.columns((3, 2), vertical_alignment="bottom", gap="small")
    if (asked := sides[0].base.get("input")) is None:
        left.text_area("Prompt", key=key, height=92, persist_state="session")
    else:
        st.session_state[f"{place}.input"] = run_two_base.in_words(asked)
        left.text_area("Prompt", key=f"{place}.input", height=92, disabled=True)
    prompt = str(st.session_state[key])
    found = [side.problem(prompt) for side in sides]
    problem = next((f":red[:material/error:] {plain(sentence)}" for sentence in found if sentence), "")
    buttons = right.container(horizontal=True, gap="xsmall", wrap=False)
    buttons.button(
        "Stream both",
        icon=":material/play_arrow:",
        type="secondary" if streaming else "primary",
        disabled=streaming or bool(problem),
        on_click=stream,
        args=(place,),
        width="stretch",
        key=f"{place}.stream",
    )
    buttons.button(
        "Stop both",
        icon=":material/stop:",
        disabled=not streaming,
        on_click=runs.stop,
        args=tuple(f"{side.place}.run" for side in sides),
        width="stretch",
        key=f"{place}.stop",
    )
    return prompt, problem


def stream(place: str) -> None:
    """Stream both was pressed: both start at once, with what the controls hold by then."""
    sides, prompt = sides_of(place), str(st.session_state[f"{place}.prompt"])
    if any(side.problem(prompt) for side in sides):
        return
    for side in sides:
        request = side.request(prompt)
        runs.start(f"{side.place}.run", request, side.backend, resend.tools_of(request.body, request.backend))


def attach(side: RunSide, name: str) -> None:
    """The run of a side: after a reload the one that the URL names."""
    key = f"{side.place}.run"
    if key not in st.session_state and name in st.query_params:
        st.session_state[key] = st.query_params[name]
    run = side.run
    if run is None:
        st.session_state.pop(key, None)
    if run is not None and run.open:
        if st.query_params.get(name) != run.id:
            st.query_params[name] = run.id
    elif name in st.query_params:
        del st.query_params[name]


def differing(sides: list[RunSide], prompt: str) -> str:
    """What the two requests differ in, in a line."""
    one, other = (side.request(prompt) for side in sides)
    found = [] if one.backend == other.backend else ["backend"]
    found += [written(change.path) for change in request_changes(one.body, other.body)]
    if not found:
        return "Both requests are the same: a second model, backend or setting makes a difference."
    return "They differ in " + ", ".join(f"**{plain(name)}**" for name in found[:8]) + "."
