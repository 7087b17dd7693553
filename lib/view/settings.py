"""The settings of a request. One that is left at the model's default isn't in the request."""

import json
from typing import Any, Final

import pandas as pd
import streamlit as st

DEFAULT: Final = "Model's default"
EFFORTS: Final = ["none", "minimal", "low", "medium", "high", "xhigh"]
ROLES: Final = ["user", "assistant", "system", "developer"]


def draw(place: str, *, simulated: bool) -> None:
    """The controls; their keys begin with `place`."""
    st.text_area("Instructions", key=f"{place}.instructions", height=92, persist_state="session")
    choice("Send them as", f"{place}.instructions_as", ["instructions", "developer message"], "instructions")
    st.caption("Messages before the prompt")
    if f"{place}.messages" not in st.session_state:  # first drawn, or drawn again after another page
        st.session_state[f"{place}.messages_before"] = st.session_state.get(f"{place}.messages_kept", [])
    st.data_editor(
        pd.DataFrame(st.session_state[f"{place}.messages_before"], columns=["role", "content"], dtype="str"),
        key=f"{place}.messages",
        num_rows="dynamic",
        hide_index=True,
        height=120,
        column_config={
            "role": st.column_config.SelectboxColumn("Role", options=ROLES, required=True, width="small"),
            "content": st.column_config.TextColumn("Content", required=True, width="large"),
        },
    )
    st.session_state[f"{place}.messages_kept"] = edited(place)
    left, right = st.columns(2)
    with left:
        number("Temperature", f"{place}.temperature", 0.0, 2.0, 0.1)
        number("Max output tokens", f"{place}.max_output_tokens", 16, 1_000_000, 16)
        choice("Reasoning effort", f"{place}.effort", EFFORTS)
        choice("Store the response", f"{place}.store", ["yes", "no"])
    with right:
        number("Top p", f"{place}.top_p", 0.0, 1.0, 0.05)
        choice("Verbosity", f"{place}.verbosity", ["low", "medium", "high"])
        choice("Reasoning summary", f"{place}.summary", ["auto", "concise", "detailed"])
        if simulated:
            number("Simulated tokens/s", f"{place}.rate", 1, 2000, 10)
    st.text_area(
        "Further fields, as JSON",
        key=f"{place}.further",
        height=68,
        placeholder='{"metadata": {"team": "docs"}}',
        persist_state="session",
    )


def number(label: str, key: str, least: float, most: float, step: float) -> None:
    """A number that may be left out."""
    st.number_input(label, least, most, value=None, step=step, key=key, placeholder=DEFAULT, persist_state="session")


def choice(label: str, key: str, options: list[str], default: str | None = None, told: str | None = None) -> None:
    """A choice that may be left out; with `default`, one that is always made. `told` is more about it."""
    index = options.index(default) if default else None
    st.selectbox(label, options, index=index, key=key, placeholder=DEFAULT, help=told, persist_state="session")


def body(place: str, prompt: str, model: str, *, simulated: bool) -> dict[str, Any]:
    """The request's body, from what the controls of `place` hold; the pace only for the simulator."""
    instructions = (get(place, "instructions") or "").strip()
    as_message = get(place, "instructions_as") == "developer message"
    messages = edited(place)
    if instructions and as_message:
        messages.insert(0, {"role": "developer", "content": instructions})
    prompt_message = [{"role": "user", "content": prompt}] if prompt.strip() else []
    found: dict[str, Any] = {"model": model, "input": [*messages, *prompt_message] if messages else prompt}
    if instructions and not as_message:
        found["instructions"] = instructions
    for field in ("temperature", "top_p", "max_output_tokens"):
        if (value := get(place, field)) is not None:
            found[field] = value
    reasoning = {"effort": get(place, "effort"), "summary": get(place, "summary")}
    if any(reasoning.values()):
        found["reasoning"] = {name: value for name, value in reasoning.items() if value}
    if verbosity := get(place, "verbosity"):
        found["text"] = {"verbosity": verbosity}
    if store := get(place, "store"):
        found["store"] = store == "yes"
    if simulated and (rate := get(place, "rate")):
        found["metadata"] = {"simulator_rate": f"{rate:g}"}
    try:
        return merged(found, further(get(place, "further") or ""))
    except ValueError:
        return found


def problem(place: str, prompt: str, model: str) -> str:
    """Why this can't be sent, in a sentence; "" if it can."""
    if not prompt.strip() and not edited(place):
        return "Type a prompt first."
    if not model:
        return "Choose or type a model first, in the sidebar."
    try:
        further(get(place, "further") or "")
    except ValueError as error:
        return str(error)
    return ""


def get(place: str, name: str) -> Any:
    """What a control holds; None before it was first drawn."""
    return st.session_state.get(f"{place}.{name}")


def edited(place: str) -> list[dict[str, Any]]:
    """The messages of the table, without unfinished rows."""
    changes = get(place, "messages")
    if changes is None:
        return list(get(place, "messages_kept") or [])
    before = get(place, "messages_before") or []
    gone = set(changes.get("deleted_rows", []))
    changed = {int(at): row for at, row in changes.get("edited_rows", {}).items()}
    rows = [{**row, **changed.get(at, {})} for at, row in enumerate(before) if at not in gone]
    rows += changes.get("added_rows", [])
    return [{"role": row["role"], "content": row["content"]} for row in rows if row.get("role") and row.get("content")]


def further(text: str) -> dict[str, Any]:
    """The further fields. Raises ValueError, with a sentence for the page, where they are not a JSON object."""
    return json_object(text, "The further fields in Settings") if text.strip() else {}


def json_object(text: str, fields: str) -> dict[str, Any]:
    """The JSON object that a text is. Raises ValueError where it is none, with a sentence that begins with `fields`."""
    try:
        found = json.loads(text)
        json.dumps(found, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{fields} are not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise ValueError(f"{fields} must be a JSON object, got {type(found).__name__}.")
    return found


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The fields of both; objects that both have are merged, else the other's win."""
    result = dict(one)
    for name, value in other.items():
        had = result.get(name)
        result[name] = merged(had, value) if isinstance(had, dict) and isinstance(value, dict) else value
    return result
