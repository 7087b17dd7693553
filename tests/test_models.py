"""The check of a backend says in a sentence whether requests can be sent, and never raises."""

import asyncio
import json

import pytest

from lib.engine.backends import OPENAI_URL, Backend
from lib.engine.http import Pools
from lib.engine.models import Check, check
from lib.protocol.request import BackendName
from tests.server import Answer, Asked, Server, body, nobody, silent

KEY = "sk-canary-0123456789"
MODELS = json.dumps({"object": "list", "data": [{"id": "m-2"}, {"id": "m-1"}, {"id": "m-1"}]}).encode()


def checked(url: str, key: str = "", name: BackendName = "compatible", limit: float = 10.0) -> Check:
    async def work() -> Check:
        pools = Pools()
        try:
            return await check(Backend(name, url, key), pools, limit)
        finally:
            await pools.close()

    return asyncio.run(asyncio.wait_for(work(), 20))


def as_json(text: bytes, status: str = "200 OK") -> Answer:
    return body(text, status=status, content_type="application/json")


def test_a_server_that_lists_its_models_works() -> None:
    with Server(as_json(MODELS)) as server:
        assert checked(server.url, KEY) == Check(True, "Connected. 2 models.", ("m-1", "m-2"))
    assert (server.asked[0].path, server.asked[0].headers["authorization"]) == ("/v1/models", f"Bearer {KEY}")


def test_one_model_is_one_model() -> None:
    with Server(as_json(b'{"data":[{"id":"m-1"}]}')) as server:
        assert checked(server.url).sentence == "Connected. 1 model."
    assert "authorization" not in server.asked[0].headers


def test_the_simulator_says_that_it_is_one() -> None:
    with Server(as_json(MODELS)) as server:
        found = checked(server.url, name="simulator")
    assert found == Check(True, "Works without a key or a network. Its answers are simulated.", ("m-1", "m-2"))


@pytest.mark.parametrize(
    "answer",
    [
        as_json(b"{}", "404 Not Found"),
        as_json(b"{}"),
        as_json(b"[]"),
        as_json(b'{"data":null}'),
        as_json(b'{"data":[]}'),
        as_json(b'{"data":[1]}'),
        as_json(b'{"data":[{"name":"m"}]}'),
        as_json(b"{oops"),
        body(b"<html>Welcome", content_type="text/html"),
        body(b"", content_type="text/plain"),
    ],
)
def test_a_server_without_a_usable_list_works_all_the_same(answer: Answer) -> None:
    with Server(answer) as server:
        found = checked(server.url)
    assert (found.works, found.models) == (True, ())
    assert found.sentence.endswith("Type the model's name.")


def test_a_refused_key_is_told_in_the_servers_words_without_the_key() -> None:
    text = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}."}}).encode()
    with Server(as_json(text, "401 Unauthorized")) as server:
        found = checked(server.url, KEY)
    assert not found.works
    assert found.sentence == (
        "The server does not accept this key (HTTP 401). It says: Incorrect API key provided: [key]. "
        "Check the key in the sidebar."
    )


def test_a_redirect_is_not_followed() -> None:
    with Server(as_json(MODELS)) as elsewhere, Server(silent) as server:
        server.answer = body(b"", status="302 Found", location=f"{elsewhere.url}/models")
        found = checked(server.url, KEY)
        assert elsewhere.asked == []
    assert not found.works
    assert "redirects are not followed" in found.sentence


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with Server(silent) as server:
        found = checked(server.url, limit=0.2)
    assert not found.works
    assert found.sentence.startswith(f"{server.url} did not answer in time.")


def test_where_nothing_listens_there_is_no_server() -> None:
    with nobody() as url:
        assert checked(url).sentence.startswith(f"There is no server at {url}.")


def test_a_server_that_hangs_up_is_told() -> None:
    async def hangs_up(asked: Asked) -> None:
        asked.writer.close()

    with Server(hangs_up) as server:
        found = checked(server.url)
    assert not found.works
    assert "broke" in found.sentence


@pytest.mark.parametrize(
    ("url", "key", "name", "says"),
    [
        ("", "", "compatible", "Type the server's base URL"),
        ("localhost:1", "", "compatible", "begins with http:// or https://"),
        ("http://127.0.0.1:99999/v1", "", "compatible", "not a possible one"),
        ("http://127.0.0.1:1/v1", KEY + "\n", "compatible", "The key has a character"),
        (OPENAI_URL, "", "openai", "No key."),
    ],
)
def test_what_cannot_work_is_told_without_asking_anyone(url: str, key: str, name: BackendName, says: str) -> None:
    found = checked(url, key, name)
    assert not found.works
    assert says in found.sentence
    assert KEY not in found.sentence
