"""The scrubber: what a link's event number may be."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.view.recordings.scrubber import DIGITS


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
