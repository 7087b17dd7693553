"""The editor of a text format's schema: drafts are kept by format, judged, mended and undone."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.tools.schema import Schema

TEXT = {"type": "string"}
SHIPPED: Schema = {
    "type": "object",
    "properties": {"a": {"type": "string", "description": "An a"}, "b": {"type": "integer"}},
    "required": ["a", "b"],
    "additionalProperties": False,
}
CODE = "class Shape(BaseModel): ..."
AS_SHIPPED = "As it ships: judged by the Pydantic model, validators included."
AS_EDITED = "Edited: judged as a JSON Schema."


def page(shipped: dict, code: str) -> None:
    """A page with the editor; `shape`, `strict` and `open` are what its other controls would say."""
    import streamlit as st

    from lib.view.structured import schema_editor

    name, strict = st.session_state.get("shape", "Shape"), st.session_state.get("strict", True)
    if "edits" in st.session_state:
        schema_editor.take_edits("p", name, shipped, st.session_state.pop("edits"))
    if st.session_state.pop("preset", False):
        schema_editor.lay_aside("p", name)
    if st.session_state.get("open", True):
        schema_editor.draw("p", name, shipped, strict=strict, code=code)
    st.session_state["found"] = schema_editor.draft("p", name)
    st.session_state["why"] = schema_editor.problem("p", name, strict=strict)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=20, kwargs={"shipped": SHIPPED, "code": CODE}).run()


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [one.value for one in app.caption]


def view(app: AppTest, name: str) -> AppTest:
    return app.button_group[0].set_value(name).run()


def typed(app: AppTest, text: str | Schema) -> AppTest:
    """The page after this was typed as JSON."""
    box = view(app, "JSON Schema").text_area[0]
    return box.set_value(text if isinstance(text, str) else json.dumps(text)).run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def table(app: AppTest, **edits: Any) -> AppTest:
    """The page after the table was edited, all edits since it was first drawn; AppTest can't edit one itself."""
    app.session_state["edits"] = edits
    return app.run()


def found(app: AppTest) -> Any:
    return app.session_state["found"]


def why(app: AppTest) -> str:
    return str(app.session_state["why"])


def test_left_alone_there_is_no_draft(app: AppTest) -> None:
    assert (found(app), why(app), said(app)) == (None, "", [AS_SHIPPED])
    assert [button.disabled for button in app.button] == [True]


def test_the_views_show_the_same_schema(app: AppTest) -> None:
    assert json.loads(view(app, "JSON Schema").text_area[0].value) == SHIPPED
    assert view(app, "Pydantic").code[0].value == CODE


def test_a_typed_schema_is_the_draft(app: AppTest) -> None:
    other = {**SHIPPED, "description": "Other"}
    assert found(typed(app, other)) == other
    assert (why(app), said(app)) == ("", [AS_EDITED])
    code = view(app, "Pydantic").code[0].value
    assert code.startswith("from __future__")
    assert "class Shape(BaseModel):" in code


def test_what_says_the_same_as_what_ships_is_no_draft(app: AppTest) -> None:
    assert found(typed(typed(app, {**SHIPPED, "description": "Other"}), SHIPPED)) is None
    assert said(app) == [AS_SHIPPED]


def test_another_order_is_a_draft(app: AppTest) -> None:
    properties = dict(reversed(SHIPPED["properties"].items()))
    assert list(found(typed(app, {**SHIPPED, "properties": properties}))["properties"]) == ["b", "a"]


def test_a_text_that_breaks_stays_and_is_said(app: AppTest) -> None:
    broken = '{"type": "object",\n "properties": }'
    where = "text that breaks at line 2, column 16: Expecting value"
    assert found(typed(app, broken)) is None
    assert (
        why(app)
        == f"This schema can't be used: expected a JSON schema, got {where}. Mend it as JSON, or undo the edits."
    )
    assert app.text_area[0].value == broken
    view(app, "Fields")
    assert "The fields are here again once the JSON schema can be used." in said(app)
    assert view(app, "JSON Schema").text_area[0].value == broken


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"type": "string", "pattern": "^(a+)+$"}, "expected a pattern that can't run for years, got '^(a+)+$'"),
        ({"type": "text"}, 'got "text"'),
        ({"$ref": "https://example.com/x"}, "expected a $ref inside this schema"),
        ({"type": "string", "format": []}, "expected a text for 'format', got []"),
        ({"type": "string", "pattern": "["}, "expected a pattern, got '[', which breaks"),
    ],
)
def test_what_can_not_be_judged_is_refused(app: AppTest, part: Schema, what: str) -> None:
    typed(app, {**SHIPPED, "properties": {"a": TEXT, "b": {"type": "array", "items": part}}})
    assert found(app) is None
    assert what in why(app)


