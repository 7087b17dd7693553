"""Whatever somebody opens: as far as it goes, with what is wrong named by its line; nothing at all is refused."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.engine import engine
from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.files import opened as bounds
from lib.protocol.files.opened import MOST_AT_ONCE, MOST_VALUES, Opened, Room
from lib.protocol.files.opening import opened
from lib.protocol.files.sse_body import spans
from lib.protocol.lint import lint
from lib.protocol.recording import Recording, RecordingError, save, sse_body
from lib.protocol.run import FoldedRun
from lib.samples.recordings import samples

STREAMS = os.environ.get("STREAMSCOPE_STREAMS", "")
HEAD = '{"streamscope":1,"request":{"model":"m"},"backend":"simulator","started_at":""}\n'
CREATED = {"type": "response.created", "response": {"id": "resp_1"}}
DELTA = {"type": "response.output_text.delta", "delta": "a\nb 世界 😀", "output_index": 0}
ENDS = {"type": "response.completed", "response": {"id": "resp_1"}}
BODY = b"".join(map(sse.write, (CREATED, DELTA, ENDS)))
TYPES = [CREATED["type"], DELTA["type"], ENDS["type"]]


def line(body: dict[str, Any], t: float | None = 0.5) -> str:
    return json.dumps({"t": t, "event": body}) + "\n"


def one(raw: bytes | str, name: str = "", room: Room | None = None) -> Opened:
    (found,) = opened(raw.encode() if isinstance(raw, str) else raw, name, room)
    return found


def types(found: Opened) -> list[str]:
    return [event.type for event in found.recording.events]


def refusal(raw: bytes | str) -> str:
    with pytest.raises(RecordingError) as caught:
        opened(raw.encode() if isinstance(raw, str) else raw)
    assert len(str(caught.value)) < 400
    return str(caught.value)


# Round trips.


@pytest.fixture(scope="module")
def bodies() -> dict[str, bytes]:
    """The recorded streams; without STREAMSCOPE_STREAMS those of the shipped samples."""
    shipped = {sample.name: sse_body(sample.load()) for sample in samples()}
    recorded = {path.name: path.read_bytes() for path in Path(STREAMS).rglob("*.sse")} if STREAMS else {}
    return {name: body for name, body in (recorded or shipped).items() if body}


def test_recorded_streams_come_back_byte_for_byte(bodies: dict[str, bytes]) -> None:
    for name, body in bodies.items():
        found = one(body, name)
        assert sse_body(found.recording) == body, name
        assert sse_body(one("".join(save(found.recording))).recording) == body, name
        assert bool(found.notes) == ("run.broken_frame" in types(found)), name  # one sample's connection broke
        assert found.title == name


def test_recorded_streams_keep_their_times_through_jsonl(bodies: dict[str, bytes]) -> None:
    for name, body in bodies.items():
        events = [Event(at / 7, one.raw) for at, one in enumerate(one(body).recording.events)]
        again = one("".join(save(Recording({"model": "m"}, "openai", "2026-01-02", events)))).recording
        assert [(one.t, one.raw) for one in again.events] == [(one.t, one.raw) for one in events], name
        assert (again.request, again.backend, again.started_at) == ({"model": "m"}, "openai", "2026-01-02")


def test_the_exported_body_is_without_our_own_events() -> None:
    own = [event(0.0, {"type": "run.request", "body": {}}), event(0.1, {"type": "run.headers"})]
    wire = [
        Event(0.2, b": ping\n\n"),
        Event(0.3, BODY),
        Event(0.4, b"data: [DONE]\n\n"),
        Event(0.5, b"data: {oops\n\n"),
    ]
    body = sse_body(Recording(events=[*own, *wire, event(0.6, {"type": "run.stopped"})]))
    assert body == b": ping\n\n" + BODY + b"data: [DONE]\n\ndata: {oops\n\n"


@given(st.lists(st.sampled_from([b"a", b"data: {}", b"\n", b"\r", b"\r\n", b"\n\n", b"\r\n\r\n", b": x"]), max_size=12))
def test_the_frames_of_a_whole_body_are_those_of_the_decoder(parts: list[bytes]) -> None:
    body = b"".join(parts)
    decoder = sse.Decoder()
    frames = [frame.raw for frame in decoder.feed(body) + decoder.close()]
    assert [body[begin:end] for begin, end in spans(body)] == frames


# JSONL.


def test_a_truncated_recording_is_opened_up_to_the_line_that_is_cut() -> None:
    text = HEAD + line(CREATED) + line(DELTA) + line(ENDS)
    found = one(text[:-9], "run.jsonl")
    assert types(found) == TYPES[:2]
    (note,) = found.notes
    assert note.startswith("Line 4 can't be read: expected JSON") and note.endswith(". It is the last, and left out.")


def test_lines_are_counted_as_an_editor_does() -> None:
    for ending in ("\n", "\r\n", "\r"):
        found = one((HEAD + "\n" + line(CREATED) + "oops\n").replace("\n", ending))
        assert found.notes[0].startswith("Line 4 can't be read")


def test_several_recordings_in_a_file_are_opened_each() -> None:
    first, second = opened((HEAD + line(CREATED) + HEAD + line(DELTA) + line(ENDS)).encode(), "two.jsonl")
    assert (types(first), types(second)) == (TYPES[:1], TYPES[1:])
    assert (first.title, second.title) == ("two.jsonl", "two.jsonl, number 2")


def test_a_bare_event_a_line_is_opened_without_times() -> None:
    found = one("".join(json.dumps(body) + "\n" for body in (CREATED, DELTA, ENDS)))
    assert types(found) == TYPES
    assert {one.t for one in found.recording.events} == {None}
    assert "request is unknown" in found.notes[0]


def test_a_response_in_one_piece_is_opened() -> None:
    found = one(json.dumps({"id": "resp_1", "object": "response", "output": []}, indent=2))
    assert types(found) == ["run.response"]


# Streams.


def test_a_stream_that_is_cut_off_keeps_its_last_frame_and_says_so() -> None:
    found = one(BODY[:-20])
    assert types(found) == [*TYPES[:2], "run.broken_frame"]
    assert sse_body(found.recording) == BODY[:-20]
    assert re.fullmatch(r"Line 7 can't be read: its data isn't JSON .*\. It is kept as it is\.", found.notes[0])


def test_many_broken_frames_are_summed_up() -> None:
    found = one(BODY + b"data: {oops\n\n" * 10)
    assert len(found.notes) == 4 and found.notes[-1] == "7 more can't be read."


HEADERS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req_1\r\nset-cookie: a=secret\r\n\r\n"


@pytest.mark.parametrize(
    "before", [b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 301 Moved\r\nlocation: /\r\n\r\n"]
)
def test_headers_that_curl_includes_are_kept_but_for_secrets(before: bytes) -> None:
    found = one(before + HEADERS + BODY)
    assert types(found) == ["run.headers", *TYPES]
    said = found.recording.events[0].body
    assert (said["status"], said["request_id"]) == (200, "req_1")
    assert ["set-cookie", "[redacted]"] in said["headers"]
    assert "secret" not in "".join(save(found.recording))
    assert sse_body(found.recording) == BODY


def test_what_curl_writes_beside_the_stream_is_left_out() -> None:
    noise = b"* Connected to api (::1)\n> POST /v1/responses HTTP/1.1\n> Authorization: Bearer sk-canary\n> \n"
    answer = b"< HTTP/1.1 200 OK\r\n< x-request-id: req_1\r\n< \r\n{ [5 bytes data]\n"
    first, rest = BODY[:30], BODY[30:]
    found = one(noise + answer + first + b"{ [1371 bytes data]\n" + rest + b"* Connection left intact\n")
    assert types(found) == ["run.headers", *TYPES]
    assert found.recording.events[0].body["request_id"] == "req_1"
    assert "sk-canary" not in "".join(save(found.recording))
    assert sse_body(found.recording) == BODY


@pytest.mark.parametrize("keep", [rb"data:[^\n]*\n", rb"(?:data|event):[^\n]*\n"])
def test_lines_without_blank_lines_between_them_are_an_event_each(keep: bytes) -> None:
    found = one(b"".join(re.findall(keep, BODY)))
    assert types(found) == TYPES
    assert found.recording.events[1].body == DELTA
    assert "no blank lines" in found.notes[0]


def test_a_broken_line_among_such_lines_is_named_with_its_number() -> None:
    lines = re.findall(rb"data:[^\n]*\n", BODY)
    found = one(b"".join([*lines, b"data: {oops\n"]))
    assert any(note.startswith("Line 4 can't be read") for note in found.notes)


def test_data_over_several_lines_stays_one_event() -> None:
    lines = json.dumps(CREATED, indent=1).split("\n")
    found = one("".join(f"data: {each}\n" for each in lines) + "\n" + BODY.decode())
    assert types(found) == [TYPES[0], *TYPES]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("raw", [BODY.decode(), HEAD + line(CREATED) + line(DELTA)])
def test_a_file_may_be_in_utf_16(codec: str, raw: str) -> None:
    found = one(raw.encode(codec))
    assert found.recording.events[1].body == DELTA
    assert found.notes == []


def test_a_broken_frame_is_named_with_its_line_whatever_ends_a_line() -> None:
    for ending in (b"\n", b"\r\n", b"\r"):
        assert one((BODY + b"data: {oops\n\n").replace(b"\n", ending)).notes[0].startswith("Line 10 can't be read")


# What is nothing at all.


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "it is empty; expected a recording (.jsonl), the body of a stream (.sse) or a HAR file"),
        (b"\xef\xbb\xbf\r\n \n", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "it is binary (it begins with b'\\x89PNG"),
        (b"hello \x00 world", "it is binary"),
        (b"\x1f\x8b\x08\x00", "it is compressed"),
        (b"PK\x03\x04", "it is compressed"),
        (b"<!DOCTYPE html><html>", "it is HTML"),
        (b"<html><body>502 Bad Gateway", "it is HTML"),
        (b"Hello.", "it is a text that begins with 'Hello.'"),
        (b"a\0b\0c\0d\0", "it is a text that begins with 'abcd'"),
        (b"[]", "it is one JSON list"),
        (b'{"a": 1}', "line 1: expected an object with 't' and 'event'"),
        (b"{", "line 1: expected JSON"),
        (b'{"error": {"message": "no such model"}}', "it is an error of a server, not a stream"),
        (b": ping\n\n", "it holds no event"),
        (b"data: hello\n\n", "it holds no event"),
        (b"data: [DONE]\n\n", "it holds no event"),
        (HEADERS, "it holds no event"),
        (b'{"log": {"version": "1.2"}}', "it is a HAR file without a list of entries"),
        (b'{"log": {"entries": []}}', "none of its 0 entries is a stream of events"),
    ],
)
def test_what_holds_no_event_is_refused_with_what_it_is(raw: bytes, says: str) -> None:
    assert refusal(raw).startswith(says)


@settings(max_examples=400, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", HEAD.encode(), BODY, b"* curl\n", HEADERS, b"data: ", b'{"log":{"entries":[{"x":"', b"\xff\xfe"]
    ),
)
def test_any_file_is_opened_or_refused(rest: bytes, start: bytes) -> None:
    try:
        found = opened(start + rest, "x")
    except RecordingError as error:
        assert str(error)
        return
    for each in found:
        assert all(type(one.type) is str for one in each.recording.events)
        assert all(note.endswith(".") for note in each.notes)
        "".join(save(each.recording))


# Bounds.


def test_as_much_is_kept_of_a_file_as_of_a_run() -> None:
    assert (bounds.MOST_EVENTS, bounds.MOST_BYTES) == (engine.MOST_EVENTS, engine.MOST_BYTES)


def test_of_too_many_lines_the_first_are_kept() -> None:
    found = one(HEAD + line(CREATED) * 10, room=Room(events=4))
    assert len(found.recording.events) == 4
    assert found.notes == ["It goes on: at most 4 events and 64 MB are kept; from line 6 on it is left out."]


def test_of_too_many_frames_the_first_are_kept() -> None:
    found = one(BODY * 10, room=Room(events=4))
    assert len(found.recording.events) == 4
    assert found.notes == ["It goes on: at most 4 events and 64 MB are kept; from line 10 on it is left out."]


@pytest.mark.parametrize("raw", [(HEAD + line(DELTA) * 50).encode(), BODY * 20])
def test_the_bytes_that_are_kept_are_bounded(raw: bytes) -> None:
    found = one(raw, room=Room(size=1000))
    assert 0 < sum(len(one.raw) for one in found.recording.events) <= 1000
    assert "It goes on" in found.notes[0]


def test_the_recordings_of_a_file_are_bounded() -> None:
    assert len(opened((HEAD * 500).encode())) == bounds.MOST_RECORDINGS


def test_one_giant_line_or_frame_is_left_out() -> None:
    giant = json.dumps({"type": "a", "x": "y" * (MOST_AT_ONCE + 1)})
    found = one(HEAD + line(CREATED) + f'{{"t":1,"event":{giant}}}\n')
    assert types(found) == TYPES[:1] and "more than 16 MB" in found.notes[0]
    assert types(one(HEAD + line(CREATED) + f'{{"t":1,"event":{giant}}}\n' + line(ENDS))) == TYPES[::2]
    found = one(BODY + f"data: {giant}\n\n".encode() + BODY)
    assert types(found) == [*TYPES, "run.request", *TYPES]
    assert found.notes == ["Line 10 is left out: it has 16 MB, more than 16 MB."]


def test_a_line_that_would_become_far_too_many_objects_is_left_out() -> None:
    dense = '{"type":"a","x":[' + "[]," * MOST_VALUES + "1]}"
    assert "values" in one(HEAD + line(CREATED) + f'{{"t":1,"event":{dense}}}\n').notes[0]
    assert "values" in one(BODY + f"data: {dense}\n\n".encode()).notes[0]


def test_the_stream_of_several_turns_is_several_turns_again() -> None:
    (sample,) = (one for one in samples() if one.name == "parallel-calls")
    recording = sample.load()
    again = one(sse_body(recording)).recording
    assert sse_body(again) == sse_body(recording)
    assert [len(turn.output()) for turn in folded_run(again).turns] == [
        len(turn.output()) for turn in folded_run(recording).turns
    ]
    assert [found for found in lint(again.events) if found.severity == "broken"] == []


def folded_run(recording: Recording) -> FoldedRun:
    run = FoldedRun()
    for one_event in recording.events:
        run.fold(one_event.body, one_event.t)
    return run
