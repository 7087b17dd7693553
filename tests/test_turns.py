"""What goes on from a run: the stored response and the outputs, or everything once more."""

import json
from typing import Any

from lib.protocol.events import Body
from lib.protocol.run import FoldedRun
from lib.protocol.turns import following, next_body, whole_turns
from tests.wire import asked, call, ends, output, step

USER = {"role": "user", "content": "Go"}


def folded(*events: Body) -> FoldedRun:
    run = FoldedRun()
    for event in events:
        run.fold(event)
    return run


def answered(**body: Any) -> list[Body]:
    return [asked("flip", **body), *call(0, "{}"), ends(), output(0, "heads")]


SENT_BACK = {"type": "function_call_output", "call_id": "call_0", "output": "heads"}


def test_with_a_stored_response_only_the_outputs_go_out() -> None:
    body = next_body(folded(*answered(instructions="Be brief", temperature=0)), stored=True)
    assert body == {
        "model": "m",
        "instructions": "Be brief",
        "temperature": 0,
        "previous_response_id": "resp_1",
        "input": [SENT_BACK],
    }


def test_without_one_the_whole_input_goes_out_again() -> None:
    body = next_body(folded(*answered()), stored=False)
    assert body["input"] == [
        USER,
        {
            "id": "fc_0",
            "type": "function_call",
            "call_id": "call_0",
            "name": "flip",
            "arguments": "{}",
            "status": "completed",
        },
        SENT_BACK,
    ]
    assert "previous_response_id" not in body


def test_where_nothing_is_stored_no_id_is_sent_and_reasoning_only_encrypted() -> None:
    reasoning = [
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"},
        {"type": "reasoning", "id": "rs_2", "summary": []},
    ]
    run = folded(asked("flip", store=False), ends(output=reasoning))
    assert following(run, stored=False)["input"] == [
        USER,
        {"type": "reasoning", "summary": [], "encrypted_content": "x"},
    ]


def test_a_forced_tool_choice_counts_for_the_first_turn() -> None:
    forced: list[Any] = ["required", {"type": "function", "name": "flip"}]
    assert {next_body(folded(*answered(tool_choice=choice)), stored=True)["tool_choice"] for choice in forced} == {
        "auto"
    }
    assert next_body(folded(*answered(tool_choice="none")), stored=True)["tool_choice"] == "none"


def test_a_custom_tool_gets_an_output_of_its_own_kind() -> None:
    item = {"type": "custom_tool_call", "call_id": "c", "name": "count", "input": "two words", "status": "completed"}
    run = folded(asked("count"), ends(output=[item]), output(0, "2"))
    assert next_body(run, stored=True)["input"] == [{"type": "custom_tool_call_output", "call_id": "c", "output": "2"}]


def test_after_a_stop_with_open_calls_the_next_request_goes_on_from_the_last_whole_turn() -> None:
    second = [asked("flip"), *call(0, '{"n": 2}'), ends(id="resp_2"), step("running", 0, 1), {"type": "run.stopped"}]
    run = folded(*answered(), *second)
    assert whole_turns(run) == 1
    assert following(run, stored=True) == {"previous_response_id": "resp_1", "input": [SENT_BACK]}
    assert following(run, stored=False)["input"][-1] == SENT_BACK
    assert len(following(run, stored=False)["input"]) == 3


def test_before_the_first_whole_turn_there_is_nothing_to_go_on_from() -> None:
    run = folded(asked("flip", previous_response_id="resp_0"), *call(0, "{}"), {"type": "run.stopped"})
    assert whole_turns(run) == 0
    assert following(run, stored=True) == {"previous_response_id": "resp_0", "input": []}
    assert following(FoldedRun(), stored=True) == {"input": []}


def test_the_whole_input_keeps_what_the_first_request_followed() -> None:
    run = folded(*answered(previous_response_id="resp_0", input=[USER, USER]))
    found = following(run, stored=False)
    assert found["previous_response_id"] == "resp_0"
    assert found["input"][:2] == [USER, USER]


def test_an_item_keeps_what_the_api_requires_of_it() -> None:
    """A web search call must keep its id and its status, a function call may lose its id."""
    search = {
        "type": "web_search_call",
        "id": "ws_1",
        "status": "completed",
        "action": {"type": "search", "query": "q"},
    }
    run = folded(asked("flip", store=False), ends(output=[search]), asked("flip"))
    assert following(run, stored=False)["input"] == [USER, search]


def test_tools_that_are_allowed_stay_so() -> None:
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "flip"}]}
    body = next_body(folded(*answered(tool_choice=allowed)), stored=True)
    assert body["tool_choice"] == {**allowed, "mode": "auto"}


def test_in_a_conversation_only_the_outputs_go_out() -> None:
    body = next_body(folded(*answered(conversation="conv_1")), stored=True)
    assert (body["conversation"], body["input"], "previous_response_id" in body) == ("conv_1", [SENT_BACK], False)


def test_a_response_without_an_id_is_sent_whole() -> None:
    run = folded(asked("flip"), *call(0, "{}"), {"type": "response.completed", "response": {"status": "completed"}})
    run.fold(output(0, "heads"))
    assert len(following(run, stored=True)["input"]) == 3


def test_half_of_a_surrogate_pair_does_not_end_the_run() -> None:
    """A model can write one as an escape; no request could carry it."""
    run = folded(asked("flip"), *call(0, '{"a": "\ud800"}'), ends(), output(0, "\ud800"))
    json.dumps(next_body(run, stored=False), ensure_ascii=False).encode()
