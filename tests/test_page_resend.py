"""Edit and run on the Recordings page: a request is sent once, and what has none offers what its response says."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.echoed import echoed
from lib.protocol.recording import Recording, sse_body
from lib.samples.recordings import samples
from lib.view.recordings.resend import UNKNOWN
from tests.answers import streamed
from tests.recordings_page import of, opened, pasted, run_of, turned
from tests.trees import clicked, holding, said, unfolded

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def box(test: AppTest) -> Any:
    """What the box of the request holds; None where it isn't shown."""
    shown = [area for area in test.text_area if area.key == "recordings.resend.text"]
    return json.loads(shown[0].value or "") if shown else None


@pytest.mark.parametrize("button", ["send", "two"])
def test_after_it_was_sent_the_popover_stays_closed_whatever_the_browser_remembers(button: str) -> None:
    test = unfolded(opened(of(*streamed("Fine"), model="sim-1")), "recordings.resend")
    assert box(test) == {"model": "sim-1", "input": "Say it."}
    for _ in range(2):
        clicked(test, f"recordings.resend.{button}")
        holding(test, {"recordings.resend": True, "recordings.view": "Explore"})  # as the next click sends it
        assert box(turned(test, "Events")) is None
        assert box(unfolded(test, "recordings.resend"))["model"] == "sim-1"


def test_a_body_without_a_request_offers_what_its_response_says() -> None:
    body = sse_body(samples()[0].load()).decode()
    for test in (pasted(opened(), body), opened(Recording(events=samples()[0].load().events))):
        unfolded(test, "recordings.resend")
        assert box(test) == echoed(run_of(test).events)
        assert box(test)["model"] == "sim-1"
        assert UNKNOWN in said(test)
        test.text_area(key="recordings.resend.text").set_value(json.dumps({**box(test), "input": "Say it again."}))
        clicked(test, "recordings.resend.send")
        assert run_of(test).request.body == {"model": "sim-1", "input": "Say it again."}
        assert run_of(test).events[-1].type == "response.completed"
        assert UNKNOWN not in said(unfolded(test, "recordings.resend"))


def test_a_text_that_is_pasted_is_opened_once_and_open_stays_closed() -> None:
    test = pasted(opened(), sse_body(samples()[0].load()).decode())
    names = test.selectbox(key="recordings.picked").options
    assert [name for name in names if name.startswith("Pasted")] == ["Pasted · sim-1 · 81 events"]
    holding(test, {"recordings.open": True})  # as the next click sends it
    assert [area.key for area in test.text_area if area.key == "recordings.pasted"] == []
