"""What went wrong becomes one plain sentence, the server's own words, and never the key."""

import json
import ssl
from typing import Any

import httpx2
import openai
import pytest

from lib.engine import failures
from lib.engine.backends import Backend

KEY = "sk-canary-0123456789"
BACKEND = Backend("compatible", "http://server.example/v1", KEY)
ASKED = httpx2.Request("POST", "http://server.example/v1/responses")


def refused(status: int, body: Any, content_type: str = "application/json", **headers: str) -> dict[str, Any]:
    """The event of an HTTP error, as the SDK raises it."""
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    answer = httpx2.Response(status, content=content, headers={"content-type": content_type, **headers}, request=ASKED)
    error = openai.AsyncOpenAI(api_key="none")._make_status_error_from_response(answer)
    return failures.of_exception(error, BACKEND)


def connecting(cause: Exception) -> openai.APIConnectionError:
    error = openai.APIConnectionError(request=ASKED)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("status", "says", "advises"),
    [
        (400, "The server refused the request (HTTP 400).", "Change the field that it names"),
        (401, "The server does not accept this key (HTTP 401).", "Check the key"),
        (403, "The server does not allow this (HTTP 403).", "Check that this key may use"),
        (404, "The server has nothing at this address, or no such model (HTTP 404).", "Check the model's name"),
        (418, "The server refused the request (HTTP 418).", "Check the request."),
        (429, "The server asks to slow down (HTTP 429).", "Wait a little"),
        (500, "The server failed (HTTP 500).", "Try again later."),
        (503, "The server failed (HTTP 503).", "Try again later."),
    ],
)
def test_every_status_has_its_sentence_and_its_advice(status: int, says: str, advises: str) -> None:
    found = refused(status, {"error": {"message": "Own words.", "code": "some_code"}}, **{"x-request-id": "req_1"})
    assert (found["type"], found["kind"], found["status"]) == ("run.failed", "http", status)
    assert found["message"] == says
    assert found["advice"].startswith(advises)
    assert (found["words"], found["code"], found["request_id"]) == ("Own words.", "some_code", "req_1")


def test_a_model_that_is_missing_is_told_from_an_address_that_is() -> None:
    found = refused(404, {"error": {"message": "m", "code": "model_not_found"}})
    assert found["message"] == "The server has no such model (HTTP 404)."


def test_an_empty_account_is_not_told_to_wait() -> None:
    found = refused(429, {"error": {"message": "m", "type": "insufficient_quota", "code": None}})
    assert found["advice"] == "This account has no credit left; sending it again won't help."


def test_a_redirect_says_that_it_is_not_followed() -> None:
    found = refused(302, "", "text/plain", location="http://elsewhere.example/")
    assert (
        found["message"] == "http://server.example/v1 sends requests elsewhere (HTTP 302); redirects are not followed."
    )


def test_a_web_page_is_not_shown_but_named() -> None:
    found = refused(502, "<!DOCTYPE html><html><script>1</script></html>", "text/html")
    assert (
        found["message"] == "http://server.example/v1 answered with a web page (HTTP 502), not with the Responses API."
    )
    assert found["words"] == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "m"}}, "m"),
        ({"error": "m"}, "m"),
        ({"message": "m"}, "m"),
        ({"detail": "m"}, "m"),
        ({"detail": [{"loc": ["body"], "msg": "m"}]}, '[{"loc": ["body"], "msg": "m"}]'),
        ([{"error": "m"}], '[{"error": "m"}]'),
        ("just words", "just words"),
        ("", ""),
        ({"error": {"message": None}}, '{"error": {"message": null}}'),
        ({"error": None}, '{"error": null}'),
        ('event: error\ndata: {"error": {"message": "m"}}\n\n', "m"),
        ("data: {broken\n\n", "data: {broken"),
    ],
    ids=[
        "OpenAI",
        "a sentence",
        "flat",
        "FastAPI",
        "FastAPI's list",
        "Google's list",
        "text",
        "nothing",
        "no message",
        "no error",
        "a 500 whose body is SSE",
        "broken SSE",
    ],
)
def test_the_servers_own_words_are_found_in_every_shape(body: Any, words: str) -> None:
    assert refused(400, body, "text/plain" if isinstance(body, str) else "application/json")["words"] == words


def test_long_words_are_cut() -> None:
    assert len(refused(400, {"error": {"message": "x" * 10_000}})["words"]) == failures.MOST_SHOWN
    assert len(refused(400, "x" * 5_000_000, "text/plain")["words"]) == failures.MOST_SHOWN


@pytest.mark.parametrize("at", [0, 585, 590, 595, 599])
def test_a_key_is_not_shown_whatever_echoes_it(at: int) -> None:
    """A cut through the key would leave its start."""
    words = "x" * at + f" {KEY} is wrong"
    found = [
        refused(401, {"error": {"message": words, "code": f"bad {KEY}"}}, **{"x-request-id": KEY}),
        refused(401, {"error": {"message": words, "type": KEY}}),
        refused(401, words, "text/plain"),
        refused(401, f'data: {{"error": "{words}"}}\n\n', "text/plain"),
        failures.of_exception(RuntimeError(words), BACKEND),
        failures.of_exception(connecting(httpx2.ConnectError(words)), BACKEND),
        failures.not_a_stream(words.encode(), "text", BACKEND),
    ]
    assert KEY[:8] not in json.dumps(found)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (
            connecting(ConnectionRefusedError(111, "refused")),
            "unreachable",
            "There is no server at http://server.example/v1.",
        ),
        (connecting(OSError(-2, "Name or service not known")), "unreachable", "There is no server at"),
        (connecting(ConnectionResetError(104, "reset")), "connection_lost", "broke (ConnectionResetError)."),
        (connecting(httpx2.RemoteProtocolError("gone")), "connection_lost", "broke (RemoteProtocolError)."),
        (httpx2.RemoteProtocolError("gone"), "connection_lost", "The connection to http://server.example/v1 broke"),
        (connecting(ssl.SSLCertVerificationError("self-signed")), "tls", "There is no safe connection to"),
        (connecting(ssl.SSLError("WRONG_VERSION_NUMBER")), "tls", "There is no safe connection to"),
        (openai.APITimeoutError(request=ASKED), "timeout", "http://server.example/v1 did not answer in time."),
        (httpx2.ConnectTimeout("slow"), "timeout", "did not answer in time."),
        (TimeoutError(), "timeout", "did not answer in time."),
        (httpx2.InvalidURL("no"), "bad_url", "is not a usable base URL."),
        (UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "no"), "bad_body", "a text that is not valid Unicode."),
        (KeyError("surprise"), "unexpected", "Something unexpected stopped this run (KeyError)."),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_every_exception_has_its_sentence(error: Exception, kind: str, says: str) -> None:
    found = failures.of_exception(error, BACKEND)
    assert (found["type"], found["kind"]) == ("run.failed", kind)
    assert says in found["message"]
    assert found["advice"]


def test_the_root_of_a_chain_that_goes_in_circles_is_found() -> None:
    one, two = RuntimeError("one"), RuntimeError("two")
    one.__cause__, two.__cause__ = two, one
    assert failures.root(one) in (one, two)
