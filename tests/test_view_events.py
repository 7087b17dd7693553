"""The table of the events: its rows, its filters."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording
from lib.view.event_rows import LONGEST, rows_of
from lib.view.events import ALL_GROUPS, ALL_TYPES, filtered
from tests.answers import added, asked, numbered, over, piece

BODIES = numbered([asked(), added(), piece("Hello"), piece(" (there"), over()])


def rows(*bodies: Body) -> pd.DataFrame:
    """The rows of these events."""
    return rows_of([event(0.5, body) for body in bodies])


def test_a_row_says_what_came_and_of_which_item() -> None:
    row = rows(*BODIES).to_dict("records")[2]
    brings = {"Type": "output_text.delta", "Group": "text", "Brings": '"Hello"', "Item": "0", "Seconds": 0.5}
    assert row == {"#": row["#"], "Event": 3, "Gap, ms": 0.0, **brings}
    assert row["#"].isdecimal()


def test_types_and_groups_are_sent_once_each() -> None:
    """Ten thousand rows were 967 KB, and are 618."""
    found = rows(*[piece("a")] * 500)
    assert list(found["Type"].cat.categories) == ["output_text.delta"]
    assert list(found["Group"].cat.categories) == ["text"]


def test_the_filters_find_by_type_group_and_text_in_any_case() -> None:
    found = rows(*BODIES)
    assert list(filtered(found, "output_text.delta", ALL_GROUPS, "").index) == [2, 3]
    assert list(filtered(found, ALL_TYPES, "item", "").index) == [1]
    assert list(filtered(found, ALL_TYPES, ALL_GROUPS, "HELLO").index) == [2]
    assert list(filtered(found, ALL_TYPES, ALL_GROUPS, "Text.D").index) == [2, 3]
    assert list(filtered(found, ALL_TYPES, ALL_GROUPS, "(").index) == [3]
    assert list(filtered(found, "no such type", ALL_GROUPS, "").index) == []


def test_a_run_without_events_has_an_empty_table() -> None:
    found = rows()
    assert len(found) == 0
    assert len(filtered(found, ALL_TYPES, ALL_GROUPS, "a")) == 0


def test_odd_events_have_rows_that_can_be_sent() -> None:
    odd: Body = {"type": "\ud800", "output_index": 10**30, "sequence_number": True, "delta": "\ud800" + "x" * 9999}
    found = rows(odd, {"type": "?", "output_index": "1"}, {"type": "response.?"})
    assert set(found["Item"]) == {""}
    assert list(found["Type"]) == ["?", "?", "?"]
    assert len(found["Brings"][0]) == LONGEST
    found["Brings"][0].encode()


def test_a_search_shows_as_soon_as_the_keys_rest() -> None:
    """Streamlit's own pause of 250 ms is longer than all the rest takes."""

    def script(run: "Run") -> None:
        import streamlit as st

        from lib.view.events import draw_table

        draw_table("x", st.container(), run, 1)

    run = recorded(Recording(events=[event(0.0, piece("a"))]))
    test = AppTest.from_function(script, kwargs={"run": run}).run()
    assert not test.exception
    assert test.text_input(key="x.search").proto.live_debounce_ms <= 100
