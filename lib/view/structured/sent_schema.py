"""A JSON schema in the body of a request: said in words for a `json_object`, and found again in either kind."""

import json
import re
from typing import Any, Final

Schema = dict[str, Any]

SAID: Final = "Answer with one JSON object, {name}, that fits this JSON schema:\n{schema}"
READ: Final = re.compile(r"Answer with one JSON object, ([A-Za-z0-9_-]+), that fits this JSON schema:\n(.*)", re.DOTALL)


def told(name: str, schema: Schema, before: Any) -> Any:
    """The input with the schema said in a message at its beginning, where servers look for the word JSON; an input that
    is neither a text nor a list stays as it is."""
    said = {"role": "developer", "content": SAID.format(name=name, schema=json.dumps(schema))}
    if isinstance(before, list):
        return [said, *before]
    return [said, {"role": "user", "content": before}] if isinstance(before, str) else before


def sent(body: dict[str, Any]) -> tuple[str, Schema | None]:
    """The name and the schema that a request asked for; none where it asked for none."""
    found = object_in(body, "text").get("format")
    if isinstance(found, dict) and isinstance(found.get("schema"), dict):
        return str(found.get("name") or "the schema"), found["schema"]
    messages = body.get("input")
    match messages[0] if isinstance(messages, list) and messages else None:
        case {"role": "developer", "content": str(said)} if read := READ.fullmatch(said):
            try:
                schema = json.loads(read[2])
            except (ValueError, RecursionError):
                return "", None
            return (read[1], schema) if isinstance(schema, dict) else ("", None)
    return "", None


def object_in(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A field of a body that should be an object; an empty one where it isn't."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}
