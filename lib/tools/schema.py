"""A visitor's JSON schema, read with care: small, shallow, and all in one place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lib.tools.arguments import NotJson, finite, not_a_number
from lib.tools.keywords import Schema, of_kind, well_formed

__all__ = ["Schema", "nodes", "read_schema", "resolve"]

MOST_BYTES = 20_000
MOST_LEVELS = 20  # of objects and arrays inside each other


def read_schema(parameters: Mapping[str, Any] | str) -> Schema:
    """The schema of some parameters, from a dict or its JSON text, as a copy.

    Raises ValueError with one sentence for what isn't JSON, isn't the schema of an object, is larger than 20 KB or
    nested deeper than 20 levels, has a key twice, points outside itself, or has keywords with values that
    can't be.
    """
    try:
        text = parameters if isinstance(parameters, str) else json.dumps(parameters)
        size = len(text.encode())
        if size > MOST_BYTES:
            raise ValueError(f"expected a schema of at most {MOST_BYTES} bytes, got {size}")
        schema = json.loads(text, parse_constant=not_a_number, parse_float=finite, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"expected a JSON schema, got text that breaks at {at}: {error.msg}") from None
    except UnicodeEncodeError:
        raise ValueError("expected a JSON schema, got text that holds half a character") from None
    except TypeError as error:
        raise ValueError(f"expected a JSON schema, got a value that isn't JSON: {error}") from None
    except RecursionError:
        raise ValueError(f"expected at most {MOST_LEVELS} levels in a schema, got far more") from None
    except NotJson as error:
        raise ValueError(f"expected a JSON schema, got {error}") from None
    if not isinstance(schema, dict) or schema.get("type") != "object":
        top = schema.get("type") if isinstance(schema, dict) else schema
        raise ValueError(f'expected a schema whose top says "type": "object", got {json.dumps(top)[:60]}')
    _walk(schema, schema, 1)
    for node in nodes(schema):
        well_formed(node)
    return schema


def resolve(root: Schema, ref: str) -> Any:
    """What a local `$ref` points to: `#` or `#/$defs/name`. Raises ValueError if there is nothing."""
    found: Any = root
    for step in unquote(ref).removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            raise ValueError(f"expected a $ref to something in this schema, got {ref[:80]!r}")
        found = found[name]
    return found


def _once(pairs: list[tuple[str, Any]]) -> Schema:
    """For `json.loads`: an object, each of whose keys is there once. Raises NotJson."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJson(f"{twice[:60]!r} twice in one object")
    return made


def _walk(value: Any, root: Schema, level: int) -> None:
    """Looks at everything, whatever its keyword, for depth and for `$ref`s that lead elsewhere."""
    if level > MOST_LEVELS:
        raise ValueError(f"expected at most {MOST_LEVELS} levels in a schema, got more")
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.encode("utf-8", "replace").decode() != key:
                raise ValueError("expected a JSON schema, got text that holds half a character")
            if key.endswith("Ref") or (key == "$ref" and isinstance(inner, str)):
                _local(key, inner, root)
    elif isinstance(value, str) and value.encode("utf-8", "replace").decode() != value:
        raise ValueError("expected a JSON schema, got text that holds half a character")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _walk(inner, root, level + 1)


def _local(key: str, ref: Any, root: Schema) -> None:
    if key == "$ref" and (ref == "#" or ref.startswith("#/")):
        if not isinstance(resolve(root, ref), dict | bool):
            raise ValueError(f"expected a $ref to a schema, got {ref[:80]!r}")
    elif key.startswith("$"):
        raise ValueError(f"expected a $ref inside this schema, such as '#/$defs/name', got {str(ref)[:80]!r}")


def nodes(schema: Any) -> Iterator[Schema]:
    """Every schema in a schema that is looked at when a value is checked. Raises ValueError for what is none."""
    if not isinstance(schema, dict):
        if not isinstance(schema, bool):
            raise ValueError(f"expected a schema to be an object, got {json.dumps(schema)[:60]}")
        return
    yield schema
    for key in ("properties", "$defs", "definitions"):
        for inner in of_kind(schema, key, dict, "an object").values():
            yield from nodes(inner)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for inner in of_kind(schema, key, list, "a list"):
            yield from nodes(inner)
    for key in ("items", "additionalProperties"):
        if key in schema:
            yield from nodes(schema[key])
