"""A request with a `text.format` -> the items that answer it in JSON."""

from typing import Final

from lib.simulator.body import Body
from lib.simulator.evidence import evidence
from lib.simulator.flaws import REFUSAL, flawed
from lib.simulator.history import calls_made
from lib.simulator.ids import Ids
from lib.simulator.items import Item, Message
from lib.simulator.json_mode import check_asked, schema_within, spoken_of, without
from lib.simulator.prose import tokens
from lib.simulator.prose.thinking_of_values import thinking_of_any, thinking_of_values
from lib.simulator.reading.structure import reading
from lib.simulator.schemas.fitting import Schema
from lib.simulator.schemas.given import Given
from lib.simulator.schemas.instance import Maker, Unfit, instance
from lib.simulator.schemas.text_format import TextFormat, invalid_schema

NOTHING: Final = "nothing in the prompt"


def structured(body: Body, found: TextFormat, ids: Ids) -> list[Item]:
    """The items of an answer in JSON, to a request that `check_answerable` let through."""
    if found.schema is not None:
        return of_schema(body, found.schema, ids)
    if within := schema_within(body):
        schema, text = within
        try:
            return of_schema(without(body, text), schema, ids)
        except Unfit:
            pass  # nothing fits the schema, and nothing but JSON was promised
    if body.flaw == "refusal":
        return refusal(ids)
    return [*thinking_of_any(body, ids), message(ids, flawed(spoken_of(body), body.flaw, None))]


def check_answerable(body: Body, found: TextFormat) -> None:
    """Raises the API's 400 for a schema that has no instance, and where any object is asked for without a word of
    JSON; also where the response is going to make calls.
    """
    if found.schema is None:
        return check_asked(body)
    try:
        instance(found.schema, nothing=NOTHING)
    except Unfit as error:
        raise invalid_schema(found.name, error.place, str(error)) from None


def of_schema(body: Body, schema: Schema, ids: Ids) -> list[Item]:
    """A value of this schema, from the words of the prompt and of the outputs; raises Unfit where there is none."""
    made = calls_made(body.messages)
    read = reading(schema, evidence(body.prompt, made))
    maker = Maker(schema, Given(read.values), ids.digits, NOTHING, read.patterns)
    try:
        value = maker.value()
    except Unfit:  # what the words have may be too much; nothing at all has to fit
        maker = Maker(schema, Given({}), ids.digits, NOTHING, read.patterns)
        value = maker.value()
    if body.flaw == "refusal":
        return refusal(ids)
    return [*thinking_of_values(body, ids, read, maker, len(made)), message(ids, flawed(value, body.flaw, schema))]


def message(ids: Ids, text: str) -> Message:
    """The message with this text."""
    return Message(ids.of("msg"), tuple(tokens.split(text)))


def refusal(ids: Ids) -> list[Item]:
    """The refusal that a request asked for."""
    return [Message(ids.of("msg"), tuple(tokens.split(REFUSAL)), refusal=True)]
