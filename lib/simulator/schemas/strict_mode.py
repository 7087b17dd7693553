"""What strict mode refuses in a JSON schema that can be read, in the API's words.

The words are those of error bodies that people have quoted in public (2024 to 2026: issues of openai-python,
vercel/ai, outlines, xsai, camel and others) for `additionalProperties`, `required`, `$ref` with a keyword and to no
definition, `is not permitted`, `is not a valid format`, `must have a 'type' key`, `array schema missing items` and the
type of the root. What is said of several keywords beside `$ref`, of unknown types and of `anyOf` at the root is not
known so exactly.
"""

from collections.abc import Mapping
from typing import Any, Final

from lib.simulator.schemas.references import steps
from lib.simulator.schemas.schema import Place, parts

TYPED: Final = ("type", "anyOf", "enum", "const", "$ref")
KNOWN: Final = frozenset(
    {*TYPED, "title", "description", "properties", "required", "additionalProperties", "items", "$defs", "definitions"}
    | {"minItems", "maxItems", "pattern", "format", "$schema", "$id", "$comment"}
    | {"multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
)
FORMATS: Final = ("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")
DEFINED: Final = (("$defs",), ("definitions",))
KINDS: Final = ("string", "number", "integer", "boolean", "null", "object", "array")


def strict_trouble(schema: Mapping[str, Any]) -> tuple[Place, str] | None:
    """The first place that strict mode refuses, and why; None if it takes the schema."""
    if schema.get("type") != "object":
        kind = f'"{schema["type"]}"' if isinstance(schema.get("type"), str) else "None"
        return (), f"schema must be a JSON Schema of 'type: \"object\"', got 'type: {kind}'"
    if "anyOf" in schema:
        return (), "'anyOf' is not permitted at the top level"
    waiting: list[tuple[Place, Any]] = [((), schema)]
    while waiting:
        place, part = waiting.pop()
        if not isinstance(part, Mapping):
            return place, "schema must have a 'type' key"
        if why := refused(part):
            return place, why
        waiting.extend(reversed(list(parts(part, place))))
    return None


def refused(part: Mapping[str, Any]) -> str:
    """Why strict mode refuses this part of a schema, without what is inside it; empty if it doesn't."""
    if unknown := [name for name in part if name not in KNOWN]:
        return f"'{unknown[0]}' is not permitted"
    if not any(name in part for name in TYPED):
        return "schema must have a 'type' key"
    beside = sorted(part.keys() & (KNOWN - {"$ref", "$defs", "definitions", "title", "$schema", "$id", "$comment"}))
    if "$ref" in part and beside:
        return f"$ref cannot have keywords {{{', '.join(map(repr, beside))}}}"
    if "$ref" in part and (len(keys := steps(part["$ref"])) not in (0, 2) or keys[:1] not in ((), *DEFINED)):
        return "reference can only point to definitions defined at the top level of the schema"
    kinds = part.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if wrong := [kind for kind in kinds if kind not in KINDS]:
        return f"{wrong[0]!r} is not valid under any of the given schemas"
    if "array" in kinds and "items" not in part:
        return "array schema missing items"
    if "format" in part and part["format"] not in FORMATS:
        return f"'{part['format']}' is not a valid format"
    return refused_object(part) if "object" in kinds or "properties" in part else ""


def refused_object(part: Mapping[str, Any]) -> str:
    """The same of an object: all its properties are required, and no others allowed."""
    if part.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false"
    properties, required = part.get("properties", {}), part.get("required")
    every = "'required' is required to be supplied and to be an array including every key in properties"
    if required is None and properties:
        return every
    needs = {*(required or [])}
    if lacking := [name for name in properties if name not in needs]:
        return f"{every}. Missing '{lacking[0]}'"
    if extra := [name for name in required or [] if name not in properties]:
        return f"{every}. Extra required key '{extra[0]}' supplied"
    return ""
