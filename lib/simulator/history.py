"""The calls that a conversation has made since its last user message, with what came back for them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lib.simulator.errors import ApiError
from lib.simulator.messages import Message

KINDS: Final = {
    "function_call_output": ("function_call", "function call"),
    "custom_tool_call_output": ("custom_tool_call", "custom tool call"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made, and its output as text; `turn` counts the responses that made calls, from 0."""

    name: str
    sent: str  # a function's arguments, or a custom tool's input
    output: str
    turn: int

    @property
    def arguments(self) -> Any:
        """The arguments as JSON; the text itself where it is none."""
        return parsed(self.sent)


def check_outputs(messages: Sequence[Message]) -> None:
    """Raises the API's 400 for a call without an output, and for an output without a call. An item that is only
    referred to, and not kept here, may be the call.
    """
    unknown = any(message.item.get("type") == "item_reference" for message in messages if message.item)
    for output, (call, words) in KINDS.items():
        calls = [message.item["call_id"] for message in messages if message.item and message.item["type"] == call]
        outputs = [message.item["call_id"] for message in messages if message.item and message.item["type"] == output]
        for call_id in outputs:
            if call_id not in calls and not unknown:
                text = f"No tool call found for {words} output with call_id {call_id}."
                raise ApiError(400, text, param="input")
        for call_id in calls:
            if call_id not in outputs:
                raise ApiError(400, f"No tool output found for {words} {call_id}.", param="input")


def calls_made(messages: Sequence[Message]) -> list[Made]:
    """The calls since the last user message that have their output, in order."""
    start = max((at for at, message in enumerate(messages) if message.role == "user"), default=-1)
    recent = messages[start + 1 :]
    outputs = {message.item["call_id"]: message.text for message in recent if message.item and message.answers}
    made: list[Made] = []
    turn, answered = 0, False
    for message in recent:
        if message.answers:
            answered = True
        elif message.item and message.calls:
            turn, answered = turn + answered, False
            item = message.item
            sent = item["arguments"] if item["type"] == "function_call" else item["input"]
            if item["call_id"] in outputs:
                made.append(Made(item["name"], sent, outputs[item["call_id"]], turn))
    return made


def parsed(text: str) -> Any:
    """The JSON that a text is, else the text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
