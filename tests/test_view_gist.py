"""What an event brings, in a few words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.view.gist import gist

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = st.sampled_from(
    ["type", "delta", "response", "item", "part", "message", "error", "text", "body", "url", "status", "why"]
)


@pytest.mark.parametrize(
    ("body", "brings"),
    [
        ({"type": "a", "delta": " stream\n"}, '" stream\\n"'),
        ({"type": "a", "delta": {"stdout": "x"}}, '{"stdout": "x"}'),
        ({"type": "run.request", "body": {"model": "m-1"}, "backend": "openai"}, "m-1 · openai"),
        ({"type": "run.attempt", "url": "http://a/v1/responses"}, "http://a/v1/responses"),
        ({"type": "run.headers", "status": 200, "request_id": "req_1"}, "HTTP 200 req_1"),
        ({"type": "run.broken_frame", "why": "its data isn't JSON"}, "its data isn't JSON"),
        ({"type": "a", "response": {"status": "completed", "id": "resp_1"}}, "completed · resp_1"),
        ({"type": "a", "item": {"type": "function_call", "name": "roll", "id": "fc_1"}}, "function_call · roll · fc_1"),
        ({"type": "a", "part": {"type": "output_text"}}, "output_text"),
        ({"type": "error", "message": "boom"}, "boom"),
        ({"type": "a", "text": "four"}, "4 characters"),
        ({"type": "a"}, ""),
    ],
)
def test_it_says_what_is_new(body: dict[str, Any], brings: str) -> None:
    assert gist(body) == brings


@given(st.dictionaries(NAMES, JSON), st.text())
def test_no_event_is_too_odd_for_it(body: dict[str, Any], kind: str) -> None:
    assert isinstance(gist({**body, "type": kind}), str)
