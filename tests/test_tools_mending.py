"""Schemas that are mended for strict mode, and null, which stands for what was optional."""

from typing import Any

import pytest
from hypothesis import given, settings

from lib.samples.models import MODELS
from lib.tools.mending import mended
from lib.tools.nullable import is_nullable, nullable, without_null
from lib.tools.strict import strict, strict_faults
from tests.random_schemas import NODES, TOPS

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("node", "made"),
    [
        (TEXT, {"type": ["string", "null"]}),
        ({"type": "string", "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"anyOf": [TEXT, {"type": "integer"}]}, {"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}]}),
        (
            {"$ref": "#/$defs/a", "description": "An a"},
            {"description": "An a", "anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]},
        ),
        ({"const": 1, "type": "integer"}, {"anyOf": [{"const": 1, "type": "integer"}, {"type": "null"}]}),
    ],
)
def test_null_comes_and_goes(node: dict[str, Any], made: dict[str, Any]) -> None:
    assert nullable(node) == made
    assert nullable(made) == made
    assert not is_nullable(node)
    assert is_nullable(made)
    back = without_null(made)
    assert back == node or back == {"description": "An a", "anyOf": [{"$ref": "#/$defs/a"}]}


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_what_is_made_nullable_takes_null_and_then_no_more(node: Any) -> None:
    made = nullable(node)
    assert is_nullable(made) or not made.keys() - {"title", "description"}
    left = without_null(made)
    assert not is_nullable(left) or without_null(left) == left


@settings(max_examples=300, deadline=None)
@given(TOPS)
def test_a_mended_schema_has_no_fault_but_missing_types(schema: dict[str, Any]) -> None:
    faults = [one for one in strict_faults(mended(schema)) if not one.endswith(("it has no type", "have no type"))]
    assert faults == []


def test_mending_keeps_what_strict_mode_can_say() -> None:
    loose = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "default": "x", "minLength": 2, "pattern": "^(?=a)"},
            "b": {"$ref": "#/definitions/one", "description": "One"},
            "c": {"oneOf": [{"type": "integer"}, {"properties": {"x": TEXT}}]},
        },
        "required": ["c"],
        "definitions": {"one": {"allOf": [{"enum": ["x", "y"]}]}},
    }
    made = mended(loose)
    assert strict_faults(made) == []
    assert made["required"] == ["a", "b", "c"]
    assert made["properties"] == {
        "a": {"type": ["string", "null"]},
        "b": {"description": "One", "anyOf": [{"$ref": "#/$defs/one"}, {"type": "null"}]},
        "c": {
            "anyOf": [
                {"type": "integer"},
                {
                    "type": "object",
                    "properties": {"x": {"type": ["string", "null"]}},
                    "required": ["x"],
                    "additionalProperties": False,
                },
            ]
        },
    }
    assert made["$defs"] == {"one": {"enum": ["x", "y"]}}


@pytest.mark.parametrize("model", MODELS)
def test_what_is_strict_stays_as_it_is_when_mended(model: Any) -> None:
    schema = strict(model.model_json_schema())
    assert mended(schema) == schema
