"""JSON read sooner: always as `json.loads` reads it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol import quick_json

ODD = [
    *(b"NaN", b"-NaN", b"-Infinity", b"-0", b"-0.0", b"1E400", b"01", b"1.", b".5", b"1e5", b"5e-324", b"1e23"),
    *(b"9007199254740993", b"9007199254740993.0", b"1" * 3000, b"0." + b"7" * 3000, b"1" * 5000),
    *(b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\xed\xa0\x80"', b'"\xff"', b'"\x01"', b'"\\u0000"', b'"\\x"'),
    *(b"\xef\xbb\xbf1", b"1\x00", b"1\x000\x00", b"\x0b1", b"\xc2\xa01", b" 1 ", b"", b"1 2"),
    *(b'{"a":1,"a":2}', b'{"a":1,}', b"[1,]", b"{1:2}", b"[" * 300 + b"]" * 300, b"[" * 3000),
]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
SIGNS = st.sampled_from([*'{}[]",:\\.-+ \n\0é\ud800', *"0123456789eENaInfity", "true", "null", "NaN", "\\u", '"a":'])


def outcome(read: Any, text: bytes) -> str:
    """What comes of it: the value as Python writes it, or the error with its words."""
    try:
        return repr(read(text))
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("text", ODD)
def test_what_is_odd_reads_as_ever(text: bytes) -> None:
    assert outcome(quick_json.loads, text) == outcome(json.loads, text)


@given(JSON, st.booleans())
def test_every_value_comes_back(value: Any, ascii: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii).encode("utf-8", "surrogatepass")
    assert outcome(quick_json.loads, text) == outcome(json.loads, text)


@given(st.lists(SIGNS).map(lambda signs: "".join(signs).encode("utf-8", "surrogatepass")))
def test_what_is_no_json_is_refused_in_the_same_words(text: bytes) -> None:
    assert outcome(quick_json.loads, text) == outcome(json.loads, text)