def test_an_ordinary_pattern_is_taken(app: AppTest) -> None:
    mail = {"type": "string", "pattern": r"^[a-z.]+@[a-z]+(\.[a-z]+)?$"}
    assert found(typed(app, {**SHIPPED, "properties": {"a": mail, "b": TEXT}})) is not None


def test_a_key_that_is_there_twice_is_said(app: AppTest) -> None:
    typed(app, '{"type": "object", "properties": {"a": {}, "a": {}}}')
    assert "got 'a' twice in one object" in why(app)


LOOSE: Schema = {
    "type": "object",
    "properties": {"a": {"type": "string", "minLength": 1}, "b": TEXT},
    "required": ["b"],
}


def test_what_strict_mode_would_refuse_is_said_and_mended(app: AppTest) -> None:
    assert found(typed(app, LOOSE)) == LOOSE
    first = "additionalProperties is not false; not required: a; a: it has 'minLength'"
    assert why(app) == f"Strict mode would refuse this schema: {first}. Make it strict, or send it as not strict."
    assert found(press(app, "Make it strict")) == {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"]}, "b": TEXT},
        "required": ["a", "b"],
        "additionalProperties": False,
    }
    assert why(app) == ""
    assert "Make it strict" not in [button.label for button in app.button]


def test_not_in_strict_mode_it_is_taken_as_it_is(app: AppTest) -> None:
    app.session_state["strict"] = False
    assert found(typed(app, LOOSE)) == LOOSE
    assert why(app) == ""


def test_an_edited_table_writes_the_schema(app: AppTest) -> None:
    table(app, edited_rows={"0": {"name": "z"}}, added_rows=[{"name": "n", "type": "date"}])
    assert list(found(app)["properties"]) == found(app)["required"] == ["z", "b", "n"]
    assert found(app)["properties"]["z"] == SHIPPED["properties"]["a"]


def test_each_edit_of_the_table_is_of_what_it_began_with(app: AppTest) -> None:
    table(app, edited_rows={"0": {"name": "z"}})
    table(app, edited_rows={"0": {"name": "z"}, "1": {"type": "number"}})
    assert found(app)["properties"] == {"z": SHIPPED["properties"]["a"], "b": {"type": "number"}}
    table(app, edited_rows={})
    assert found(app) is None


def test_rows_that_are_no_schema_are_said_and_kept_while_nothing_is_drawn(app: AppTest) -> None:
    table(app, edited_rows={"0": {"name": "b"}, "1": {"type": "number"}})
    assert (found(app), why(app)) == (None, "2 rows are named b. Give each a name of its own.")
    app.session_state["open"] = False
    assert why(app.run()) == "2 rows are named b. Give each a name of its own."
    app.session_state["open"] = True
    app.run()
    table(app, edited_rows={"0": {"name": "z"}})
    assert found(app)["properties"] == {"z": SHIPPED["properties"]["a"], "b": {"type": "number"}}
    assert why(app) == ""


def test_rows_of_the_other_mode_are_no_problem_and_come_back_with_it(app: AppTest) -> None:
    table(app, edited_rows={"1": {"name": "a"}})
    assert why(app) == "2 rows are named a. Give each a name of its own."
    app.session_state["strict"] = False
    app.run()
    assert (found(app), why(app), said(app)) == (None, "", [AS_SHIPPED])
    assert [row["name"] for row in app.session_state["p.schema.Shape.base"]["rows"]] == ["a", "b"]
    app.session_state["strict"] = True
    app.run()
    assert why(app) == "2 rows are named a. Give each a name of its own."
    assert [row["name"] for row in app.session_state["p.schema.Shape.base"]["rows"]] == ["a", "a"]


