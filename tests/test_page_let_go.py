"""A run is let go while a script draws it, at each moment that there is: the page ends without a traceback."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.protocol.events import Event
from lib.view import state
from tests.answers import streamed
from tests.recordings_page import PAGE, at_event, of, opened, run_of
from tests.trees import SECONDS

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


class Moments:
    """The reads of the events of one run. Just before read number `last` the run is let go, and emptied."""

    def __init__(self) -> None:
        self.of: Run | None = None
        self.last = 0
        self.seen = 0

    def read(self, run: Run) -> list[Event]:
        """What `run.events` gives."""
        if run is self.of:
            self.seen += 1
            if self.seen == self.last:
                self.of = None
                state.engine().kept.drop(run.id)
                state.engine().kept.empty()
        found: list[Event] = run.__dict__["events"]
        return found


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moments]:
    """Every read of a run's events passes here."""
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    made = Moments()

    def write(run: Run, events: list[Event]) -> None:
        run.__dict__["events"] = events

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "events", property(made.read, write), raising=False)
        yield made


VIEWS: dict[str, dict[str, Any]] = {
    "Explore, an event in the middle": {"recordings.at": 3},
    "Explore, the findings and downloads": {"recordings.findings": True, "recordings.downloads": True},
    "Explore, the table of the picture": {"recordings.tab": "Events"},
    "Compare": {"recordings.view": "Compare"},
}


@pytest.mark.parametrize("held", VIEWS.values(), ids=VIEWS)
def test_a_run_that_goes_at_any_moment_leaves_no_traceback(held: dict[str, Any], moments: Moments) -> None:
    told: dict[int, list[str]] = {}
    while moments.of is None:  # until there is no read left before which it could go
        moments.last, moments.seen = moments.last + 1, 0
        visitor = f"{sorted(held)} {moments.last}"
        other, run = (state.engine().adopt(of(*streamed("Hel", "lo", end)), visitor) for end in "?.")
        moments.of = run
        test = AppTest.from_file(str(PAGE), default_timeout=SECONDS)
        for name, value in {"state.visitor": visitor, "recordings.at_of": run.id, **held}.items():
            test.session_state[name] = value
        told[moments.last] = [error.message for error in test.run().exception]
        state.engine().kept.drop(other.id)
    assert {at: messages for at, messages in told.items() if messages} == {}
    assert len(told) == moments.seen + 1 > 3


def test_an_open_page_holds_no_event_of_a_run_that_was_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its widgets' callbacks are there for as long as it is open, and what they were given."""
    monkeypatch.setattr("lib.engine.retention.LINGER", 0.0)
    test = at_event(opened(of(*streamed("Hel", "lo"))), 3)
    run = run_of(test)
    events = run.events
    state.engine().kept.drop(run.id)
    state.engine().kept.empty()
    gc.collect()
    assert (run.events, [type(one) for one in gc.get_referrers(events)]) == ([], [])
    assert test.session_state["recordings.looked"] == run.id
