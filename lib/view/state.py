"""The only two process-wide objects, and the visitor whose runs are kept.

They live in Streamlit's cache, not in a module: saving a file of lib reloads its module, and an engine in a module
would be a second thread, with the runs of the first lost.
"""

import gc
import secrets
import sys
from typing import Final

import pandas as pd
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.engine.backends import variables
from lib.engine.engine import Engine
from lib.engine.logs import show
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread

YOUNG: Final = 50_000  # new objects until garbage is looked for; the fold of 2,500 items has 30,000, all in use
SWITCH: Final = 0.001  # seconds; with Python's 5 ms, Streamlit's loop waits that long for each of many short turns


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The engine of this process."""
    show(variables().get("STREAMSCOPE_LOG", "warning"))
    # What the first table would import: with a module more, Streamlit looks through all of them again, a session each.
    pd.DataFrame({"text": ["a"], "number": [1.0]}).__arrow_c_stream__()
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()  # what the imports made stays for good; collections need not look at it
    gc.set_threshold(YOUNG, 10, 10)
    return Engine()


@st.cache_resource(show_spinner=False)
def simulator() -> SimulatorThread:
    """The simulator of this process, running. STREAMSCOPE_SIMULATOR_PACE sets its pace: `first=0.4 rate=60`."""
    wanted = dict(pair.partition("=")[::2] for pair in variables().get("STREAMSCOPE_SIMULATOR_PACE", "").split())
    pace = Pace(first=float(wanted.get("first", 0.4)), rate=float(wanted.get("rate", 60)))
    server = SimulatorThread(pace=pace, loop=engine().loop)
    server.start()
    return server


def leave(presence: tuple[Engine, str]) -> None:
    """The visitor's connection closed."""
    presence[0].kept.leave(presence[1])


@st.cache_resource(scope="session", on_release=leave, show_spinner=False)
def presence(visitor: str) -> tuple[Engine, str]:
    """A visitor's presence: Streamlit lets go of it when the connection closes, for good or for a moment."""
    return engine(), visitor


def visitor() -> str:
    """This visit's id. Calling it says that the visitor is here."""
    found: str = st.session_state.setdefault("state.visitor", secrets.token_hex(8))
    if connected():
        presence(found)
        engine().kept.welcome(found)
    else:
        engine().kept.leave(found)
    return found


def connected() -> bool:
    """Whether this script still has a browser: it may go on for a moment after its connection has closed."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is None or not runtime.exists() or runtime.get_instance().is_active_session(context.session_id)
