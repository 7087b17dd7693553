"""What curl 7.88 (Debian 12, 2026) wrote to a file together with a stream, `> file 2>&1`: the stream alone is left.

The bytes around the streams are as it wrote them; newer ones write their sizes in six columns, as in curl 8.18.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.files import curl
from lib.protocol.files.opened import Opened, Room
from lib.protocol.files.opening import opened
from lib.protocol.recording import RecordingError, save, sse_body

EVENTS = [
    {"type": "response.created", "response": {"id": "resp_1"}},
    {"type": "response.output_text.delta", "delta": "> 100 % of * it", "output_index": 0},
    {"type": "response.completed", "response": {"id": "resp_1"}},
]
BODY = b"".join(map(sse.write, EVENTS))
HALF = BODY.index(b'"delta":"') + 3
TYPES = [each["type"] for each in EVENTS]

TITLE = (
    b"  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    b"                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
BEGIN = b"\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
GOING = b"\r100 12165    0 12165    0     0  60393      0 --:--:-- --:--:-- --:--:-- 60222"
SENDING = b"\r100 24344    0 24331  100    13  20248     10  0:00:01  0:00:01 --:--:-- 20269"
LARGE = b"\r 12 1430M   12  173M    0     0  29.1M      0  0:00:49  0:00:05  0:00:44 34.5M"
SIX = b"\r100  12165   0  12165   0      0  60393      0  --:--:-- --:--:-- --:--:--  60222"

VERBOSE = (
    b"*   Trying 127.0.0.1:18765...\n"
    b"* Connected to 127.0.0.1 (127.0.0.1) port 18765 (#0)\n"
    b"> POST / HTTP/1.1\r\n> Host: 127.0.0.1:18765\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n"
    b"> Authorization: Bearer sk-canary\r\n> Content-Length: 13\r\n> \r\n"
    b"} [13 bytes data]\n"
    b"* HTTP 1.0, assume close after body\n"
    b"< HTTP/1.0 200 OK\r\n< Server: BaseHTTP/0.6 Python/3.11.7\r\n< content-type: text/event-stream\r\n"
    b"< x-request-id: req_1\r\n< set-cookie: a=cookie-canary\r\n< \r\n"
    b"{ [12165 bytes data]\n"
)
HEADERS = (
    b"HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6 Python/3.11.7\r\ncontent-type: text/event-stream\r\n"
    b"x-request-id: req_1\r\nset-cookie: a=cookie-canary\r\n\r\n"
)
CLOSING = b"* Closing connection 0\n"

PLAIN = TITLE + BEGIN + BODY[:HALF] + GOING + BODY[HALF:] + GOING * 2 + b"\n"
WITH_V = TITLE + BEGIN + VERBOSE + BODY[:HALF] + GOING + BODY[HALF:] + SENDING * 2 + b"\n" + CLOSING
WITH_VI = TITLE + BEGIN + VERBOSE + HEADERS + BODY + SENDING * 2 + b"\n" + CLOSING
FILES = {
    "-N": PLAIN,
    "-vN": WITH_V,
    "-viN": WITH_VI,
    "-iN": TITLE + BEGIN + HEADERS + BODY + GOING * 2 + b"\n",
    "-svN": VERBOSE + BODY + CLOSING,
    "-siN": HEADERS + BODY,
}


def one(raw: bytes, room: Room | None = None) -> Opened:
    (found,) = opened(raw, "", room)
    return found


@pytest.mark.parametrize("options", FILES)
def test_the_stream_is_left_byte_for_byte(options: str) -> None:
    found = one(FILES[options])
    assert sse_body(found.recording) == BODY
    headers = [] if options == "-N" else ["run.headers"]
    assert [event.type for event in found.recording.events] == [*headers, *TYPES]
    assert found.notes == ([] if options == "-siN" else ["Lines that are curl's own are left out."])
    assert "canary" not in "".join(save(found.recording))


@pytest.mark.parametrize("options", ["-vN", "-viN", "-svN"])
def test_the_headers_are_kept_once(options: str) -> None:
    said = one(FILES[options]).recording.events[0].body
    assert (said["status"], said["request_id"]) == (200, "req_1")
    assert ["set-cookie", "[redacted]"] in said["headers"]


def test_of_several_answers_the_last_is_kept() -> None:
    moved = VERBOSE.replace(b"< HTTP/1.0 200 OK", b"< HTTP/1.0 301 Moved\r\n< location: /\r\n< \r\n< HTTP/1.0 200 OK")
    assert one(moved + BODY).recording.events[0].body["status"] == 200


@pytest.mark.parametrize("progress", [BEGIN, GOING, SENDING, LARGE, SIX])
@pytest.mark.parametrize("at", range(0, len(BODY), 7))
def test_progress_is_taken_out_wherever_it_stands(progress: bytes, at: int) -> None:
    found = one(TITLE + progress + BODY[:at] + progress + BODY[at:] + progress + b"\n")
    assert sse_body(found.recording) == BODY


def test_a_file_may_begin_with_progress_and_end_in_it() -> None:
    assert sse_body(one(BEGIN + BODY).recording) == BODY
    assert sse_body(one(TITLE + BEGIN + BODY + GOING).recording) == BODY
    assert sse_body(one(TITLE.replace(b"\n", b"\r\n") + BEGIN + BODY + GOING + b"\r\n").recording) == BODY


def test_a_file_in_utf_16_may_be_of_curls() -> None:
    assert sse_body(one(PLAIN.decode().encode("utf-16")).recording) == BODY


@pytest.mark.parametrize(
    "raw", [WITH_V, WITH_VI, PLAIN, TITLE + BEGIN + VERBOSE.replace(b"< \r\n", b"< \r\n\n") + BODY]
)
def test_a_broken_frame_is_named_with_its_line_in_the_file(raw: bytes) -> None:
    broken = b"event: response.completed\ndata: {oops\n\n"
    at = raw.index(b"event: response.completed")
    changed = raw[:at] + broken + b"* Found bundle\n{ [5 bytes data]\n" + broken + raw[at:]
    lines = [changed.count(b"\n", 0, match.start()) + 1 for match in re.finditer(re.escape(broken), changed)]
    notes = one(changed).notes[1:]
    assert [re.match(r"Line (\d+) can't be read", note)[1] for note in notes] == list(map(str, lines))  # type: ignore[index]


def test_where_reading_ended_is_a_line_of_the_file() -> None:
    at = WITH_V.index(b"event: response.completed")
    line = WITH_V.count(b"\n", 0, at) + 1
    assert one(WITH_V, Room(events=3)).notes[-1].endswith(f"; from line {line} on it is left out.")


PARTS = [b"X", b"\n", b"X\n", CLOSING, b"{ [5 bytes data]\n", GOING, BEGIN + b"\n"]


@given(st.lists(st.sampled_from(PARTS), max_size=9))
def test_every_line_that_is_left_is_known_by_its_number(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    each = re.findall(rb"[^\n]*\n|[^\n]+", raw)
    numbered = b"".join(line.replace(b"X", b"X%d." % number) for number, line in enumerate(each, 1))
    lines = curl.Lines(raw)
    for line, left in enumerate(curl.without(numbered).split(b"\n"), 1):
        found = lines.line_in_file(line)
        if left.startswith(b"X"):
            assert int(left[1 : left.index(b".")]) == found


@pytest.mark.parametrize("raw", [TITLE, TITLE + BEGIN + b"\n", VERBOSE, b"* hello\n", b"> a quote\n"])
def test_curl_without_a_stream_is_refused(raw: bytes) -> None:
    with pytest.raises(RecordingError, match="it holds no event"):
        opened(raw)


def test_what_is_curls_own_is_bounded() -> None:
    with pytest.raises(RecordingError, match="it has more than 2,000,000 lines that are curl's own"):
        opened(CLOSING + b"*\n" * curl.MOST_CUTS + BODY)
