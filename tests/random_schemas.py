"""Random JSON schemas as a visitor may type them: mostly readable, with all that is odd about them."""

from hypothesis import strategies as st

NAMES = st.text(max_size=3) | st.sampled_from(["a", "b", "c"])
KINDS = st.sampled_from(["string", "integer", "number", "boolean", "null", "object", "array"])
NODES = st.recursive(
    st.booleans()
    | st.fixed_dictionaries(
        {},
        optional={
            "type": KINDS | st.lists(KINDS, max_size=3),
            "description": st.text(max_size=4),
            "enum": st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=3),
            "const": st.text(max_size=3),
            "format": st.sampled_from(["date", "date-time", "email"]),
            "minLength": st.integers(0, 3),
            "$ref": st.sampled_from(["#", "#/$defs/One"]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": KINDS,
            "items": inner,
            "anyOf": st.lists(inner, max_size=3),
            "oneOf": st.lists(inner, max_size=2),
            "allOf": st.lists(inner, max_size=2),
            "properties": st.dictionaries(NAMES, inner, max_size=2),
            "required": st.lists(NAMES, max_size=2),
            "definitions": st.dictionaries(NAMES, inner, max_size=1),
        },
    ),
    max_leaves=5,
)
TOPS = st.fixed_dictionaries(
    {"type": st.just("object")},
    optional={"properties": st.dictionaries(NAMES, NODES, max_size=5), "required": st.lists(NAMES, max_size=4)},
)
