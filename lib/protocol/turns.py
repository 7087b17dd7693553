"""What a request has to send so that it goes on from the turns of a run.

Where the server stores responses, the id of the last one and the outputs are enough; else everything is sent again.
"""

import json
from typing import Any, Final

from lib.protocol.call import Call
from lib.protocol.run import FoldedRun

Json = dict[str, Any]

UNNAMED: Final = frozenset({"message", "reasoning", "function_call", "custom_tool_call"})
"""The items that may be sent without an id."""


def whole_turns(run: FoldedRun) -> int:
    """How many turns are whole, from the first: the response completed, and each of its calls has an output.

    One whose calls have none can't be gone on from: a server wants an output for each.
    """
    for number, snapshot in enumerate(run.turns):
        calls = run.calls.of_turn(number)
        if snapshot.status != "completed" or any(call.output is None for call in calls):
            return number
    return len(run.turns)


def following(run: FoldedRun, *, stored: bool) -> Json:
    """`previous_response_id` and `input` of a request that goes on from the last whole turn of a run.

    `stored`: the server has the responses, so that the id stands for all that came before the outputs. The `input` is
    a list that a new message can be added to; before the first whole turn it is empty.
    """
    whole = whole_turns(run)
    first = run.requests[0] if run.requests else {}
    last = run.turns[whole - 1].fields.get("id") if whole else None
    if whole and first.get("conversation"):  # the server keeps it all, and takes no id beside it
        return {"input": outputs(run, whole - 1)}
    if stored and last:
        return {"previous_response_id": last, "input": outputs(run, whole - 1)}
    items: list[Any] = listed(first.get("input")) if whole else []
    for number in range(whole):
        items += [again(item, run.requests[0]) for item in run.turns[number].as_dict()["output"] if kept(item, first)]
        items += outputs(run, number)
    before = first.get("previous_response_id")
    return {**({"previous_response_id": before} if before else {}), "input": items}


def next_body(run: FoldedRun, *, stored: bool) -> Json:
    """The body of the request that takes the outputs of the last turn back to the model.

    A `tool_choice` that forces a call counts for the first turn only: else the model could never answer.
    """
    body = {name: value for name, value in run.requests[0].items() if name not in ("input", "previous_response_id")}
    match body.get("tool_choice"):
        case dict(allowed) if allowed.get("type") == "allowed_tools":
            body["tool_choice"] = {**allowed, "mode": "auto"}
        case "required" | dict():
            body["tool_choice"] = "auto"
    return sendable({**body, **following(run, stored=stored)})


def sendable(body: Json) -> Json:
    """The body without lone surrogates, which a model may write in escapes and no request can carry."""
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    found: Json = json.loads(text)
    return found


def outputs(run: FoldedRun, turn: int) -> list[Json]:
    """The outputs of a turn's calls, as input items."""
    return [output_item(call) for call in run.calls.of_turn(turn) if call.output is not None]


def output_item(call: Call) -> Json:
    """A call's output as the input item that takes it back."""
    kind = "custom_tool_call_output" if call.custom else "function_call_output"
    return {"type": kind, "call_id": call.call_id, "output": call.output}


def listed(found: object) -> list[Any]:
    """An `input` as a list of items."""
    if isinstance(found, str):
        return [{"role": "user", "content": found}]
    return [*found] if isinstance(found, list) else []


def kept(item: Json, body: Json) -> bool:
    """Whether an output item can be sent again: where nothing is stored, reasoning only with its encrypted content."""
    return item.get("type") != "reasoning" or body.get("store") is not False or bool(item.get("encrypted_content"))


def again(item: Json, body: Json) -> Json:
    """An output item as input: where nothing is stored, an id would name nothing. Other items must keep theirs."""
    dropped = {name for name in ("status",) if item.get("type") == "reasoning" or item.get(name) is None}
    if body.get("store") is False and item.get("type") in UNNAMED:
        dropped.add("id")
    return {name: value for name, value in item.items() if name not in dropped}
