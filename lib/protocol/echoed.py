"""The request that a response echoes: what is known of it where a recording has none, such as the body of a stream.

A response says its model, instructions, tools, text format and most settings, but never its input.
"""

from collections.abc import Iterable
from typing import Any, Final

from openai.types.responses.response_create_params import ResponseCreateParamsBase

from lib.protocol.events import Body, Event

UNKNOWN: Final = frozenset({"model", "input", "stream", "stream_options"})  # set apart, or never in a response
FIELDS: Final = frozenset(ResponseCreateParamsBase.__annotations__) - UNKNOWN

DEFAULTS: Final[dict[str, tuple[Any, ...]]] = {
    "background": (False,),
    "parallel_tool_calls": (True,),
    "prompt_cache_retention": ("in_memory",),
    "service_tier": ("auto", "default"),
    "store": (True,),
    "temperature": (1,),
    "text": ({"format": {"type": "text"}}, {"format": {"type": "text"}, "verbosity": "medium"}),
    "tool_choice": ("auto",),
    "top_logprobs": (0,),
    "top_p": (1,),
    "truncation": ("disabled",),
}
"""What a response says where the request said nothing. Some models refuse to be sent it: a temperature, for one."""


def echoed(events: Iterable[Event]) -> Body:
    """The body of a request, with an empty input: what the responses of the events say, the last one over the others.

    What is null, empty, or left at the API's default is left out.
    """
    found: Body = {}
    model = ""
    for event in events:
        match event.body:
            case {"response": {"model": str(named), **response}}:
                model = named
                found |= {name: value for name, value in response.items() if name in FIELDS and value is not None}
    fields = {name: without_nulls(value) for name, value in found.items()}
    return {"model": model, "input": "", **{name: value for name, value in fields.items() if said(name, value)}}


def said(name: str, value: Any) -> bool:
    """Whether a request may have said it."""
    if name == "instructions" and not isinstance(value, str):  # a list of items stands there for a stored prompt
        return False
    return value not in ({}, [], "") and value not in DEFAULTS.get(name, ())


def without_nulls(value: Any) -> Any:
    """An object without its fields that are null, such as a reasoning's effort; anything else as it is."""
    return {name: each for name, each in value.items() if each is not None} if isinstance(value, dict) else value
