"""An object's schema as rows, and back: what a row doesn't say stays as it is."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.samples.models import MODELS
from lib.tools.strict import strict
from lib.view.structured.field_table import Row, edited, fault, rows, types, written
from lib.view.structured.field_types import label
from tests.random_schemas import TOPS

TEXT = {"type": "string"}


def an_object(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    """A strict object's schema, unless others are required."""
    names = [*properties] if required is None else required
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


SCHEMA = {
    **an_object(
        a={"type": "string", "pattern": "^a$", "description": "An a"},
        b={"$ref": "#/$defs/One"},
        c={"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}], "description": "Three or more"},
        d={"type": "array", "items": {"$ref": "#/$defs/One"}},
    ),
    "$defs": {"One": an_object(x=TEXT)},
}


def changed(at: int, schema: dict[str, Any] = SCHEMA, *, is_strict: bool = True, **cells: Any) -> dict[str, Any]:
    """The schema after a row's cells were edited."""
    table = edited(rows(schema, strict=is_strict), {"edited_rows": {at: cells}})
    assert fault(table) == ""
    return written(schema, table, strict=is_strict)


def test_each_property_is_a_row() -> None:
    said = [(row["name"], row["type"], row["required"], row["description"]) for row in rows(SCHEMA, strict=True)]
    assert said == [
        ("a", "string", True, "An a"),
        ("b", "One", True, ""),
        ("c", "integer", False, "Three or more"),
        ("d", "list of One", True, ""),
    ]


def test_not_in_strict_mode_null_is_of_the_type() -> None:
    table = rows(an_object(["a"], a={"type": ["string", "null"]}, b=TEXT), strict=False)
    assert [(row["type"], row["required"]) for row in table] == [("string or null", True), ("string", False)]


def test_a_renamed_property_keeps_its_place_and_the_rest() -> None:
    found = changed(1, name=" one ")
    assert list(found["properties"]) == ["a", "one", "c", "d"]
    assert list(found["properties"].values()) == list(SCHEMA["properties"].values())
    assert found["required"] == ["a", "one", "c", "d"]
    assert found["$defs"] == SCHEMA["$defs"]


def test_a_removed_row_is_gone_and_a_new_one_is_last() -> None:
    edits = {"deleted_rows": [0, 2], "added_rows": [{"name": "new", "type": "date", "description": "When"}]}
    found = written(SCHEMA, edited(rows(SCHEMA, strict=True), edits), strict=True)
    assert list(found["properties"]) == found["required"] == ["b", "d", "new"]
    assert found["properties"]["new"] == {"type": "string", "format": "date", "description": "When"}


def test_other_order_is_other_order() -> None:
    table = rows(SCHEMA, strict=True)[::-1]
    found = written(SCHEMA, table, strict=True)
    assert list(found["properties"]) == ["d", "c", "b", "a"]
    assert found["properties"] == SCHEMA["properties"]


def test_names_may_be_swapped() -> None:
    edits = {"edited_rows": {"0": {"name": "b"}, "1": {"name": "a"}}}
    found = written(SCHEMA, edited(rows(SCHEMA, strict=True), edits), strict=True)["properties"]
    assert (found["b"], found["a"]) == (SCHEMA["properties"]["a"], SCHEMA["properties"]["b"])


def test_another_type_keeps_the_description() -> None:
    assert changed(0, type="list of numbers")["properties"]["a"] == {
        "type": "array",
        "items": {"type": "number"},
        "description": "An a",
    }


def test_the_type_of_another_row_can_be_chosen() -> None:
    assert "One" in types(SCHEMA, strict=True)
    assert changed(0, type="One")["properties"]["a"] == {"anyOf": [{"$ref": "#/$defs/One"}], "description": "An a"}
    assert changed(0, type="list of One")["properties"]["a"]["items"] == {"$ref": "#/$defs/One"}


def test_unlike_types_have_unlike_labels() -> None:
    schema = an_object(a={"enum": ["x"]}, b={"enum": ["x"], "title": "B"}, c={"enum": ["x"]})
    assert [row["type"] for row in rows(schema, strict=True)] == ["one of x", "one of x (2)", "one of x"]
    assert changed(0, schema, type="one of x (2)")["properties"]["a"] == {"enum": ["x"], "title": "B"}


def test_in_strict_mode_what_is_not_required_may_be_null() -> None:
    off = changed(0, required=False)
    assert off["properties"]["a"]["type"] == ["string", "null"]
    assert off["required"] == ["a", "b", "c", "d"]
    assert rows(off, strict=True)[0]["required"] is False
    assert changed(0, off, required=True) == SCHEMA


def test_what_might_be_null_no_longer_may() -> None:
    assert changed(2, required=True)["properties"]["c"] == {
        "type": "integer",
        "minimum": 3,
        "description": "Three or more",
    }


def test_not_in_strict_mode_it_may_be_missing() -> None:
    found = changed(0, is_strict=False, required=False)
    assert found["required"] == ["b", "c", "d"]
    assert found["properties"] == SCHEMA["properties"]


def test_a_new_type_of_what_may_be_null_may_be_null() -> None:
    assert changed(2, type="boolean")["properties"]["c"]["type"] == ["boolean", "null"]


def test_a_description_beside_a_ref_makes_a_choice_of_one() -> None:
    found = changed(1, description="The one")
    assert found["properties"]["b"] == {"anyOf": [{"$ref": "#/$defs/One"}], "description": "The one"}
    assert rows(found, strict=True)[1]["type"] == "One"


def test_an_emptied_description_is_gone() -> None:
    assert changed(0, description=None)["properties"]["a"] == {"type": "string", "pattern": "^a$"}


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ({"edited_rows": {1: {"name": None}}}, "Row 2 has no name. Give it one, or remove the row."),
        ({"added_rows": [{"name": "  "}]}, "Row 5 has no name. Give it one, or remove the row."),
        ({"edited_rows": {1: {"name": "a"}}}, "2 rows are named a. Give each a name of its own."),
    ],
)
def test_a_name_that_can_not_be_used_is_said(edits: dict[str, Any], why: str) -> None:
    assert fault(edited(rows(SCHEMA, strict=True), edits)) == why


