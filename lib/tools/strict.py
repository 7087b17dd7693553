"""JSON schemas in the subset that strict mode takes.

Every object lists all its properties as required and allows no others; every value has a type; few keywords are known.
The rules are those of OpenAI's guide to structured outputs, and of the openai package's own `_pydantic.py`.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

# In the order in which they read well.
KEPT = (
    *(
        "$ref",
        "type",
        "description",
        "enum",
        "const",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
    ),
    *("minItems", "maxItems", "pattern", "format", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "$defs"),
)
# Those that can be left out of the schema, because the arguments are checked against the Python types anyway.
DROPPED = frozenset(
    {"title", "default", "examples", "minLength", "maxLength", "uniqueItems"}
    | {"discriminator", "deprecated", "readOnly", "writeOnly"}
)
FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})
TYPED = ("type", "anyOf", "enum", "const", "$ref")


def strict(schema: Schema) -> Schema:
    """The schema that Pydantic made, as strict mode wants it. Raises TypeError, which says where and why."""
    return _strict(schema, (), schema)


def strict_faults(schema: Schema) -> list[str]:
    """Why strict mode would refuse a schema, each `where: what`; none if it would take it."""
    faults = list(_faults(schema, ()))
    if schema.get("type") != "object" or "anyOf" in schema:
        faults.insert(0, "the top is not an object")
    return faults


def _strict(node: Any, path: tuple[str, ...], root: Schema) -> Schema:
    if not isinstance(node, dict) or not any(key in node for key in (*TYPED, "oneOf")):
        raise TypeError(f"{_where(path)}any value is allowed here, which strict mode can't say; give it a type")
    node = _alone(node, path, root)
    if "oneOf" in node:
        node = {**node, "anyOf": node["oneOf"]}
        del node["oneOf"]
    if unknown := sorted(node.keys() - {*KEPT} - DROPPED):
        raise TypeError(f"{_where(path)}strict mode has no {', '.join(unknown)}")
    if node.get("type") == "object":
        node = {**node, **_object(node, path, root)}
    made = {key: node[key] for key in KEPT if key in node and not is_beyond(key, node[key])}
    if "$defs" in made:
        made["$defs"] = {name: _strict(inner, (name,), root) for name, inner in made["$defs"].items()}
    if "anyOf" in made:
        made["anyOf"] = [_strict(inner, path, root) for inner in made["anyOf"]]
    if made.get("type") == "array":
        made["items"] = _strict(made.get("items"), (*path, "[]"), root)
    if "enum" in made and "type" not in made:
        made["type"] = sorted({_type(value) for value in made["enum"]})
    return made


def _object(node: Schema, path: tuple[str, ...], root: Schema) -> Schema:
    """What an object's schema becomes."""
    if node.get("additionalProperties", False) is not False:
        raise TypeError(f"{_where(path)}a dict with any keys is not strict; use a Pydantic model with named fields")
    properties = {name: _strict(inner, (*path, name), root) for name, inner in node.get("properties", {}).items()}
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def _alone(node: Schema, path: tuple[str, ...], root: Schema) -> Schema:
    """The node without a `$ref` that has neighbours, which strict mode refuses.

    A parameter's own is replaced by what it names. Deeper down that might never end, so it becomes a choice of one.
    """
    ref = node.get("$ref")
    neighbours = {key: value for key, value in node.items() if key != "$ref" and key not in DROPPED}
    if not isinstance(ref, str) or not neighbours:
        return node
    if len(path) > 1:
        return {"anyOf": [{"$ref": ref}], **neighbours}
    return {**root["$defs"][ref.removeprefix("#/$defs/")], **neighbours}


def is_beyond(key: str, value: Any) -> bool:
    """Whether a keyword that is known has a value that isn't: another format, an expression that looks around."""
    return (key == "format" and value not in FORMATS) or (key == "pattern" and "(?" in str(value))


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
    return "string"


def _faults(node: Any, path: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(node, dict) or not any(key in node for key in TYPED):
        yield f"{_where(path)}it has no type"
        return
    yield from (f"{_where(path)}it has {key!r}" for key in sorted(node.keys() - {*KEPT, "title"}))
    yield from (
        f"{_where(path)}it has the {key} {node[key]!r}"
        for key in ("format", "pattern")
        if key in node and is_beyond(key, node[key])
    )
    properties = node.get("properties") or {}
    if "object" in (node.get("type"), *_listed(node.get("type"))):
        if node.get("additionalProperties") is not False:
            yield f"{_where(path)}additionalProperties is not false"
        if missing := sorted(properties.keys() - set(_listed(node.get("required")))):
            yield f"{_where(path)}not required: {', '.join(missing)}"
        if unknown := sorted({*map(str, _listed(node.get("required")))} - properties.keys()):
            yield f"{_where(path)}required, but no property: {', '.join(unknown)}"
    if "array" in (node.get("type"), *_listed(node.get("type"))) and "items" not in node:
        yield f"{_where(path)}its items have no type"
    for name, inner in properties.items():
        yield from _faults(inner, (*path, name))
    for inner in [*_listed(node.get("anyOf")), *(node.get("$defs") or {}).values()]:
        yield from _faults(inner, path)
    if "items" in node:
        yield from _faults(node["items"], (*path, "[]"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _where(path: tuple[str, ...]) -> str:
    return f"{'.'.join(path).replace('.[]', '[]')}: " if path else ""