def test_what_a_preset_lays_aside_is_said_and_brought_back(app: AppTest) -> None:
    other = {**SHIPPED, "description": "Other"}
    typed(app, other)
    app.session_state["preset"] = True
    app.run()
    assert (found(app), why(app)) == (None, "")
    assert said(app) == ["As it ships, for the preset: your edits are laid aside."]
    assert json.loads(app.text_area[0].value) == SHIPPED
    assert found(press(app, "Bring the edits back")) == other
    assert said(app) == [AS_EDITED]
    assert [button.label for button in app.button] == ["Undo the edits"]


def test_rows_that_are_laid_aside_are_in_the_table_again_with_the_edits(app: AppTest) -> None:
    table(app, edited_rows={"0": {"name": "b"}})
    before = app.session_state["p.schema.Shape.base"]["number"]
    app.session_state["preset"] = True
    assert why(app.run()) == ""
    assert app.session_state["p.schema.Shape.base"]["number"] > before  # with the edits that the widget still holds
    assert [row["name"] for row in app.session_state["p.schema.Shape.base"]["rows"]] == ["a", "b"]
    assert why(press(app, "Bring the edits back")).startswith("2 rows are named b.")
    assert [row["name"] for row in app.session_state["p.schema.Shape.base"]["rows"]] == ["b", "b"]


def test_a_draft_outlives_another_shape_and_a_closed_popover(app: AppTest) -> None:
    other = {**SHIPPED, "description": "Other"}
    typed(app, other)
    app.session_state["shape"] = "Another"
    assert (found(app.run()), said(app)) == (None, [AS_SHIPPED])
    app.session_state["open"] = False
    app.run()
    app.session_state["shape"] = "Shape"
    assert found(app.run()) == other
    app.session_state["open"] = True
    assert json.loads(app.run().text_area[0].value) == other


@pytest.mark.parametrize("text", ["{", {**SHIPPED, "description": "Other"}])
def test_edits_are_undone(app: AppTest, text: Any) -> None:
    typed(app, text)
    press(app, "Undo the edits")
    assert (found(app), why(app), said(app)) == (None, "", [AS_SHIPPED])
    assert json.loads(app.text_area[0].value) == SHIPPED


def test_a_schema_that_was_mended_or_undone_is_a_new_table(app: AppTest) -> None:
    base = "p.schema.Shape.base"
    view(typed(app, LOOSE), "Fields")
    before = app.session_state[base]
    press(app, "Make it strict")
    mended = app.session_state[base]
    assert (before["schema"], mended["schema"]) == (LOOSE, found(app))
    press(app, "Undo the edits")
    assert app.session_state[base]["schema"] == SHIPPED
    assert len({before["number"], mended["number"], app.session_state[base]["number"]}) == 3


def test_rows_that_are_no_schema_are_undone(app: AppTest) -> None:
    table(app, edited_rows={"0": {"name": ""}})
    assert why(app).startswith("Row 1 has no name.")
    press(app, "Undo the edits")
    assert (why(app), said(app)) == ("", [AS_SHIPPED])
    assert [row["name"] for row in app.session_state["p.schema.Shape.base"]["rows"]] == ["a", "b"]


def test_without_code_there_is_a_sentence(app: AppTest) -> None:
    twice = {f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}] * 2} for at in range(30)}
    typed(
        app,
        {**SHIPPED, "properties": {"a": {"$ref": "#/$defs/d0"}}, "required": ["a"], "$defs": {**twice, "d30": TEXT}},
    )
    view(app, "Pydantic")
    assert not app.code
    assert "No Pydantic code can be made of this schema; copy it as JSON instead\\." in said(app)


@pytest.mark.parametrize("part", ["base", "rows", "text"])
def test_what_is_kept_is_plain_data(app: AppTest, part: str) -> None:
    typed(app, {**SHIPPED, "description": "Other"})
    view(app, "Fields")
    table(app, edited_rows={"0": {"name": "b"}})
    kept = app.session_state[f"p.schema.Shape.{part}"]
    assert json.loads(json.dumps(kept)) == kept
