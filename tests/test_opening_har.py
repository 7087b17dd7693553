"""A HAR file: a recording for each stream in it, with times where the browser noted them, and without secrets."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from lib.protocol import sse
from lib.protocol.files.har_entries import LONG, PIECE
from lib.protocol.files.opened import MOST_RECORDINGS, Opened, Room
from lib.protocol.files.opening import opened
from lib.protocol.lint import lint
from lib.protocol.recording import RecordingError, save, sse_body

CREATED = {"type": "response.created", "response": {"id": "resp_1"}}
DELTA = {"type": "response.output_text.delta", "delta": 'a "quoted"\nline \\ 世界 😀', "output_index": 0}
ENDS = {"type": "response.completed", "response": {"id": "resp_1"}}
EVENTS = (CREATED, DELTA, ENDS)
BODY = b"".join(map(sse.write, EVENTS)).decode()
TYPES = [body["type"] for body in EVENTS]
SENT_AT = "2026-03-01T10:00:00.000Z"
SECOND = datetime.fromisoformat(SENT_AT).timestamp()
SECRETS = ("sk-canary", "cookie-canary", "mcp-canary", "query-canary", "password-canary")


def entry(text: str | None = BODY, mime: str = "text/event-stream", **more: Any) -> dict[str, Any]:
    mcp = {"type": "mcp", "server_label": "x", "authorization": "mcp-canary", "headers": {"X-API-Key": "mcp-canary"}}
    return {
        "startedDateTime": SENT_AT,
        "time": 900,
        "timings": {"blocked": 10, "dns": -1, "send": 5, "wait": 285, "receive": 600},
        "request": {
            "method": "POST",
            "url": "https://me:password-canary@api.openai.com/v1/responses?key=query-canary",
            "headers": [{"name": "Authorization", "value": "Bearer sk-canary"}],
            "cookies": [{"name": "a", "value": "cookie-canary"}],
            "postData": {"mimeType": "application/json", "text": json.dumps({"model": "m-1", "tools": [mcp]})},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "X-Request-Id", "value": "req_1"}, {"name": "Set-Cookie", "value": "cookie-canary"}],
            "content": {"mimeType": mime, **({} if text is None else {"text": text})},
        },
        **more,
    }


def har(*entries: dict[str, Any], **options: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}, **options).encode("utf-8", "surrogatepass")


PAGE = entry("<html>data: nothing</html>", "text/html")


def one(raw: bytes) -> Opened:
    (found,) = opened(raw, "x.har")
    return found


def wire(found: Opened) -> list[str]:
    return [event.type for event in found.recording.events if not event.type.startswith("run.")]


@pytest.mark.parametrize("options", [{}, {"indent": 2}, {"ensure_ascii": False}])
def test_a_stream_is_opened_with_its_request(options: dict[str, Any]) -> None:
    found = one(har(PAGE, entry(), PAGE, **options))
    assert sse_body(found.recording).decode() == BODY
    assert [event.type for event in found.recording.events] == ["run.request", "run.headers", *TYPES]
    assert {event.t for event in found.recording.events} == {None}
    assert found.recording.request["model"] == "m-1"
    assert (found.recording.backend, found.recording.started_at) == ("openai", "2026-03-01T10:00:00.000+00:00")
    assert found.recording.events[1].body["request_id"] == "req_1"
    assert found.title == "api.openai.com/v1/responses, m-1, 10:00:00"
    assert found.notes == []


@pytest.mark.parametrize("options", [{}, {"indent": 2}])
@pytest.mark.parametrize("before", ["", "\ufeff", "\r\n  ", "\ufeff\n"])
@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"comment": 'a "log": {"entries": []}', "x": 1},
        {"x": {"log": {"entries": [1]}}, "y": [{"log": {}}], "entries": [2]},
        {"name": "log"},
    ],
)
def test_a_log_is_found_wherever_it_stands(beside: dict[str, Any], before: str, options: dict[str, Any]) -> None:
    raw = before + json.dumps({**beside, **json.loads(har(entry()))}, **options)
    for codec in ("utf-8", "utf-16", "utf-16-le"):
        found = one(raw.removeprefix("\ufeff" if codec == "utf-16-le" else "").encode(codec))
        assert (wire(found), found.notes) == (TYPES, [])


@pytest.mark.parametrize("row", [{"type": "x"}, {"t": 0, "event": {"type": "x"}}])
def test_an_event_that_holds_a_log_is_no_har(row: dict[str, Any]) -> None:
    assert wire(one(json.dumps({**row, "log": {"entries": []}}).encode())) == ["x"]


def test_a_broken_frame_is_named_with_its_line_in_the_body_and_the_entrys() -> None:
    raw = har(PAGE, entry(BODY + "data: {oops\n\n" + BODY), indent=1)
    at = raw.rindex(b"{", 0, raw.rindex(b'"startedDateTime"'))
    (note,) = one(raw).notes
    line = raw.count(b"\n", 0, at) + 1
    assert line > 20
    assert note.startswith(f"Line 10 of the body of the entry at line {line} can't be read: its data isn't JSON")
    (note,) = opened(raw, room=Room(events=2))[0].notes
    assert note.endswith(f"; from line 7 of the body of the entry at line {line} on it is left out.")


def test_no_secret_is_kept() -> None:
    raw = har(entry(), entry(None, _webSocketMessages=socket()))
    assert all(secret.encode() in raw for secret in SECRETS)
    for found in opened(raw):
        kept = "".join(save(found.recording)) + found.title + "".join(found.notes)
        assert [secret for secret in SECRETS if secret in kept] == []


def test_every_stream_of_the_file_is_a_recording() -> None:
    found = opened(har(entry(), PAGE, entry(mime="text/plain"), entry()))
    assert [wire(each) for each in found] == [TYPES] * 3


def test_a_body_may_be_base64() -> None:
    coded = entry(base64.b64encode(BODY.encode()).decode())
    coded["response"]["content"]["encoding"] = "base64"
    assert sse_body(one(har(coded)).recording).decode() == BODY


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("coded", [True, False])
def test_a_long_body_is_the_same_as_a_short_one(coded: bool, ensure_ascii: bool) -> None:
    body = BODY * (3 * PIECE // len(BODY))
    assert len(body) > 2 * LONG
    text = base64.b64encode(body.encode()).decode() if coded else body
    whole = entry(text)
    whole["response"]["content"] |= {"encoding": "base64"} if coded else {}
    found = one(har(whole, PAGE, ensure_ascii=ensure_ascii))
    assert sse_body(found.recording).decode() == body
    assert found.notes == []


def test_times_are_those_that_chrome_noted() -> None:
    noted = [
        {"time": SECOND + at / 10, "eventName": "x", "data": json.dumps(body)} for at, body in enumerate(EVENTS, 4)
    ]
    same = "".join(f"event: x\ndata: {message['data']}\n\n" for message in noted)
    with_body = one(har(entry(same, _eventSourceMessages=noted)))
    without = one(har(entry(None, _eventSourceMessages=noted)))
    for found in (with_body, without):
        assert [event.t for event in found.recording.events] == pytest.approx([0.0, 0.3, 0.4, 0.5, 0.6])
        assert wire(found) == TYPES


def socket() -> list[dict[str, Any]]:
    sent = {"type": "response.create", "model": "m-2", "tools": [{"type": "mcp", "authorization": "mcp-canary"}]}
    messages = [{"type": "send", "time": SECOND + 0.1, "opcode": 1, "data": json.dumps(sent)}]
    return [
        *messages,
        *({"type": "receive", "time": SECOND + 1, "opcode": 1, "data": json.dumps(body)} for body in EVENTS),
    ]


def test_the_messages_of_a_web_socket_are_events_with_times() -> None:
    asked = entry(None, "", _webSocketMessages=socket() * 2)
    asked["request"].pop("postData")
    found = one(har(asked))
    assert wire(found) == TYPES * 2
    requests = [event for event in found.recording.events if event.type == "run.request"]
    assert [(event.t, event.body["body"]["model"]) for event in requests] == [(pytest.approx(0.1), "m-2")] * 2
    assert found.recording.request["model"] == "m-2"


def test_a_file_that_is_cut_off_is_opened_up_to_there() -> None:
    raw = har(entry(), entry(BODY * 2000))
    at = raw.index(b"response.completed", len(raw) // 2)
    whole, cut = opened(raw[:at], "x.har")
    assert wire(whole) == TYPES and whole.notes == []
    assert wire(cut)[:3] == TYPES
    assert cut.notes[-1].startswith("The file is cut off in this entry")


def test_a_file_cut_anywhere_is_opened_or_refused() -> None:
    raw = har(entry(), entry())
    for at in range(len(raw)):
        try:
            found = opened(raw[:at])
        except RecordingError as error:
            assert str(error)
            continue
        assert 1 <= len(found) <= 2


@pytest.mark.parametrize(
    ("text", "says"), [(None, "its body was not saved"), ("", "was not saved"), ("data: hello\n\n", "holds no event")]
)
def test_a_stream_without_events_is_named(text: str | None, says: str) -> None:
    with pytest.raises(RecordingError, match=says):
        opened(har(entry(text)))
    (note,) = one(har(entry(text), entry())).notes
    assert note.startswith("Line 1: an entry is left out: ") and says in note


def test_a_har_without_streams_is_refused() -> None:
    with pytest.raises(RecordingError, match="none of its 2 entries is a stream of events"):
        opened(har(PAGE, PAGE))


def test_the_streams_of_a_file_are_bounded() -> None:
    found = opened(har(*[entry()] * (MOST_RECORDINGS + 5)))
    assert len(found) == MOST_RECORDINGS
    assert found[0].notes == [f"It has more streams; the first {MOST_RECORDINGS} are kept."]
    assert sum(len(wire(each)) for each in opened(har(*[entry()] * 10), room=Room(events=7))) == 7


@pytest.mark.parametrize(
    "strange",
    [
        {"request": None},
        {"request": {"url": "http://[", "postData": {"text": "[1]"}}},
        {"startedDateTime": 7},
        {"startedDateTime": "2026-03-01T10:00:00"},
        {"response": []},
        {"response": {"content": {"mimeType": "text/event-stream", "text": 3}}},
        {"response": {"content": {"mimeType": ["text/event-stream"], "text": BODY, "encoding": "base64"}}},
        {
            "response": {
                "status": "200",
                "headers": {"a": 1},
                "content": {"mimeType": "text/event-stream", "text": BODY},
            }
        },
        {"_eventSourceMessages": [{"time": "x", "data": "y"}, 7, {"time": 1e300, "data": "{}"}]},
        {"_webSocketMessages": {"a": 1}, "timings": [1]},
    ],
)
def test_strange_entries_do_no_harm(strange: dict[str, Any]) -> None:
    try:
        found = opened(har({**entry(), **strange}, entry()))
    except RecordingError:
        pytest.fail("the good entry beside it is not opened")
    assert wire(found[-1]) == TYPES


def noted(times: list[float | None], *bodies: dict[str, Any]) -> list[dict[str, Any]]:
    """What Chrome notes of an event stream; `times` are seconds after the request."""
    return [
        {"time": None if t is None else SECOND + t, "eventName": body["type"], "data": sse.parse(sse.write(body)).data}
        for t, body in zip(times, bodies, strict=True)
    ]


def packed(text: str) -> bytes:
    whole = entry(text)
    whole["response"]["content"]["encoding"] = "base64"
    return har(whole)


def test_base64_of_either_alphabet_is_read() -> None:
    text = BODY.replace("世界", "世界?>?>~~")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        found = one(packed(encode(text.encode()).decode()))
        assert sse_body(found.recording).decode() == text


@pytest.mark.parametrize("text", ["ZGF0*#YTog", "ZGF0Y", "é" * 8, "ZGF0\x00YTo"])
def test_a_body_that_is_no_base64_is_refused_in_words(text: str) -> None:
    with pytest.raises(RecordingError, match=r"an entry is left out: its body (isn't base64|was not saved)"):
        one(packed(text))


def test_base64_that_goes_wrong_on_the_way_is_read_as_far_as_it_goes() -> None:
    text = BODY * 20_000
    whole = base64.b64encode(text.encode()).decode()
    found = one(packed(whole[:-40] + "*" + whole[-39:]))
    assert 0 < len(wire(found)) < 60_000
    assert found.notes[0].startswith("Its body is read as far as it goes: its body isn't base64")


@pytest.mark.parametrize(
    "said", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "yesterday", "2026-13-01T00:00:00Z", None, 5]
)
def test_a_time_outside_the_calendar_is_unknown(said: Any) -> None:
    found = one(har(entry(startedDateTime=said, _eventSourceMessages=noted([0.1, 0.2, 0.3], *EVENTS))))
    assert found.recording.started_at == ""
    assert {event.t for event in found.recording.events} == {None}


@pytest.mark.parametrize("text", [BODY * 2, None])
def test_two_responses_of_an_entry_are_two_turns_with_times(text: str | None) -> None:
    times = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    found = one(har(entry(text, _eventSourceMessages=noted([*times], *EVENTS, *EVENTS))))
    turns = [event.t for event in found.recording.events if event.type == "run.request"]
    assert turns == [0.0, 0.7]
    assert not {"created_twice", "after_end", "second_end"} & {one.rule for one in lint(found.recording.events)}


def test_the_request_counts_in_the_bytes_that_are_kept() -> None:
    whole = entry()
    whole["request"]["postData"]["text"] = json.dumps({"model": "m-1", "input": "x" * 5_000})
    (found,) = opened(har(whole), "x.har", Room(size=6_000))
    assert found.recording.request == {}
    assert found.notes == ["Its request is left out: at most 200,000 events and 0 MB are kept."]
    (found,) = opened(har(whole), "x.har", Room(size=12_000))
    assert found.recording.request["model"] == "m-1"


def test_an_entry_that_is_left_out_takes_no_room() -> None:
    empty = entry(": data: nothing\n\n" * 50)
    found = opened(har(*[empty] * 20, entry()), "x.har", Room(events=60, size=20_000))[0]
    assert wire(found) == TYPES


WRONG: list[Any] = [None, True, 5, 1e400, -1, "", "x", [], [None], [5], {}, {"text": 5}, [{"data": "x", "time": "y"}]]


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value in an entry."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [spot for name, each in inside for spot in ((*path, name), *spots(each, (*path, name)))]


@pytest.mark.parametrize("text", [BODY, None])
def test_a_value_of_a_wrong_kind_is_refused_in_words_or_left_out(text: str | None) -> None:
    messages = noted([0.1, 0.2, 0.3], *EVENTS)
    sockets = [{"type": "send", "time": SECOND, "data": json.dumps({"type": "response.create", "response": {}})}]
    plain = entry(text, _eventSourceMessages=messages, _webSocketMessages=sockets)
    refused = 0
    for spot in spots(plain):
        for value in WRONG:
            whole = json.loads(json.dumps(plain))
            inner = whole
            for name in spot[:-1]:
                inner = inner[name]
            inner[spot[-1]] = value
            try:
                opened(har(whole), "x.har")
            except RecordingError:
                refused += 1
    assert refused
