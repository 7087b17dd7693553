"""The editor of a text format's JSON schema: as a table of fields, as JSON, and as Pydantic code to copy."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from lib.tools.model_code import NoCode, model_code
from lib.tools.schema import Schema
from lib.view.inert import plain
from lib.view.structured import field_table, schema_draft
from lib.view.structured.schema_draft import draft, key, problem

__all__ = ["draft", "draw", "lay_aside", "problem"]

VIEWS: Final = ("Fields", "JSON Schema", "Pydantic")
WIDTH: Final = 660
HEIGHT: Final = 240
ROW: Final = 32
SHIPPED: Final = "As it ships: judged by the Pydantic model, validators included."
EDITED: Final = "Edited: judged as a JSON Schema."
ASIDE: Final = "As it ships, for the preset: your edits are laid aside."
REQUIRED: Final = "In strict mode every field is there; one that is not required may be null."


def draw(place: str, name: str, schema: Schema, *, strict: bool, code: str) -> None:
    """The editor for the format `name`, whose schema as it ships is `schema`, and whose own Pydantic code is `code`."""
    with st.container(width=WIDTH):
        view = st.segmented_control(
            "Schema as",
            VIEWS,
            default=VIEWS[0],
            required=True,
            key=f"{place}.schema.view",
            label_visibility="collapsed",
            persist_state="session",
        )
        if view == "Pydantic":
            draw_code(place, name, code)
        elif view == "JSON Schema":
            draw_text(place, name, schema)
        else:
            draw_table(place, name, schema, strict)
        draw_state(place, name, schema, strict)


def draw_table(place: str, name: str, shipped: Schema, strict: bool) -> None:
    """The properties of the top level, a row each."""
    schema, _ = schema_draft.read(schema_draft.text(place, name, shipped))
    if schema is None:
        st.container(height=HEIGHT).caption("The fields are here again once the JSON schema can be used.")
        return
    base = base_of(place, name, schema, strict)
    here = f"{key(place, name, 'table')}.{base['number']}"
    st.data_editor(
        pd.DataFrame(base["rows"], columns=["name", "type", "required", "description"]).astype(
            {"name": "str", "type": "str", "required": "bool", "description": "str"}
        ),
        key=here,
        num_rows="dynamic",
        hide_index=True,
        height=HEIGHT,
        row_height=ROW,
        placeholder="",
        alt="Fields of the schema",
        on_change=take_table,
        args=(place, name, shipped, here),
        column_config={
            "name": st.column_config.TextColumn("Name", width=130, required=True),
            "type": st.column_config.SelectboxColumn(
                "Type",
                width=150,
                required=True,
                default="string",
                options=field_table.types(base["schema"], strict=strict),
            ),
            "required": st.column_config.CheckboxColumn("Required", width=104, default=True, help=REQUIRED),
            "description": st.column_config.TextColumn("Description", width=240),
        },
    )


def base_of(place: str, name: str, schema: Schema, strict: bool) -> dict[str, Any]:
    """What the table began from: `{"schema", "rows", "strict", "number"}`.

    It begins anew when it is drawn again after another view or a closed popover, and for another schema than its own.
    """
    kept = st.session_state.get(key(place, name, "base"))
    if kept and kept["strict"] == strict and f"{key(place, name, 'table')}.{kept['number']}" in st.session_state:
        return dict(kept)
    begun = schema_draft.rows(place, name, strict=strict)
    if begun is None:
        begun = {"schema": schema, "rows": field_table.rows(schema, strict=strict), "strict": strict}
    base = {**begun, "number": kept["number"] + 1 if kept else 0}
    st.session_state[key(place, name, "base")] = base
    return base


def take_table(place: str, name: str, shipped: Schema, here: str) -> None:
    """The table was edited."""
    take_edits(place, name, shipped, st.session_state[here])


def take_edits(place: str, name: str, shipped: Schema, edits: Mapping[str, Any]) -> None:
    """Keep all that was edited in the table since it began."""
    base = st.session_state[key(place, name, "base")]
    schema_draft.write_rows(place, name, shipped, base, field_table.edited(base["rows"], edits))


def draw_text(place: str, name: str, shipped: Schema) -> None:
    """The schema's text."""
    here = key(place, name, "box")
    st.session_state[here] = schema_draft.text(place, name, shipped)
    st.text_area(
        "JSON schema",
        key=here,
        height=HEIGHT,
        label_visibility="collapsed",
        on_change=take_text,
        args=(place, name, shipped),
    )


def take_text(place: str, name: str, shipped: Schema) -> None:
    """The text was edited."""
    schema_draft.write(place, name, shipped, st.session_state[key(place, name, "box")])


def draw_code(place: str, name: str, code: str) -> None:
    """The model as Python, to copy."""
    made = draft(place, name)
    if made is not None:
        try:
            code = model_code(made, name).code
        except NoCode as error:
            st.caption(plain(str(error)))
            return
    st.code(code, language="python", height=HEIGHT)


def draw_state(place: str, name: str, shipped: Schema, strict: bool) -> None:
    """What is true of the schema, what is wrong with it, and what can be done."""
    why = problem(place, name, strict=strict)
    made = draft(place, name)
    if why:
        st.caption(f":red[:material/error:] {plain(why)}")
    changed = schema_draft.is_edited(place, name, strict=strict)
    aside = schema_draft.is_aside(place, name) and not changed
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(EDITED if made else "Edited." if changed else ASIDE if aside else SHIPPED, width="stretch")
        if made and strict and schema_draft.loose(made):
            st.button("Make it strict", key=f"{place}.schema.mend", on_click=take_strict, args=(place, name, shipped))
        if aside:
            st.button("Bring the edits back", key=f"{place}.schema.back", on_click=take_up, args=(place, name))
        else:
            st.button(
                "Undo the edits",
                key=f"{place}.schema.undo",
                disabled=not changed,
                on_click=take_back,
                args=(place, name),
            )


def take_strict(place: str, name: str, shipped: Schema) -> None:
    """Make it strict was pressed."""
    schema_draft.make_strict(place, name, shipped)
    begin_anew(place, name)


def take_back(place: str, name: str) -> None:
    """Undo was pressed."""
    schema_draft.undo(place, name)
    begin_anew(place, name)


def take_up(place: str, name: str) -> None:
    """Bring back was pressed."""
    schema_draft.take_up(place, name)
    begin_anew(place, name)


def lay_aside(place: str, name: str) -> None:
    """The format is to be as it ships; what the visitor made of it is kept."""
    schema_draft.lay_aside(place, name)
    begin_anew(place, name)


def begin_anew(place: str, name: str) -> None:
    """The table forgets what it began from."""
    if kept := st.session_state.get(key(place, name, "base")):
        st.session_state.pop(f"{key(place, name, 'table')}.{kept['number']}", None)
