"""The reasoning item of a structured answer: how its values were really picked."""

import json
from collections.abc import Sequence
from typing import Final

from lib.simulator.body import Body
from lib.simulator.given import EACH, Path
from lib.simulator.ids import Ids
from lib.simulator.items import Item
from lib.simulator.leaves import leaves
from lib.simulator.messages import quoted
from lib.simulator.reasoning import reading, thought
from lib.simulator.structure import Reading

TOLD: Final = 12  # places whose values are told


def thinking_of_values(body: Body, ids: Ids, found: Reading, outputs: int) -> list[Item]:
    """The reasoning before values that fit a schema, if the request wants reasoning."""
    return thought(body, ids, (picking(found, outputs), lacking(found), reading(body)))


def thinking_of_any(body: Body, ids: Ids) -> list[Item]:
    """The reasoning before an object of no given schema, if the request wants reasoning."""
    text = "**Looking for a schema**\n\nThe request asks for any JSON object, and neither its instructions nor its "
    text += "messages hold a JSON schema that I can follow. So I list what the prompt mentions, by kind."
    return thought(body, ids, (text, reading(body)))


def picking(found: Reading, outputs: int) -> str:
    """Where each value comes from."""
    told = [
        f"{quoted(dotted(path))} is {quoted(shown(found.values[path]))}, {origin}"
        for path, origin in list(found.origins.items())[:TOLD]
    ]
    more = len(found.origins) - len(told)
    also = f" and of {outputs} output{'s' * (outputs > 1)}" if outputs else ""
    text = (
        f"**Picking the values**\n\nI matched the words of the prompt{also} with the names, types and formats of the "
    )
    text += f"schema, and found {len(found.origins)} value{'s' * (len(found.origins) != 1)}."
    return text + (f" {'; '.join(told)}" if told else "") + (f"; and {more} more." if more else "." * bool(told))


def lacking(found: Reading) -> str:
    """What nothing was found for, and what stands there."""
    filled = {generic(path) for path in found.values}
    names = [quoted(dotted(leaf.path)) for leaf in leaves(found.root) if generic(leaf.path) not in filled]
    text = "**Filling in the rest**\n\n"
    if not names:
        return f"{text}Every place has a value from the words, so there is nothing to make up."
    listed = ", ".join(names[:TOLD]) + (", and others" if len(names) > TOLD else "")
    return f"{text}I found nothing for {listed}. A text says so there; anything else is the least that fits."


def generic(path: Path) -> Path:
    """A path with the same step into every entry of an array."""
    return tuple(EACH if step[:1] == "[" else step for step in path)


def dotted(path: Path) -> str:
    """A path as it is written in code: `lines[0].price`."""
    return ".".join(path).replace(".[", "[").removesuffix("[]")


def shown(values: Sequence[object]) -> str:
    """Values in a few words."""
    return ", ".join(value if isinstance(value, str) else json.dumps(value) for value in values)
