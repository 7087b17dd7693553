"""A request for any JSON object: by a schema that its own words hold, else what the prompt speaks of."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from lib.simulator.body import Body
from lib.simulator.errors import ApiError
from lib.simulator.messages import Message
from lib.simulator.reading.finding import LONGEST
from lib.simulator.reading.mentions import mentions
from lib.simulator.schemas.fitting import Schema
from lib.simulator.schemas.schema import trouble

OTHERS: Final = frozenset({"enum", "const", "anyOf", "oneOf", "allOf", "$ref"})  # with these it may be no object
TRIED: Final = 20  # braces at which a schema might begin
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "names": ("name",),
    "quoted": ("quoted",),
    "numbers": ("number", "expression"),
    "dates": ("date", "month", "weekday"),
    "times": ("time",),
    "addresses": ("email", "url"),
}


def check_asked(body: Body) -> None:
    """Raises the API's 400 unless the instructions or a message speak of JSON."""
    texts = (body.given.get("instructions", ""), *(message.text for message in body.messages))
    if not any("json" in text.lower() for text in texts):
        message = "Response input messages must contain the word 'json' in some form to use 'text.format' of type "
        raise ApiError(400, f"{message}'json_object'.", param="input")


def schema_within(body: Body) -> tuple[Schema, str] | None:
    """The last JSON schema of an object in the instructions or the messages, and its text."""
    texts = (body.given.get("instructions", ""), *(text for role, text, _ in body.messages if role != "item"))
    found = [pair for text in texts for pair in schemas_in(text)]
    return found[-1] if found else None


def schemas_in(text: str) -> Iterator[tuple[Schema, str]]:
    """The JSON schemas of objects in a text, each with its own text."""
    reader, end = json.JSONDecoder(), 0
    for match in list(re.finditer(r"\{", text))[:TRIED]:
        if match.start() < end:
            continue
        try:
            value, end = reader.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        said = value.get("type") == "object" or ("type" not in value and isinstance(value.get("properties"), dict))
        if said and not OTHERS & value.keys() and not trouble(value):
            yield value, text[match.start() : end]


def without(body: Body, text: str) -> Body:
    """The same request without this text in its messages."""
    return replace(
        body, messages=tuple(Message(role, said.replace(text, ""), item) for role, said, item in body.messages)
    )


def spoken_of(body: Body) -> dict[str, Any]:
    """What can honestly be said of a prompt without a model: that there is none, and what the prompt mentions."""
    found = mentions(" ".join(body.prompt.split())[:LONGEST])
    lists = {name: list(dict.fromkeys(one.text for one in found if one.kind in kinds)) for name, kinds in LISTS.items()}
    return {
        "model": None,
        "note": "I am a simulator and have no model. This is what I find in the prompt by its words alone.",
        "prompt": body.prompt,
        **{name: texts for name, texts in lists.items() if texts},
    }
