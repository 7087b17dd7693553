"""The server as its clients meet it: the openai SDK over HTTP, raw bytes, and the bodies that real clients send."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
import pytest
from openai import OpenAI

from lib.simulator.app import Server
from lib.simulator.body import Body, read
from lib.simulator.errors import ApiError
from lib.simulator.pace import Pace
from lib.simulator.stored import Stored
from lib.simulator.thread import SimulatorThread

FAST = Pace(0, 2000)
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    with SimulatorThread(FAST) as running:
        yield running


@pytest.fixture(scope="module")
def client(simulator: SimulatorThread) -> Iterator[OpenAI]:
    with OpenAI(base_url=simulator.base_url, api_key="any", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def http(simulator: SimulatorThread) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=simulator.base_url, timeout=30) as client:
        yield client


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def stats(simulator: SimulatorThread) -> dict[str, int]:
    answer: dict[str, int] = httpx2.get(simulator.base_url.removesuffix("/v1") + "/stats").json()
    return answer


def body_of(**fields: Any) -> Body:
    return read(json.dumps({"model": "sim-1", "input": "Hi", **fields}).encode())


def test_the_sdk_streams_an_answer(client: OpenAI) -> None:
    events = list(client.responses.create(model="sim-1", input="What is a delta?", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == text


def test_the_stream_helper_of_the_sdk_gives_the_final_response(client: OpenAI) -> None:
    with client.responses.stream(model="sim-1-reasoning", input="Hello", reasoning={"summary": "auto"}) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_response()
    assert "response.reasoning_summary_text.delta" in kinds
    assert [item.type for item in final.output] == ["reasoning", "message"]
    assert final.usage is not None
    assert final.usage.total_tokens == final.usage.input_tokens + final.usage.output_tokens


def test_a_whole_response_is_the_object_that_its_stream_ends_with(client: OpenAI) -> None:
    metadata = {"simulator_seed": "7"}
    whole = client.responses.create(model="sim-1", input="What is SSE?", metadata=metadata)
    *_, last = client.responses.create(model="sim-1", input="What is SSE?", metadata=metadata, stream=True)
    assert last.type == "response.completed"
    assert last.response.to_dict() == whole.to_dict()
    assert client.responses.retrieve(whole.id).to_dict() == whole.to_dict()


def test_the_same_request_and_seed_give_the_same_bytes(http: httpx2.Client) -> None:
    def raw(seed: str | None) -> bytes:
        metadata = {"simulator_seed": seed} if seed else {}
        return http.post(
            "/responses", json={"model": "sim-1", "input": "Hi", "stream": True, "metadata": metadata}
        ).content

    assert raw("a") == raw("a") != raw("b")
    assert raw(None) != raw(None)


def test_a_servers_seed_holds_for_requests_without_one() -> None:
    def ids(seed: str | None, **fields: Any) -> str:
        *_, (_, event) = Server(FAST, seed).timed(body_of(**fields))
        return str(event["response"]["id"])

    assert ids("s") == ids("s") != ids("s", metadata={"simulator_seed": "t"})


def test_metadata_decides_the_pace() -> None:
    metadata = {"simulator_first_token": "2.5", "simulator_rate": "10"}
    timed = list(Server(FAST, None).timed(body_of(metadata=metadata, input="Hi in 30 tokens")))
    assert next(due for due, event in timed if "delta" in event) == 2.5
    assert timed[-1][0] == pytest.approx(5.5)
    response = timed[-1][1]["response"]
    assert response["completed_at"] - response["created_at"] == 5


def test_the_body_of_a_stream_is_plain_sse(http: httpx2.Client) -> None:
    answer = http.post("/responses", json={"model": "sim-1", "input": "Hi", "stream": True})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.text.endswith("}\n\n")
    for block in answer.text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        assert name == f"event: {json.loads(data.removeprefix('data: '))['type']}"


def test_every_answer_has_the_headers_of_the_api(http: httpx2.Client) -> None:
    answers = [
        http.post("/responses", json={"model": "sim-1", "input": "Hi", "stream": True}),
        http.get("/models"),
        http.get("/nowhere"),
        http.post("/responses", content=b"{nope"),
        http.get("/models", headers={"authorization": "Bearer bad"}),
    ]
    for answer in answers:
        assert answer.headers["x-request-id"].startswith("req_")
        assert answer.headers["openai-version"] == "2020-10-01"
        assert answer.headers["openai-processing-ms"].isdigit()
        for what in ("requests", "tokens"):
            limit, remaining = (int(answer.headers[f"x-ratelimit-{part}-{what}"]) for part in ("limit", "remaining"))
            assert 0 <= remaining <= limit
            assert answer.headers[f"x-ratelimit-reset-{what}"].endswith("s")
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


def test_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["sim-1", "sim-1-reasoning"]


def test_a_limit_ends_a_response_as_incomplete(client: OpenAI) -> None:
    response = client.responses.create(model="sim-1", input="What is a delta?", max_output_tokens=16)
    assert response.status == "incomplete"
    assert response.incomplete_details is not None
    assert response.incomplete_details.reason == "max_output_tokens"
    assert response.usage is not None
    assert response.usage.output_tokens == 16


def test_a_response_can_follow_a_stored_one(client: OpenAI) -> None:
    first = client.responses.create(model="sim-1", input="Hello")
    second = client.responses.create(model="sim-1", input="Go on", previous_response_id=first.id)
    assert "I was sent 2 user messages and 1 assistant message" in second.output_text
    assert second.previous_response_id == first.id
    assert second.usage is not None and first.usage is not None
    assert second.usage.input_tokens > first.usage.total_tokens


def test_what_is_not_stored_can_not_be_retrieved(client: OpenAI) -> None:
    response = client.responses.create(model="sim-1", input="Hello", store=False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)


def test_the_oldest_stored_response_is_forgotten_first() -> None:
    stored = Stored(most=2)
    for name in ("a", "b", "c"):
        stored.keep({"id": name, "output": []}, ())
    assert list(stored.kept) == ["b", "c"]
    with pytest.raises(ApiError, match="'a' not found"):
        stored.response("a")


@pytest.mark.parametrize(
    ("fields", "error", "param", "code"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "model", "model_not_found"),
        ({"model": None}, openai.BadRequestError, "model", "missing_required_parameter"),
        ({"input": None}, openai.BadRequestError, "input", "missing_required_parameter"),
        ({"input": 12345}, openai.BadRequestError, "input", "invalid_type"),
        ({"input": [7]}, openai.BadRequestError, "input[0]", "invalid_type"),
        ({"input": [{"role": "robot", "content": "x"}]}, openai.BadRequestError, "input[0].role", "invalid_value"),
        ({"input": [{"role": "user"}]}, openai.BadRequestError, "input[0].content", "invalid_type"),
        ({"input": [{"content": "x"}]}, openai.BadRequestError, "input[0].type", "missing_required_parameter"),
        ({"stream": "yes"}, openai.BadRequestError, "stream", "invalid_type"),
        ({"temperature": 2.5}, openai.BadRequestError, "temperature", "decimal_above_max_value"),
        ({"temperature": "hot"}, openai.BadRequestError, "temperature", "invalid_type"),
        ({"top_p": -0.1}, openai.BadRequestError, "top_p", "decimal_below_min_value"),
        ({"max_output_tokens": 15}, openai.BadRequestError, "max_output_tokens", "integer_below_min_value"),
        ({"max_output_tokens": 20.5}, openai.BadRequestError, "max_output_tokens", "invalid_type"),
        ({"max_output_tokens": True}, openai.BadRequestError, "max_output_tokens", "invalid_type"),
        ({"truncation": "maybe"}, openai.BadRequestError, "truncation", "invalid_value"),
        ({"reasoning": {"effort": "huge"}}, openai.BadRequestError, "reasoning.effort", "invalid_value"),
        ({"text": {"verbosity": []}}, openai.BadRequestError, "text.verbosity", "invalid_value"),
        ({"text": {"format": "json"}}, openai.BadRequestError, "text.format", "invalid_type"),
        ({"metadata": {"a": 1}}, openai.BadRequestError, "metadata.a", "invalid_type"),
        ({"metadata": {"simulator_rate": "fast"}}, openai.BadRequestError, "metadata.simulator_rate", "invalid_value"),
        ({"metadata": {"simulator_rate": "2001"}}, openai.BadRequestError, "metadata", "invalid_value"),
        ({"tools": [{"type": "function"}]}, openai.BadRequestError, "tools[0].name", "missing_required_parameter"),
        (
            {"previous_response_id": "resp_x"},
            openai.BadRequestError,
            "previous_response_id",
            "previous_response_not_found",
        ),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_wrong_request_is_an_error_of_the_sdk_that_names_the_field(
    client: OpenAI, fields: dict[str, Any], error: type[openai.APIStatusError], param: str, code: str, stream: bool
) -> None:
    with pytest.raises(error) as caught:
        client.post(
            "/responses", body={"model": "sim-1", "input": "Hi", "stream": stream} | fields, cast_to=httpx2.Response
        )
    assert caught.value.body == {
        "message": caught.value.body["message"],  # type: ignore[index]
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    assert caught.value.request_id


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{nope", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        (b'{"model": "sim-1", "input": "Hi", "temperature": NaN}', 400),
        (b'{"model": "sim-1", "input": "Hi", "temperature": 1e999}', 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'"text"', 422),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(http: httpx2.Client, raw: bytes, status: int) -> None:
    answer = http.post("/responses", content=raw)
    assert answer.status_code == status
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_the_key_bad_is_refused_and_never_echoed(simulator: SimulatorThread) -> None:
    with pytest.raises(openai.AuthenticationError) as caught:
        OpenAI(base_url=simulator.base_url, api_key="bad", max_retries=0).responses.create(model="sim-1", input="Hi")
    assert caught.value.code == "invalid_api_key"
    assert "bad" not in str(caught.value.body)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nowhere", 404),
        ("POST", "/v1/responses/resp_1/cancel", 404),
        ("GET", "/v1/responses/resp_1", 404),
        ("DELETE", "/v1/models", 405),
    ],
)
def test_unknown_paths_and_methods_answer_in_the_shape_of_the_api(
    http: httpx2.Client, method: str, path: str, status: int
) -> None:
    answer = http.request(method, path.removeprefix("/v1"))
    assert answer.status_code == status
    assert answer.json()["error"].keys() == {"message", "type", "param", "code"}


def test_a_lone_surrogate_does_no_harm(http: httpx2.Client) -> None:
    raw = b'{"model": "sim-1", "input": "a \\ud800 b", "metadata": {"k": "\\udfff"}, "stream": true}'
    assert b"response.completed" in http.post("/responses", content=raw).content


LENIENT: dict[str, Any] = {
    "a string": "Hi",
    "messages without a type": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}],
    "an assistant's history as text": [{"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Hi"}],
    "an assistant's history as an item": [
        {
            "type": "message",
            "id": "msg_1",
            "status": "completed",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Hello", "annotations": []}],
        },
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
    ],
    "a reference": [{"type": "item_reference", "id": "msg_1"}, {"role": "user", "content": "Hi"}],
    "a reference without a type": [{"id": "msg_1"}, {"role": "user", "content": "Hi"}],
    "calls and outputs": [
        {"role": "user", "content": "Hi"},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "sunny"},
        {"type": "function_call", "id": "fc_2", "call_id": "c2", "name": "f", "arguments": "{}", "status": "completed"},
        {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "x"}]},
    ],
    "an image": [{"role": "user", "content": [{"type": "input_image", "image_url": "http://x/y.png"}]}],
    "reasoning": [{"type": "reasoning", "id": "rs_1", "summary": []}, {"role": "user", "content": "Hi"}],
    "nothing": [],
}


@pytest.mark.parametrize("name", LENIENT)
def test_what_real_clients_send_as_input_is_accepted(http: httpx2.Client, name: str) -> None:
    fields: dict[str, Any] = {
        "include": [],
        "tools": None,
        "made_up": {"a": 1},
        "stream": False,
        "text": {"format": None},
    }
    answer = http.post("/responses", json={"model": "sim-1", "input": LENIENT[name], **fields})
    assert answer.status_code == 200
    assert answer.json()["status"] == "completed"


def test_a_client_that_leaves_is_noticed_at_once() -> None:
    with SimulatorThread(Pace(30, 1)) as slow:
        with httpx2.stream(
            "POST", slow.base_url + "/responses", json={"model": "sim-1", "input": "Hi", "stream": True}
        ) as answer:
            pieces = answer.iter_bytes()
            assert b"response.created" in next(pieces)
            assert stats(slow) == {"live": 1, "requests": 1, "client_aborts": 0}
        wait_until(lambda: stats(slow) == {"live": 0, "requests": 1, "client_aborts": 1})


def test_a_client_that_leaves_a_whole_response_is_noticed_too() -> None:
    with SimulatorThread(Pace(30, 1)) as slow:
        at = urlsplit(slow.base_url)
        with closing(HTTPConnection(str(at.hostname), at.port, timeout=10)) as client:
            client.request("POST", f"{at.path}/responses", json.dumps({"model": "sim-1", "input": "Hi"}))
            wait_until(lambda: stats(slow)["live"] == 1)
        wait_until(lambda: stats(slow) == {"live": 0, "requests": 1, "client_aborts": 1})


def test_a_stream_that_ends_is_no_abort() -> None:
    with SimulatorThread(FAST) as simulator:
        answer = httpx2.post(simulator.base_url + "/responses", json={"model": "sim-1", "input": "Hi", "stream": True})
        assert answer.text.count("event: response.completed") == 1
        wait_until(lambda: stats(simulator) == {"live": 0, "requests": 1, "client_aborts": 0})


def test_closing_ends_open_streams_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    simulator = SimulatorThread(Pace(30, 1)).start()
    client = OpenAI(base_url=simulator.base_url, api_key="any", max_retries=0)
    stream = client.responses.create(model="sim-1", input="Hi", stream=True)
    assert next(iter(stream)).type == "response.created"
    simulator.close()
    simulator.close()
    assert not simulator.thread.is_alive()
    assert capfd.readouterr().err == ""


def test_two_simulators_share_nothing(simulator: SimulatorThread, client: OpenAI) -> None:
    response = client.responses.create(model="sim-1", input="Hi")
    with SimulatorThread(FAST) as other, pytest.raises(openai.NotFoundError):
        client.with_options(base_url=other.base_url).responses.retrieve(response.id)


def test_a_simulator_starts_outside_the_main_thread() -> None:
    found: list[int] = []

    def inside() -> None:
        with SimulatorThread(FAST) as simulator:
            found.append(httpx2.get(simulator.base_url + "/models").status_code)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert found == [200]


def run_alone(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "lib.simulator", "--exit-with-stdin", *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_alone_it_prints_its_address_serves_and_ends_with_stdin() -> None:
    with run_alone("--port", "0", "--seed", "s") as alone:
        assert alone.stdout is not None
        line = alone.stdout.readline()
        assert line.startswith("Simulator (offline) at http://127.0.0.1:")
        assert httpx2.get(line.rpartition(" at ")[2].strip() + "/models").status_code == 200
        out, err = alone.communicate(timeout=20)
    assert (alone.returncode, out, err) == (0, "", "")


def test_a_taken_port_is_told_in_a_sentence(simulator: SimulatorThread) -> None:
    port = simulator.base_url.removesuffix("/v1").rpartition(":")[2]
    with run_alone("--port", port) as alone:
        _, err = alone.communicate(timeout=20)
    assert alone.returncode == 1
    assert err.startswith(f"can't listen at 127.0.0.1:{port}")
    assert err.count("\n") == 1
