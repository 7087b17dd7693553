"""A request with a `text.format` -> the items that answer it in JSON."""

from typing import Final

from lib.simulator import tokens
from lib.simulator.body import Body
from lib.simulator.evidence import evidence
from lib.simulator.fitting import Schema
from lib.simulator.flaws import REFUSAL, flawed
from lib.simulator.history import calls_made
from lib.simulator.ids import Ids
from lib.simulator.instance import Unfit, instance
from lib.simulator.items import Item, Message
from lib.simulator.json_mode import check_asked, schema_within, spoken_of, without
from lib.simulator.structure import Reading, reading
from lib.simulator.text_format import TextFormat, invalid_schema
from lib.simulator.thinking_of_values import thinking_of_any, thinking_of_values

NOTHING: Final = "nothing in the prompt"


def structured(body: Body, found: TextFormat, ids: Ids) -> list[Item]:
    """The items of an answer in JSON. Raises the API's 400 for a schema that has no instance, and where any object
    is asked for without a word of JSON.
    """
    if found.schema is not None:
        try:
            return of_schema(body, found.schema, ids)
        except Unfit as error:
            raise invalid_schema(found.name, error.place, str(error)) from None
    check_asked(body)
    if within := schema_within(body):
        schema, text = within
        try:
            return of_schema(without(body, text), schema, ids)
        except Unfit:
            pass  # nothing fits the schema, and nothing but JSON was promised
    text = flawed(spoken_of(body), body.flaw, None)
    return refusal(ids) if body.flaw == "refusal" else [*thinking_of_any(body, ids), message(ids, text)]


def of_schema(body: Body, schema: Schema, ids: Ids) -> list[Item]:
    """A value of this schema, from the words of the prompt and of the outputs; raises Unfit where there is none."""
    made = calls_made(body.messages)
    read = reading(schema, evidence(body.prompt, made))
    try:
        value = instance(schema, read.values, key=ids.digits, nothing=NOTHING)
    except Unfit:  # what the words have may be too much; nothing at all has to fit
        read = Reading(schema, body.prompt)
        value = instance(schema, key=ids.digits, nothing=NOTHING)
    if body.flaw == "refusal":
        return refusal(ids)
    return [*thinking_of_values(body, ids, read, len(made)), message(ids, flawed(value, body.flaw, schema))]


def message(ids: Ids, text: str) -> Message:
    """The message with this text."""
    return Message(ids.of("msg"), tuple(tokens.split(text)))


def refusal(ids: Ids) -> list[Item]:
    """The refusal that a request asked for."""
    return [Message(ids.of("msg"), tuple(tokens.split(REFUSAL)), refusal=True)]
