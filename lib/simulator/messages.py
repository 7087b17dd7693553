"""The `input` of a request -> the messages in it.

It takes what real clients send: a plain string; messages with and without `type`; an assistant's history as
plain text or as parts; item references; function calls and their outputs. Only what has no sensible reading
is an error.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lib.simulator.errors import invalid_type, invalid_value, missing

ROLES = ("assistant", "system", "developer", "user")
QUOTED = 160  # characters of a text that are repeated
CALLS: Final[Mapping[str, str]] = {"function_call": "arguments", "custom_tool_call": "input"}
OUTPUTS: Final = ("function_call_output", "custom_tool_call_output")


class Message(NamedTuple):
    """What one input item says. `role` is `item` for items that are no messages; `item` holds those that are calls,
    outputs of calls, or references.
    """

    role: str
    text: str
    item: Mapping[str, Any] | None = None

    @property
    def calls(self) -> bool:
        """Whether it is a call of a tool."""
        return self.item is not None and self.item["type"] in CALLS

    @property
    def answers(self) -> bool:
        """Whether it is the output of a call; `text` is what came back."""
        return self.item is not None and self.item["type"] in OUTPUTS


def messages_of(value: object) -> tuple[Message, ...]:
    """The messages of an `input`; an ApiError that names the place where it can't be read."""
    match value:
        case str(text):
            return (Message("user", text),)
        case list(items):
            return tuple(message(item, f"input[{at}]") for at, item in enumerate(items))
        case None:
            raise missing("input")
        case _:
            raise invalid_type("input", "one of a string or an array", value)


def message(item: Any, where: str) -> Message:
    """One entry of `input`."""
    match item:
        case {"role": role, **rest} if rest.get("type") in (None, "message"):
            if role not in ROLES:
                raise invalid_value(f"{where}.role", ", ".join(f"'{name}'" for name in ROLES), role)
            return Message(str(role), content_text(rest.get("content"), f"{where}.content"))
        case {"type": "message"}:
            raise missing(f"{where}.role")
        case {"type": "function_call_output" | "custom_tool_call_output", **rest}:
            if not isinstance(rest.get("call_id"), str):
                raise missing(f"{where}.call_id")
            return Message("item", content_text(rest.get("output"), f"{where}.output"), item)
        case {"type": "function_call" | "custom_tool_call" as kind, **rest}:
            for field in ("call_id", "name", CALLS[kind]):
                if not isinstance(rest.get(field), str):
                    raise missing(f"{where}.{field}")
            return Message("item", f"{rest['name']}{rest[CALLS[kind]]}", item)
        case {"type": "item_reference", "id": str()}:
            return Message("item", json.dumps(item), item)
        case {"id": str(id), **rest} if rest.get("type") is None and "content" not in rest:
            return Message("item", id, {"type": "item_reference", "id": id})
        case {"type": str(), **rest} | {"id": str(), **rest}:  # a reference, reasoning, a call of a built-in tool
            return Message("item", json.dumps(rest, ensure_ascii=False))
        case dict():
            raise missing(f"{where}.type")
        case _:
            raise invalid_type(where, "an object", item)


def content_text(content: object, where: str) -> str:
    """The text of a message's content, or of a function call's output: text, or a list of parts."""
    match content:
        case str(text):
            return text
        case list(parts):
            return "".join(part_text(part, f"{where}[{at}]") for at, part in enumerate(parts))
        case _:
            raise invalid_type(where, "one of a string or an array of parts", content)


def part_text(part: object, where: str) -> str:
    """The text of one content part; images, files and sound have none."""
    match part:
        case {"type": "input_text" | "output_text" | "text", "text": str(text)}:
            return text
        case {"type": "refusal", "refusal": str(text)}:
            return text
        case {"type": "input_text" | "output_text" | "text", **rest}:
            raise invalid_type(f"{where}.text", "a string", rest.get("text"))
        case {"type": str()}:
            return ""
        case dict():
            raise missing(f"{where}.type")
        case _:
            raise invalid_type(where, "an object", part)


def summary(messages: tuple[Message, ...]) -> str:
    """How many messages there are of each role, in words: `2 user messages and 1 assistant message`."""
    counts: dict[str, int] = {}
    for role, *_ in messages:
        counts[role] = counts.get(role, 0) + 1
    parts = [
        f"{n} {f'{role} message' if role != 'item' else 'other item'}{'s' * (n != 1)}" for role, n in counts.items()
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "no message"


def quoted(text: str) -> str:
    """A text on one line in a code span, where nothing in it is Markdown; long ones are cut."""
    line = " ".join(text.replace("`", "'").split())
    return f"`{line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + '…'}`"
