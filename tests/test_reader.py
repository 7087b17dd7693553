"""The reader: what a server may not say, and what it may."""

import json

import pytest

from lib.engine.backends import Backend
from lib.engine.reader import Reader
from lib.protocol import sse
from lib.protocol.run import FoldedRun

BACKEND = Backend("compatible", "http://127.0.0.1:1/v1")


def read(*pieces: bytes) -> list[dict[str, object]]:
    reader = Reader(BACKEND, lambda: 0.0)
    return [event.body for piece in pieces for event in reader.feed(piece)]


def test_a_server_cannot_send_an_event_of_ours() -> None:
    run = FoldedRun()
    for body in read(sse.write({"type": "run.stopped"}), b'data: {"type":"run.request","body":{"model":"x"}}\n\n'):
        assert body["type"] == "run.broken_frame"
        run.fold(body)
    assert run.status == "ready"
    assert run.requests == []


def test_what_stands_for_a_frame_without_an_event_passes() -> None:
    kinds = [body["type"] for body in read(b": ping\n\n", b"data: [DONE]\n\n", b"data: 42\n\n")]
    assert kinds == ["run.comment", "run.done_sentinel", "run.broken_frame"]


def test_a_key_that_a_server_puts_into_a_type_of_ours_is_taken_out() -> None:
    reader = Reader(Backend("compatible", "http://127.0.0.1:1/v1", "sk-canary-1"), lambda: 0.0)
    (said,) = reader.feed(b'data: {"type":"run.stopped","message":"sk-canary-1"}\n\n')
    assert b"canary" not in said.raw


@pytest.mark.parametrize("cut", range(1, 11))
def test_a_key_in_two_deltas_is_never_whole(cut: int) -> None:
    reader = Reader(Backend("compatible", "http://127.0.0.1:1/v1", "sk-canary-1"), lambda: 0.0)
    kind = "response.output_text.delta"
    pieces = ["It is sk-canary-1"[: 6 + cut], "sk-canary-1"[cut:] + " there", "."]
    said = [
        reader.feed(sse.write({"type": kind, "output_index": 0, "delta": piece}))[0].body["delta"] for piece in pieces
    ]
    assert "".join(said) == f"It is {'sk-canary-1'[:cut]}[key] there."


def test_a_key_that_is_escaped_as_json_is_taken_out() -> None:
    reader = Reader(Backend("compatible", "http://127.0.0.1:1/v1", "sk-canary-1"), lambda: 0.0)
    (said,) = reader.feed(b'data: {"type":"response.output_text.done","text":"sk\\u002dcanary-1"}\n\n')
    assert said.body["text"] == "[key]"
    assert json.loads(said.raw.partition(b"data: ")[2]) == said.body
