"""What must not be kept is not, and nothing else is touched."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from lib.protocol.events import Event, event
from lib.protocol.recording import Recording, load, save, sse_body
from lib.protocol.secrets import REDACTED, SECRET_NAMES, kept_headers, text_without_secrets, without_secrets
from lib.samples.recordings import samples

MCP = {"type": "mcp", "authorization": "mcp-canary", "headers": {"Authorization": "Bearer mcp-canary", "X-Trace": "1"}}


def test_the_keys_of_an_mcp_server_are_taken_out() -> None:
    found = without_secrets({"model": "m", "tools": [MCP]})
    assert found["tools"][0]["authorization"] == REDACTED
    assert found["tools"][0]["headers"] == {"Authorization": REDACTED, "X-Trace": REDACTED}
    assert MCP["authorization"] == "mcp-canary"


def test_what_only_has_such_a_name_stays() -> None:
    schema = {"properties": {"authorization": {"type": "string"}, "api_key": {"description": "A key"}}}
    body = {"input": "my api_key is none of yours", "tools": [{"parameters": schema}], "authorization": "", "cookie": 7}
    assert without_secrets(body) == body


def test_json_of_any_depth_is_taken() -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    assert without_secrets(deep) == deep


def test_headers_with_secrets_are_named_without_them() -> None:
    assert kept_headers([("Set-Cookie", "a=b"), ("Server", "x")]) == [["Set-Cookie", REDACTED], ["Server", "x"]]


def test_no_saved_recording_has_them() -> None:
    body = {"model": "m", "tools": [MCP]}
    recording = Recording(
        body, "openai", "", [event(0.0, {"type": "run.request", "body": body}), event(0.1, {"type": "a"})]
    )
    recording.events.append(event(0.2, {"type": "response.created", "response": {"tools": [MCP]}}))
    text = "".join(save(recording))
    assert "mcp-canary" not in text and REDACTED in text
    assert [(one.t, one.type) for one in load(text).events] == [
        (0.0, "run.request"),
        (0.1, "a"),
        (0.2, "response.created"),
    ]
    assert "".join(save(load(text))) == text


def saved(*events: Event) -> str:
    """What is downloaded; saving it again changes nothing."""
    text = "".join(save(Recording(events=list(events))))
    assert "".join(save(load(text))) == text
    return text


@pytest.mark.parametrize("name", sorted(SECRET_NAMES))
def test_a_name_is_known_in_any_case_and_with_either_dash(name: str) -> None:
    for written in (name, name.upper(), name.title(), name.replace("-", "_"), name.upper().replace("-", "_")):
        body = {"type": "x", "response": {"tools": [{written: "canary"}]}}
        text = saved(event(0.0, body))
        assert "canary" not in text and REDACTED in text, written
        assert kept_headers([(written, "canary")]) == [[written, REDACTED]]


def test_a_name_written_with_escapes_is_known() -> None:
    raw = b'event: x\ndata: {"type":"x","\\u0063ookie":"canary"}\n\n'
    assert "canary" not in saved(Event(0.0, raw))


@pytest.mark.parametrize("secret", [{"token": "canary"}, ["canary"], {"a": [{"b": "canary", "expires": 7}]}])
def test_an_object_under_such_a_name_is_without_texts(secret: Any) -> None:
    found = without_secrets({"tools": [{"type": "mcp", "authorization": secret, "headers": {"X": secret}}]})
    assert "canary" not in json.dumps(found)
    assert json.dumps(found) == json.dumps(
        {"tools": [{"type": "mcp", "authorization": secret, "headers": {"X": secret}}]}
    ).replace("canary", REDACTED)


def test_what_a_schema_calls_so_stays() -> None:
    held = {"type": "string", "description": "A key", "enum": ["a", "b"]}
    for names in ("properties", "patternProperties", "$defs", "definitions"):
        body = {"tools": [{"type": "function", "parameters": {"type": "object", names: {"api_key": held}}}]}
        assert without_secrets(body) == body


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (
            "https://me:canary@h/mcp?api_key=canary&x=canary#y",
            f"https://{REDACTED}@h/mcp?api_key={REDACTED}&x={REDACTED}#y",
        ),
        ("https://h/?tavilyApiKey=canary", f"https://h/?tavilyApiKey={REDACTED}"),
        ("https://h/mcp", "https://h/mcp"),
        ("https://h/a@b?c", "https://h/a@b?c"),
    ],
)
def test_the_url_of_an_mcp_server_is_without_keys(url: str, kept: str) -> None:
    tool = {"type": "mcp", "server_url": url}
    assert without_secrets({"tools": [tool]})["tools"][0]["server_url"] == kept
    assert "canary" not in saved(event(0.0, {"type": "response.created", "response": {"tools": [tool]}}))


def test_of_another_url_only_what_is_named_a_key_is_taken_out() -> None:
    cited = {"type": "url_citation", "url": "https://h/p?key=1&q=a@b&api-key=canary", "title": "https://h/?api_key=1"}
    found = without_secrets({"annotations": [cited]})["annotations"][0]
    assert found == {**cited, "url": f"https://h/p?key=1&q=a@b&api-key={REDACTED}"}


@pytest.mark.parametrize("header", [["Set-Cookie", "canary"], {"name": "Authorization", "value": "canary"}])
def test_headers_that_a_file_brought_are_without_secrets(header: Any) -> None:
    text = saved(event(0.0, {"type": "run.headers", "status": 200, "headers": [header, ["server", "x"]]}))
    assert "canary" not in text and '["server","x"]' in text


@pytest.mark.parametrize(
    "raw",
    [
        b": authorization: Bearer canary\n\n",
        b": Cookie: a=canary; b=canary\r\n\r\n",
        b": see https://me:canary@h/?API_KEY=canary&x=1\n\n",
        b": Bearer canary, sk-canarycanary\n\n",
        b'data: {"type":"mcp","headers":{"X":"canary","Y": "canary"} broken\n\n',
        b'data: {"type":"mcp","authorization": {"token": "canary", "a": "canary"}, oops\n\n',
        b'data: {"type":"x","api_key":"a \\" canary',
        b"data: {'Api-Key': 'canary', 'type': 'x'}\n\n",
        b'data: "{\\"api_key\\": \\"canary\\"}"\n\n',
        b'authorization: canary\ndata: {"type":"x"}\n\n',
        b': api-key=canary\ndata: {"type":"x"}\n\n',
        b"\xff: x-api-key: canary\n\n",
    ],
)
def test_what_is_no_event_has_none_either(raw: bytes) -> None:
    one = Event(0.5, raw)
    text = saved(one)
    assert "canary" not in text and REDACTED in text
    (found,) = load(text).events
    assert (found.t, found.type) == (one.t, one.type)
    assert sse_body(Recording(events=[one])) == raw  # the body of a stream is what came, byte for byte


def test_a_line_that_could_not_be_read_has_none() -> None:
    bad = '{"t":0,"event":{"type":"x","Cookie":"canary"'
    text = saved(event(None, {"type": "run.broken_frame", "why": f"expected JSON, got {bad!r}", "text": bad}))
    assert "canary" not in text


def test_beside_an_event_only_its_secrets_are_taken_out() -> None:
    schema = '{"type": "x", "properties": {"api_key": {"type": "string"}}}'
    raw = f": cookie: canary\nid: 7\ndata: {schema}\n\n".encode()
    (found,) = load(saved(Event(0.0, raw))).events
    assert found.raw == raw.replace(b"canary", REDACTED.encode())


@pytest.mark.parametrize(
    "text",
    [
        ": ping",
        ": OPENROUTER PROCESSING",
        ": an api key is needed; bake cookies, a task-list and a risk-averse author",
        '{"type":"x","delta":"authorization is',
        "",
    ],
)
def test_ordinary_texts_stay(text: str) -> None:
    assert text_without_secrets(text) == text


def test_no_event_of_a_recorded_stream_is_touched() -> None:
    folder = os.environ.get("STREAMSCOPE_STREAMS", "")
    bodies = [path.read_bytes() for path in Path(folder).rglob("*.sse")] if folder else []
    recordings = [load(body) for body in bodies if body] or [sample.load() for sample in samples()]
    for recording in recordings:
        again = load("".join(save(recording)))
        assert [(one.t, one.raw) for one in again.events] == [(one.t, one.raw) for one in recording.events]
