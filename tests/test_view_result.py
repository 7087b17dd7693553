"""The value of a structured output as JSON and as tables."""

import csv
import io
import json
from typing import Any

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from lib.view.structured.result import as_csv, as_json, lists_of_objects, said, table
from tests.answers import growing, read, streamed, whole
from tests.trees import said as words
from tests.trees import visited

texts = st.text(st.characters(codec=None, categories=None) | st.sampled_from('.,"\n|'), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
POINT: dict[str, Any] = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}


def csv_of(objects: list[Any]) -> list[dict[str, str]]:
    """What a reader of the CSV finds."""
    return list(csv.DictReader(io.StringIO(table(objects).to_csv(index=False))))


def paths(value: Any) -> list[tuple[str | int, ...]]:
    return [path for path, _ in lists_of_objects(value, ())]


def test_lists_of_objects_are_found_wherever_they_are() -> None:
    value = {"a": [{"b": [{"c": 1}], "d": [1, 2]}, {"b": []}], "e": {"f": [{}]}, "g": [[{"h": 1}]], "i": []}
    assert paths(value) == [("a",), ("a", 0, "b"), ("e", "f"), ("g", 0)]
    assert paths([{"a": 1}]) == [()]
    assert paths({"a": 1}) == paths([1, "a"]) == paths(None) == paths("[{}]") == []


def test_of_a_mixed_list_the_objects_are_the_rows() -> None:
    assert list(lists_of_objects([1, {"a": 1}, None, {"a": 2}], ())) == [((), [{"a": 1}, {"a": 2}])]


def test_what_is_inside_an_object_is_a_column_of_its_own() -> None:
    assert csv_of([{"a": {"b": {"c": 1}, "d": "x"}}, {"a": {"d": "y, z"}}]) == [
        {"a.b.c": "1", "a.d": "x"},
        {"a.b.c": "", "a.d": "y, z"},
    ]


def test_a_list_is_a_cell_of_json() -> None:
    (row,) = csv_of([{"a": [1, {"b": "é"}], "c": []}])
    assert json.loads(row["a"]) == [1, {"b": "é"}]
    assert row["c"] == "[]"


def test_whole_numbers_stay_whole_where_a_row_lacks_one() -> None:
    assert [row["a"] for row in csv_of([{"a": 1}, {"b": 2}])] == ["1", ""]


def test_a_value_that_is_no_object_is_a_row_by_itself() -> None:
    assert csv_of([7]) == [{"value": "7"}]
    assert csv_of([[1, 2]]) == [{"value": "[1, 2]"}]


def test_two_names_that_are_shown_alike_stay_two_columns() -> None:
    for twice in ({"\ud800": 1, "?": 2}, {"a.b": 1, "a": {"b": 2}}):
        found = table([twice])
        assert found.columns.is_unique
        assert sorted(found.iloc[0]) == [1, 2]


@given(st.lists(values, min_size=1, max_size=4))
def test_any_value_is_a_table_that_can_be_sent(objects: list[Any]) -> None:
    found = table(objects)
    assert len(found) == len(objects)
    assert found.columns.is_unique
    found.to_csv(index=False).encode()


@given(values)
def test_the_json_reads_as_the_value(value: Any) -> None:
    assert repr(json.loads(as_json(value, json.dumps(value)))) == repr(value)


def test_a_number_that_is_too_large_stays_as_it_was_written() -> None:
    text = '{"a": 1e999}'
    assert as_json(json.loads(text), text) == text


@pytest.mark.parametrize("values", [[2**70], [1.5, 2**70], [2**64 - 1, -1], [-(2**63) - 1]])
def test_whole_numbers_beyond_a_tables_reach_are_texts(values: list[Any]) -> None:
    rows = table([{"a": value} for value in values])
    assert [one for one in rows["a"] if isinstance(one, int) and abs(one) > 2**53] == []
    streamlit.dataframe(rows)  # it can be sent


def test_objects_with_very_many_names_stand_in_one_column() -> None:
    rows = table([{f"k{at}": at} for at in range(3000)])
    assert rows.columns.tolist() == ["value"]
    assert json.loads(rows["value"].iloc[7]) == {"k7": 7}


def test_no_cell_of_the_csv_begins_a_formula() -> None:
    assert as_csv(table([{"a": '=HYPERLINK("http://x")', "b": -1, "c": "@x"}])).splitlines()[1] == (
        '"\'=HYPERLINK(""http://x"")",-1,\'@x'
    )


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ('{"x":1}', "completed", "valid, as a whole"),
        ('{"x":"1"}', "completed", "whole, but not valid"),
        ('{"x":1', "incomplete", "as far as it came"),
        ('{"x":1', "completed", "as far as it came"),
    ],
)
def test_it_says_whether_it_is_whole(text: str, status: str, words: str) -> None:
    assert said(read(POINT, streamed(text, status=status))) == words


def test_without_a_shape_a_whole_value_needs_no_words() -> None:
    assert said(whole(None, '{"x":1}')) == ""
    assert said(growing(None, '{"x":1')) == "as far as it came"


def page() -> None:
    """The result of a list of as many rows as the session says, with the texts of its files."""
    import json

    import streamlit as st

    from lib.view.structured import result
    from tests.answers import whole

    st.session_state["files"] = files = {}

    def kept(label: str, content: object, **_: object) -> None:
        files[label] = content

    st.download_button = kept  # type: ignore[assignment]
    rows = [{"x": at, "y": "word " * 4} for at in range(st.session_state["rows"])]
    result.draw("place", st.container(), whole(None, json.dumps(rows)), "name", f"moment {len(rows)}")


@pytest.fixture
def own_button(monkeypatch: pytest.MonkeyPatch) -> None:
    """A button that the page replaces is the old one again afterwards."""
    monkeypatch.setattr(streamlit, "download_button", streamlit.download_button)


@pytest.mark.usefixtures("own_button")
def test_of_very_many_rows_the_last_are_shown_and_the_files_have_all_of_them() -> None:
    test = visited(page, {"rows": 1200})
    assert [*test.dataframe[0].value["x"]] == [*range(200, 1200)]
    assert "The last 1,000 of 1,200 rows." in words(test)
    files = test.session_state["files"]
    assert [row["x"] for row in json.loads(files["JSON"]())] == [*range(1200)]
    assert len(files["CSV"]().splitlines()) == 1201


@pytest.mark.usefixtures("own_button")
def test_the_files_of_a_short_text_are_made_at_once() -> None:
    test = visited(page, {"rows": 3})
    assert len(test.dataframe[0].value) == 3
    assert len(json.loads(test.session_state["files"]["JSON"])) == 3
    assert "The last" not in words(test)
