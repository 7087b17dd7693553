"""The sidebar's backend: who answers, with which key and model, and one line that says whether it works."""

from typing import Final

import streamlit as st

from lib.engine.backends import OPENAI_URL, Backend, environment
from lib.engine.models import Check
from lib.protocol.request import BackendName
from lib.view import checks, state
from lib.view.inert import plain

NAMES: Final[dict[BackendName, str]] = {
    "simulator": "Simulator (offline)",
    "openai": "OpenAI",
    "compatible": "Compatible server",
}


def draw() -> None:
    """The controls, in the sidebar."""
    preset = environment()
    wanted = st.query_params.get("backend")
    default = wanted if wanted in NAMES else preset.backend
    # Set on every run: what a script set once, unlike what a visitor chose, is gone on the next page.
    st.session_state["backend.name"] = st.session_state.get("backend.name", default)
    with st.sidebar:
        st.selectbox(
            "Backend", list(NAMES), format_func=lambda name: NAMES[name], key="backend.name", persist_state="session"
        )
        name: BackendName = st.session_state["backend.name"]
        if name == "compatible":
            own = preset.base_url if preset.base_url != OPENAI_URL else ""
            st.text_input(
                "Base URL",
                own,
                key="backend.base_url",
                placeholder="http://127.0.0.1:8080/v1",
                autocomplete="off",
                persist_state="session",
            )
        if name != "simulator":
            url = base_url(name)
            known = bool(preset.key_for(url))
            st.text_input(
                "API key",
                type="password",
                key=f"backend.key.{url}",
                placeholder="From the environment" if known else "Only for this base URL",
                autocomplete="off",
                persist_state="session",
            )
        check = checks.checked("backend", chosen())
        draw_model(name, check)
        draw_check(check)


def draw_model(name: BackendName, check: Check | None) -> None:
    """The model: from the server's list, or typed."""
    key = f"backend.model.{name}"
    named = st.query_params.get("model") if st.query_params.get("backend", name) == name else None
    default = named or environment().model_for(name)
    first = check.models[0] if check and check.models else None
    st.session_state[key] = st.session_state.get(key) or default or first  # as with the name: on every run
    options = list(check.models if check else ())
    for typed in (st.session_state[key], default):
        if typed and typed not in options:
            options.insert(0, typed)
    st.selectbox(
        "Model",
        options,
        index=None,
        key=key,
        placeholder="Choose or type a model",
        accept_new_options=True,
        persist_state="session",
    )


def draw_check(check: Check | None) -> None:
    """One line: what works or what is wrong."""
    if check is None:
        st.caption(":material/more_horiz: Checking the connection…")
    elif check.works:
        simulated = st.session_state["backend.name"] == "simulator"
        icon = "science" if simulated else "check_circle"
        st.caption(f":green[:material/{icon}:] {plain(check.sentence)}")
    else:
        st.caption(f":red[:material/error:] {plain(check.sentence)}")
        st.button(
            "Check again",
            icon=":material/refresh:",
            type="tertiary",
            on_click=checks.forget,
            args=("backend",),
            key="backend.again",
        )


def model() -> str:
    """The model that is chosen or typed; "" if none is."""
    return st.session_state.get(f"backend.model.{st.session_state.get('backend.name', 'simulator')}") or ""


def base_url(name: BackendName) -> str:
    """Where requests of that backend go."""
    if name == "simulator":
        return state.simulator().base_url
    return OPENAI_URL if name == "openai" else str(st.session_state.get("backend.base_url", "")).strip().rstrip("/")


def chosen() -> Backend:
    """The backend as the sidebar has it. A typed key counts for its base URL; else the environment's, for its own."""
    name: BackendName = st.session_state.get("backend.name", "simulator")
    url = base_url(name)
    if name == "simulator":
        return Backend(name, url)
    typed = st.session_state.get(f"backend.key.{url}") or ""
    return Backend(name, url, typed.strip() or environment().key_for(url))


def settle() -> None:
    """Wait at the end of a page for what the checks of backends find, and draw the page again with it."""
    if checks.awaited():
        st.rerun()


def settle_beside() -> None:
    """The same for a page that draws fragments: those can't interrupt a script, so that this one must not wait."""
    if checks.pending():
        watch_checks()


@st.fragment(run_every=0.3)
def watch_checks() -> None:
    """Draw the page again once its checks have ended."""
    if checks.ended():
        settle()
