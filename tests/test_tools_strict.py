"""Schemas in the subset that strict mode takes."""

from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field

from lib.tools.strict import strict, strict_faults


class Cat(BaseModel):
    kind: Literal["cat"]
    name: str = Field("Tom", min_length=1, examples=["Tom"])


class Dog(BaseModel):
    kind: Literal["dog"]
    friend: Annotated["Dog | Cat", Field(discriminator="kind")]
    id: UUID
    best: Annotated[Cat, Field(description="The best one")]


class Yard(BaseModel):
    pet: Annotated[Cat, Field(description="Who lives there")]
    pets: set[Annotated[Cat | Dog, Field(discriminator="kind")]]


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every object in it, whatever it means."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return ([value] if isinstance(value, dict) else []) + [node for each in inner for node in nodes(each)]


def test_every_object_requires_all_its_properties_and_allows_no_other() -> None:
    found = [node for node in nodes(strict(Yard.model_json_schema())) if node.get("type") == "object"]
    assert len(found) >= 3
    for node in found:
        assert node["required"] == list(node["properties"])
        assert node["additionalProperties"] is False


def test_keywords_that_strict_mode_does_not_know_are_gone() -> None:
    made = strict(Yard.model_json_schema())
    assert strict_faults(made) == []
    unknown = {"default", "examples", "minLength", "uniqueItems", "oneOf", "discriminator"}
    assert not [node for node in nodes(made) if unknown & node.keys()]


def test_a_ref_has_no_neighbours() -> None:
    found = [node for node in nodes(strict(Yard.model_json_schema())) if "$ref" in node]
    assert found
    assert all(node.keys() == {"$ref"} for node in found)


def test_a_described_model_that_holds_itself_ends() -> None:
    class Branch(BaseModel):
        left: Annotated["Branch | None", Field(description="One of the two")]
        right: Annotated["Branch", Field(description="The other one")]

    class Root(BaseModel):
        branch: Annotated[Branch, Field(description="Where it begins")]

    right = strict(Root.model_json_schema())["properties"]["branch"]["properties"]["right"]
    assert right == {"description": "The other one", "anyOf": [{"$ref": "#/$defs/Branch"}]}


def test_a_described_model_keeps_its_description() -> None:
    properties = strict(Yard.model_json_schema())["properties"]
    assert properties["pet"]["description"] == "Who lives there"
    assert properties["pet"]["properties"]["name"] == {"type": "string"}


def test_the_schema_that_was_given_stays_as_it_is() -> None:
    given = Yard.model_json_schema()
    strict(given)
    assert given == Yard.model_json_schema()


def test_a_model_that_takes_more_fields_is_refused() -> None:
    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")
        a: int

    class Holder(BaseModel):
        inner: list[Open]

    with pytest.raises(TypeError, match=r"^Open: a dict with any keys is not strict"):
        strict(Holder.model_json_schema())


def test_formats_and_expressions_that_strict_mode_does_not_know_are_left_out() -> None:
    class Odd(BaseModel):
        raw: bytes
        code: Annotated[str, Field(pattern="^[A-Z]{3}$")]
        ahead: Annotated[str, Field(json_schema_extra={"pattern": "^(?=a)"})]

    assert strict(Odd.model_json_schema())["properties"] == {
        "raw": {"type": "string"},
        "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "ahead": {"type": "string"},
    }


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "object", "properties": {}, "required": []}, "additionalProperties is not false"),
        (
            {"type": "object", "properties": {"a": {"type": "null"}}, "additionalProperties": False},
            "not required: a",
        ),
        (
            {"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False},
            "a: it has no type",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "array", "items": {"type": "string", "minLength": 1}}},
                "required": ["a"],
                "additionalProperties": False,
            },
            "a[]: it has 'minLength'",
        ),
        ({"type": "string"}, "the top is not an object"),
        (
            {
                "type": "object",
                "properties": {
                    "a": {"type": "object", "properties": {}, "required": ["b"], "additionalProperties": False}
                },
                "required": ["a"],
                "additionalProperties": False,
            },
            "a: required, but no property: b",
        ),
    ],
)
def test_a_schema_that_is_not_strict_says_why(schema: dict[str, Any], fault: str) -> None:
    assert strict_faults(schema) == [fault]
