"""The body of `POST /v1/responses` -> a checked `Body`, or the error that the API would answer.

400 is for JSON that can't be read, for a field that is missing or has the wrong type, and, as at OpenAI, for
a value out of its range; 422 is for good JSON that is no object at all. Fields that nobody here knows are let
through.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lib.simulator.endings import ENDINGS, OF_STREAMS
from lib.simulator.errors import ApiError, invalid_type, invalid_value, json_type, missing
from lib.simulator.flaws import FLAWS
from lib.simulator.messages import Message, messages_of
from lib.simulator.pace import Pace
from lib.simulator.schemas.text_format import check_text_format
from lib.simulator.tools import check_tools

MODELS = ("sim-1", "sim-1-reasoning")
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "truncation": ("auto", "disabled"),
    "reasoning.effort": EFFORTS,
    "reasoning.summary": ("auto", "concise", "detailed"),
    "text.verbosity": ("low", "medium", "high"),
}
TYPES: Mapping[str, type] = {
    **dict.fromkeys(("stream", "store", "background", "parallel_tool_calls"), bool),
    **dict.fromkeys(("model", "instructions", "previous_response_id", "user", "service_tier", "truncation"), str),
    **dict.fromkeys(("prompt_cache_key", "safety_identifier"), str),
    **dict.fromkeys(("metadata", "reasoning", "text", "stream_options"), dict),
    **dict.fromkeys(("tools", "include"), list),
}
RANGES: Mapping[str, tuple[type, float, float]] = {
    "temperature": (float, 0, 2),
    "top_p": (float, 0, 1),
    "presence_penalty": (float, -2, 2),
    "frequency_penalty": (float, -2, 2),
    "top_logprobs": (int, 0, 20),
    "max_output_tokens": (int, 16, math.inf),
    "max_tool_calls": (int, 1, math.inf),
}


@dataclass(frozen=True, slots=True)
class Body:
    """A request that can be answered. `given` is its JSON without nulls; `messages` is its input, read."""

    given: Mapping[str, Any]
    messages: tuple[Message, ...]

    def within(self, outer: str, inner: str) -> Any:
        """A field of an object that may be missing, such as `reasoning.effort`."""
        return (self.given.get(outer) or {}).get(inner)

    @property
    def model(self) -> str:
        return str(self.given["model"])

    @property
    def instructions(self) -> str:
        """The `instructions`, and after them the texts of the developer and system messages."""
        above = [text for role, text, _ in self.messages if role in ("developer", "system")]
        return "\n".join([self.given.get("instructions", ""), *above]).strip()

    @property
    def prompt(self) -> str:
        """The text of the last user message."""
        return next((text for role, text, _ in reversed(self.messages) if role == "user"), "").strip()

    @property
    def effort(self) -> str | None:
        """The effort of a response that reasons, else None. The reasoning model does without being told, and
        any model when it is asked for an effort; `none` and `minimal` give no reasoning item.
        """
        default = "medium" if self.model.endswith("-reasoning") else None
        effort = self.within("reasoning", "effort") or default
        return None if effort in ("none", "minimal") else effort

    @property
    def seed(self) -> str | None:
        """What makes the answer to the same request the same, if the metadata has a `simulator_seed`."""
        seed = self.within("metadata", "simulator_seed")
        return None if seed is None else str(seed)

    @property
    def interleaved(self) -> bool:
        """Whether calls that are made together stream at the same time, and not one after the other."""
        return str(self.within("metadata", "simulator_interleave")).lower() != "false"

    @property
    def flaw(self) -> str | None:
        """The flaw that the metadata asks for with `simulator_flaw`: one of `flaws.FLAWS`."""
        flaw = self.within("metadata", "simulator_flaw")
        return None if flaw is None else str(flaw)

    @property
    def ending(self) -> str | None:
        """The ending that the metadata asks for with `simulator_ending`: one of `endings.ENDINGS`."""
        ending = self.within("metadata", "simulator_ending")
        return None if ending is None else str(ending)

    def pace(self, default: Pace) -> Pace:
        """The server's pace with what this request's metadata changes in it."""
        first = self.number("simulator_first_token", default.first)
        rate = self.number("simulator_rate", default.rate)
        try:
            return Pace(first, rate)
        except ValueError as error:
            raise ApiError(400, f"Invalid metadata: {error}.", param="metadata", code="invalid_value") from None

    def number(self, name: str, default: float) -> float:
        text = self.within("metadata", name)
        try:
            return default if text is None else float(text)
        except ValueError:
            raise invalid_value(f"metadata.{name}", "a number as text", text) from None


def read(raw: bytes) -> Body:
    """The body's bytes, checked; raises ApiError."""
    try:
        value = json.loads(raw)
        # Once more, without what JSON can't hold (NaN, 1e999) or UTF-8 can't (a lone surrogate becomes "?").
        value = json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        message = "We could not parse the JSON body of your request. The API expects a JSON object."
        raise ApiError(400, message, code="invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError(422, f"Expected a JSON object as the body, but got {json_type(value)} instead.")
    given = {name: entry for name, entry in value.items() if entry is not None}
    check_fields(given)
    return Body(given, messages_of(given.get("input")))


def check_fields(given: Mapping[str, Any]) -> None:
    """Raises ApiError for the first field that isn't as it should be."""
    for name, kind in TYPES.items():
        if name in given and not isinstance(given[name], kind):
            raise invalid_type(name, json_type(kind()), given[name])
    if "model" not in given:
        raise missing("model")
    if given["model"] not in MODELS:
        message = f"The model '{given['model']}' does not exist. This server has: {', '.join(MODELS)}."
        raise ApiError(404, message, param="model", code="model_not_found")
    for name, (number, low, high) in RANGES.items():
        if name in given:
            check_range(name, given[name], number, low, high)
    for path, supported in CHOICES.items():
        outer, _, inner = path.partition(".")
        value = given.get(outer, {}).get(inner) if inner else given.get(outer)
        if value is not None and value not in supported:
            raise invalid_value(path, ", ".join(f"'{name}'" for name in supported), value)
    check_text_format(given.get("text", {}).get("format"))
    check_metadata(given.get("metadata", {}), bool(given.get("stream")))
    check_tools(given)


def check_range(name: str, value: object, number: type, low: float, high: float) -> None:
    """Raises ApiError for a number that is none, or out of its range."""
    word = "integer" if number is int else "decimal"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or type(value) not in (int, number):
        raise invalid_type(name, json_type(number()), value)
    for bad, side, sign, limit in (
        (value < low, "below_min", ">=", low),
        (value > high, "above_max", "<=", high),
    ):
        if bad:
            expected = f"Expected a value {sign} {limit:g}, but got {value!r} instead."
            message = f"Invalid '{name}': {word} {side.replace('_', ' ')}imum value. {expected}"
            raise ApiError(400, message, param=name, code=f"{word}_{side}_value")


def check_metadata(metadata: Mapping[str, object], streamed: bool) -> None:
    """Raises ApiError unless all values are texts and there are at most 16 of them, as the API demands, and those
    that ask for a flaw or an ending name one."""
    if len(metadata) > 16:
        message = f"Too many properties in 'metadata': at most 16, got {len(metadata)}."
        raise ApiError(400, message, param="metadata", code="object_above_max_properties")
    for name, value in metadata.items():
        if not isinstance(value, str):
            raise invalid_type(f"metadata.{name}", "a string", value)
    for field, known in (("simulator_flaw", FLAWS), ("simulator_ending", ENDINGS)):
        if field in metadata and metadata[field] not in known:
            raise invalid_value(f"metadata.{field}", ", ".join(f"'{name}'" for name in known), metadata[field])
    if not streamed and (ending := metadata.get("simulator_ending")) in OF_STREAMS:
        message = f"Invalid metadata: simulator_ending {ending!r} is an ending of streams; set 'stream' to true."
        raise ApiError(400, message, param="metadata.simulator_ending", code="invalid_value")
