"""The Code tab: the same request with the plain SDK in Python and TypeScript, and with curl; the key is never in it."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.engine.backends import OPENAI_URL, Backend, environment, same_url
from lib.engine.runs import Run
from lib.protocol import snippets
from lib.protocol.code.cases import python_handlers
from lib.protocol.code.loop import python_loop
from lib.protocol.code.model import python_model
from lib.protocol.code.typescript import typescript
from lib.protocol.request import Request
from lib.protocol.snippets import Target
from lib.tools.model_code import ModelCode, NoCode
from lib.view.inert import plain
from lib.view.reference import seen


def target(backend: Backend) -> Target:
    """Where the code sends the request."""
    if backend.name == "simulator":
        return snippets.SIMULATOR
    if backend.base_url == OPENAI_URL:
        return snippets.OPENAI
    if not backend.api_key:
        return Target(backend.base_url, None)
    known = same_url(environment().base_url, backend.base_url)
    return Target(backend.base_url, "OPENAI_API_KEY" if known else "COMPATIBLE_API_KEY")


def draw(
    parent: TabContainer,
    request: Request,
    backend: Backend,
    place: str,
    model: Callable[[], ModelCode] | None = None,
    run: Run | None = None,
) -> None:
    """The code for the request that was sent, or will be; nothing while another tab is open.

    `model` gives the code of the Pydantic model that the answer is to fit, or raises NoCode; it is made when it is
    looked at.
    `run` is the run that is shown; once it has ended there is a loop for just the event types that it had.
    """
    if not parent.open:
        return
    body = request.sent
    aim = target(backend)
    ended = run is not None and not run.open
    further = [
        *(["Python with tools"] if body.get("tools") else []),
        *(["Python with Pydantic"] if model else []),
        *(["Handlers"] if ended else []),
    ]
    with parent:
        language = st.segmented_control(
            "Language",
            ["Python", *further, "TypeScript", "curl"],
            default="Python",
            required=True,
            key=f"{place}.language",
            label_visibility="collapsed",
        )
        note = "The same request, without Streamscope. The key comes from the environment."
        if language == "Python with tools":
            st.code(python_loop(body, aim), language="python", height=240)
        elif language == "Python with Pydantic" and model:
            note = draw_model(body, aim, model) or note
        elif language == "Handlers" and run is not None:
            st.code(python_handlers(body, aim, seen.counted(run)), language="python", height=240)
            note = "A case for each event type that came in this run, in the order of their first arrival."
        elif language == "TypeScript":
            st.code(typescript(body, aim), language="typescript", height=240)
        elif language == "curl":
            st.code(snippets.curl(body, aim), language="bash", height=240)
        else:
            st.code(snippets.python(body, aim), language="python", height=240)
        st.caption(note)


def draw_model(body: Mapping[str, Any], aim: Target, model: Callable[[], ModelCode]) -> str:
    """The code with the Pydantic model. Where that can't be made it is the plain one; then this says why."""
    try:
        written, why = python_model(body, aim, *model()), ""
    except NoCode as error:
        written, why = snippets.python(body, aim), plain(str(error))
    st.code(written, language="python", height=240)
    return why
