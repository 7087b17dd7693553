"""A shape -> the `text.format` of a request."""

import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from lib.simulator.schemas.text_format import check_text_format
from lib.tools.strict import strict_faults
from lib.tools.text_format import text_format, valid_name


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]
    good: bool = True


class Pet(BaseModel):
    """A pet.

    More about it.
    """

    name: str = Field(min_length=1)
    is_a: Annotated[Cat | Dog, Field(discriminator="kind")]
    friends: "list[Pet]" = []


class Anything(BaseModel):
    extras: dict[str, Any]


class Silent(BaseModel):
    a: int


def test_a_model_becomes_a_strict_format_that_the_simulator_takes() -> None:
    found = text_format(Pet)
    assert (found["type"], found["name"], found["strict"], found["description"]) == (
        "json_schema",
        "Pet",
        True,
        "A pet.",
    )
    assert strict_faults(found["schema"]) == []
    assert found["schema"]["required"] == ["name", "is_a", "friends"]
    assert "minLength" not in str(found["schema"])
    check_text_format(found)


def test_a_model_may_go_by_another_name() -> None:
    assert text_format(Pet, "my pet")["name"] == "my_pet"


def test_a_model_without_a_docstring_has_no_description() -> None:
    assert "description" not in text_format(Silent)


def test_a_model_that_strict_mode_can_not_say_says_where() -> None:
    with pytest.raises(TypeError, match="extras"):
        text_format(Anything)


def test_a_json_schema_goes_as_it_is() -> None:
    schema = {"type": "object", "description": "Loose.", "properties": {"a": {}}, "x-own": 1}
    assert text_format(schema, "own", is_strict=False) == {
        "type": "json_schema",
        "name": "own",
        "schema": schema,
        "strict": False,
        "description": "Loose.",
    }


@pytest.mark.parametrize(
    ("name", "sent"),
    [("a b", "a_b"), ("", "answer"), ("é", "_"), ("a" * 70, "a" * 64), ("Ok-1_", "Ok-1_"), ("a\n\nb", "a_b")],
)
def test_a_name_has_the_letters_that_the_api_takes(name: str, sent: str) -> None:
    assert valid_name(name) == sent


@given(st.text(st.characters(codec=None, categories=None), max_size=100))
def test_any_name_can_be_sent(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", valid_name(name))
