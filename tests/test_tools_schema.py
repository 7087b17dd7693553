"""A visitor's JSON schema: what its keywords can't say is refused, each with a sentence."""

from typing import Any

import pytest

from lib.tools.schema import read_schema

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "string", "pattern": "["}, "expected a pattern, got '[', which breaks: unterminated character set"),
    ({"pattern": "(a"}, "expected a pattern, got '(a', which breaks: missing ), unterminated subpattern"),
    ({"pattern": "a)"}, "expected a pattern, got 'a)', which breaks: unbalanced parenthesis"),
    ({"pattern": "*"}, "expected a pattern, got '*', which breaks: nothing to repeat"),
    ({"pattern": "[z-a]"}, "expected a pattern, got '[z-a]', which breaks: bad character range z-a"),
    ({"minItems": 5, "maxItems": 1}, "expected 'minItems' to be at most 'maxItems', got 5 and 1"),
    ({"minLength": 5, "maxLength": 1}, "expected 'minLength' to be at most 'maxLength', got 5 and 1"),
    ({"minimum": 5, "maximum": 1}, "expected 'minimum' to be at most 'maximum', got 5 and 1"),
    (
        {"minimum": 1, "exclusiveMaximum": 1.0},
        "expected 'minimum' to be below 'exclusiveMaximum', got 1 and 1.0",
    ),
    ({"enum": []}, "expected at least one entry in 'enum', got none"),
    ({"type": []}, "expected at least one entry in 'type', got none"),
    ({"anyOf": []}, "expected at least one entry in 'anyOf', got none"),
    ({"multipleOf": 0}, "expected more than 0 for 'multipleOf', got 0"),
    ({"multipleOf": -0.5}, "expected more than 0 for 'multipleOf', got -0.5"),
    ({"minItems": -1}, "expected 0 or more for 'minItems', got -1"),
    (
        {"properties": {"a": {}}, "required": ["a", "b"], "additionalProperties": False},
        "expected properties in 'required', got 'b', which is none",
    ),
]


@pytest.mark.parametrize(("node", "why"), REFUSED, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("where", ["top", "property", "items", "$defs", "anyOf"])
def test_what_nothing_could_fit_is_said_wherever_it_stands(node: dict[str, Any], why: str, where: str) -> None:
    around = {
        "top": {**node, "type": "object"},
        "property": {"type": "object", "properties": {"a": node}},
        "items": {"type": "object", "properties": {"a": {"type": "array", "items": node}}},
        "$defs": {"type": "object", "$defs": {"a": node}},
        "anyOf": {"type": "object", "properties": {"a": {"anyOf": [{"type": "null"}, node]}}},
    }
    if where == "top" and "type" in node:
        return
    with pytest.raises(ValueError) as caught:
        read_schema(around[where])
    assert str(caught.value) == why


@pytest.mark.parametrize(
    "node",
    [
        {"pattern": r"^\p{L}+$"},  # JavaScript's, which `re` doesn't know
        {"pattern": r"^(?<year>\d{4})$"},
        {"pattern": "[^]*"},
        {"pattern": "(" * 5000 + ")" * 5000},
        {"minItems": 1, "maxItems": 1},
        {"minimum": 1, "maximum": 1, "multipleOf": 0.01},
        {"minimum": 0, "exclusiveMaximum": 1},
        {"enum": [None]},
        {"required": ["a"]},  # a choice may say no more than this
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}},
        {"properties": {"a": {}}, "required": ["b"], "additionalProperties": {"type": "string"}},
    ],
    ids=lambda node: str(node)[:40],
)
def test_what_something_could_fit_is_taken(node: dict[str, Any]) -> None:
    assert read_schema({**node, "type": "object"}) == {**node, "type": "object"}
