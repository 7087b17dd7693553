"""Random JSON objects, of such as fit a model: in another order, with a key more or less or twice, or another value."""

import json
from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "kind", "next")


class Members(list[tuple[str, Any]]):
    """An object's members in the text's order; a key may come twice."""


SCALARS = [None, True, 0, 1, 2, -3, 1.5, "", "a", "cat", "dog", "x", "red", 'q"\\\n\u00e9\U0001f600', "1", "2024-01-01"]
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(st.tuples(st.sampled_from(NAMES), inner), max_size=3).map(Members)
    ),
    max_leaves=4,
)


@st.composite
def documents(draw: st.DrawFn, fitting: st.SearchStrategy[Any]) -> str:
    """The text of an object, made of one that fits by changing as much as nothing, or a thing or three."""
    found = draw(fitting)
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        found = changed(draw, found)
    if not isinstance(found, Members):
        found = Members([("a", found)])
    indent = draw(st.sampled_from([None, None, 1]))
    return text_of(found, draw(st.booleans()), "" if indent is None else "\n ")


def changed(draw: st.DrawFn, value: Any) -> Any:
    """The document with one thing changed, somewhere in it."""
    if isinstance(value, list) and value and draw(st.integers(0, 3)):
        at = draw(st.integers(0, len(value) - 1))
        one = value[at]
        new = (one[0], changed(draw, one[1])) if isinstance(value, Members) else changed(draw, one)
        return type(value)([*value[:at], new, *value[at + 1 :]])
    if isinstance(value, Members) and value:
        at = draw(st.integers(0, len(value) - 1))
        match draw(st.integers(0, 5)):
            case 0 | 1:
                return Members([*value[:at], *value[at + 1 :]])
            case 2:
                return Members([*value, (draw(st.sampled_from([*NAMES, "other"])), draw(JUNK))])
            case 3 | 4:
                return Members(draw(st.permutations(value)))
            case _:
                return Members([*value, (value[at][0], draw(JUNK))])
    return draw(JUNK)


def text_of(value: Any, plain: bool, blank: str) -> str:
    """The JSON text, with `blank` around each part."""
    if isinstance(value, Members):
        inner = (f"{json.dumps(key, ensure_ascii=plain)}:{text_of(one, plain, blank)}" for key, one in value)
        return f"{{{blank}{f',{blank}'.join(inner)}{blank}}}"
    if isinstance(value, list | tuple):
        return f"[{blank}{f',{blank}'.join(text_of(one, plain, blank) for one in value)}{blank}]"
    return json.dumps(value, ensure_ascii=plain)
