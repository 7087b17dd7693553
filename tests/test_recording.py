"""A recording gives back the very events, times and bytes; what is no recording is refused with its line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.events import Event, event
from lib.protocol.recording import Recording, RecordingError, load, save

HEAD = '{"streamscope":1,"request":{},"backend":"simulator","started_at":""}\n'
LINE = '{"t":0.5,"event":{"type":"a"}}\n'


def text_of(recording: Recording) -> str:
    return "".join(save(recording))


def known(recording: Recording) -> tuple[Any, ...]:
    return (
        recording.request,
        recording.backend,
        recording.started_at,
        [(one.t, one.raw, one.body) for one in recording.events],
    )


def check_round_trip(recording: Recording) -> None:
    text = text_of(recording)
    assert text.isascii()
    assert known(load(text)) == known(recording)
    assert known(load(text.encode())) == known(recording)


def test_recorded_streams_come_back_with_their_times_and_bytes(streams: list[Path]) -> None:
    for path in streams:
        body = path.read_bytes()
        events = [Event(at / 7, one.raw) for at, one in enumerate(load(body).events)]
        assert b"".join(one.raw for one in events) == body, path.name
        check_round_trip(Recording({"model": "m"}, "openai", "2026-01-02T03:04:05.678+00:00", events))


def test_the_lines_are_those_of_the_contract() -> None:
    recording = Recording({"input": "Hi"}, "openai", "2026-01-02T03:04:05+00:00")
    recording.events = [event(0.5, {"type": "run.attempt"}), Event(1.0, b'data: {"type": "a"}\n\n')]
    assert [json.loads(line) for line in save(recording)] == [
        {"streamscope": 1, "request": {"input": "Hi"}, "backend": "openai", "started_at": "2026-01-02T03:04:05+00:00"},
        {"t": 0.5, "event": {"type": "run.attempt"}},
        {"t": 1.0, "event": {"type": "a"}, "raw": 'data: {"type": "a"}\n\n'},
    ]


def test_a_frame_that_is_no_json_is_a_broken_frame_with_its_text() -> None:
    (_, line) = save(Recording(events=[Event(0.1, b"data: {oops\n\n")]))
    row = json.loads(line)
    assert row["event"]["type"] == "run.broken_frame"
    assert row["event"]["text"] == "{oops"
    assert row["raw"] == "data: {oops\n\n"


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | st.floats(0, 1e6), st.binary(max_size=60)), max_size=5), st.text())
@example([(1.0, b'data: {"type":"a","x":"\xed\xa0\xbd \\ud83d\xff"}\r\n\r\n')], "\ud83d")
def test_events_of_any_bytes_come_back(events: list[tuple[float | None, bytes]], prompt: str) -> None:
    check_round_trip(Recording({"input": prompt}, events=[Event(t, raw) for t, raw in events]))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n"])
def test_a_recording_may_have_been_through_another_editor(line_end: str) -> None:
    text = (HEAD + LINE + LINE).replace("\n", line_end)
    assert len(load(text).events) == 2
    assert len(load(sse.BOM + text.encode()).events) == 2
    assert len(load(text.rstrip()).events) == 2


def test_a_recording_without_events_is_a_recording() -> None:
    assert load(HEAD).events == []


def test_the_body_of_a_stream_is_a_recording_without_times() -> None:
    body = b'\xef\xbb\xbfevent: a\ndata: {"type":"a"}\n\n: ping\n\ndata: [DONE]'
    recording = load(body)
    assert b"".join(one.raw for one in recording.events) == body
    assert [(one.t, one.type) for one in recording.events] == [
        (None, "a"),
        (None, "run.comment"),
        (None, "run.done_sentinel"),
    ]


@pytest.mark.parametrize("start", ["data: {}", "event: a", ": ping", "id: 1", "retry: 10", "\n\ndata: {}"])
def test_a_stream_may_begin_with_any_field(start: str) -> None:
    assert load(f"{start}\n\n").events


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('{"streamscope":2,"request":{}}', 1, "expected version 1 and a request, got 2"),
        ('{"streamscope":1}', 1, "expected version 1 and a request, got 1"),
        ('{"streamscope":1,"request":[]}', 1, "expected version 1"),
        ('{"a":1}', 1, "expected an object with 'streamscope' and 'request', got {\"a\": 1}"),
        ("\n\n" + '{"a":1}', 3, "expected an object with 'streamscope'"),
        ('{"streamscope":1,', 1, "expected JSON, got"),
        (HEAD + "[1, 2]", 2, "expected an object with 't' and 'event', got [1, 2]"),
        (HEAD + LINE + "oops", 3, "expected JSON, got b'oops'"),
        (HEAD + "\n" + LINE + "oops", 4, "expected JSON"),
        (HEAD + LINE + LINE[:20], 3, "expected JSON"),
        (HEAD + '{"t":0.5}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"event":{"type":"a"}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":"0.5","event":{"type":"a"}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":NaN,"event":{"type":"a"}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":1e999,"event":{"type":"a"}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":1' + "0" * 400 + ',"event":{"type":"a"}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":0.5,"event":{"type":7}}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":0.5,"event":"a"}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":0.5,"event":{"type":"a"},"raw":7}', 2, "expected an object with 't' and 'event'"),
        (HEAD + '{"t":0.5,"event":{"type":"a"},"raw":"\\ud83d"}', 2, "expected an object with 't' and 'event'"),
        (HEAD + "[" * 100_000, 2, "expected JSON"),
        ("\ufffd\x00PNG", 1, "expected JSONL from Download, or the body of a stream (.sse), got"),
        ("Hello.", 1, "expected JSONL from Download, or the body of a stream (.sse), got b'Hello.'"),
        ("<html>", 1, "expected JSONL"),
        ("[]", 1, "expected JSONL"),
    ],
)
def test_a_damaged_recording_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(RecordingError) as caught:
        load(text)
    assert str(caught.value).startswith(f"recording line {line}: {says}")
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("empty", ["", "\n \n", b"", sse.BOM, sse.BOM + b"\n"])
def test_an_empty_file_is_refused(empty: str | bytes) -> None:
    with pytest.raises(RecordingError, match="the recording is empty; expected JSONL"):
        load(empty)


def test_a_recording_cut_anywhere_is_whole_up_to_there_or_refused() -> None:
    text = HEAD + LINE * 3
    for at in range(len(text)):
        try:
            found = load(text[:at])
        except RecordingError:
            continue
        lines = text[:at].count("\n") + (text[at] == "\n")
        assert len(found.events) == lines - 1


def test_a_recording_of_any_depth_is_read_or_refused() -> None:
    for depth in range(700, 1100):
        deep = "[" * depth + "]" * depth
        for line in (deep, f'{{"t":0,"event":{{"type":"a","x":{deep}}}}}', f'{{"t":0,"event":{deep}}}'):
            try:
                load(HEAD + line)
            except RecordingError as error:
                assert str(error).startswith("recording line 2: ")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", HEAD.encode(), b"{", b"data: ", (HEAD + LINE).encode()]))
def test_any_file_is_read_or_refused(rest: bytes, start: bytes) -> None:
    try:
        for one in load(start + rest).events:
            assert type(one.type) is str
    except RecordingError as error:
        assert str(error)
