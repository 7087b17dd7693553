"""Tiny events of a response with calls, as a server sends them."""

from typing import Any

from lib.protocol.events import Body


def added(at: int, name: str = "flip", kind: str = "function_call", **fields: Any) -> Body:
    """An item begins."""
    grows = {"custom_tool_call": {"input": ""}, "function_call": {"arguments": ""}}.get(kind, {})
    item = {"id": f"fc_{at}", "type": kind, "call_id": f"call_{at}", "name": name, **grows, "status": "in_progress"}
    return {"type": "response.output_item.added", "output_index": at, "item": {**item, **fields}}


def delta(at: int, text: str, number: int = 0) -> Body:
    """A piece of its arguments."""
    kind = "response.function_call_arguments.delta"
    return {"type": kind, "output_index": at, "item_id": f"fc_{at}", "delta": text, "sequence_number": number}


def done(at: int, arguments: str, name: str = "flip", **fields: Any) -> Body:
    """The item is whole."""
    item = {"id": f"fc_{at}", "type": "function_call", "call_id": f"call_{at}", "name": name, "arguments": arguments}
    return {"type": "response.output_item.done", "output_index": at, "item": {**item, "status": "completed", **fields}}


def call(at: int, arguments: str, name: str = "flip") -> list[Body]:
    """A call, from its beginning to its end."""
    return [added(at, name), delta(at, arguments), done(at, arguments, name)]


def ends(status: str = "completed", output: list[Any] | None = None, id: str = "resp_1") -> Body:
    """The response is over."""
    return {"type": f"response.{status}", "response": {"id": id, "status": status, "output": output or []}}


def asked(*tools: str, **body: Any) -> Body:
    """A request whose calls of these tools are answered."""
    return {"type": "run.request", "body": {"model": "m", "input": "Go", **body}, "tools": list(tools)}


def output(at: int, text: str, turn: int = 0, **fields: Any) -> Body:
    """A call has its output."""
    return {"type": "run.function_call_output", "turn": turn, "output_index": at, "output": text, **fields}


def step(kind: str, at: int, turn: int = 0, **fields: Any) -> Body:
    """`run.call_…`: a call goes on."""
    return {"type": f"run.call_{kind}", "turn": turn, "output_index": at, **fields}
