"""The explorer's rows and its filters: each alone and together, over odd events, too."""

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import pandas as pd
import pytest

from lib.engine.runs import recorded
from lib.protocol.events import Body, Event, event
from lib.protocol.recording import Recording
from lib.view import event_rows
from lib.view.recordings.event_search import having
from lib.view.recordings.explorer import filtered
from tests.answers import added, asked, done, numbered, over, piece

BODIES: list[Body] = numbered(
    [asked(), added(0), piece("Hello"), piece(" (there"), done("Hello (there"), added(1), piece("hello", 1), over()]
)
TIMES = [0.0, 0.2, 0.25, 0.9, 0.95, 1.0, 3.0, 3.0]


def rows_of(bodies: list[Body], times: Sequence[float | None]) -> pd.DataFrame:
    """The table of these events, with the one that ends a run where they don't."""
    run = recorded(Recording(events=[event(t, body) for t, body in zip(times, bodies, strict=True)]))
    return event_rows.rows_of(run.events)


def found(rows: pd.DataFrame, **filters: Any) -> list[int]:
    """The numbers of the events that pass these filters."""
    every = {"kind": None, "group": None, "item": None, "text": "", "gap": None, **filters}
    return [int(at) for at in filtered(rows, **every)["Event"]]


@pytest.fixture
def rows() -> pd.DataFrame:
    """The rows of a small run with two items."""
    return rows_of(BODIES, TIMES)


def test_without_a_filter_all_events_are_shown_counted_from_one(rows: pd.DataFrame) -> None:
    assert found(rows) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found(rows, text=None, gap=0) == found(rows)


def test_each_filter_alone(rows: pd.DataFrame) -> None:
    assert found(rows, kind="output_text.delta") == [3, 4, 7]
    assert found(rows, group="item") == [2, 5, 6]
    assert found(rows, group="run") == [1]
    assert found(rows, item="0") == [2, 3, 4, 5]
    assert found(rows, item="1") == [6, 7]
    assert found(rows, text="hello") == [3, 7]
    assert found(rows, text="OUTPUT_TEXT") == [3, 4, 7]
    assert found(rows, gap=500) == [4, 7]


def test_text_is_text_and_no_pattern(rows: pd.DataFrame) -> None:
    assert found(rows, text="(") == [4]
    assert found(rows, text=".*") == []
    assert found(rows, text="\\") == []


def test_the_filters_together_let_pass_what_each_lets_pass(rows: pd.DataFrame) -> None:
    choices: dict[str, list[Any]] = {
        "kind": [None, "output_text.delta", "nothing"],
        "group": [None, "text", "item"],
        "item": [None, "0", "1", "7"],
        "text": ["", "hello", "THERE"],
        "gap": [None, 100, 500],
    }
    for picked in product(*choices.values()):
        filters = dict(zip(choices, picked, strict=True))
        alone = [set(found(rows, **{name: value})) for name, value in filters.items()]
        assert set(found(rows, **filters)) == set.intersection(*alone)


def test_a_gap_is_from_the_event_before_in_milliseconds(rows: pd.DataFrame) -> None:
    gaps = rows["Gap, ms"].tolist()
    assert pd.isna(gaps[0])
    assert gaps[1:] == pytest.approx([200, 50, 650, 50, 50, 2000, 0])


def test_a_gap_stays_the_one_in_the_whole_run_when_others_are_filtered_out(rows: pd.DataFrame) -> None:
    left = filtered(rows, "output_text.delta", None, "0", "", None)
    assert left["Gap, ms"].tolist() == pytest.approx([50, 650])
    assert left.index.tolist() == [2, 3]  # by which a click finds the event


@pytest.mark.parametrize("odd", [True, 10**9, -(10**9), 10**30, 1.5, "0", None, [], {}])
def test_an_odd_output_index_is_no_item(odd: object) -> None:
    rows = rows_of([{"type": "x", "output_index": odd}, {"type": "x", "output_index": 3}, over()], [0.0, 0.1, 0.2])
    assert [item for item in rows["Item"] if item] == ["3"]
    assert found(rows, item="3") == [2]


def test_without_times_there_are_no_gaps_and_no_gap_filter_finds_any() -> None:
    rows = rows_of(BODIES, [None] * len(BODIES))
    assert rows["Gap, ms"].isna().all()
    assert rows["Seconds"].isna().all()
    assert found(rows, gap=1) == []
    assert found(rows) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_some_unknown_times_and_times_that_go_back_break_nothing() -> None:
    rows = rows_of(BODIES, [0.0, None, 0.2, 0.1, -5.0, 9e8, None, None])
    assert found(rows, gap=1) == [6]
    assert rows["Gap, ms"].isna().sum() == 5


def test_a_recording_without_an_event_has_the_one_that_ends_it() -> None:
    rows = rows_of([], [])
    assert rows["Type"].tolist() == ["run.ended_early"]
    assert found(rows, item="0") == []


def test_a_text_anywhere_in_the_json_is_found_but_no_name_of_a_field() -> None:
    run = recorded(Recording(events=[event(t, body) for t, body in zip(TIMES, BODIES, strict=True)]))
    bodies = [each.body for each in run.events]
    ids = [at for at, body in enumerate(bodies) if "msg_0" in json.dumps(body)]
    assert ids
    assert having(run.events, "MSG_0") == ids
    assert having(run.events, "output_index") == []
    assert having(run.events, "") == list(range(len(run.events)))


@pytest.mark.parametrize("text", ["é", "É", '"', "\\", "日本", "a\nb", "\U0001f600"])
def test_a_text_is_found_however_the_server_wrote_it(text: str) -> None:
    body = {"type": "x", "delta": f"one {text} two"}
    raws = [f"data: {json.dumps(body, ensure_ascii=ascii)}\n\n".encode() for ascii in (True, False)]
    events = [Event(None, raw) for raw in raws]
    assert having(events, text) == [0, 1]
    assert having(events, f"{text}{text}") == []


@pytest.mark.parametrize(
    ("raw", "text"),
    [(r'"\u00c4pfel"', "äPFEL"), (r'"http:\/\/a"', "http://a"), (r'"a\u0020b"', "a b"), ('"ÄPFEL"', "äp")],
)
def test_a_text_is_found_in_any_case_whichever_escapes_stand_for_it(raw: str, text: str) -> None:
    assert having([Event(None, f'data: {{"type":"x","delta":{raw}}}\n\n'.encode())], text) == [0]


def test_the_filter_finds_what_only_the_json_has(rows: pd.DataFrame) -> None:
    assert found(rows, text="hidden") == []
    assert found(rows, text="hidden", having=[4]) == [5]
    assert found(rows, text="hello", having=[4], kind="output_text.delta") == [3, 7]


def test_items_of_several_turns_are_named_with_their_turn() -> None:
    bodies = [asked(), added(0), added(1), over(), asked(), added(0), over()]
    assert rows_of(bodies, [0.0] * 7)["Item"].tolist() == ["", "1.0", "1.1", "", "", "2.0", ""]
    assert rows_of(bodies[:4], [0.0] * 4)["Item"].tolist() == ["", "0", "1", ""]
