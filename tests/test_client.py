"""One request goes out as it was given, and whatever comes back is events; the key shows nowhere."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from lib.engine.backends import Backend
from lib.engine.client import send, stream
from lib.engine.failures import MOST_SHOWN
from lib.engine.http import Pools
from lib.protocol import sse
from lib.protocol.events import Body, Event
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun
from tests.server import Asked, Server, body, nobody, silent, until

ROOT = Path(__file__).parent.parent
KEY = "sk-canary-0123456789"
RESPONSE: Body = {"id": "resp_1", "object": "response", "status": "completed", "output": []}
CREATED = sse.write({"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}})
DELTA = sse.write({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Hi"})
ERROR = sse.write({"type": "error", "code": "server_error", "message": "Own words."})
FAILED = sse.write({"type": "response.failed", "response": {"status": "failed", "error": {"message": "Own words."}}})
COMPLETED = sse.write({"type": "response.completed", "response": RESPONSE})
PLENTY = 20.0  # seconds of silence; what is tested must not need them


def compatible(url: str, key: str = "") -> Backend:
    return Backend("compatible", url, key)


def asked_for(**fields: Any) -> Request:
    return Request({"model": "m-1", "input": "Hi", **fields}, "compatible")


async def collect(pieces: AsyncGenerator[list[Event], None], found: list[Event] | None = None) -> list[Event]:
    found = [] if found is None else found
    async with aclosing(pieces):
        async for events in pieces:
            found += events
    return found


def sent(
    url: str,
    request: Request | None = None,
    key: str = "",
    silence: float = PLENTY,
    found: list[Event] | None = None,
) -> list[Event]:
    """All events of one try; a list to be `found` in grows as they come."""

    async def work() -> list[Event]:
        pools = Pools()
        try:
            pieces = send(request or asked_for(), compatible(url, key), pools, lambda: 0.5, silence)
            return await collect(pieces, found)
        finally:
            await pools.close()

    return asyncio.run(asyncio.wait_for(work(), 30))


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def last(events: list[Event]) -> Body:
    return events[-1].body


def status(events: list[Event]) -> str:
    run = FoldedRun()
    for event in events:
        run.fold(event.body)
    return run.status


# A stream as it should be.


def test_a_stream_arrives_with_its_exact_bytes() -> None:
    with Server(body(CREATED, DELTA, COMPLETED, x_request_id="req_1")) as server:
        events = sent(server.url)
    assert types(events) == [
        "run.attempt",
        "run.headers",
        "response.created",
        "response.output_text.delta",
        "response.completed",
    ]
    assert b"".join(event.raw for event in events[2:]) == CREATED + DELTA + COMPLETED
    assert {event.t for event in events} == {0.5}
    assert events[0].body == {"type": "run.attempt", "attempt": 1, "url": f"{server.url}/responses", "streamed": True}
    headers = events[1].body
    assert (headers["status"], headers["request_id"]) == (200, "req_1")
    assert ["content-type", "text/event-stream"] in headers["headers"]


def test_a_frame_cut_anywhere_is_one_event() -> None:
    whole = CREATED + DELTA + COMPLETED
    with Server(body(*(whole[at : at + 1] for at in range(len(whole))))) as server:
        events = sent(server.url)
    assert [event.raw for event in events[2:]] == [CREATED, DELTA, COMPLETED]


def test_recorded_streams_arrive_as_they_are(streams: list[Path]) -> None:
    with Server(silent) as server:
        for path in streams[::25]:
            recorded = path.read_bytes()
            server.answer = body(*(recorded[at : at + 700] for at in range(0, len(recorded), 700)))
            events = sent(server.url)
            assert b"".join(event.raw for event in events[2:]) == recorded, path.name
            assert status(events) in ("completed", "incomplete", "failed"), path.name


def test_the_body_arrives_as_it_was_given() -> None:
    given = {
        "model": "m-1",
        "input": [{"role": "user", "content": "caf\u00e9 \U0001f600"}],
        "temperature": 0,
        "top_p": 1.0,
        "metadata": None,
        "nobody_knows": {"deep": [1, None, {"x": ""}]},
        "tools": [],
    }
    with Server(body(COMPLETED)) as server:
        sent(server.url, Request(given, "compatible"))
        sent(server.url, Request({**given, "stream": False}, "compatible"))
    assert [asked.json for asked in server.asked] == [{**given, "stream": True}, {**given, "stream": False}]
    assert [asked.path for asked in server.asked] == ["/v1/responses"] * 2
    assert server.asked[0].headers["content-type"] == "application/json"


def test_without_streaming_the_response_is_one_event() -> None:
    with Server(body(json.dumps(RESPONSE).encode(), content_type="application/json")) as server:
        events = sent(server.url, asked_for(stream=False))
    assert types(events) == ["run.attempt", "run.headers", "run.response"]
    assert last(events)["response"] == RESPONSE
    assert events[0].body["streamed"] is False
    assert status(events) == "completed"


def test_a_server_that_ignores_that_it_should_stream_is_understood() -> None:
    answer = json.dumps(RESPONSE, indent=2).encode()
    with Server(body(b"\n ", answer[:20], answer[20:], content_type="application/json")) as server:
        events = sent(server.url)
    assert last(events) == {"type": "run.response", "response": RESPONSE}


def test_a_server_that_streams_although_it_should_not_is_understood() -> None:
    with Server(body(CREATED, COMPLETED)) as server:
        events = sent(server.url, asked_for(stream=False))
    assert types(events)[2:] == ["response.created", "response.completed"]


def test_a_second_request_uses_the_same_connection() -> None:
    async def work(url: str) -> None:
        pools = Pools()
        for _ in range(3):
            await collect(send(asked_for(), compatible(url), pools, lambda: 0.0, PLENTY))
        await pools.close()

    with Server(body(CREATED, COMPLETED)) as server:
        asyncio.run(work(server.url))
    assert [asked.connection for asked in server.asked] == [1, 1, 1]


# Streams that end otherwise.


def test_a_stream_that_stops_without_an_end_ended_early() -> None:
    with Server(body(CREATED, DELTA)) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "response.output_text.delta", "run.ended_early"]
    assert "never said that the response was complete" in last(events)["message"]


@pytest.mark.parametrize("pieces", [[], [b"\n\n"], [b": ping\n\n"]])
def test_a_stream_without_an_event_ended_before_its_first(pieces: list[bytes]) -> None:
    with Server(body(*pieces)) as server:
        events = sent(server.url)
    assert last(events)["type"] == "run.ended_early"
    assert last(events)["message"] == "The stream ended before its first event."


def test_the_last_event_needs_no_blank_line() -> None:
    with Server(body(CREATED, COMPLETED.rstrip(b"\n"))) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "response.completed"]


def test_a_frame_that_was_cut_short_is_kept_and_the_stream_ended_early() -> None:
    with Server(body(CREATED, DELTA[:-20])) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "run.broken_frame", "run.ended_early"]
    assert events[3].raw == DELTA[:-20]


def test_a_connection_that_breaks_keeps_what_had_arrived() -> None:
    events: list[Event] = []
    with Server(silent) as server:

        async def breaks(asked: Asked) -> None:
            await asked.head()
            await asked.chunk(CREATED + DELTA)
            async with asyncio.timeout(10):
                while DELTA not in [event.raw for event in events]:  # the reset discards what waits
                    await asyncio.sleep(0.005)
            asked.reset()

        server.answer = breaks
        sent(server.url, found=events)
    assert types(events)[1] == "run.headers"
    assert last(events)["kind"] == "connection_lost"
    assert status(events) == "failed"


def test_a_body_that_is_shorter_than_announced_is_a_broken_connection() -> None:
    async def short(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED)
        asked.writer.close()

    with Server(short) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "run.failed"]
    assert last(events)["kind"] == "connection_lost"


def test_a_connection_that_breaks_after_the_end_is_no_trouble() -> None:
    async def breaks(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + COMPLETED)
        asked.writer.close()

    with Server(breaks) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "response.completed"]


def test_done_after_the_end_is_shown_and_ends_nothing_by_itself() -> None:
    with Server(body(CREATED, COMPLETED, b"data: [DONE]\n\n")) as server:
        assert types(sent(server.url))[2:] == ["response.created", "response.completed", "run.done_sentinel"]
        server.answer = body(CREATED, b"data: [DONE]\n\n")
        assert types(sent(server.url))[2:] == ["response.created", "run.done_sentinel", "run.ended_early"]


def test_one_broken_frame_costs_one_frame() -> None:
    broken = [b"data: {oops\n\n", b"data: \xff\n\n", b"data: [1]\n\n", b"data: " + b"[" * 100_000 + b"\n\n"]
    with Server(body(CREATED, *broken, DELTA, COMPLETED)) as server:
        events = sent(server.url)
    assert types(events)[2:] == [
        "response.created",
        *["run.broken_frame"] * 4,
        "response.output_text.delta",
        "response.completed",
    ]


def test_a_connection_that_stays_open_after_the_end_is_left() -> None:
    """Some proxies keep it open for minutes."""

    async def stays(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + COMPLETED)
        await asked.gone()

    with Server(stays) as server:
        events = sent(server.url)
        until(server.asked[0].left.is_set)
    assert types(events)[2:] == ["response.created", "response.completed"]


def test_a_server_that_never_stops_after_the_end_is_left() -> None:
    async def never(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + COMPLETED)
        while True:
            await asked.chunk(DELTA)
            await asyncio.sleep(0.02)

    with Server(never) as server:
        events = sent(server.url)
    assert status(events) == "completed"
    assert not [event for event in events if event.type == "run.failed"]


# Errors in the stream.


def test_after_an_error_the_stream_is_read_on_to_the_failed_response() -> None:
    async def later(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + ERROR)
        await asyncio.sleep(0.1)
        await asked.chunk(FAILED)
        await asked.gone()

    with Server(later) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "error", "response.failed"]
    assert status(events) == "failed"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ERROR, "server_error", "Own words."),
        (
            sse.write({"type": "error", "error": {"type": "server_error", "message": "Nested."}}),
            "server_error",
            "Nested.",
        ),
        (sse.write({"type": "error", "error": "Just words."}), "", "Just words."),
        (b'data: {"error":{"message":"Bare.","code":500}}\n\n', "500", "Bare."),
    ],
)
def test_a_stream_that_ends_after_an_error_failed_with_its_words(error: bytes, code: str, words: str) -> None:
    with Server(body(CREATED, error)) as server:
        events = sent(server.url)
    assert types(events)[2:] == ["response.created", "error", "run.failed"]
    assert (last(events)["kind"], last(events)["words"]) == ("error_event", words)
    assert last(events)["code"] == code


def test_after_an_error_a_silent_server_is_left_soon() -> None:
    async def stays(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + ERROR)
        await asked.gone()

    with Server(stays) as server:
        events = sent(server.url)
        until(server.asked[0].left.is_set)
    assert (last(events)["type"], last(events)["kind"]) == ("run.failed", "error_event")


def test_after_an_error_a_server_that_never_stops_is_left_too() -> None:
    async def never(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + ERROR)
        while True:
            await asked.chunk(DELTA)
            await asyncio.sleep(0.02)

    with Server(never) as server:
        events = sent(server.url)
    assert last(events)["kind"] == "error_event"


# Silence.


def test_silence_before_the_answer_ends_the_run() -> None:
    with Server(silent) as server:
        events = sent(server.url, silence=1)
        until(lambda: server.asked and server.asked[0].left.is_set())
    assert types(events) == ["run.attempt", "run.failed"]
    assert (last(events)["kind"], last(events)["message"]) == ("timeout", f"{server.url} sent no event for 1 s.")


def test_silence_between_events_ends_the_run_and_keeps_what_had_arrived() -> None:
    async def stalls(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED + DELTA[:-5])
        await asked.gone()

    with Server(stalls) as server:
        events = sent(server.url, silence=1)
        until(server.asked[0].left.is_set)
    assert types(events)[2:] == ["response.created", "run.broken_frame", "run.failed"]
    assert last(events)["kind"] == "timeout"


def test_comments_keep_the_connection_but_break_no_silence() -> None:
    async def pings(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED)
        while True:
            await asked.chunk(b": ping\n\n")
            await asyncio.sleep(0.02)

    with Server(pings) as server:
        events = sent(server.url, silence=1)
    assert "run.comment" in types(events)
    assert last(events)["kind"] == "timeout"


def test_events_that_keep_coming_break_the_silence() -> None:
    async def slow(asked: Asked) -> None:
        await asked.head()
        for _ in range(15):
            await asked.chunk(sse.write({"type": "keepalive"}))
            await asyncio.sleep(0.1)
        await asked.chunk(COMPLETED)
        await asked.end()

    with Server(slow) as server:
        events = sent(server.url, silence=1.0)
    assert last(events)["type"] == "response.completed"


@pytest.mark.parametrize("start", [CREATED + b"data: ", b"{", b"<html>"])
def test_one_frame_or_body_without_an_end_is_given_up(start: bytes) -> None:
    async def endless(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(start)
        while True:
            await asked.chunk(b"x" * 1_000_000)

    with Server(endless) as server:
        events = sent(server.url)
    assert last(events)["kind"] == "too_long"
    assert sum(len(event.raw) for event in events) < 10_000


# Answers that are no stream.


def test_a_web_page_is_no_stream() -> None:
    with Server(body(b"<!doctype html><p>Welcome", content_type="text/html")) as server:
        events = sent(server.url)
    assert last(events)["kind"] == "not_a_stream"
    assert last(events)["message"] == f"{server.url} answered with a web page instead of a stream of events."
    assert last(events)["words"] == ""


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b'{"error":{"message":"Own words."}}', "error_body", "Own words."),
        (b'{"error":"Own words."}', "error_body", "Own words."),
        (b'{"choices":[]}', "not_a_stream", '{"choices":[]}'),
        (b"[1]", "not_a_stream", "[1]"),
        (b"{oops", "not_a_stream", "{oops"),
        (b"{" * 100_000, "not_a_stream", "{" * MOST_SHOWN),
    ],
)
def test_another_200_is_explained(answer: bytes, kind: str, words: str) -> None:
    with Server(body(answer, content_type="application/json")) as server:
        events = sent(server.url)
    assert (last(events)["type"], last(events)["kind"], last(events)["words"]) == ("run.failed", kind, words)


@pytest.mark.parametrize(
    ("code", "content_type", "answer", "words"),
    [
        ("400 Bad", "application/json", b'{"error":{"message":"Own words.","code":"c"}}', "Own words."),
        ("401 No", "application/json", b'{"error":{"message":"Own words."}}', "Own words."),
        ("422 No", "application/json", b'{"detail":[{"msg":"field required"}]}', '[{"msg": "field required"}]'),
        ("429 Slow", "application/json", b'{"error":"Own words."}', "Own words."),
        ("500 Oops", "application/json", b'[{"error":{"code":500}}]', '[{"error": {"code": 500}}]'),
        ("500 Oops", "text/event-stream", b'event: error\ndata: {"error":{"message":"Own words."}}\n\n', "Own words."),
        ("502 Bad", "text/html", b"<html><body>nginx", ""),
        ("503 Busy", "text/plain", b"busy", "busy"),
        ("500 Oops", "text/plain", b"x" * 3_000_000, "x" * MOST_SHOWN),
        ("500 Oops", "text/plain", b"\xff\xfe", "\ufffd\ufffd"),
        ("500 Oops", "application/json", b"", ""),
    ],
)
def test_an_error_status_ends_the_run_with_the_servers_words(
    code: str, content_type: str, answer: bytes, words: str
) -> None:
    with Server(body(answer, status=code, content_type=content_type, x_request_id="req_9", retry_after="1")) as server:
        events = sent(server.url)
    assert types(events) == ["run.attempt", "run.headers", "run.failed"]
    assert (last(events)["kind"], last(events)["status"]) == ("http", int(code[:3]))
    assert (last(events)["words"], last(events)["request_id"]) == (words, "req_9")
    assert events[1].body["status"] == int(code[:3])
    assert len(server.asked) == 1  # nothing is tried again behind anyone's back


@pytest.mark.parametrize("code", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(code: str) -> None:
    with Server(body(COMPLETED)) as elsewhere, Server(silent) as server:
        server.answer = body(b"", status=code, location=f"{elsewhere.url}/responses")
        events = sent(server.url, key=KEY)
        assert elsewhere.asked == []
    assert last(events)["status"] == int(code[:3])
    assert "redirects are not followed" in last(events)["message"]


def test_where_nothing_listens_there_is_no_server() -> None:
    with nobody() as url:
        events = sent(url)
    assert types(events) == ["run.attempt", "run.failed"]
    assert (last(events)["kind"], last(events)["message"]) == ("unreachable", f"There is no server at {url}.")


def test_a_server_that_hangs_up_without_an_answer_is_a_broken_connection() -> None:
    async def hangs_up(asked: Asked) -> None:
        asked.writer.close()

    with Server(hangs_up) as server:
        assert last(sent(server.url))["kind"] == "connection_lost"


def test_what_speaks_no_http_is_a_broken_connection() -> None:
    async def ssh(asked: Asked) -> None:
        await asked.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        asked.writer.close()

    with Server(ssh) as server:
        assert last(sent(server.url))["kind"] == "connection_lost"


def test_https_where_there_is_no_tls_says_so() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def work() -> list[Event]:
        server = await asyncio.start_server(plain, "127.0.0.1", 0)
        backend = compatible(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        pools = Pools()
        events = await collect(send(asked_for(), backend, pools, lambda: 0.0, PLENTY))
        await pools.close()
        server.close()
        return events

    assert last(asyncio.run(work()))["kind"] == "tls"


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/v1", "ftp://127.0.0.1/v1", "http://", "http://a b/v1"])
def test_an_unusable_base_url_sends_nothing(url: str) -> None:
    events = sent(url)
    assert types(events) == ["run.attempt", "run.failed"]
    assert last(events)["kind"] == "bad_backend"


@pytest.mark.parametrize("key", [KEY + "\n", KEY + "\r\nX-Evil: 1", f"“{KEY}”"])
def test_a_key_that_no_header_can_carry_sends_nothing_and_is_not_shown(key: str) -> None:
    with Server(body(COMPLETED)) as server:
        events = sent(server.url, key=key)
    assert server.asked == []
    assert last(events)["kind"] == "bad_backend"
    assert KEY.encode() not in b"".join(event.raw for event in events)


def test_a_text_that_is_not_unicode_sends_nothing() -> None:
    with Server(body(COMPLETED)) as server:
        events = sent(server.url, asked_for(input="\ud83d"))
    assert server.asked == []
    assert last(events)["kind"] == "bad_body"


# The key.


def test_the_key_goes_out_in_its_header_and_nowhere_else() -> None:
    with Server(body(CREATED, COMPLETED)) as server:
        sent(server.url, key=KEY)
        (asked,) = server.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.raw_head.count(KEY.encode()) == 1
    assert KEY.encode() not in asked.body


def test_without_a_key_there_is_no_authorization() -> None:
    with Server(body(CREATED, COMPLETED)) as server:
        sent(server.url)
    assert "authorization" not in server.asked[0].headers


ECHO = KEY.encode()


@pytest.mark.parametrize(
    "answer",
    [
        body(CREATED.replace(b"resp_1", ECHO), COMPLETED),
        body(CREATED, b"data: {oops " + ECHO + b"\n\n", b": " + ECHO + b"\n\n", COMPLETED),
        body(CREATED, ERROR.replace(b"Own words.", ECHO).replace(b"server_error", ECHO)),
        body(CREATED, b'data: {"error":{"type":"' + ECHO + b'","message":"' + ECHO + b'"}}\n\n'),
        body(CREATED, b"data: " + ECHO),
        body(json.dumps({**RESPONSE, "instructions": KEY}).encode(), content_type="application/json"),
        body(b'{"error":{"message":"' + ECHO + b'"}}', content_type="application/json"),
        body(b"<html>" + ECHO, content_type="text/html"),
        body(b"{" + ECHO, content_type="text/plain"),
        body(CREATED, COMPLETED, x_request_id=KEY, x_echo=f"Bearer {KEY}", set_cookie=f"a={KEY}"),
        body(b'{"error":{"message":"' + ECHO + b'","code":"' + ECHO + b'"}}', status="401 No", x_request_id=KEY),
        body(ECHO, status="400 Bad", content_type="text/plain", x_echo=KEY),
        body(b"x" * 590 + ECHO, status="400 Bad", content_type="text/plain"),
        body(b"", status="302 Found", location=f"http://127.0.0.1:1/{KEY}"),
    ],
    ids=[
        "an event",
        "frames that are no events",
        "an error event",
        "a bare error",
        "a last frame without its end",
        "a whole response",
        "an error body",
        "a web page",
        "a text",
        "headers",
        "an error status",
        "a text of an error",
        "a long text of an error",
        "a redirect",
    ],
)
def test_a_key_that_the_server_echoes_is_in_no_event(answer: Any) -> None:
    with Server(answer) as server:
        events = sent(server.url, key=KEY)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY[:8].encode() not in b"".join(event.raw for event in events)


def test_cookies_are_never_kept() -> None:
    with Server(body(CREATED, COMPLETED, set_cookie="session=secret")) as server:
        events = sent(server.url)
    assert ["set-cookie", "[redacted]"] in events[1].body["headers"]


CANARIES = {
    "OPENAI_API_KEY": "sk-ambient-canary",
    "OPENAI_ADMIN_KEY": "sk-admin-canary",
    "OPENAI_ORG_ID": "org-canary",
    "OPENAI_PROJECT_ID": "proj-canary",
    "OPENAI_WEBHOOK_SECRET": "whsec-canary",
    "OPENAI_CUSTOM_HEADERS": "X-Secret: canary\nAuthorization: Bearer canary\ncontent-type: a/canary\nCookie: canary",
    "AZURE_OPENAI_API_KEY": "azure-canary",
}


@pytest.mark.parametrize("key", ["", "sk-explicit-key"])
def test_nothing_of_the_environment_goes_to_a_server(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CANARIES.items():
        monkeypatch.setenv(name, value)
    with Server(body(CREATED, COMPLETED)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        events = sent(server.url, key=key)
        (asked,) = server.asked
    assert last(events)["type"] == "response.completed"
    assert b"canary" not in asked.raw_head + asked.body
    assert asked.headers.get("authorization") == (f"Bearer {key}" if key else None)
    assert asked.headers["content-type"] == "application/json"
    assert not {"openai-organization", "openai-project", "x-secret", "cookie"} & set(asked.headers)
    assert b"canary" not in b"".join(event.raw for event in events)


def test_proxies_of_the_environment_are_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(silent) as proxy, Server(body(CREATED, COMPLETED)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert last(sent(server.url))["type"] == "response.completed"
        assert proxy.asked == []


# Leaving early.


def test_closing_the_generator_closes_the_upstream() -> None:
    async def stays(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED)
        await asked.gone()

    async def work(url: str) -> None:
        pools = Pools()
        pieces = send(asked_for(), compatible(url), pools, lambda: 0.0, PLENTY)
        async for events in pieces:
            if events[-1].type == "response.created":
                break
        await pieces.aclose()
        while not server.asked[0].left.is_set():
            await asyncio.sleep(0.005)
        await pools.close()

    with Server(stays) as server:
        asyncio.run(asyncio.wait_for(work(server.url), 10))


@pytest.mark.parametrize("answers", [False, True])
def test_cancelling_the_task_closes_the_upstream_also_while_it_is_silent(answers: bool) -> None:
    async def stays(asked: Asked) -> None:
        if answers:
            await asked.head()
        await asked.gone()

    async def work(url: str) -> None:
        pools = Pools()
        task = asyncio.create_task(collect(send(asked_for(), compatible(url), pools, lambda: 0.0, PLENTY)))
        while not server.asked:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while not server.asked[0].left.is_set():
            await asyncio.sleep(0.005)
        await pools.close()

    with Server(stays) as server:
        asyncio.run(asyncio.wait_for(work(server.url), 10))


# For a plain script.


def test_stream_gives_the_events_of_a_request() -> None:
    with Server(body(CREATED, DELTA, COMPLETED)) as server:
        events = list(stream(asked_for(), compatible(server.url)))
    assert types(events)[2:] == ["response.created", "response.output_text.delta", "response.completed"]
    times = [event.t for event in events if event.t is not None]
    assert times == sorted(times) and len(times) == len(events)


def test_stream_gives_an_event_when_it_arrives() -> None:
    with Server(silent) as server:
        gate = threading.Event()

        async def waits(asked: Asked) -> None:
            await asked.head()
            await asked.chunk(CREATED)
            await asyncio.to_thread(gate.wait, 10)
            await asked.chunk(COMPLETED)
            await asked.end()

        server.answer = waits
        seen = []
        for event in stream(asked_for(), compatible(server.url)):
            seen.append(event.type)
            if event.type == "response.created":
                gate.set()  # only now does the rest come
    assert seen[-1] == "response.completed"


def test_stream_works_inside_a_running_event_loop() -> None:
    """As in a notebook."""

    async def cell() -> list[str]:
        return [event.type for event in stream(asked_for(), compatible(server.url))]

    with Server(body(CREATED, COMPLETED)) as server:
        assert asyncio.run(cell())[-1] == "response.completed"


def test_leaving_the_loop_closes_the_upstream_and_leaves_no_thread() -> None:
    async def stays(asked: Asked) -> None:
        await asked.head()
        await asked.chunk(CREATED)
        await asked.gone()

    with Server(stays) as server:
        events = stream(asked_for(), compatible(server.url))
        for event in events:
            if event.type == "response.created":
                break
        events.close()  # type: ignore[attr-defined]
        until(server.asked[0].left.is_set)
        assert "streamscope-stream" not in [thread.name for thread in threading.enumerate()]


def test_stream_can_be_called_again_and_again() -> None:
    with Server(body(COMPLETED)) as server:
        for _ in range(40):
            assert list(stream(asked_for(), compatible(server.url)))[-1].type == "response.completed"
        assert "streamscope-stream" not in [thread.name for thread in threading.enumerate()]


def test_stream_tells_trouble_as_an_event() -> None:
    with Server(body(b'{"error":{"message":"no"}}', status="401 No", content_type="application/json")) as server:
        *_, trouble = stream(asked_for(), compatible(server.url, KEY))
    assert (trouble.body["type"], trouble.body["status"]) == ("run.failed", 401)


def test_stream_uses_the_backend_that_the_environment_presets() -> None:
    script = """
from lib.engine.client import stream
from lib.protocol.request import Request
for event in stream(Request({"model": "m-1", "input": "Hi"}, "compatible")):
    print(event.type)
"""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    with Server(body(CREATED, COMPLETED)) as server:
        env = {**kept, **CANARIES, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True
        )
    assert done.stdout.splitlines()[-1] == "response.completed"
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.asked[0].raw_head.count(b"canary") == 1
