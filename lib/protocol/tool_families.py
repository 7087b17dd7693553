"""The families of events of calls and server-side tools: what they are given, how far they are, what they give."""

from typing import Any

from lib.protocol.events import Body
from lib.protocol.families import Family, odd
from lib.protocol.items import Item
from lib.protocol.snapshot import Snapshot


def field_delta(item_type: str, field: str) -> Family:
    """The family of deltas of a field of the item itself: `arguments`, `input`, `code`."""

    def delta(response: Snapshot, event: Body) -> None:
        match event:
            case {"output_index": int(at), "delta": str(piece)} if at in response.items:
                response.items[at].text(field).append(piece)
            case {"delta": str(piece)}:
                response.item(event, item_type).text(field).append(piece)
            case _:
                odd(response, event)

    return delta


def field_done(item_type: str, field: str) -> Family:
    """The family that carries such a field whole."""

    def done(response: Snapshot, event: Body) -> None:
        item = response.item(event, item_type)
        if not item.text(field).settle(event.get(field)):
            response.note(f"item {item.output_index}: the deltas of {field} don't add up to {event['type']}")

    return done


def status(item_type: str) -> Family:
    """The family that says how far a server-side tool is: `…web_search_call.searching`."""

    def step(response: Snapshot, event: Body) -> None:
        response.item(event, item_type).fields["status"] = event["type"].rpartition(".")[2]

    return step


def diff_delta(response: Snapshot, event: Body) -> None:
    """apply_patch: a piece of the diff of the item's operation."""
    match event:
        case {"delta": str(piece)}:
            operation = inner(response.item(event, "apply_patch_call"), "operation")
            operation["diff"] = operation.get("diff", "") + piece
        case _:
            odd(response, event)


def diff_done(response: Snapshot, event: Body) -> None:
    """apply_patch: the diff, whole."""
    match event:
        case {"diff": str(diff)}:
            inner(response.item(event, "apply_patch_call"), "operation")["diff"] = diff
        case _:
            odd(response, event)


def shell_command(response: Snapshot, event: Body) -> None:
    """A command of a shell call, at its command_index: announced, a piece of it, or whole."""
    match event:
        case {"command_index": int(at), "delta": str(piece)}:
            slot = commands(response, event, at)
            slot[at] += piece
        case {"command_index": int(at), "command": str(command)}:
            slot = commands(response, event, at)
            slot[at] = command or slot[at]
        case _:
            odd(response, event)


def commands(response: Snapshot, event: Body, at: int) -> list[str]:
    """The commands of a shell call, long enough to have one at `at`."""
    action = inner(response.item(event, "shell_call"), "action")
    had = [*(action.get("commands") or [])]
    had += [""] * min(at + 1 - len(had), 1000)
    action["commands"] = had
    return had


def shell_output_delta(response: Snapshot, event: Body) -> None:
    """A piece of a command's stdout and stderr; its delta is an object."""
    match event:
        case {"command_index": int(at), "delta": dict(piece)}:
            item = response.item(event, "shell_call_output")
            for name in ("stdout", "stderr"):
                if isinstance(piece.get(name), str):
                    output = inner(item, "output_so_far").setdefault(str(at), {})
                    output[name] = output.get(name, "") + piece[name]
        case _:
            odd(response, event)


def shell_output_done(response: Snapshot, event: Body) -> None:
    """What the commands printed, whole."""
    match event:
        case {"output": list(output)}:
            item = response.item(event, "shell_call_output")
            item.fields.pop("output_so_far", None)
            item.fields["output"] = output
        case _:
            odd(response, event)


def partial_image(response: Snapshot, event: Body) -> None:
    """An unfinished picture, base64; the next replaces it."""
    match event:
        case {"partial_image_b64": str(picture)}:
            response.item(event, "image_generation_call").fields["result"] = picture
        case _:
            odd(response, event)


def audio_delta(field: str) -> Family:
    """The family of deltas of the spoken answer (`data`, base64) or its `transcript`: no item, no index."""

    def delta(response: Snapshot, event: Body) -> None:
        match event:
            case {"delta": str(piece)}:
                audio = response.extra.setdefault("audio", {})
                audio[field] = audio.get(field, "") + piece
            case _:
                odd(response, event)

    return delta


def inner(item: Item, name: str) -> dict[str, Any]:
    """An object inside an item, copied before it is changed, so that the event it came with stays as it was."""
    found = item.fields.get(name)
    own: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
    item.fields[name] = own
    return own
