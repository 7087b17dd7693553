"""Function calls: arguments build up, tools run, the model goes on."""

from typing import Annotated, Any

import streamlit as st

from lib.protocol.request import Request
from lib.samples import climate
from lib.samples.presets import PRESETS
from lib.view import backend, below, code, frame, going_on, offer, prompt, runs, settings, source
from lib.view.calls_picture import CallsPicture
from lib.view.follow import follow


def get_weather(
    city: Annotated[str, "Name of the city, such as Tokyo"],
    month: Annotated[climate.Month, "Month in English"],
) -> Any:
    """Typical weather of a city in a month, from long-term averages. It is no forecast."""
    return climate.typical(city, month)


frame.head("Function calls", "Watch arguments grow, approve a call, see its output go back.")
page = frame.frame("functions", ["Arguments", "Events", "Snapshot", "Raw", "Code", "Source"])
run = runs.attach("functions.run")
prompt.begin("functions", run, PRESETS[0].prompt)
every = offer.registry("functions", [get_weather])


def prepared() -> Request:
    """The request that the controls make now."""
    name = backend.chosen().name
    stored = offer.tools("functions", every, name).stored
    body = settings.body(
        "functions", st.session_state["functions.prompt"], backend.model(), simulated=name == "simulator"
    )
    body = going_on.continued("functions", body, run, stored=stored)
    return Request({**body, **offer.fields("functions", every)}, name)


def problem() -> str:
    """Why it can't be sent, in a sentence; "" if it can."""
    return settings.problem("functions", st.session_state["functions.prompt"], backend.model())


def stream() -> None:
    """Stream was pressed. This runs before the page is drawn again, with what the controls hold by then."""
    if not problem():
        below.release("functions")
        tools = offer.tools("functions", every, backend.chosen().name)
        runs.start("functions.run", prepared(), backend.chosen(), tools)


prompt.draw("functions", page, [preset.prompt for preset in PRESETS], run, stream, problem())
with page.options.popover("Tools", width="stretch", key="functions.tools", on_change="rerun") as opened:
    if opened.open:
        offer.draw("functions", every)
with page.options.popover("Settings", width="stretch", key="functions.settings", on_change="rerun") as opened:
    if opened.open:
        settings.draw("functions", simulated=backend.chosen().name == "simulator")
        st.caption("This will be sent:")
        st.json(prepared().sent)

request = run.request if run else prepared()
code.draw(page.tabs["Code"], request, backend.chosen(), "functions")
source.draw(page.tabs["Source"], __file__)
below.draw_calls("functions", page.below, run)

follow("functions", run, CallsPicture(page, "functions", every), request)
backend.settle()
