"""Steps of a visitor of the Recordings page that several files of tests share. No browser."""

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording
from lib.view import state
from tests import trees
from tests.answers import numbered
from tests.conftest import ROOT
from tests.trees import clicked, holding, run_at, said, sound, visited

PAGE = ROOT / "pages" / "recordings.py"


def opened(recording: Recording | None = None, **query: str) -> AppTest:
    """The page of a visitor, who has this run of their own, if one is given."""
    if recording is None:
        return visited(PAGE, **query)
    visitor = f"visitor {time.monotonic_ns()}"
    state.engine().adopt(recording, visitor)
    return visited(PAGE, {"state.visitor": visitor}, **query)


def linked(test: AppTest, **query: str) -> AppTest:
    """The page after a link to this query was followed."""
    for name, value in query.items():
        test.query_params[name] = value
    return sound(test.run())


def of(*bodies: Body, timed: bool = True, **request: Any) -> Recording:
    """A recording of these events, a tenth of a second apart."""
    events = [event(at / 10 if timed else None, body) for at, body in enumerate(numbered(bodies))]
    return Recording({"model": "m-1", "input": "Say it.", **request}, "compatible", "", events)


def run_of(test: AppTest) -> Run:
    """The run that is looked at."""
    return run_at(test, "recordings.looked")


def looked_at(test: AppTest) -> int:
    """The number of the event that is looked at; the controls and the words agree on it."""
    (number,) = [
        one.value.split("You look at event ")[1].split(":")[0] for one in test.caption if "look at event" in one.value
    ]
    at = int(number.replace(",", ""))
    assert f"**Event {at:,}** " in said(test)
    if len(run_of(test).events) > 1:
        assert test.slider[0].value == at
    return at


def at_event(test: AppTest, number: int) -> AppTest:
    """The page with the slider moved to an event."""
    test.slider(key="recordings.at").set_value(number)
    return sound(test.run())


def stepped(test: AppTest, step: str) -> int:
    """The event that a step button leads to."""
    clicked(test, f"recordings.to_{step}")
    return looked_at(test)


def picked(test: AppTest, name: str) -> AppTest:
    """The page with another recording chosen: a sample's name, or a run's id."""
    test.selectbox(key="recordings.picked").set_value(name)
    return sound(test.run())


def turned(test: AppTest, tab: str) -> AppTest:
    """The page with that tab open."""
    return holding(test, {"recordings.tab": tab})


def diff_of(test: AppTest) -> list[str]:
    """The lines that say what the event changed."""
    return next((str(one.value).splitlines() for one in test.code if one.language == "diff"), [])


def uploaded(test: AppTest, content: bytes, name: str) -> AppTest:
    """The page after a file was opened."""
    return trees.uploaded(test, "recordings", name, content)


def pasted(test: AppTest, text: str) -> AppTest:
    """The page after a text was pasted, and Open pressed."""
    trees.unfolded(test, "recordings.open")
    test.text_area(key="recordings.pasted").set_value(text)
    return clicked(test, "recordings.open_pasted")


def replayed(test: AppTest, speed: str) -> AppTest:
    """The page after a replay, at rest."""
    return sound(test.menu_button(key="recordings.speed").click(speed).run())
