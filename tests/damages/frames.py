"""Damage to the bytes of a frame: its lines, its JSON."""

import json

from tests.damages.stream import Stream, wire


def named_frame(stream: Stream, at: int) -> bool:
    return wire(stream, at) and stream[at].raw.startswith(b"event:")


def cut_frame(raw: bytes) -> bytes:
    return raw.rstrip(b"\r\n")[:-1] + b"\n\n"


def misnamed(raw: bytes) -> bytes:
    return b"event: response.other\n" + raw.partition(b"\n")[2]


def unnamed(raw: bytes) -> bytes:
    return raw.partition(b"\n")[2]


def untyped(raw: bytes) -> bytes:
    name, _, data = raw.partition(b"\ndata: ")
    body = json.loads(data)
    del body["type"]
    return name + b"\ndata: " + json.dumps(body).encode() + b"\n\n"


def said(raw: bytes, field: bytes) -> bytes:
    """The frame with one more field in its JSON."""
    return raw.replace(b"data: {", b"data: {" + field + b",", 1)
