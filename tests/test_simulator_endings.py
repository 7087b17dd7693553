"""The endings that a request can ask for: what came before is whole, and a client sees each as what it is."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import OpenAI

from lib.engine.backends import Backend
from lib.engine.engine import Engine
from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.lint import lint
from lib.protocol.request import Request
from lib.protocol.response import folded
from lib.protocol.run import FoldedRun
from lib.simulator.body import read
from lib.simulator.emit import emit
from lib.simulator.endings import ENDINGS, OF_STREAMS, ended
from lib.simulator.errors import ApiError
from lib.simulator.ids import seeded_ids
from lib.simulator.items import Item, Message, Reasoning
from lib.simulator.pace import USUAL, Pace
from lib.simulator.response import opening
from lib.simulator.thread import SimulatorThread
from tests.server import until
from tests.test_simulator_emit import EVENT, TWO, call, mixed, outputs, words

Json = dict[str, Any]
TEXT = "response.output_text.delta"
items_of_any_kind = st.one_of(outputs, mixed)


def asked(ending: str, **fields: Any) -> bytes:
    """The body of a request that asks for this ending."""
    metadata = {"simulator_ending": ending, "simulator_seed": "test"}
    return json.dumps({"model": "sim-1", "input": "What is a delta?", "metadata": metadata, **fields}).encode()


def both(items: list[Item], ending: str, **fields: Any) -> tuple[list[Json], list[Json]]:
    """The events of these items to the end, and with this ending."""
    body = read(asked(ending, stream=True, **fields))
    response = opening(body, seeded_ids(body.given, "test"))
    whole = list(emit(response, items, 1, USUAL))
    return whole, list(ended(emit(response, items, 1, USUAL), items, ending))


def half(whole: list[Json]) -> int:
    """How many of the events come before the ending, counted by hand."""
    at = [number for number, one in enumerate(whole) if "delta" in one]
    return at[(len(at) + 1) // 2 - 1] + 1 if at else 2


@settings(deadline=None)
@given(items=items_of_any_kind, ending=st.sampled_from(list(ENDINGS)), limit=st.one_of(st.none(), st.integers(16, 80)))
def test_half_of_the_deltas_come_as_ever_and_then_the_ending(items: list[Item], ending: str, limit: int | None) -> None:
    whole, events = both(items, ending, max_output_tokens=limit)
    assert events[: half(whole)] == whole[: half(whole)]
    last = {
        "failed": ["response.failed"],
        "error_failed": ["error", "response.failed"],
        "error": ["error"],
        "early": [],
    }
    last["cut"] = [whole[half(whole)]["type"]]
    assert [one["type"] for one in events[half(whole) :]] == last[ending]
    assert [one["sequence_number"] for one in events] == list(range(len(events)))
    for one in events:
        if one["type"] != "error" or ending == "error":
            EVENT.validate_python(one, strict=True)


@settings(deadline=None)
@given(items=items_of_any_kind, limit=st.one_of(st.none(), st.integers(16, 80)))
def test_a_failed_response_has_the_output_that_the_events_so_far_add_up_to(
    items: list[Item], limit: int | None
) -> None:
    _, events = both(items, "failed", max_output_tokens=limit)
    *before, last = events
    closed = {one["output_index"] for one in before if one["type"] == "response.output_item.done"}
    so_far = [item.as_dict() for item in folded(before).output()]
    for at, item in enumerate(so_far):
        assert item["status"] == ("completed" if at in closed else "in_progress")
        item["status"] = item["status"].replace("in_progress", "incomplete")
    assert last["response"]["output"] == so_far
    assert [item.as_dict() for item in folded(events).output()] == so_far


def test_a_response_without_deltas_ends_before_its_first_item() -> None:
    for ending in ("early", "failed"):
        _, events = both([Message("msg_1", ())], ending)
        assert [one["type"] for one in events[:2]] == ["response.created", "response.in_progress"]
        assert [one.get("response", {}).get("output") for one in events[2:]] == ([[]] if ending == "failed" else [])


def test_a_limit_of_tokens_is_what_the_half_is_taken_of() -> None:
    _, events = both([Message("msg_1", ("a",) * 50)], "failed", max_output_tokens=16)
    assert sum("delta" in one for one in events) == 8


def test_calls_that_stream_at_the_same_time_keep_what_each_had() -> None:
    _, events = both([call(0, "a", "b", "c"), call(1, "x", "y")], "failed")
    output = events[-1]["response"]["output"]
    assert [(item["arguments"], item["status"]) for item in output] == [("ab", "incomplete"), ("x", "incomplete")]


def test_reasoning_that_is_over_stays_complete_and_a_part_that_never_began_is_not_there() -> None:
    _, events = both(TWO, "failed")
    assert [item["status"] for item in events[-1]["response"]["output"]] == ["completed", "incomplete"]
    _, events = both([Reasoning("rs_1", (words("I think"), words("so it")), shown=True)], "failed")
    [item] = events[-1]["response"]["output"]
    assert (item["status"], [part["text"] for part in item["summary"]]) == ("incomplete", ["Ithink"])


def test_the_error_says_that_it_is_simulated_and_has_the_fields_of_the_api() -> None:
    failed, error = both(TWO, "failed")[1][-1], both(TWO, "error")[1][-1]
    assert failed["response"]["error"].keys() == {"code", "message"}
    assert (failed["response"]["status"], failed["response"]["usage"]) == ("failed", None)
    assert failed["response"]["metadata"]["simulator_ending"] == "failed"
    assert error.keys() == {"type", "code", "message", "param", "sequence_number"}
    nested = both(TWO, "error_failed")[1][-2]
    assert nested["error"].keys() == {"type", "code", "message", "param"}
    for message in (failed["response"]["error"]["message"], error["message"], nested["error"]["message"]):
        assert "This error is simulated" in message


@pytest.mark.parametrize(
    ("ending", "findings"),
    [
        ("failed", []),
        ("error_failed", [("error_shape", "odd")]),
        ("error", [("error_without_end", "odd")]),
        ("early", [("no_end", "broken")]),
    ],
)
@pytest.mark.parametrize("items", [TWO, [call(0, *"abc"), call(1, *"xyz")]], ids=["text", "calls"])
def test_lint_finds_the_missing_end_and_nothing_broken_in_a_legal_one(
    items: list[Item], ending: str, findings: list[tuple[str, str]]
) -> None:
    found = lint([event(None, one) for one in both(items, ending)[1]])
    assert [(finding.rule, finding.severity) for finding in found] == findings


def test_an_ending_that_is_not_known_is_refused_and_those_there_are_named() -> None:
    with pytest.raises(ApiError) as caught:
        read(asked("typo", stream=True))
    assert (caught.value.status, caught.value.param) == (400, "metadata.simulator_ending")
    for ending in ENDINGS:
        assert f"'{ending}'" in caught.value.message


@pytest.mark.parametrize("ending", OF_STREAMS)
def test_an_ending_of_streams_is_refused_without_one(ending: str) -> None:
    with pytest.raises(ApiError, match=f"'{ending}' is an ending of streams") as caught:
        read(asked(ending))
    assert (caught.value.status, caught.value.param) == (400, "metadata.simulator_ending")
    assert read(asked(ending, stream=True)).ending == ending


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    with SimulatorThread(Pace(0, 2000)) as running:
        yield running


@pytest.fixture(scope="module")
def runs(simulator: SimulatorThread) -> Iterator[dict[str, Run]]:
    """A run of each ending, over, and one without."""
    engine = Engine()
    backend = Backend("simulator", simulator.base_url)
    bodies = {ending: json.loads(asked(ending)) for ending in ENDINGS}
    bodies["none"] = {"model": "sim-1", "input": "What is a delta?"}
    found = {name: engine.start(Request(body, "simulator"), backend) for name, body in bodies.items()}
    until(lambda: not any(run.open for run in found.values()))
    yield found
    engine.close()


def run_of(run: Run) -> FoldedRun:
    found = FoldedRun()
    for one in run.events:
        found.fold(one.body, one.t)
    return found


@pytest.mark.parametrize(
    ("ending", "status", "last"),
    [
        ("failed", "failed", ["response.failed"]),
        ("error_failed", "failed", ["error", "response.failed"]),
        ("error", "failed", ["error", "run.failed"]),
        ("early", "ended_early", ["run.ended_early"]),
        ("cut", "failed", ["run.broken_frame", "run.failed"]),
        ("none", "completed", ["response.completed"]),
    ],
)
def test_a_run_ends_as_it_was_asked_to_and_keeps_the_text_so_far(
    ending: str, status: str, last: list[str], runs: dict[str, Run]
) -> None:
    run = runs[ending]
    found = run_of(run)
    assert found.status == status
    assert [one.type for one in run.events][-len(last) :] == last
    [message] = found.snapshot.as_dict()["output"]
    said = message["content"][0]["text"]
    assert said == "".join(one.body["delta"] for one in run.events if one.type == TEXT)
    [whole] = run_of(runs["none"]).snapshot.as_dict()["output"]
    assert whole["content"][0]["text"].startswith(said)
    assert (said == whole["content"][0]["text"]) == (ending == "none")


def test_what_a_run_shows_of_an_error_are_the_words_of_the_server(runs: dict[str, Run]) -> None:
    trouble = run_of(runs["error"]).trouble
    assert trouble is not None
    assert "This error is simulated" in trouble["words"]
    lost = run_of(runs["cut"]).trouble
    assert lost is not None and lost["kind"] == "connection_lost"


def test_a_connection_is_cut_inside_a_frame_and_the_frames_before_it_are_whole(simulator: SimulatorThread) -> None:
    arrived = b""
    with (
        httpx2.stream("POST", f"{simulator.base_url}/responses", content=asked("cut", stream=True)) as answer,
        pytest.raises(httpx2.RemoteProtocolError),
    ):
        for piece in answer.iter_bytes():
            arrived += piece
    *frames, rest = arrived.split(b"\n\n")
    for frame in frames:
        json.loads(frame.partition(b"data: ")[2])
    assert rest.startswith(b"event: response.output_text.d") and b'"sequence_number"' not in rest


def test_an_early_end_is_a_clean_end_of_the_body(simulator: SimulatorThread) -> None:
    answer = httpx2.post(f"{simulator.base_url}/responses", content=asked("early", stream=True))
    assert answer.content.endswith(b"}\n\n")
    assert b"response.completed" not in answer.content


@pytest.fixture(scope="module")
def client(simulator: SimulatorThread) -> Iterator[OpenAI]:
    with OpenAI(base_url=simulator.base_url, api_key="any", max_retries=0) as client:
        yield client


def test_the_sdk_raises_on_an_error_whose_fields_are_in_an_object_and_on_no_other(client: OpenAI) -> None:
    def types(ending: str) -> list[str]:
        metadata = {"simulator_ending": ending}
        return [one.type for one in client.responses.create(model="sim-1", input="Hi", metadata=metadata, stream=True)]

    assert types("failed")[-1] == "response.failed"
    assert types("error")[-1] == "error"
    assert types("early")[-1] == TEXT
    with pytest.raises(openai.APIError, match="This error is simulated"):
        types("error_failed")


@pytest.mark.parametrize("ending", ["failed", "error_failed"])
def test_a_response_in_one_piece_can_fail_and_be_retrieved(client: OpenAI, ending: str) -> None:
    response = client.responses.create(model="sim-1", input="Hi", metadata={"simulator_ending": ending})
    assert response.status == "failed"
    assert response.error is not None and response.error.code == "server_error"
    assert response.output[0].type == "message" and response.output[0].status == "incomplete"
    assert client.responses.retrieve(response.id).to_dict() == response.to_dict()


def test_a_cut_stream_is_not_counted_as_a_client_that_left() -> None:
    def stats() -> Json:
        return dict(httpx2.get(own.base_url.removesuffix("/v1") + "/stats").json())

    with SimulatorThread(Pace(0, 2000)) as own:
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.post(f"{own.base_url}/responses", content=asked("cut", stream=True))
        until(lambda: stats()["live"] == 0)
        assert stats() == {"live": 0, "requests": 1, "client_aborts": 0}
