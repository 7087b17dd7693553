"""The Code tab: the same request with the plain SDK and with curl, the key from the environment."""

from collections.abc import Callable

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.engine.backends import OPENAI_URL, Backend, environment, same_url
from lib.protocol import snippets
from lib.protocol.request import Request
from lib.protocol.snippet_loop import python_loop
from lib.protocol.snippet_model import python_model
from lib.protocol.snippets import Target


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
    model: Callable[[], tuple[str, str]] | None = None,
) -> None:
    """The code for the request that was sent, or will be; nothing while another tab is open.

    `model` gives the code of the Pydantic model that the answer is to fit, and its name; "" where there is none.
    """
    if not parent.open:
        return
    body = request.sent
    written, name = model() if model else ("", "")
    further = [*(["Python with tools"] if body.get("tools") else []), *(["Python with Pydantic"] if written else [])]
    with parent:
        language = st.segmented_control(
            "Language",
            ["Python", *further, "curl"],
            default="Python",
            required=True,
            key=f"{place}.language",
            label_visibility="collapsed",
        )
        if language == "Python with tools":
            st.code(python_loop(body, target(backend)), language="python", height=240)
        elif language == "Python with Pydantic":
            st.code(python_model(body, target(backend), written, name), language="python", height=240)
        elif language == "curl":
            st.code(snippets.curl(body, target(backend)), language="bash", height=240)
        else:
            st.code(snippets.python(body, target(backend)), language="python", height=240)
        st.caption("The same request, without Streamscope. The key comes from the environment.")
