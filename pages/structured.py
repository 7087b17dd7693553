"""Structured outputs: JSON becomes a typed object, field by field."""

from functools import partial
from typing import Literal

import streamlit as st
from pydantic import BaseModel, Field

from lib.protocol.request import Request
from lib.samples.structured_presets import PRESETS
from lib.view import backend, below, code, frame, prompt, runs, settings, source, waits
from lib.view.follow import follow
from lib.view.structured.formats import Formats
from lib.view.structured.picture import StructuredPicture


class ProductAnalysis(BaseModel):
    """What a product offers, and to whom."""

    product_name: str
    features: list[str] = Field(min_length=1, description="What it can do")
    pros: list[str] = Field(description="What speaks for it")
    cons: list[str] = Field(description="What speaks against it")
    price_range: Literal["budget", "mid-range", "premium"]
    target_audience: str = Field(description="For whom it is")


frame.head("Structured outputs", "Watch JSON become a typed object, field by field.")
tabs = ["Fields", "Events", "Timeline", "Snapshot", "Raw", "Code", "Source"]
page = frame.frame("structured", tabs, widths=(2, 3))
run = runs.attach("structured.run")
prompt.begin("structured", run, PRESETS[0].prompt)
formats = Formats("structured", [ProductAnalysis], __file__)


def prepared() -> Request:
    """The request that the controls make now."""
    name, text = backend.chosen().name, st.session_state["structured.prompt"]
    body = settings.body("structured", text, backend.model(), simulated=name == "simulator")
    return Request(formats.asking(body, simulated=name == "simulator"), name)


def problem() -> str:
    """Why it can't be sent, in a sentence; "" if it can."""
    found = settings.problem("structured", st.session_state["structured.prompt"], backend.model())
    return found or formats.problem()


def stream() -> None:
    """Stream was pressed. This runs before the page is drawn again, with what the controls hold by then."""
    if not problem():
        below.release("structured")
        runs.start("structured.run", prepared(), backend.chosen())


prompt.draw("structured", page, {preset.title: preset for preset in PRESETS}, run, stream, problem(), formats.use)
with page.options.popover("Schema", width="stretch", key="structured.schema", on_change="rerun") as opened:
    if opened.open:
        formats.draw(simulated=backend.chosen().name == "simulator")
with page.options.popover("Settings", width="stretch", key="structured.settings", on_change="rerun") as opened:
    if opened.open:
        settings.draw("structured", simulated=backend.chosen().name == "simulator")
        st.caption("This will be sent:")
        st.json(prepared().sent)

request = run.request if run else prepared()
fit = formats.of(request.body)
model = partial(formats.code, fit) if fit.by else None
code.draw(page.tabs["Code"], request, backend.chosen(), "structured", model, run)
source.draw(page.tabs["Source"], __file__)
below.draw("structured", page.below, run, request, problem())

shown = follow("structured", run, StructuredPicture(page, "structured", fit.by, fit.name), request)
waits.follow("structured", page.below, run, shown)
backend.settle()
