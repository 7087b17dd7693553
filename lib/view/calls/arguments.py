"""A form for a call's arguments, made from the schema: a field a property. What the schema can't tell is JSON."""

import json
from typing import Any

import streamlit as st

from lib.view.inert import plain, valid

Json = dict[str, Any]


def draw(own: str, schema: Json | None, text: str) -> None:
    """The fields, filled with `text`; their keys begin with `own`. Without a schema the text itself."""
    given = loaded(text)
    if schema is None or not isinstance(given, dict):
        draw_text(own, "Arguments, as JSON" if schema is not None else "Input", text)
        return
    for name, about in properties(schema).items():
        draw_field(f"{own}.field.{name}", name, about, given.get(name))
    if more := [name for name in given if name not in properties(schema)]:
        st.caption(f"Stays as it is: {plain(', '.join(more))}")


def draw_text(own: str, label: str, text: str) -> None:
    """The text itself."""
    st.text_area(label, valid(text), key=f"{own}.text", height=100)


def draw_field(key: str, name: str, about: Json, value: Any) -> None:
    """One property."""
    kind, choices = kind_of(about), choices_of(about)
    told = str(about.get("description") or "") or None
    if choices:
        options = [*choices, *([value] if value not in choices else [])]
        st.selectbox(name, options, index=options.index(value), key=key, help=told, format_func=shown)
    elif kind == "boolean" and isinstance(value, bool):
        st.checkbox(name, value, key=key, help=told)
    elif kind == "string" and isinstance(value, str):
        field = st.text_area if "\n" in value else st.text_input
        field(name, filled(about, value), key=key, help=told)
    else:
        st.text_input(f"{name}, as JSON", filled(about, value), key=key, help=told)


def filled(about: Json, value: Any) -> Any:
    """What a property's field holds at first."""
    if choices_of(about) or (kind_of(about) == "boolean" and isinstance(value, bool)):
        return value
    return valid(
        value if kind_of(about) == "string" and isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def typed(own: str, schema: Json | None, text: str) -> str:
    """The arguments as the form has them now, as JSON text: `text`, with the fields that were changed.

    Raises ValueError where a field isn't JSON.
    """
    whole = st.session_state.get(f"{own}.text")
    given = loaded(text)
    if schema is None or whole is not None or not isinstance(given, dict):
        return text if whole is None else str(whole)
    changed = {}
    for name, about in properties(schema).items():
        value = st.session_state.get(f"{own}.field.{name}", filled(about, given.get(name)))
        if value != filled(about, given.get(name)):
            changed[name] = read(name, about, given.get(name), value)
    return json.dumps({**given, **changed}, ensure_ascii=False) if changed else text


def read(name: str, about: Json, before: Any, value: Any) -> Any:
    """A changed field's value: what was chosen; text where there was text; else JSON, or text where that is taken."""
    if not isinstance(value, str) or choices_of(about) or (kind_of(about) == "string" and isinstance(before, str)):
        return value
    found = loaded(value)
    if kind_of(about) == "string" and not isinstance(found, str) and value.strip() != "null":
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(f"{name}: expected JSON, got {value[:40]!r}") from None


def properties(schema: Json) -> dict[str, Json]:
    """The properties of an object's schema, each with what its `$ref` says."""
    found = schema.get("properties")
    named = found if isinstance(found, dict) else {}
    return {name: resolved(about, schema) for name, about in named.items() if isinstance(about, dict)}


def resolved(about: Json, schema: Json) -> Json:
    """A subschema, or the definition that it refers to."""
    name = str(about.get("$ref", "")).removeprefix("#/$defs/")
    found = (schema.get("$defs") or {}).get(name)
    return {**found, **about} if isinstance(found, dict) else about


def kind_of(about: Json) -> str:
    """The one type besides null; "" where there are several, or none is said."""
    found = about.get("type")
    kinds = [*found] if isinstance(found, list) else [found]
    kinds += [inner.get("type") for inner in about.get("anyOf", []) if isinstance(inner, dict)]
    named = {kind for kind in kinds if kind not in (None, "null")}
    return str(named.pop()) if len(named) == 1 else ""


def choices_of(about: Json) -> list[Any]:
    """The values of an enum, null included where it may be."""
    inside = [inner for inner in about.get("anyOf", []) if isinstance(inner, dict)]
    found = [value for one in (about, *inside) for value in one.get("enum", [])]
    nullable = any(inner.get("type") == "null" for inner in inside)
    return [*found, None] if found and nullable else found


def shown(value: Any) -> str:
    """A choice as it is listed."""
    return valid(value) if isinstance(value, str) else json.dumps(value)


def loaded(text: str) -> Any:
    """The JSON value of a text; None where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None
