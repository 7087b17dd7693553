"""The form of a call's arguments: which field a property gets, and what is read from it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.view.calls.arguments import choices_of, kind_of, properties, typed

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def own_session() -> Iterator[None]:
    """Each test has a session without keys."""
    st.session_state.clear()
    yield
    st.session_state.clear()


def schema(**about: Json) -> Json:
    return {"type": "object", "properties": about, "required": list(about), "additionalProperties": False}


STRING = {"type": "string"}
MAYBE = {"anyOf": [STRING, {"type": "null"}]}
COLOUR = {"$ref": "#/$defs/Colour"}
COLOURS = {"$defs": {"Colour": {"type": "string", "enum": ["red", "blue"]}}}


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (STRING, "string"),
        ({"type": ["integer", "null"]}, "integer"),
        (MAYBE, "string"),
        ({"anyOf": [STRING, {"type": "integer"}]}, ""),
        ({"type": ["string", "integer"]}, ""),
        ({}, ""),
    ],
)
def test_the_kind_is_the_one_type_besides_null(about: Json, kind: str) -> None:
    before = json.dumps(about)
    assert kind_of(about) == kind
    assert json.dumps(about) == before


@pytest.mark.parametrize(
    ("about", "choices"),
    [
        ({"type": "string", "enum": ["a", "b"]}, ["a", "b"]),
        ({"type": ["string", "null"], "enum": ["a", None]}, ["a", None]),
        ({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}, ["a", None]),
        ({"anyOf": [{"type": "null"}, {"enum": ["a"]}]}, ["a", None]),
        (MAYBE, []),
        (STRING, []),
    ],
    ids=["enum", "with null", "or null", "null first", "text or null", "text"],
)
def test_an_enum_gives_its_values_null_included(about: Json, choices: list[Any]) -> None:
    assert choices_of(about) == choices


def test_a_reference_is_what_it_refers_to() -> None:
    found = properties({**schema(colour={**COLOUR, "description": "Of the wall"}), **COLOURS})
    assert choices_of(found["colour"]) == ["red", "blue"]
    assert found["colour"]["description"] == "Of the wall"


@pytest.mark.parametrize("about", [{"$ref": "#/$defs/Gone"}, {"$ref": 7}])
def test_a_reference_to_nothing_is_kept_as_it_is(about: Json) -> None:
    assert properties(schema(a=about)) == {"a": about}


def form(given: Json | None, text: str) -> AppTest:
    """The form of these arguments, as a page has it."""

    def page(given, text) -> None:  # type: ignore[no-untyped-def]
        import streamlit as st

        from lib.view.calls import arguments

        arguments.draw("f", given, text)
        try:
            st.text(arguments.typed("f", given, text))
        except ValueError as error:
            st.error(str(error))

    test = AppTest.from_function(page, kwargs={"given": given, "text": text}).run()
    assert not test.exception, [element.message for element in test.exception]
    return test


EVERY = {
    **schema(
        city=STRING,
        colour=COLOUR,
        size={"anyOf": [{"enum": ["s", "m"]}, {"type": "null"}]},
        warm={"type": "boolean"},
        days={"type": "integer"},
        note=MAYBE,
        tags={"type": "array", "items": STRING},
        where={"type": "object", "properties": {"x": {"type": "number"}}},
    ),
    **COLOURS,
}
GIVEN = {
    "city": 'O"slo',
    "colour": "blue",
    "size": None,
    "warm": True,
    "days": 3,
    "note": None,
    "tags": ["a", "ü"],
    "where": {"x": 1.5},
}


def test_a_form_that_nobody_touched_gives_the_arguments_that_it_was_filled_with() -> None:
    test = form(EVERY, json.dumps(GIVEN))
    assert json.loads(test.text[0].value) == GIVEN
    assert [box.label for box in test.selectbox] == ["colour", "size"]
    assert [box.label for box in test.checkbox] == ["warm"]
    assert [box.label for box in test.text_input] == [
        "city",
        "days, as JSON",
        "note, as JSON",
        "tags, as JSON",
        "where, as JSON",
    ]


def test_every_field_can_be_changed() -> None:
    test = form(EVERY, json.dumps(GIVEN))
    changed = {"city": "Rome", "days": "4", "note": "null", "tags": "[]", "where": '{"x": 2}'}
    for name, text in changed.items():
        test.text_input(key=f"f.field.{name}").set_value(text)
    test.selectbox(key="f.field.size").set_value("m")
    test.checkbox(key="f.field.warm").set_value(False)
    assert json.loads(test.run().text[0].value) == {
        **GIVEN,
        "city": "Rome",
        "days": 4,
        "tags": [],
        "where": {"x": 2},
        "size": "m",
        "warm": False,
    }


def test_a_text_that_may_be_null_is_text_without_quotes_too() -> None:
    test = form(schema(note=MAYBE), '{"note": null}')
    for text, value in (("soon", "soon"), ('"soon"', "soon"), ("null", None), ("12", "12")):
        test.text_input(key="f.field.note").set_value(text).run()
        assert json.loads(test.text[0].value) == {"note": value}


def test_a_field_that_is_no_json_names_itself() -> None:
    test = form(schema(days={"type": "integer"}), '{"days": 3}')
    test.text_input(key="f.field.days").set_value("three").run()
    assert test.error[0].value == "days: expected JSON, got 'three'"


def test_a_value_outside_of_its_enum_can_be_kept_and_changed() -> None:
    test = form({**schema(colour=COLOUR), **COLOURS}, '{"colour": "green"}')
    assert json.loads(test.text[0].value) == {"colour": "green"}
    assert list(test.selectbox[0].options) == ["red", "blue", "green"]
    assert json.loads(test.selectbox[0].set_value("red").run().text[0].value) == {"colour": "red"}


@pytest.mark.parametrize("text", ['{"city":', "[1]", ""])
def test_a_text_that_is_no_object_is_edited_as_it_is(text: str) -> None:
    test = form(schema(city=STRING), text)
    assert test.text_area[0].label == "Arguments, as JSON"
    assert test.text[0].value == text
    test.text_area[0].set_value('{"city": "Rome"}').run()
    assert test.text[0].value == '{"city": "Rome"}'


def test_a_custom_tools_text_is_edited_as_it_is() -> None:
    test = form(None, '{"looks": "like JSON"}')
    assert test.text_area[0].label == "Input"
    assert test.text[0].value == '{"looks": "like JSON"}'


@pytest.mark.parametrize(
    "text",
    ['{"warm": null}', '{"note": "\\"hi\\""}', '{"note": "null"}', '{"city":  "a\\nb", "more": 1}', "{}"],
    ids=["null for a boolean", "quotes", "the word null", "lines, and one more", "nothing"],
)
def test_what_nobody_touched_stays_to_the_letter(text: str) -> None:
    warm = {"type": ["boolean", "null"]}
    assert form(schema(warm=warm, note=MAYBE, city=STRING), text).text[0].value == text


def test_a_property_that_the_schema_lacks_stays() -> None:
    st.session_state["f.field.city"] = "Rome"
    assert json.loads(typed("f", schema(city=STRING), '{"city": "Oslo", "more": 1}')) == {"city": "Rome", "more": 1}
