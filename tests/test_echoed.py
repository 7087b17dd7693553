"""The request that a response echoes."""

from pathlib import Path
from typing import Any

from lib.protocol.echoed import echoed
from lib.protocol.events import Event, event
from lib.protocol.recording import load
from lib.samples.recordings import samples

TOOL = {"type": "function", "name": "roll", "parameters": {"type": "object"}, "strict": None}


def answered(*responses: dict[str, Any]) -> list[Event]:
    """The events that carry these responses."""
    return [event(None, {"type": "response.created", "response": one}) for one in responses]


def test_what_a_request_takes_is_taken_and_the_input_is_empty() -> None:
    response = {
        "id": "resp_1",
        "status": "completed",
        "output": [{"type": "message"}],
        "usage": {"total_tokens": 7},
        "temperature": 0.2,
        "instructions": "Be brief.",
        "tools": [TOOL],
        "model": "m-1",
    }
    found = echoed(answered(response))
    assert found == {"model": "m-1", "input": "", "temperature": 0.2, "instructions": "Be brief.", "tools": [TOOL]}
    assert list(found)[:2] == ["model", "input"]


def test_what_nobody_asked_for_is_left_out() -> None:
    response = {
        "model": "m-1",
        "temperature": 1.0,
        "top_p": 1,
        "store": True,
        "tools": [],
        "metadata": {},
        "user": None,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "reasoning": {"effort": None, "summary": None},
        "instructions": [{"role": "developer", "content": "Be brief."}],
    }
    assert echoed(answered(response)) == {"model": "m-1", "input": ""}


def test_what_is_not_the_default_stays_also_where_it_is_false_or_zero() -> None:
    response = {"model": "m", "temperature": 0, "store": False, "reasoning": {"effort": "low", "summary": None}}
    found = echoed(answered(response))
    assert found == {"model": "m", "input": "", "temperature": 0, "store": False, "reasoning": {"effort": "low"}}


def test_the_last_response_wins_and_a_poorer_one_takes_nothing_away() -> None:
    first = {"model": "m-1", "temperature": 0.2, "tools": [TOOL]}
    assert echoed(answered(first, {"model": "m-1-2026", "temperature": 0.3, "tools": None})) == {
        "model": "m-1-2026",
        "input": "",
        "temperature": 0.3,
        "tools": [TOOL],
    }


def test_without_a_response_nothing_is_known() -> None:
    odd = [{"type": "a", "response": 7}, {"type": "b", "response": {"model": 7}}, {"type": "c"}]
    assert echoed([event(None, body) for body in odd]) == {"model": "", "input": ""}


def test_of_a_sample_it_is_what_was_sent_but_for_the_input() -> None:
    compared = 0
    for sample in samples():
        recording = sample.load()
        if any("response" in one.body for one in recording.events):
            found, sent = echoed(recording.events), recording.request
            for name in ("model", "instructions", "temperature", "tools"):
                assert found.get(name) == sent.get(name), (sample.name, name)
            assert schema(found) == schema(sent), sample.name
            compared += 1
    assert compared > 10


def schema(body: dict[str, Any]) -> Any:
    """The schema of a text format, if there is one."""
    return body.get("text", {}).get("format", {}).get("schema")


def test_every_recorded_stream_has_a_model_and_no_null(streams: list[Path]) -> None:
    found = [echoed(load(path.read_bytes()).events) for path in streams]
    assert sum(bool(body["model"]) for body in found) > len(found) / 2
    assert not [body for body in found if body["input"] or None in body.values()]
