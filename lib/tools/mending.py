"""A visitor's JSON schema, mended by rule until strict mode takes it, as far as that goes."""

import copy
from typing import Any, Final

from lib.tools.nullable import nullable
from lib.tools.schema import Schema
from lib.tools.strict import KEPT, TYPED, is_beyond

OF_OBJECTS: Final = ("properties", "required", "additionalProperties")
TOP: Final = ("#/definitions/", "#/$defs/")


def mended(schema: Schema) -> Schema:
    """The schema with every property required and no others, without the keywords that strict mode doesn't know.

    What was optional may be null instead. `strict_faults` says what is still in the way, such as a value without a
    type. What the keywords left out meant is lost: an object of free keys takes none any more.
    """
    made: Schema = _mended(schema)
    return made


def _mended(node: Any) -> Any:
    if not isinstance(node, dict):
        return copy.deepcopy(node)
    node = _in_its_words(node)
    made = {key: copy.deepcopy(node[key]) for key in KEPT if key in node and not is_beyond(key, node[key])}
    if isinstance(made.get("$defs"), dict):
        made["$defs"] = {name: _mended(inner) for name, inner in made["$defs"].items()}
    if isinstance(made.get("anyOf"), list):
        made["anyOf"] = [_mended(inner) for inner in made["anyOf"]]
    if "items" in made:
        made["items"] = _mended(made["items"])
    kinds = made.get("type")
    if "object" in (kinds if isinstance(kinds, list) else [kinds]):
        made |= _closed(node)
    else:
        made = {key: value for key, value in made.items() if key not in OF_OBJECTS}
    if "$ref" in made and len(made) > 1:
        made = {**{key: value for key, value in made.items() if key != "$ref"}, "anyOf": [{"$ref": made["$ref"]}]}
    return made


def _closed(node: Schema) -> Schema:
    """An object's properties, all of them required; those that were not may be null."""
    listed = node.get("required")
    required = listed if isinstance(listed, list) else []
    found = node.get("properties")
    named = found if isinstance(found, dict) else {}
    properties = {
        name: _mended(inner) if name in required else nullable(_mended(inner)) for name, inner in named.items()
    }
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def _in_its_words(node: Schema) -> Schema:
    """The same said with keywords that strict mode knows, where there is a way."""
    made = dict(node)
    if "definitions" in made and "$defs" not in made:
        made["$defs"] = made["definitions"]
    if isinstance(ref := made.get("$ref"), str) and ref.startswith(TOP[0]):
        made["$ref"] = ref.replace(*TOP, 1)
    if "oneOf" in made and "anyOf" not in made:
        made["anyOf"] = made["oneOf"]
    if isinstance(parts := made.get("allOf"), list) and len(parts) == 1 and isinstance(parts[0], dict):
        made = {**_in_its_words(parts[0]), **made}
    if "type" not in made and "properties" in made:
        made["type"] = "object"
    elif "items" in made and not made.keys() & {*TYPED}:
        made["type"] = "array"
    return made
