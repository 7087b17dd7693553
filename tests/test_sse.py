"""Bytes become frames, however they are cut; nothing raises, and no byte is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.events import read

SAMPLE = (
    b": hello\n\n"
    b'event: response.created\ndata: {"type":"response.created"}\n\n'
    b'data: {"type":"a","delta":"caf\xc3\xa9 \xf0\x9f\x98\x80"}\nevent: a\n\n'
    b"data:1\ndata: 2\n\n"
    b"\n\n"
    b"data: [DONE]\n\n"
)
EVERY_BYTE = 12_000  # bytes; of a larger body only some cuts are tried

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
# What JSON can hold besides: lone surrogates, which UTF-8 can't.
surrogates = st.text(st.characters(), max_size=12).map(lambda text: json.loads(json.dumps(text)))
objects = st.dictionaries(st.text(max_size=8) | surrogates, json_values | surrogates, max_size=5)


def decode(*pieces: bytes) -> list[sse.Frame]:
    decoder = sse.Decoder()
    return [frame for piece in pieces for frame in decoder.feed(piece)] + decoder.close()


def data_of(body: bytes) -> list[str | None]:
    return [frame.data for frame in decode(body)]


def in_line_ends(line_end: bytes) -> bytes:
    return SAMPLE.replace(b"\n", line_end)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("start", [b"", sse.BOM, b"\n"])
def test_every_cut_in_two_and_in_single_bytes_gives_the_same_frames(line_end: bytes, start: bytes) -> None:
    body = start + in_line_ends(line_end)
    whole = decode(body)
    assert len(whole) == 5
    for at in range(len(body) + 1):
        assert decode(body[:at], body[at:]) == whole
    assert decode(*(body[at : at + 1] for at in range(len(body)))) == whole


@settings(deadline=None)
@given(st.data(), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_any_three_cuts_give_the_same_frames(cuts: st.DataObject, line_end: bytes) -> None:
    body = in_line_ends(line_end)
    one, two, three = sorted(cuts.draw(st.integers(0, len(body))) for _ in range(3))
    assert decode(body[:one], body[one:two], body[two:three], body[three:]) == decode(body)


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"\r", b"\n", b"data: x", b"event: y", b":", b"\xef\xbb\xbf", b"\xc3"]), max_size=14))
def test_any_mix_of_line_ends_gives_the_same_frames_byte_by_byte(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    assert decode(*pieces) == decode(body)
    assert decode(*(body[at : at + 1] for at in range(len(body)))) == decode(body)


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_are_kept_and_nothing_raises(body: bytes, at: int) -> None:
    frames = decode(body[:at], body[at:])
    assert b"".join(frame.raw for frame in frames) == body
    assert frames == decode(body)
    for frame in frames:
        assert type(read(frame)["type"]) is str


def test_recorded_streams_are_cut_the_same_at_every_byte(streams: list[Path]) -> None:
    small = [path for path in streams if path.stat().st_size < EVERY_BYTE]
    for path in (small or streams)[::30]:
        body = path.read_bytes()
        whole = decode(body)
        assert decode(*(body[at : at + 1] for at in range(len(body)))) == whole, path.name
        for at in range(0, len(body), 1 + len(body) // EVERY_BYTE):
            decoder = sse.Decoder()
            early = decoder.feed(body[:at])
            # What comes first is decided by then; so the rest need not be decoded anew for each cut.
            assert early == whole[: len(early)], (path.name, at)
            assert decoder.rest == body[sum(len(frame.raw) for frame in early) : at], (path.name, at)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000, 65_536])
def test_recorded_streams_give_the_same_frames_in_pieces_of_any_size(streams: list[Path], size: int) -> None:
    for path in streams if size > 7 else streams[::20]:
        body = path.read_bytes()
        whole = decode(body)
        assert b"".join(frame.raw for frame in whole) == body, path.name
        assert decode(*(body[at : at + size] for at in range(0, len(body), size))) == whole, path.name


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_recorded_streams_say_the_same_with_other_line_ends(streams: list[Path], line_end: bytes) -> None:
    for path in streams[::10]:
        body = path.read_bytes().replace(b"\r\n", b"\n")
        assert data_of(body.replace(b"\n", line_end)) == data_of(body), path.name


def test_the_quick_way_reads_a_frame_as_the_rules_do(streams: list[Path]) -> None:
    for path in streams[::10]:
        for frame in decode(path.read_bytes()):
            by_the_rules = sse.parse(b": not what servers write\n" + frame.raw)
            assert (by_the_rules.event, by_the_rules.data) == (frame.event, frame.data)


def test_a_frame_has_its_name_its_data_and_its_bytes() -> None:
    assert decode(b"event: a\ndata: {}\n\n") == [sse.Frame("a", "{}", b"event: a\ndata: {}\n\n")]


def test_data_may_come_before_the_name() -> None:
    """So do some gateways."""
    assert decode(b"data: {}\nevent: a\n\n")[0][:2] == ("a", "{}")


def test_a_frame_without_a_name_has_none() -> None:
    assert decode(b"data: {}\n\n")[0][:2] == (None, "{}")


def test_one_space_after_the_colon_is_no_part_of_the_value() -> None:
    assert data_of(b"data:a\n\ndata: a\n\ndata:  a\n\n") == ["a", "a", " a"]
    assert decode(b"event:x\ndata:a\n\n")[0][:2] == ("x", "a")


def test_data_lines_are_joined_by_newlines() -> None:
    assert data_of(b"event: x\ndata: {\ndata: }\ndata\n\n") == ["{\n}\n"]


def test_a_comment_is_a_frame_without_data() -> None:
    assert decode(b": keepalive\n\ndata: a\n\n") == [
        sse.Frame(None, None, b": keepalive\n\n"),
        sse.Frame(None, "a", b"data: a\n\n"),
    ]


def test_a_comment_inside_a_frame_changes_nothing() -> None:
    assert data_of(b"event: a\n: ping\ndata: b\n\n") == ["b"]


def test_line_ends_may_be_mixed() -> None:
    """Where a proxy wrote the end of the frame."""
    assert [frame[:2] for frame in decode(b"event: a\r\ndata: b\n\nevent: a\rdata: b\n\n")] == [("a", "b")] * 2
    assert data_of(b"event: a\ndata: b\rdata: c\n\n") == ["b\nc"]


def test_fields_that_no_stream_needs_are_passed_over() -> None:
    assert decode(b"id: 7\nretry: 10\ncolour: red\nevent: a\ndata: b\n\n")[0][:2] == ("a", "b")


def test_the_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert decode(sse.BOM + b"event: a\ndata: b\n\n")[0][:2] == ("a", "b")


def test_the_last_frame_needs_no_blank_line() -> None:
    assert data_of(b"data: a\n\ndata: b") == data_of(b"data: a\n\ndata: b\n") == ["a", "b"]


def test_bytes_that_are_not_utf_8_become_replacement_characters() -> None:
    assert data_of(b"data: a\xff\xfeb\n\n") == ["a\ufffd\ufffdb"]


def test_line_separators_of_unicode_end_no_line() -> None:
    assert data_of("event: a\ndata: 1\u2028\u2029\x85\x0b2\n\n".encode()) == ["1\u2028\u2029\x85\x0b2"]


def test_extra_blank_lines_belong_to_the_frame_after_them() -> None:
    assert [frame.raw for frame in decode(b"data: a\n\n\n\ndata: b\n\n")] == [b"data: a\n\n", b"\n\ndata: b\n\n"]


def test_a_block_that_ends_in_cr_waits_for_its_lf() -> None:
    decoder = sse.Decoder()
    assert decoder.feed(b"data: a\r\n\r") == []
    assert [frame.raw for frame in decoder.feed(b"\ndata: b")] == [b"data: a\r\n\r\n"]


def test_a_huge_frame_in_small_pieces_is_searched_once() -> None:
    decoder = sse.Decoder()
    for _ in range(1000):
        assert decoder.feed(b"x" * 100) == []
        assert decoder.searched == len(decoder.rest)


@settings(deadline=None)
@given(objects)
def test_what_is_written_reads_the_same(event: dict[str, object]) -> None:
    raw = sse.write(event)
    (frame,) = decode(raw)
    assert frame.raw == raw
    assert frame.data is not None
    assert json.loads(frame.data) == event


@settings(deadline=None)
@given(objects, st.text(max_size=12) | surrogates)
def test_an_event_of_any_type_reads_the_same(event: dict[str, object], kind: str) -> None:
    event["type"] = kind
    (frame,) = decode(sse.write(event))
    assert read(frame) == event


def test_a_type_with_line_ends_starts_no_line_of_its_own() -> None:
    event = {"type": 'a\n\ndata: {"type":"b"}\r\r'}
    (frame,) = decode(sse.write(event))
    assert read(frame) == event


def test_a_frame_is_written_compact_and_in_utf_8() -> None:
    assert sse.write({"type": "a", "x": ["é", 1]}) == 'event: a\ndata: {"type":"a","x":["é",1]}\n\n'.encode()


def test_a_lone_surrogate_is_written_as_its_escape() -> None:
    assert sse.write({"type": "a", "x": "\ud83d"}) == b'event: a\ndata: {"type":"a","x":"\\ud83d"}\n\n'
