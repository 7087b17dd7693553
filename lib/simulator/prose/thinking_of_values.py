"""The reasoning item of a structured answer: how its values were really picked."""

import json
from collections.abc import Sequence
from typing import Any, Final

from lib.simulator.body import Body
from lib.simulator.ids import Ids
from lib.simulator.items import Item
from lib.simulator.messages import quoted
from lib.simulator.prose.reasoning import reading, thought
from lib.simulator.reading.structure import Reading
from lib.simulator.schemas.given import Path, forms
from lib.simulator.schemas.instance import Maker

TOLD: Final = 12  # places whose values are told


def thinking_of_values(body: Body, ids: Ids, found: Reading, maker: Maker, outputs: int) -> list[Item]:
    """The reasoning before values that fit a schema, if the request wants reasoning: of what was found, what the answer
    took, and what it made up.
    """
    return thought(body, ids, (picking(found, maker, outputs), lacking(maker), reading(body)))


def thinking_of_any(body: Body, ids: Ids) -> list[Item]:
    """The reasoning before an object of no given schema, if the request wants reasoning."""
    text = "**Looking for a schema**\n\nThe request asks for any JSON object, and neither its instructions nor its "
    text += "messages hold a JSON schema that I can follow. So I list what the prompt mentions, by kind."
    return thought(body, ids, (text, reading(body)))


def picking(found: Reading, maker: Maker, outputs: int) -> str:
    """Where each value comes from."""
    groups: dict[Path, list[Any]] = {}
    for path, value in maker.taken.items():
        groups.setdefault(next((form for form in forms(path) if form in found.values), path), []).append(value)
    told = [
        f"{named(path)} is {quoted(shown(values))}, {found.origins.get(path, 'from the words')}"
        for path, values in list(groups.items())[:TOLD]
    ]
    more = len(groups) - len(told)
    also = f" and of {outputs} output{'s' * (outputs > 1)}" if outputs else ""
    text = (
        f"**Picking the values**\n\nI matched the words of the prompt{also} with the names, types and formats of the "
    )
    text += f"schema, and found {len(groups)} value{'s' * (len(groups) != 1)}."
    return text + (f" {'; '.join(told)}" if told else "") + (f"; and {more} more." if more else "." * bool(told))


def lacking(maker: Maker) -> str:
    """What nothing was found for, and what stands there."""
    text = "**Filling in the rest**\n\n"
    places = list(dict.fromkeys(maker.made_up))
    if not places:
        return f"{text}Every place has a value from the words, or can have one only, so there is nothing to make up."
    listed = ", ".join(map(named, places[:TOLD])) + (f", and {len(places) - TOLD} more" if len(places) > TOLD else "")
    text += f"I found nothing for {listed}. A text says so there, and a list is empty; where that doesn't fit, and for "
    return f"{text}numbers, booleans, listed values, dates and other forms, I made up the plainest value that does."


def named(path: Path) -> str:
    """A path as it is written in code: `lines[0].price`."""
    return quoted(".".join(path).replace(".[", "[").removesuffix("[]")) if path else "the whole"


def shown(values: Sequence[object]) -> str:
    """Values in a few words."""
    return ", ".join(value if isinstance(value, str) else json.dumps(value) for value in values)
