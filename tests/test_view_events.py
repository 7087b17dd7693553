"""The table of the events: its rows, its filters."""

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording
from lib.view.event_rows import LONGEST, rows_of
from lib.view.events import filtered, go, row_of
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
    assert list(filtered(found, "output_text.delta", None, "").index) == [2, 3]
    assert list(filtered(found, None, "item", "").index) == [1]
    assert list(filtered(found, None, None, "HELLO").index) == [2]
    assert list(filtered(found, None, None, "Text.D").index) == [2, 3]
    assert list(filtered(found, None, None, "(").index) == [3]
    assert list(filtered(found, "no such type", None, "").index) == []


def test_a_run_without_events_has_an_empty_table() -> None:
    found = rows()
    assert len(found) == 0
    assert len(filtered(found, None, None, "a")) == 0


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


def test_a_click_leads_on_where_there_is_a_way_and_else_shows_the_json() -> None:
    run = recorded(Recording(events=[event(0.0, piece(text)) for text in "abc"]))
    for leads, seen, caption in ((False, 3, "Click one to see its JSON."), (True, 2, "Click one to go to it.")):
        test = AppTest.from_function(table, kwargs={"run": run, "seen": seen, "leads": leads}).run()
        assert not test.exception
        assert caption in test.caption[0].value
        assert f"{seen} events" in test.caption[0].value
    found = rows_of(run.events)
    found = found[found["Brings"] == '"b"']
    for cells, place in (([(0, "Type")], 1), ([], None), ([(1, "Type")], None)):
        assert row_of(found, SimpleNamespace(selection=SimpleNamespace(cells=cells))) == place
    assert row_of(found, None) is None


def table(run: "Run", seen: int, leads: bool) -> None:
    import streamlit as st

    from lib.view.events import draw_table
    from lib.view.recordings.scrubber import jump

    draw_table("x", st.container(), run, seen, jump if leads else None)


def test_a_click_on_a_row_goes_to_the_event_of_that_row(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[tuple[str, int]] = []
    found = rows(*BODIES)[2:]
    for cells in ([(1, "Type")], [], [(9, "Type")]):
        picked = {"key": SimpleNamespace(selection=SimpleNamespace(cells=cells))}
        monkeypatch.setattr("streamlit.session_state", picked)
        go("here", "key", found, lambda place, at: went.append((place, at)))
    assert went == [("here", 4)]
