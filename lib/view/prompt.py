"""The prompt and its presets, and the buttons that start and stop a run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from lib.engine.runs import Run
from lib.view import runs
from lib.view.frame import Frame
from lib.view.inert import plain


def draw(
    place: str,
    page: Frame,
    presets: Sequence[str] | Mapping[str, Any],
    run: Run | None,
    start: Callable[[], None],
    problem: str,
    choose: Callable[[Any], None] | None = None,
) -> None:
    """Prompt, Stream, Stop and Presets. `start` runs when Stream is pressed, with what the controls hold then.

    `problem` says why nothing can be sent, if so. `presets` are prompts; or what `choose` takes, by their titles.
    """
    key = f"{place}.prompt"
    streaming = runs.busy(f"{place}.run", f"{place}.whole")
    page.prompt.text_area("Prompt", key=key, height=92, persist_state="session")
    if problem:
        page.prompt.caption(f":red[:material/error:] {plain(problem)}")
    page.buttons.button(
        "Stream",
        icon=":material/play_arrow:",
        type="secondary" if streaming else "primary",
        disabled=streaming,
        on_click=start,
        width="stretch",
        key=f"{place}.stream",
    )
    page.buttons.button(
        "Stop",
        icon=":material/stop:",
        disabled=not streaming,
        on_click=runs.stop,
        args=(f"{place}.run", f"{place}.whole"),
        width="stretch",
        key=f"{place}.stop",
    )
    titles = list(presets)
    chosen = (presets, choose) if isinstance(presets, Mapping) and choose else ()
    page.options.menu_button(
        "Presets", titles, key=f"{place}.preset", on_click=use, args=(place, *chosen), width="stretch"
    )


def begin(place: str, run: Run | None, preset: str) -> str:
    """The prompt now; at first that of the run that is shown after a reload, or the URL's, or the first preset."""
    key = f"{place}.prompt"
    if key not in st.session_state:
        st.session_state[key] = sent(run) or st.query_params.get("prompt") or preset
    return str(st.session_state[key])


def use(place: str, presets: Mapping[str, Any] | None = None, choose: Callable[[Any], None] | None = None) -> None:
    """A preset becomes the prompt, or what was meant by its title."""
    title = st.session_state[f"{place}.preset"]
    if presets is not None and choose is not None:
        choose(presets[title])
    else:
        st.session_state[f"{place}.prompt"] = title


def sent(run: Run | None) -> str:
    """The prompt of a run that is shown after a reload: its input, or the last message of the user's; "" without one
    that is a text."""
    asked = run.request.body.get("input") if run else None
    for message in reversed(asked) if isinstance(asked, list) else ():
        match message:
            case {"role": "user", "content": str(text)}:
                return text
    return asked if isinstance(asked, str) else ""
