"""What the visitor makes of a text format's JSON schema: kept by the format's name, judged before it is sent.

A draft is text, so that what is wrong stays to be mended. Rows of the table that are no schema yet are kept beside it;
they belong to the table of their own mode, strict or not. A draft that is laid aside is kept, and not in use.
"""

import json
from typing import Any, Final

import streamlit as st

from lib.protocol.typed.patterns import work
from lib.tools.mending import mended
from lib.tools.schema import Schema, nodes, read_schema
from lib.tools.strict import strict_faults
from lib.view.structured import field_table

MOST_FAULTS: Final = 3  # that are said of a schema that is not strict
PARTS: Final = ("text", "rows")


def draft(place: str, name: str) -> Schema | None:
    """What the visitor made of the format `name`, where it can be used and differs from what ships; None otherwise."""
    written = st.session_state.get(key(place, name, "text"))
    return None if written is None else read(written)[0]


def problem(place: str, name: str, *, strict: bool) -> str:
    """Why the draft can't be sent, in a sentence with what to do; "" if it can, or there is none."""
    if kept := rows(place, name, strict=strict):
        return field_table.fault(kept["rows"])
    written = st.session_state.get(key(place, name, "text"))
    if written is None:
        return ""
    schema, why = read(written)
    if schema is None:
        return f"This schema can't be used: {why}. Mend it as JSON, or undo the edits."
    return loose(schema) if strict else ""


def rows(place: str, name: str, *, strict: bool) -> dict[str, Any] | None:
    """The rows that are no schema yet, with what they began from: `{"schema", "rows", "strict"}`; None without any in
    this mode."""
    kept = st.session_state.get(key(place, name, "rows"))
    return kept if kept and kept["strict"] == strict else None


def loose(schema: Schema) -> str:
    """Why strict mode would refuse a schema, in a sentence with what to do; "" if it would take it."""
    faults = strict_faults(schema)
    if not faults:
        return ""
    said = "; ".join(faults[:MOST_FAULTS])
    more = f"; and {len(faults) - MOST_FAULTS} more" * (len(faults) > MOST_FAULTS)
    return f"Strict mode would refuse this schema: {said}{more}. Make it strict, or send it as not strict."


def read(text: str) -> tuple[Schema | None, str]:
    """The schema that a text holds and "", or None and why it can't be used."""
    try:
        schema = read_schema(text)
        for node in nodes(schema):
            if runs_away(pattern := str(node.get("pattern", ""))):
                raise ValueError(f"expected a pattern that can't run for years, got {pattern[:60]!r}")
    except ValueError as error:
        return None, str(error)
    return schema, ""


def runs_away(pattern: str) -> bool:
    """Whether what repeats in a pattern can match in several ways: then nobody judges it."""
    return work(pattern, 1) is None


def text(place: str, name: str, shipped: Schema) -> str:
    """The draft as text; without one the schema that ships."""
    return str(st.session_state.get(key(place, name, "text"), dumped(shipped)))


def write(place: str, name: str, shipped: Schema, written: str) -> None:
    """Keep a draft. One that says what ships is none."""
    st.session_state.pop(key(place, name, "rows"), None)
    schema, _ = read(written)
    if schema is not None and dumped(schema) == dumped(shipped):
        st.session_state.pop(key(place, name, "text"), None)
    else:
        st.session_state[key(place, name, "text")] = written


def write_rows(place: str, name: str, shipped: Schema, base: dict[str, Any], table: list[field_table.Row]) -> None:
    """Keep what the table says: in the draft, or beside it while it is no schema."""
    if field_table.fault(table):
        st.session_state[key(place, name, "rows")] = {**base, "rows": table}
    else:
        write(place, name, shipped, dumped(field_table.written(base["schema"], table, strict=base["strict"])))


def make_strict(place: str, name: str, shipped: Schema) -> None:
    """Mend the draft by rule. One that could not be used afterwards stays as it is."""
    schema, _ = read(text(place, name, shipped))
    if schema is not None and read(made := dumped(mended(schema)))[0] is not None:
        write(place, name, shipped, made)


def undo(place: str, name: str) -> None:
    """Let go of the draft."""
    for part in PARTS:
        st.session_state.pop(key(place, name, part), None)


def is_edited(place: str, name: str, *, strict: bool) -> bool:
    """Whether anything that is in use differs from what ships, usable or not."""
    return key(place, name, "text") in st.session_state or rows(place, name, strict=strict) is not None


def lay_aside(place: str, name: str) -> None:
    """Keep the draft, if there is one, but not in use: the format is as it ships."""
    parts = {
        part: st.session_state[key(place, name, part)] for part in PARTS if key(place, name, part) in st.session_state
    }
    if parts:
        st.session_state[key(place, name, "aside")] = parts
        undo(place, name)


def is_aside(place: str, name: str) -> bool:
    """Whether a draft is laid aside."""
    return key(place, name, "aside") in st.session_state


def take_up(place: str, name: str) -> None:
    """The draft that is laid aside is in use again."""
    for part, kept in st.session_state.pop(key(place, name, "aside"), {}).items():
        st.session_state[key(place, name, part)] = kept


def dumped(schema: Schema) -> str:
    """A schema as text."""
    return json.dumps(schema, indent=2, ensure_ascii=False)


def key(place: str, name: str, part: str) -> str:
    """Where a part of a format's draft is kept."""
    return f"{place}.schema.{name}.{part}"
