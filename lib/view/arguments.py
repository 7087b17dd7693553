"""A form for a call's arguments, made from the schema: a field a property. What the schema can't tell is JSON."""

import json
from typing import Any

import streamlit as st

from lib.view.inert import valid

Json = dict[str, Any]


def draw(own: str, schema: Json | None, text: str) -> None:
    """The fields, filled with `text`; their keys begin with `own`. Without a schema the text itself."""
    given = loaded(text)
    if schema is None or not isinstance(given, dict):
        language = "Arguments, as JSON" if schema is not None else "Input"
        st.text_area(language, valid(text), key=f"{own}.text", height=100)
        return
    for name, about in properties(schema).items():
        draw_field(f"{own}.field.{name}", name, about, given.get(name))


def draw_field(key: str, name: str, about: Json, value: Any) -> None:
    """One property."""
    kind, choices = kind_of(about), choices_of(about)
    told = str(about.get("description") or "") or None
    if choices:
        options = [*choices, *([value] if value not in choices else [])]
        st.selectbox(name, options, index=options.index(value), key=key, help=told, format_func=shown)
    elif kind == "boolean":
        st.checkbox(name, bool(value), key=key, help=told)
    elif kind == "string" and isinstance(value, str):
        st.text_input(name, valid(value), key=key, help=told)
    else:
        text = valid(json.dumps(value, ensure_ascii=False))
        st.text_input(f"{name}, as JSON", text, key=key, help=told)


def typed(own: str, schema: Json | None) -> str:
    """The arguments as the form has them now, as JSON text. Raises ValueError where a field isn't JSON."""
    text = st.session_state.get(f"{own}.text")
    if schema is None or text is not None:
        return str(text or "")
    found = {}
    for name, about in properties(schema).items():
        value = st.session_state.get(f"{own}.field.{name}")
        plain = choices_of(about) or kind_of(about) == "boolean"
        found[name] = value if plain or not isinstance(value, str) else read(name, about, value)
    return json.dumps(found, ensure_ascii=False)


def read(name: str, about: Json, text: str) -> Any:
    """A field's text as its value: JSON, or text where the schema takes text."""
    if kind_of(about) == "string" and text.strip() != "null":
        return loaded(text) if text.startswith('"') and isinstance(loaded(text), str) else text
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"{name}: expected JSON, got {text[:40]!r}") from None


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
    kinds = found if isinstance(found, list) else [found]
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
