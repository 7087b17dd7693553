"""Every stream event type: its group, what it means, its fields, and what may come after it.

The types are those of the SDK's union, so a newer SDK's additional type is listed without a change here; then
those that real servers send besides, and those of our own. Only `catalogue` and `fields` need the SDK, which
takes 0.4 s to import: they import it when called. `group_of` and `meaning_of` answer at once, for any text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from lib.protocol.courses import followers
from lib.protocol.field_meanings import meaning_of_field
from lib.protocol.meanings import MEANINGS, SENDERS, WORDS, Group

UNKNOWN: Final = "Not described yet"
"""The meaning of a type that has no words here."""


@dataclass(frozen=True)
class EventType:
    """A type of event: what it is about, what it means, which types may come next in its item or response.

    `outside` is true for a type that servers send and the SDK does not know; `sent_by` says which servers.
    An `error`, the end of the response and events of other items may come at any time: `follows` leaves
    them out.
    """

    type: str
    group: Group
    meaning: str
    follows: tuple[str, ...] = ()
    outside: bool = False
    sent_by: str = ""


class Field(NamedTuple):
    """A field of an event: its name, its type as short text, whether the SDK requires it, what it means.

    `meaning` is one sentence; "" where there are no words for the field, as for those of a newer SDK.
    """

    name: str
    kind: str
    required: bool
    meaning: str = ""


def catalogue(union: Any = None) -> tuple[EventType, ...]:
    """Every type that is known, in the order of `meanings`; those that only the SDK knows come last.

    `union` stands in for the SDK's `ResponseStreamEvent`.
    """
    known = models(union)
    after = followers()
    return tuple(
        EventType(
            name,
            group_of(name),
            meaning_of(name),
            after.get(name, ()),
            outside=not (name in known or name.startswith("run.")),
            sent_by="" if name in known else SENDERS.get(name, ""),
        )
        for name in dict.fromkeys((*WORDS, *known))
    )


def fields(type: str, union: Any = None) -> tuple[Field, ...]:
    """The fields of a type as the SDK declares them, without `type` itself.

    For a type outside the SDK, those that servers were seen to send; () where nothing is known. `union` stands in
    for the SDK's `ResponseStreamEvent`.
    """
    return declared(union).get(type, ())


@cache
def declared(union: Any = None) -> Mapping[str, tuple[Field, ...]]:
    """The fields of each type that has any, by type: put together once, since a page asks for them at every event."""
    rows = {
        type: tuple(
            Field(name, kind_text(field.annotation), field.is_required())
            for name, field in model.model_fields.items()
            if name != "type"
        )
        for type, model in models(union).items()
    }
    return {
        type: tuple(field._replace(meaning=meaning_of_field(type, field.name)) for field in found)
        for type, found in {**SEEN, **rows}.items()
    }


def group_of(type: str) -> Group:
    """The group of a type; that of an unknown one is guessed from its name."""
    return GROUPS.get(type) or guess(type)


def meaning_of(type: str) -> str:
    """What a type means, in one sentence."""
    return WORDS.get(type, UNKNOWN)


def short(type: str) -> str:
    """The type as it is written where space is scarce: `output_text.delta`."""
    return type.removeprefix("response.")


def guess(type: str) -> Group:
    """The group that a name suggests: that of the first of `SIGNS` found in it, else "lifecycle"."""
    if type.startswith("run."):
        return "run"
    for group, signs in SIGNS:
        if any(sign in type for sign in signs):
            return group
    return "lifecycle"


def models(union: Any = None) -> dict[str, Any]:
    """The model of each type of the SDK's union, by type. A member that names no type is left out."""
    if union is None:
        from openai.types.responses import ResponseStreamEvent as union

    found: dict[str, Any] = {}
    for model in members(union):
        declared = getattr(model, "model_fields", {}).get("type")
        for name in get_args(getattr(declared, "annotation", None)):
            if isinstance(name, str):
                found[name] = model
    return found


def members(alias: Any) -> Iterator[Any]:
    """The classes that a union is of, however it is nested or annotated."""
    if get_origin(alias) is Annotated:
        yield from members(get_args(alias)[0])
    elif get_origin(alias) in (Union, UnionType):
        for member in get_args(alias):
            yield from members(member)
    else:
        yield alias


def kind_text(annotation: Any) -> str:
    """A Python type as short text: `str | None`, `list[Logprob]`, `Program | … (28 kinds)`."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_text(args[0])
    if origin is Literal:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in args)
    if origin in (Union, UnionType):
        found = list(dict.fromkeys(kind_text(member) for member in members(annotation)))
        kinds = [kind for kind in found if kind != "None"]
        text = " | ".join(kinds) if len(kinds) < 4 else f"{kinds[0]} | … ({len(kinds)} kinds)"
        return f"{text} | None" if "None" in found else text
    if origin is not None and args:
        return f"{origin.__name__}[{', '.join(kind_text(arg) for arg in args)}]"
    return "None" if annotation is type(None) else getattr(annotation, "__name__", str(annotation))


GROUPS: Final[Mapping[str, Group]] = {name: group for group, rows in MEANINGS.items() for name in rows}

SIGNS: Final[tuple[tuple[Group, tuple[str, ...]], ...]] = (
    ("error", ("error", "failed")),
    ("reasoning", ("reasoning",)),
    ("arguments", ("arguments", "_input.", "_code.", "_command.", "_diff.")),
    ("tool", ("_call", "mcp_", "tool", "search")),
    ("text", ("text", "refusal", "audio", "transcript", "annotation")),
    ("item", ("item", "part", "compact")),
)
"""What in the name of a type tells its group; the first row that fits counts."""

NUMBER: Final = Field("sequence_number", "int", True)
PLACE: Final = (Field("item_id", "str", True), Field("output_index", "int", True), NUMBER)
PART: Final = (Field("content_index", "int", True), Field("part", "Part", True))
SEEN: Final[Mapping[str, tuple[Field, ...]]] = {
    "keepalive": (NUMBER,),
    "response.apply_patch_call_operation_diff.delta": (Field("delta", "str", True), *PLACE),
    "response.apply_patch_call_operation_diff.done": (Field("diff", "str", True), *PLACE),
    "response.reasoning_part.added": (*PART, *PLACE),
    "response.reasoning_part.done": (*PART, *PLACE),
}
"""The fields of types outside the SDK, as api.openai.com and Hugging Face's router sent them."""
