"""Function calls: arguments build up, tools run, the model goes on."""

from typing import Annotated, Any

import streamlit as st

from lib.protocol.request import Request
from lib.samples import climate
from lib.samples.presets import PRESETS
from lib.view import backend, below, code, frame, prompt, runs, settings, source
from lib.view.calls import decisions, going_on, offer
from lib.view.calls.picture import CallsPicture
from lib.view.follow import follow


def get_weather(
    city: Annotated[str, "Name of the city, such as Tokyo"],
    month: Annotated[climate.Month, "Month in English"],
) -> Any:
    """Typical weather of a city in a month, from long-term averages. It is no forecast."""
    return climate.typical(city, month)


frame.head("Function calls", "Watch arguments grow, approve a call, see its output go back.")
page = frame.frame("functions", ["Arguments", "Fields", "Events", "Timeline", "Snapshot", "Raw", "Code", "Source"])
run = runs.attach("functions.run")
prompt.begin("functions", run, PRESETS[0].prompt)
offers = offer.Offer("functions", [get_weather])


def prepared() -> Request:
    """The request that the controls make now."""
    chosen = backend.chosen()
    body = settings.body(
        "functions", st.session_state["functions.prompt"], backend.model(), simulated=chosen.name == "simulator"
    )
    stored = run is not None and offer.stored("functions", run.request)
    body = going_on.continued("functions", body, run, chosen.base_url, stored=stored)
    return Request({**body, **offer.fields("functions", offers.every)}, chosen.name)


def problem() -> str:
    """Why it can't be sent, in a sentence; "" if it can."""
    return settings.problem("functions", st.session_state["functions.prompt"], backend.model())


def stream() -> None:
    """Stream was pressed. This runs before the page is drawn again, with what the controls hold by then."""
    if not problem():
        below.release("functions")
        decisions.close_form("functions")
        request = prepared()
        runs.start("functions.run", request, backend.chosen(), offer.tools("functions", offers.every, request))


prompt.draw("functions", page, [preset.prompt for preset in PRESETS], run, stream, problem())
with page.options.popover("Tools", width="stretch", key="functions.tools", on_change="rerun") as opened:
    if opened.open:
        offer.draw("functions", offers.every)
with page.options.popover("Settings", width="stretch", key="functions.settings", on_change="rerun") as opened:
    if opened.open:
        settings.draw("functions", simulated=backend.chosen().name == "simulator")
        st.caption("This will be sent:")
        st.json(prepared().sent)

request = run.request if run else prepared()
code.draw(page.tabs["Code"], request, backend.chosen(), "functions", run=run)
source.draw(page.tabs["Source"], __file__)
below.draw_calls("functions", page.below, run)

follow("functions", run, CallsPicture(page, "functions", offers), request)
backend.settle()
