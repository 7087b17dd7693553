"""An event keeps its exact bytes, and whatever a frame carries reads as an event with a type."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.events import Event, event, read


def body_of(raw: bytes) -> dict[str, Any]:
    return Event(None, raw).body


def test_an_event_has_its_time_its_bytes_its_body_and_its_type() -> None:
    made = event(1.5, {"type": "response.created", "sequence_number": 0})
    assert made.t == 1.5
    assert made.raw == b'event: response.created\ndata: {"type":"response.created","sequence_number":0}\n\n'
    assert made.body == {"type": "response.created", "sequence_number": 0}
    assert made.type == "response.created"


def test_a_body_is_parsed_anew_so_that_changing_it_changes_nothing() -> None:
    made = event(None, {"type": "a", "list": []})
    made.body["list"].append(1)
    assert made.body == {"type": "a", "list": []}


def test_the_type_inside_the_data_counts_not_the_name() -> None:
    assert body_of(b'event: x\ndata: {"type":"y"}\n\n') == {"type": "y"}


def test_where_the_data_has_no_type_the_name_gives_it() -> None:
    assert body_of(b'event: response.created\ndata: {"a":1}\n\n') == {"type": "response.created", "a": 1}


def test_a_bare_error_object_is_an_error_event() -> None:
    """litellm and others: a data line with {"error": …} and no type."""
    assert body_of(b'data: {"error":{"message":"no"}}\n\n') == {"type": "error", "error": {"message": "no"}}


def test_done_is_an_event_of_ours() -> None:
    assert body_of(b"data: [DONE]\n\n") == {"type": "run.done_sentinel", "text": "[DONE]"}
    assert body_of(b"event: done\ndata:[DONE] \n\n")["type"] == "run.done_sentinel"


def test_a_comment_is_an_event_of_ours_with_its_text() -> None:
    """OpenRouter: `: OPENROUTER PROCESSING` while the model thinks."""
    assert body_of(b": OPENROUTER PROCESSING\n\n") == {"type": "run.comment", "text": ": OPENROUTER PROCESSING"}


@pytest.mark.parametrize(
    ("frame_data", "why"),
    [
        ('{"type":"a"', "its data isn't JSON"),
        ("", "its data isn't JSON"),
        ("[1]", "expected a JSON object, got list"),
        ("null", "expected a JSON object, got NoneType"),
        ("{}", "it has no type"),
        ('{"type":7}', "it has no type"),
        ('{"type":null,"error":null}', "it has no type"),
        ("[" * 200_000 + "]" * 200_000, "its data isn't JSON"),
        ('{"type":' * 5000 + "1" + "}" * 5000, "its data isn't JSON"),
        ('{"type":"a","n":' + "9" * 5000 + "}", "its data isn't JSON"),
    ],
)
def test_a_frame_that_carries_no_event_says_why_and_keeps_its_text(frame_data: str, why: str) -> None:
    found = body_of(f"data: {frame_data}\n\n".encode())
    assert found["type"] == "run.broken_frame"
    assert found["why"].startswith(why)
    assert found["text"] == frame_data


def test_a_lone_surrogate_in_a_delta_is_read() -> None:
    assert body_of(b'data: {"type":"a","delta":"\\ud83d"}\n\n')["delta"] == "\ud83d"


@settings(deadline=None)
@given(st.text(), st.none() | st.text())
def test_any_frame_reads_as_an_event_with_a_type(text: str, name: str | None) -> None:
    assert type(read(sse.Frame(name, text, text.encode("utf-8", "replace")))["type"]) is str


@settings(deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_any_json_reads_as_an_event_with_a_type(value: Any) -> None:
    assert type(read(sse.Frame("a", json.dumps(value), b""))["type"]) is str
