"""The `input` of a request -> the messages in it.

It takes what real clients send: a plain string; messages with and without `type`; an assistant's history as
plain text or as parts; item references; function calls and their outputs. Only what has no sensible reading
is an error.
"""

import json
from typing import NamedTuple

from lib.simulator.errors import invalid_type, invalid_value, missing

ROLES = ("assistant", "system", "developer", "user")


class Message(NamedTuple):
    """What one input item says. `role` is `item` for items that are no messages; their text only counts as
    tokens.
    """

    role: str
    text: str


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


def message(item: object, where: str) -> Message:
    """One entry of `input`."""
    match item:
        case {"role": role, **rest} if rest.get("type") in (None, "message"):
            if role not in ROLES:
                raise invalid_value(f"{where}.role", ", ".join(f"'{name}'" for name in ROLES), role)
            return Message(str(role), content_text(rest.get("content"), f"{where}.content"))
        case {"type": "message"}:
            raise missing(f"{where}.role")
        case {"type": "function_call_output", **rest}:
            if not isinstance(rest.get("call_id"), str):
                raise missing(f"{where}.call_id")
            return Message("item", content_text(rest.get("output"), f"{where}.output"))
        case {"type": "function_call", **rest}:
            for field in ("call_id", "name", "arguments"):
                if not isinstance(rest.get(field), str):
                    raise missing(f"{where}.{field}")
            return Message("item", f"{rest['name']}{rest['arguments']}")
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
    for role, _ in messages:
        counts[role] = counts.get(role, 0) + 1
    parts = [
        f"{n} {f'{role} message' if role != 'item' else 'other item'}{'s' * (n != 1)}" for role, n in counts.items()
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "no message"
