"""What must not be kept is not, and nothing else is touched."""

import json

from lib.protocol.events import event
from lib.protocol.recording import Recording, load, save
from lib.protocol.secrets import REDACTED, kept_headers, without_secrets

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
