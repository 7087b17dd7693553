"""The scrubber: where each step leads, and what a link's event number may be."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.protocol.events import Event, event
from lib.view.recordings.scrubber import DIGITS, ITEM, STEPS, reached

TYPES = ("run.request", "response.created", ITEM, "d", "d", ITEM, "e", "d")
EVENTS: list[Event] = [event(None, {"type": kind}) for kind in TYPES]


def test_one_back_and_one_on_end_at_the_first_and_the_last() -> None:
    assert [reached(EVENTS, at, "back") for at in (1, 2, 8)] == [1, 1, 7]
    assert [reached(EVENTS, at, "on") for at in (1, 7, 8)] == [2, 8, 8]


def test_the_next_of_this_type_skips_the_others_and_stays_after_the_last() -> None:
    assert reached(EVENTS, 4, "type") == 5
    assert reached(EVENTS, 5, "type") == 8
    assert reached(EVENTS, 8, "type") == 8
    assert reached(EVENTS, 1, "type") == 1


def test_the_next_item_is_where_one_is_announced() -> None:
    assert [reached(EVENTS, at, "item") for at in range(1, 9)] == [3, 3, 6, 6, 6, 6, 7, 8]


def test_every_step_from_every_event_leads_to_an_event() -> None:
    for step, *_ in STEPS:
        for at in range(1, len(EVENTS) + 1):
            assert 1 <= reached(EVENTS, at, step) <= len(EVENTS)


def asking() -> None:
    import streamlit as st

    from lib.view.recordings.scrubber import asked

    st.session_state.found = asked()
    st.session_state.left = "event" in st.query_params


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("7", 7),
        ("0", 1),
        ("", 0),
        ("-3", 0),
        ("seven", 0),
        ("1.5", 0),
        ("²", 0),
        ("9" * 9000, int("9" * DIGITS)),
        (None, 0),
    ],
)
def test_the_event_that_a_link_names_is_taken_once_whatever_it_is(named: str | None, found: int) -> None:
    st.cache_data.clear()
    test = AppTest.from_function(asking)
    if named is not None:
        test.query_params["event"] = named
    test.run()
    assert not test.exception
    assert (test.session_state.found, test.session_state.left) == (found, False)
