"""What both requests of Run two begin with: the request of a recording, without its model and its prompt."""

from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.view import settings
from lib.view.inert import plain, valid

MOST: Final = 8  # names in a line


def take(place: str, body: dict[str, Any], name: str) -> None:
    """Begin both with this request from now on; `name` says which recording's it was.

    An input that is a prompt alone goes into the box of the prompt; with none, what was typed there stays. Of a longer
    one the box says what it is.
    """
    kept = {field: value for field, value in body.items() if field != "model"}
    prompt = prompt_of(body.get("input"))
    if prompt is not None:
        kept.pop("input", None)
        if prompt.strip():
            st.session_state[f"{place}.prompt"] = valid(prompt)
    st.session_state[f"{place}.base"] = kept
    st.session_state[f"{place}.base_of"] = name


def drop(place: str) -> None:
    """Both are sent without it from now on. The prompt stays."""
    st.session_state.pop(f"{place}.base", None)
    st.session_state.pop(f"{place}.base_of", None)


def kept(place: str) -> dict[str, Any]:
    """The fields that both are sent; none at first."""
    return dict(st.session_state.get(f"{place}.base") or {})


def draw(place: str, parent: DeltaGenerator) -> None:
    """A line that says which fields of which recording these are, and the button that drops them."""
    base = kept(place)
    line = parent.container(horizontal=True, vertical_alignment="center", gap="small")
    if not base:
        return
    names = [f"**{plain(name)}**" for name in list(base)[:MOST]]
    if len(base) > MOST:
        names.append(f"{len(base) - MOST:,} more")
    name = plain(st.session_state[f"{place}.base_of"])
    line.caption(f"Both with the request of *{name}*: {', '.join(names)}.", width="content")
    line.button(
        "Without it",
        icon=":material/close:",
        type="tertiary",
        key=f"{place}.without",
        on_click=drop,
        args=(place,),
    )


def joined(place: str, base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The body of a side: the base, and over it what its own settings, under `place`, made of the prompt.

    What they put before the prompt comes before the input of the base; an input of their further fields is the input.
    """
    own = dict(own)
    if "input" in base and not own_input(place):
        before, after = own.pop("input"), base["input"]
        base = {**base, "input": [*before, *after] if isinstance(after, list) else after}
    elif base.get("prompt") and not own["input"]:
        own.pop("input")  # the stored prompt is all there is to say
        return settings.merged({"model": own["model"], **base}, own)
    return settings.merged({"model": own["model"], "input": "", **base}, own)


def own_input(place: str) -> bool:
    """Whether the further fields of these settings have an input."""
    try:
        return "input" in settings.further(settings.get(place, "further") or "")
    except ValueError:
        return False


def prompt_of(asked: Any) -> str | None:
    """The prompt that an input is; None where it is more than one message of the user's that is a text."""
    match asked:
        case None | []:
            return ""
        case str():
            return asked
        case [{"role": "user", "content": content, **more}] if not more or more == {"type": "message"}:
            match content:
                case str(text):
                    return text
                case [{"type": "input_text", "text": str(text), **more}] if not more:
                    return text
    return None


def in_words(asked: Any) -> str:
    """An input that is more than a prompt, for the box that it stands in."""
    if not isinstance(asked, list):
        return "The input of the request, as it is."
    kinds = [kind_of(item) for item in asked[:MOST]] + (["…"] if len(asked) > MOST else [])
    count = "one item" if len(asked) == 1 else f"{len(asked):,} items"
    return valid(f"The input of the request, {count}: {', '.join(kinds)}")


def kind_of(item: Any) -> str:
    """An input item in a word: who says it, or its type."""
    found = item if isinstance(item, dict) else {}
    return str(found.get("role") or found.get("type") or "something odd")
