"""Event types -> a loop in Python that has a case for each of them, with the fields that matter printed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lib.protocol.catalogue import fields, models, short
from lib.protocol.code.literal import quoted
from lib.protocol.snippets import Target, client, comment, create, imports

MOST: Final = 100
"""Types in one loop; a server may send any number."""
LONGEST: Final = 100
"""Characters of a type that gets a case of its own."""


def python_handlers(body: Mapping[str, Any], target: Target, types: Iterable[str]) -> str:
    """A script that sends `body`, and has a case for each of these types."""
    parts = [imports(target, body), client(target), create({**body, "stream": True}), handlers(types)]
    return comment(target.note) + "\n\n".join(parts) + "\n"


def handlers(types: Iterable[str]) -> str:
    """The loop over `stream`. Types of our own (`run.*`) are left out: no server sends them."""
    wanted = [name for name in dict.fromkeys(types) if not name.startswith("run.")]
    kept = [name for name in wanted if len(name) <= LONGEST][:MOST]
    note = f"  # {len(wanted) - len(kept)} more are left out" if len(kept) < len(wanted) else ""
    rows = [f"        case {quoted(name)}:\n            {printing(name)}" for name in kept]
    rest = f'        case other:{note}\n            print("not in that run:", other)'
    return "\n".join(["for event in stream:", "    match event.type:", *rows, rest])


def handler(type: str) -> str:
    """A loop with a case for this type alone; for a type of our own, over what `lib.engine.client.stream` gives."""
    if type.startswith("run."):
        return f"for event in stream(request):\n    if event.type == {quoted(type)}:\n        print(event.body)"
    return f"for event in stream:\n    if event.type == {quoted(type)}:\n        {printing(type, named=False)}"


def printing(type: str, *, named: bool = True) -> str:
    """The line that prints what an event of this type brings; `named`: after the type's short name."""
    if type in OWN_LINES:
        return OWN_LINES[type]
    names = {field.name for field in fields(type)}
    main = next((name for name in BRINGS if name in names), None)
    # What the SDK does not know it keeps as plain dicts.
    brings = BRINGS[main] if main and type in models() else f"event.{main}" if main else None
    places = [f"event.{name}" for name in PLACES if name in names]
    if brings is None and not places:
        return "print(event.to_dict())"
    name = [quoted(short(type))] if named else []
    return f"print({', '.join([*name, *places, *([brings] if brings else [])])})"


PLACES: Final = ("output_index", "content_index", "summary_index", "command_index")
"""The fields that say where in the response an event belongs."""

BRINGS: Final[Mapping[str, str]] = {
    "delta": "repr(event.delta)",
    "text": "event.text",
    "refusal": "event.refusal",
    "arguments": "event.arguments",
    "input": "event.input",
    "code": "event.code",
    "command": "event.command",
    "diff": "event.diff",
    "output": "event.output",
    "annotation": "event.annotation",
    "partial_image_b64": "len(event.partial_image_b64)",
    "part": "event.part.type",
    "item": "event.item.type",
    "response": "event.response.status",
}
"""The field that an event is there for: of those that it has, the first in this order. And how it is printed."""

OWN_LINES: Final[Mapping[str, str]] = {
    "response.output_text.delta": 'print(event.delta, end="", flush=True)',
    "response.refusal.delta": 'print(event.delta, end="", flush=True)',
    "response.created": 'print("created", event.response.id)',
    "response.completed": 'print("\\ncompleted", event.response.usage)',
    "response.incomplete": 'print("\\nincomplete", event.response.incomplete_details)',
    "response.failed": 'print("\\nfailed", event.response.error)',
    "error": 'print("\\nerror", event.code, event.message)',
}
"""The types that have a line of their own: text that goes on, and how a response ends."""
