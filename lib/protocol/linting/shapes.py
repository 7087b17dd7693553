"""Shapes: the fields that an event must have and their types, as the SDK declares them.

One level deep, and for the `item`, `part` and `response` in an event one more; nothing is parsed into the SDK's
classes, which costs twenty times more.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from lib.protocol.catalogue import fields, members, models
from lib.protocol.events import Body
from lib.protocol.linting.report import Report, shown
from lib.protocol.meanings import SENDERS

CARRIED: Final = frozenset(
    {"type", "id", "item_id", "call_id", "name", "status", "output_index", "content_index", "summary_index"}
    | {"response", "item", "part", "delta", "text", "refusal", "arguments", "input", "code", "command", "output"}
    | {"message"}
)
"""The fields without which a client can't tell what an event adds, or to what."""
LATER: Final = frozenset({("response.output_text.delta", "logprobs"), ("response.output_text.done", "logprobs")})
"""Required today, but not sent at first (OpenAI in spring 2025, xAI in 2026)."""
NUMBER: Final = "sequence_number"  # checked on its own
CLASSES: Final[Mapping[str, type]] = {"str": str, "int": int, "Part": dict}
"""The classes of fields outside the SDK, by the short text of the catalogue."""
SAID: Final[Mapping[type, str]] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    NoneType: "null",
}
STATES: Final = frozenset({"object", "role", "status"})
"""The fields whose values are held against the SDK's; of others, such as service_tier, servers have their own."""
ABSENT: Final = object()


class Wanted(NamedTuple):
    """A field: the classes that its value may have (None: any), what to say that they are, the texts that it may be."""

    name: str
    classes: frozenset[type] | None
    kind: str
    required: bool
    values: frozenset[str] | None = None


class Shape(NamedTuple):
    """What an event, item, part or response must look like. `inner` gives the shapes of an object in it by its type;
    "" stands for any."""

    wanted: tuple[Wanted, ...]
    inner: Mapping[str, Mapping[str, tuple[Wanted, ...]]]


def check(event: Body, report: Report) -> None:
    """Check the fields of an event."""
    kind = event["type"]
    shape = shapes().get(kind)
    if shape is None:
        outside(event, kind, report)
        return
    if kind == "error" and event.get("error") and "message" not in event:
        report.add("error_shape", f"the error is nested: {shown(event['error'])}")
        return
    compare(event, shape.wanted, kind, report)
    for name, kinds in shape.inner.items():
        if type(found := event.get(name)) is dict:
            inside(found, kinds, f"{name} of {kind}", report)


def inside(found: Body, kinds: Mapping[str, tuple[Wanted, ...]], where: str, report: Report) -> None:
    """Check an object in an event by the shape of its type."""
    wanted = kinds.get("") or kinds.get(str(found.get("type", "")))
    if wanted is not None:
        compare(found, wanted, where, report)
    elif "type" in found:
        report.add("unknown_type", f"the {where} has the type {shown(found['type'])}, which the SDK doesn't know")
    else:
        report.add("missing_field", f"the {where} has no type")


def compare(found: Body, wanted: tuple[Wanted, ...], where: str, report: Report) -> None:
    """Report the fields that are not there, or not of their type. An item that is announced may lack its details."""
    for name, classes, kind, required, values in wanted:
        value = found.get(name, ABSENT)
        if classes is not None and type(value) in classes:
            if values is not None and type(value) is str and value not in values:
                expected = " or ".join(repr(one) for one in sorted(values))
                report.add("field_value", f"{name} of {where}: expected {expected}, got {shown(value)}")
        elif value is ABSENT:
            if required and (name in CARRIED or where != "item of response.output_item.added"):
                rule = "missing_field" if name in CARRIED else "missing_detail"
                report.add(rule, f"{where} has no {name}: expected {kind}")
        elif classes is not None:
            report.add("field_type", f"{name} of {where}: expected {kind}, got {shown(value)}")


def outside(event: Body, kind: str, report: Report) -> None:
    """Report a type that the SDK doesn't know; its fields are held against those that servers were seen to send."""
    if kind in SENDERS:
        report.add("outside_type", f"{kind} is not in the SDK's union; it comes from {SENDERS[kind]}")
        compare(event, wanted_of(kind), kind, report)
    else:
        report.add("unknown_type", f"the type {shown(kind)} is not in the SDK's union, nor was it seen before")


@cache
def wanted_of(kind: str) -> tuple[Wanted, ...]:
    """The fields of a type outside the SDK, as far as they are known."""
    return tuple(
        wanted(name, frozenset({CLASSES[text]}) if text in CLASSES else None, required)
        for name, text, required, _ in fields(kind)
        if name != NUMBER
    )


@cache
def shapes() -> Mapping[str, Shape]:
    """The shapes of all types that the SDK knows. Takes 0.4 s once, to import the SDK's types."""
    return {kind: Shape(wanted_in(model, kind), inner_of(model)) for kind, model in models().items()}


def inner_of(model: type[BaseModel]) -> dict[str, dict[str, tuple[Wanted, ...]]]:
    """The shapes of the objects in an event that are looked into."""
    named = [name for name in ("item", "part", "response") if name in model.model_fields]
    return {name: dict(shapes_of(model.model_fields[name].annotation)) for name in named}


def shapes_of(annotation: Any) -> Iterator[tuple[str, tuple[Wanted, ...]]]:
    """The shape of each type that an annotated object may have."""
    for model in members(annotation):
        if isinstance(model, type) and issubclass(model, BaseModel):
            kinds = get_args(model.model_fields["type"].annotation) if "type" in model.model_fields else ("",)
            yield from ((kind, wanted_in(model, kind)) for kind in kinds)


def wanted_in(model: type[BaseModel], kind: str) -> tuple[Wanted, ...]:
    """The fields of a model, without those that are left out."""
    return tuple(
        wanted(
            name,
            classes_of(field.annotation),
            field.is_required(),
            values_of(field.annotation) if name in STATES else None,
        )
        for name, field in model.model_fields.items()
        if name != NUMBER and (kind, name) not in LATER
    )


def wanted(name: str, classes: frozenset[type] | None, required: bool, values: frozenset[str] | None = None) -> Wanted:
    """A field, with what it should be in words: `text or null`."""
    kind = " or ".join(said for one, said in SAID.items() if one in classes) if classes else "a value"
    return Wanted(name, classes, kind, required, values)


def values_of(annotation: Any) -> frozenset[str] | None:
    """The texts that a field may be; None where it may be any."""
    found = [member for member in members(annotation) if member is not NoneType]
    if not found or any(get_origin(member) is not Literal for member in found):
        return None
    return frozenset(value for member in found for value in get_args(member) if isinstance(value, str))


def classes_of(annotation: Any) -> frozenset[type] | None:
    """The classes that JSON values of an annotation have; None where any may come."""
    found: set[type] = set()
    for member in members(annotation):
        origin = get_origin(member)
        if origin is Literal:
            found |= {type(value) for value in get_args(member)}
        elif origin is not None:
            found |= {origin}
        elif isinstance(member, type) and issubclass(member, BaseModel):
            found |= {dict}
        elif member is float:
            found |= {int, float}
        elif member in (str, int, bool, NoneType, dict, list):
            found |= {member}
        else:
            return None
    return frozenset(found)
