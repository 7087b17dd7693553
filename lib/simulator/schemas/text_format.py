"""The `text.format` of a request: checked as the API does it, and read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from lib.simulator.errors import ApiError, invalid_type, invalid_value, missing
from lib.simulator.schemas.fitting import Schema
from lib.simulator.schemas.limits import beyond_limits
from lib.simulator.schemas.schema import trouble
from lib.simulator.schemas.strict_mode import strict_trouble

Kind = Literal["json_schema", "json_object"]
LONGEST_NAME: Final = 64
SUPPORTED: Final = "'text', 'json_schema', and 'json_object'"


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format for JSON; one of `json_object` has neither name nor schema."""

    kind: Kind
    name: str = ""
    schema: Schema | None = None


def text_format(given: Mapping[str, Any]) -> TextFormat | None:
    """What `text.format` of a request that was checked asks for; None for plain text."""
    match (given.get("text") or {}).get("format"):
        case {"type": "json_schema", "name": name, "schema": schema}:
            return TextFormat("json_schema", name, schema)
        case {"type": "json_object"}:
            return TextFormat("json_object")
    return None


def check_text_format(found: object) -> None:
    """Raises ApiError for a `text.format` that isn't as it should be; None is fine."""
    if found is None:
        return
    if not isinstance(found, dict):
        raise invalid_type("text.format", "an object", found)
    kind = found.get("type")
    if kind is None:
        raise missing("text.format.type")
    if kind not in ("text", "json_schema", "json_object"):
        raise invalid_value("text.format.type", SUPPORTED, kind)
    if kind == "json_schema":
        check_json_schema(found)


def check_json_schema(found: Mapping[str, Any]) -> None:
    """Raises ApiError for a format of type `json_schema` that can't be read, or that strict mode refuses."""
    check_name(found.get("name"))
    for field, kind, expected in (("description", str, "a string"), ("strict", bool, "a boolean")):
        if not isinstance(found.get(field), kind | None):
            raise invalid_type(f"text.format.{field}", expected, found[field])
    schema = found.get("schema")
    if schema is None:
        raise missing("text.format.schema")
    if not isinstance(schema, dict):
        raise invalid_type("text.format.schema", "an object", schema)
    if wrong := trouble(schema) or (strict_trouble(schema) if found.get("strict") else None):
        raise invalid_schema(found["name"], *wrong)
    if found.get("strict") and (beyond := beyond_limits(schema)):
        raise refused_schema(found["name"], beyond)


def check_name(name: object) -> None:
    """Raises ApiError unless this is a name of letters, digits, `_` and `-`, at most 64 of them."""
    where = "text.format.name"
    if name is None:
        raise missing(where)
    if not isinstance(name, str):
        raise invalid_type(where, "a string", name)
    if not name:
        message = f"Invalid '{where}': empty string. Expected a string with minimum length 1."
        raise ApiError(400, message, param=where, code="empty_string")
    if len(name) > LONGEST_NAME:
        expected = f"Expected a string with maximum length {LONGEST_NAME}, but got a string with length {len(name)}"
        message = f"Invalid '{where}': string too long. {expected} instead."
        raise ApiError(400, message, param=where, code="string_above_max_length")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        expected = "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
        message = f"Invalid '{where}': string does not match pattern. {expected}"
        raise ApiError(400, message, param=where, code="invalid_value")


def invalid_schema(name: str, place: tuple[str, ...], why: str) -> ApiError:
    """The error for a schema that can't be read, that strict mode refuses, or that has no instance."""
    return refused_schema(name, f"In context={place!r}, {why.removesuffix('.')}.")


def refused_schema(name: str, why: str) -> ApiError:
    """The error for a schema as a whole."""
    message = f"Invalid schema for response_format '{name}': {why}"
    return ApiError(400, message, param="text.format.schema", code="invalid_json_schema")


def echoed(found: Mapping[str, Any]) -> dict[str, Any]:
    """A format that was checked as the response has it.

    OpenAI's recorded streams have all five fields of a `json_schema`, null where there is no description, and `strict`
    as true where the request had none and its schema kept the rules (charmbracelet/fantasy, 2025).
    """
    if found["type"] != "json_schema":
        return {"type": found["type"]}
    strict, schema = found.get("strict"), found["schema"]
    if strict is None:
        strict = strict_trouble(schema) is None and not beyond_limits(schema)
    return {
        "type": "json_schema",
        "description": found.get("description"),
        "name": found["name"],
        "schema": schema,
        "strict": strict,
    }
