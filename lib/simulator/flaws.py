"""Flaws that a request asks for, so that clients can be tried: `metadata.simulator_flaw`.

Each is done to a JSON answer, its text or its value; `refusal` takes the place of any text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lib.simulator.schemas.fitting import Schema, types
from lib.simulator.schemas.references import followed, union

FLAWS: Final[Mapping[str, str]] = {
    "refusal": "a refusal in place of the text",
    "fence": "the JSON in a Markdown fence",
    "trailing": "a sentence after the JSON",
    "broken": "no JSON from the middle on",
    "repeated_key": "a key that is there twice",
    "wrong_type": "a value of a type that the schema does not allow",
}
REFUSAL: Final = (
    "I refuse because this request asked for a refusal: its metadata has `simulator_flaw` set to `refusal`. "
    "I am a simulator and judge no prompt."
)
TRAILING: Final = "This sentence comes after the JSON because the request's `simulator_flaw` is `trailing`."
AGAIN: Final = "\0again"
MOST_BRANCHES: Final = 100  # of a union, whose types are told
OTHERS: Final[tuple[tuple[str, Any], ...]] = (
    ("string", "a text where none belongs"),
    ("boolean", True),
    ("number", 0.5),
    ("array", []),
    ("object", {}),
    ("null", None),
)


def flawed(value: Any, flaw: str | None, schema: Schema | None) -> str:
    """A value as JSON text, with this flaw; `schema` is what it fits, None where any object does."""
    if flaw == "wrong_type":
        value = mistyped(value, schema or {"type": "object"})
    if flaw == "repeated_key":
        return repeated(value)
    text = as_json(value)
    match flaw:
        case "fence":
            return f"```json\n{text}\n```"
        case "trailing":
            return f"{text}\n\n{TRAILING}"
        case "broken":
            return broken(text)
    return text


def as_json(value: Any) -> str:
    """A value as the text of a message."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def broken(text: str) -> str:
    """A JSON text that lacks one character at or after its middle, so that it is no JSON from there on: a comma
    between two lines, else a closing quote, else its last character.
    """
    for mark in (",\n", '"\n', '",'):
        at = text.find(mark, len(text) // 2)
        if at >= 0 and not parses(text[:at] + text[at + 1 :]):
            return text[:at] + text[at + 1 :]
    return text[:-1]


def parses(text: str) -> bool:
    """Whether it is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def repeated(value: Any) -> str:
    """A value as JSON text in which the first key of the first object that has one is there twice; where there is
    none, it is an object whose one key is.
    """
    for found in dicts(value):
        name = next(iter(found))
        whole = found | {AGAIN: found[name]}
        text = as_json(replaced(value, found, whole))
        return text.replace(json.dumps(AGAIN), json.dumps(name, ensure_ascii=False), 1)
    return '{\n  "flaw": "repeated_key",\n  "flaw": "repeated_key"\n}'


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a value that aren't empty, the outer ones first."""
    if isinstance(value, dict) and value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dicts(part)


def replaced(value: Any, old: Any, new: Any) -> Any:
    """A value with this very object in it replaced."""
    if value is old:
        return new
    if isinstance(value, dict):
        return {name: replaced(part, old, new) for name, part in value.items()}
    return [replaced(part, old, new) for part in value] if isinstance(value, list) else value


def mistyped(value: Any, schema: Schema) -> Any:
    """A value with its last property of a type that isn't allowed there; the whole of it where it has none that
    could be.
    """
    if isinstance(value, dict):
        properties = (followed(schema, schema)[0] or {}).get("properties") or {}
        for name in reversed(value):
            allowed = kinds(schema, properties.get(name, {}))
            for kind, other in OTHERS:
                if name in properties and not allowed & {kind, "any"}:
                    return value | {name: other}
    allowed = kinds(schema, schema)
    return next((other for kind, other in OTHERS if not allowed & {kind, "any"}), value)


def kinds(root: Schema, schema: object) -> set[str]:
    """The JSON types that a schema allows; `any` where it doesn't say."""
    found: set[str] = set()
    unions: list[Schema] = []
    waiting = [schema]
    while waiting:
        part = followed(root, waiting.pop())[0] or {}
        if every := union(part):
            if not any(part is other for other in unions):
                unions.append(part)
                waiting.extend(every[:MOST_BRANCHES])
        elif not part or ("type" not in part and ("enum" in part or "const" in part)):
            found |= {"any"}
        else:
            found |= {"number" if kind == "integer" else kind for kind in types(part)}
    return found