def test_rows_that_were_edited_can_be_edited_again() -> None:
    table = edited(rows(SCHEMA, strict=True), {"edited_rows": {1: {"name": "a"}}, "added_rows": [{"name": "new"}]})
    again = edited(table, {"edited_rows": {1: {"name": "z"}, 4: {"type": "number"}}})
    found = written(SCHEMA, again, strict=True)["properties"]
    assert list(found) == ["a", "z", "c", "d", "new"]
    assert found["z"] == SCHEMA["properties"]["b"]
    assert found["new"] == {"type": "number"}


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"const": "card"}, "always card"),
        ({"type": "string", "enum": ["a", "", None]}, 'one of a, "", null'),
        ({"anyOf": [{"$ref": "#/$defs/A"}, {"type": "array", "items": {"type": "object"}}]}, "A or list of objects"),
        ({"type": ["integer", "null"]}, "integer or null"),
        ({"$ref": "#"}, "the whole again"),
        ({"type": "array"}, "list"),
        ({"type": "array", "items": {"type": "array", "items": TEXT}}, "list of list of strings"),
        ({}, "anything"),
        (False, "nothing"),
    ],
)
def test_a_type_in_a_few_words(node: Any, said: str) -> None:
    assert label(node) == said


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("is_strict", [True, False])
def test_a_sample_comes_back_as_it_was(model: Any, is_strict: bool) -> None:
    schema = strict(model.model_json_schema()) if is_strict else model.model_json_schema()
    assert json.dumps(written(schema, rows(schema, strict=is_strict), strict=is_strict)) == json.dumps(schema)


@settings(max_examples=300, deadline=None)
@given(TOPS, st.booleans())
def test_any_schema_comes_back_as_it_was(schema: dict[str, Any], is_strict: bool) -> None:
    table = rows(schema, strict=is_strict)
    assert json.dumps(written(schema, table, strict=is_strict)) == json.dumps(schema)
    assert {row["type"] for row in table} <= {*types(schema, strict=is_strict)}


ROWS = st.builds(
    Row,
    origin=st.none(),
    name=st.text(min_size=1, max_size=5),
    type=st.sampled_from(types({}, strict=True)),
    required=st.booleans(),
    description=st.text(max_size=9),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ROWS, unique_by=lambda row: row["name"], max_size=5), st.booleans())
def test_rows_that_are_written_are_read_back(table: list[Row], is_strict: bool) -> None:
    found = rows(written({"type": "object"}, table, strict=is_strict), strict=is_strict)
    assert found == [{**row, "origin": row["name"]} for row in table]
