"""The checks of backends that a page has asked for: each is asked for once, and told when it ends."""

import time
from concurrent.futures import Future, wait
from typing import Any, Final

import streamlit as st

from lib.engine.backends import Backend
from lib.engine.models import Check
from lib.view import state

PATIENCE: Final = 8.0  # seconds that the end of a page waits; a check takes 5 at the most
KEPT: Final = "checks.kept"
AGAIN: Final = 10.0  # seconds after which what failed is asked again


def checked(place: str, backend: Backend, *, again: bool = False) -> Check | None:
    """What the check of this backend found, kept under `place`; None while it is under way.

    It is asked for once, until the backend is another one or has another key; with `again` also some seconds after it
    failed: the server may have been started.
    """
    kept: dict[str, dict[str, Any]] = st.session_state.setdefault(KEPT, {})
    about = hash((backend.base_url, backend.api_key))
    asked = under_way(place)
    if asked is None or kept[place]["about"] != about or (again and failed_before(kept[place], asked)):
        kept[place] = {"about": about, "at": time.monotonic(), "told": False}
        asked = state.engine().check(backend)
        futures()[place] = (kept[place]["at"], asked)
    try:
        found = asked.result(1.0 if backend.name == "simulator" else 0.05)
    except TimeoutError:
        return None
    kept[place]["told"] = True
    return found


def failed_before(kept: dict[str, Any], asked: Future[Check]) -> bool:
    """Whether a check failed that was asked for a while ago."""
    return time.monotonic() - kept["at"] > AGAIN and asked.done() and not asked.result().works


def under_way(place: str) -> Future[Check] | None:
    """The check that was asked for last at a place, ended or not."""
    at, asked = futures().get(place, (None, None))
    kept = st.session_state.get(KEPT, {}).get(place)
    return asked if kept and kept["at"] == at else None


@st.cache_resource(scope="session", show_spinner=False)
def futures() -> dict[str, tuple[float, Future[Check]]]:
    """By place when a check was asked for, and the check; the session itself holds plain values alone."""
    return {}


def forget(place: str) -> None:
    """Check anew."""
    st.session_state.get(KEPT, {}).pop(place, None)


def pending() -> dict[str, dict[str, Any]]:
    """The checks whose end the page hasn't told, by place, also where they have ended since."""
    return {place: kept for place, kept in st.session_state.get(KEPT, {}).items() if not kept["told"]}


def ended() -> bool:
    """Whether all of them have ended."""
    return all(asked is None or asked.done() for asked in map(under_way, pending()))


def awaited() -> bool:
    """Wait for them; whether there were any."""
    until = time.monotonic() + PATIENCE
    found = pending()
    for place, kept in found.items():
        asked = under_way(place)
        while asked is not None and not asked.done() and time.monotonic() < until:
            st.session_state.get(KEPT)  # a click interrupts here
            wait([asked], 0.1)
        kept["told"] = asked is None or asked.done()  # also of a place that is drawn no more
    return bool(found)
