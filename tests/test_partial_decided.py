"""When a field's state is decided, by which character, and what has to wait until it can be."""

import time
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from lib.protocol.partial import Partial


class Line(BaseModel):
    quantity: int
    price: int
    amount: int

    @model_validator(mode="after")
    def product(self) -> "Line":
        if self.amount != self.quantity * self.price:
            raise ValueError("not quantity x price")
        return self


class Invoice(BaseModel):
    lines: list[Line] = Field(min_length=1)
    total: int

    @field_validator("total")
    @classmethod
    def sum(cls, value: int, info: ValidationInfo) -> int:
        if value != sum(line.amount for line in info.data.get("lines", [])):
            raise ValueError("not the sum of the lines")
        return value


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Owner(BaseModel):
    pet: Cat | Dog


def told(shape: Any, text: str) -> dict[str, tuple[str, str]]:
    """Of each path: the last 8 characters of the text up to the one that decided it, and the state."""
    partial = Partial(shape)
    found: dict[str, tuple[str, str]] = {}
    for end in range(len(text) + 1):
        for field in partial.feed(text[:end]).fields:
            path = ".".join(map(str, field.path))
            if field.state in ("valid", "invalid") and path not in found:
                assert field.decided == end - 1
                found[path] = (text[: field.decided + 1][-8:], field.state)
            assert (field.decided is None) == (field.state not in ("valid", "invalid"))
    return found


def states(shape: Any, text: str) -> dict[str, str]:
    return {".".join(map(str, field.path)): field.state for field in Partial(shape).feed(text).fields}


def test_a_string_is_decided_by_its_quote_and_a_number_by_what_follows_it() -> None:
    assert told(None, '{"a": "xy", "b": 12 , "c": [true], "d": {}}') == {
        "a": ('a": "xy"', "valid"),
        "b": ('"b": 12 ', "valid"),
        "c.0": (": [true]", "valid"),
        "c": (": [true]", "valid"),
        "d": (' "d": {}', "valid"),
    }


def test_closed_is_the_character_that_closed_a_value_whether_or_not_it_was_judged() -> None:
    text = '{"pet":{"lives":9,"kind":"cat"'
    fields = {field.path: field for field in Partial(Owner).feed(text[:18]).fields}
    assert fields["pet", "lives"].closed == 17
    assert fields["pet", "lives"].decided is None
    assert fields["pet",].closed is None
    fields = {field.path: field for field in Partial(Owner).feed(text).fields}
    assert fields["pet", "lives"].closed == 17
    assert fields["pet", "lives"].decided == len(text) - 1 == fields["pet", "kind"].closed


@pytest.mark.parametrize("shape", [Owner, Owner.model_json_schema()])
def test_what_waited_for_a_tag_is_decided_by_it_and_what_lacks_by_the_brace(shape: Any) -> None:
    assert told(shape, '{"pet":{"lives":9,"kind":"cat"}}') == {
        "pet.lives": ('d":"cat"', "valid"),
        "pet.kind": ('d":"cat"', "valid"),
        "pet": ('":"cat"}', "valid"),
    }
    assert told(shape, '{"pet":{"kind":"cat"}}')["pet.lives"] == ('":"cat"}', "invalid")


def test_what_only_the_end_decided_has_no_such_character() -> None:
    class Rewritten(BaseModel):
        a: int

        @model_validator(mode="before")
        @classmethod
        def one(cls, value: Any) -> Any:
            return {"a": len(value["a"])}

    partial = Partial(Rewritten)
    assert [(field.state, field.decided) for field in partial.feed('{"a":"x"}').fields] == [("streaming", None)]
    assert [(field.state, field.decided) for field in partial.close('{"a":"x"}').fields] == [("valid", None)]


def test_a_line_whose_amount_is_wrong_turns_invalid_when_it_closes() -> None:
    text = '{"lines":[{"quantity":2,"price":3,"amount":5},{"quantity":2,"price":3,"amount":6}],"total":11}'
    found = told(Invoice, text)
    assert found["lines.0"] == ('ount":5}', "invalid")
    assert found["lines.0.amount"] == ('ount":5}', "valid")
    assert found["lines.1"] == ('ount":6}', "valid")


@pytest.mark.parametrize(("total", "state"), [(6, "valid"), (7, "invalid")])
def test_a_field_that_looks_at_those_before_it_is_judged_with_them(total: int, state: str) -> None:
    lines = '"lines":[{"quantity":2,"price":3,"amount":6}]'
    assert told(Invoice, f'{{{lines},"total":{total}}}')["total"] == (f'otal":{total}}}', state)
    assert told(Invoice, f'{{"total":{total},{lines}}}')["total"] == ('unt":6}]', state)
    assert told(Invoice, f'{{"total":{total}}}')["total"] == (f'otal":{total}}}', "invalid")


def test_such_a_field_is_validated_once_however_many_follow() -> None:
    seen: list[Any] = []

    class Pair(BaseModel):
        a: int
        b: int
        c: list[int]

        @field_validator("b")
        @classmethod
        def note(cls, value: int, info: ValidationInfo) -> int:
            seen.append((value, dict(info.data)))
            return value

    partial = Partial(Pair)
    text = '{"b":2,"c":[1,2,3],"a":1}'
    for end in range(len(text) + 1):
        partial.feed(text[:end])
    assert seen == [(2, {"a": 1})]


def test_elements_whose_validator_looks_at_other_fields_are_judged_with_their_list() -> None:
    def above(value: int, info: ValidationInfo) -> int:
        if value <= info.data["least"]:
            raise ValueError("too low")
        return value

    class Bounded(BaseModel):
        least: int
        found: list[Annotated[int, AfterValidator(above)]]

    assert states(Bounded, '{"least":2,"found":[3,1')["found.0"] == "streaming"
    assert states(Bounded, '{"least":2,"found":[3,1]') == {
        "least": "valid",
        "found": "invalid",
        "found.0": "valid",
        "found.1": "invalid",
    }


def test_the_other_choices_of_a_union_say_nothing_against_its_fields() -> None:
    view = Partial(Owner).close('{"pet":{"kind":"dog","name":7,"lives":"x"}}')
    found = {field.path[-1]: field.state for field in view.fields}
    assert found == {"pet": "invalid", "kind": "valid", "name": "invalid", "lives": "valid"}
    assert view.trouble == "It doesn't fit: pet.name: Input should be a valid string."


def test_a_union_whose_discriminator_is_a_function_is_judged_when_it_closes() -> None:
    def which(value: Any) -> str:
        return "dog" if "name" in value else "cat"

    class Chosen(BaseModel):
        pet: Annotated[Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")], Discriminator(which)]

    assert states(Chosen, '{"pet":{"kind":"cat","lives":9,')["pet.kind"] == "streaming"
    assert states(Chosen, '{"pet":{"kind":"cat","lives":9,"name":"x"}')["pet.kind"] == "invalid"


def test_a_tag_that_is_named_like_a_field_is_not_taken_for_it() -> None:
    class Named(BaseModel):
        kind: Literal["name"]
        name: str
        age: int

    class Holder(BaseModel):
        one: Annotated[Named | Cat, Field(discriminator="kind")]

        @model_validator(mode="before")
        @classmethod
        def same(cls, value: Any) -> Any:
            return value

    view = Partial(Holder).close('{"one":{"kind":"name","name":"x","age":"y"}}')
    assert [field.path[-1] for field in view.fields if field.state == "invalid"] == ["one", "age"]


def test_what_a_before_validator_may_rewrite_waits_for_its_end() -> None:
    class Inner(BaseModel):
        a: int

        @model_validator(mode="before")
        @classmethod
        def rewritten(cls, value: Any) -> Any:
            return {"a": 1} if value.get("a") == "one" else value

    class Outer(BaseModel):
        inner: Inner

    assert states(Outer, '{"inner":{"a":"one"') == {"inner": "streaming", "inner.a": "streaming"}
    assert states(Outer, '{"inner":{"a":"one"}') == {"inner": "valid", "inner.a": "valid"}
    assert states(Outer, '{"inner":{"a":"two"}') == {"inner": "invalid", "inner.a": "invalid"}


def test_a_choice_that_may_rewrite_an_object_keeps_a_union_undecided() -> None:
    def lives(value: Any) -> Any:
        return value["lives"] if isinstance(value, dict) else value

    class Counted(BaseModel):
        pet: Cat | Annotated[int, BeforeValidator(lives)]

    partial = Partial(Counted)
    text = '{"pet":{"kind":"dog","lives":9}}'
    assert states(Counted, text[:20])["pet.kind"] == "streaming"
    assert set(states(Counted, text).values()) == {"valid"}
    assert partial.close(text).fits


def test_elements_of_a_set_that_may_not_be_hashable_are_judged_with_it() -> None:
    class Unique(BaseModel):
        found: set[Any]

    text = '{"found":[1,[2]]}'
    before = states(Unique, text)
    view = Partial(Unique).close(text)
    assert {".".join(map(str, field.path)): field.state for field in view.fields} == before
    assert before["found"] == before["found.1"] == "invalid"


def test_what_a_model_does_after_its_init_counts_when_it_closes() -> None:
    class Checked(BaseModel):
        a: int

        def model_post_init(self, context: Any) -> None:
            if self.a > 1:
                raise ValueError("too much")

    assert told(RootModel[list[Checked]], '[{"a":1},{"a":2}]')["1"] == (',{"a":2}', "invalid")


def test_a_field_with_several_names_is_judged_when_its_object_closes() -> None:
    class Several(BaseModel):
        model_config = ConfigDict(extra="forbid")
        one: int = Field(validation_alias=AliasChoices("first", "1st"))

    assert states(Several, '{"1st":"x"')["1st"] == "streaming"
    assert states(Several, '{"1st":"x"}')["1st"] == "invalid"
    assert states(Several, '{"one":1,')["one"] == "invalid"


def test_of_a_field_that_came_under_two_names_only_the_one_that_counts_is_judged() -> None:
    class Two(BaseModel):
        model_config = ConfigDict(validate_by_name=True)
        pet: Cat = Field(validation_alias="Pet")

    view = Partial(Two).close('{"Pet":{"kind":"cat","lives":9},"pet":{"lives":"x"}}')
    assert (view.fits, {field.state for field in view.fields}) == (True, {"valid"})
    assert states(Two, '{"pet":{"lives":"x"},"Pet":{"kind":"cat","lives":9}}')["pet"] == "valid"
    assert states(Two, '{"pet":{"lives":"x"}')["pet.lives"] == "streaming"


def test_a_key_of_a_dict_is_judged_with_its_value() -> None:
    class Counted(BaseModel):
        by_number: dict[int, int]

    assert states(Counted, '{"by_number":{"1":1,"x":2,')["by_number.x"] == "invalid"
    assert states(Counted, '{"by_number":{"1":1,"x":2,')["by_number.1"] == "valid"


def test_a_default_that_is_validated_counts_when_the_object_closes() -> None:
    class Defaulted(BaseModel):
        low: int = Field(default="none", validate_default=True)

    assert told(RootModel[list[Defaulted]], "[{}]")["0.low"] == ("[{}", "invalid")


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"properties": {"a": {"type": "integer"}}, "anyOf": [{"required": ["b"]}]}, '{"x":{"a":1}}'),
        ({"$ref": "#/$defs/A", "minProperties": 2}, '{"x":{"a":1}}'),
        ({"properties": {"a": {"type": "string"}}, "anyOf": [{"required": ["a"]}]}, '{"x":{"a":1}}'),
        ({"allOf": [{"required": ["b"]}, {"required": ["c"]}]}, '{"x":{"a":1}}'),
        ({"type": "array", "items": False}, '{"x":[1]}'),
        ({"anyOf": [{"type": "object", "properties": {"a": {"$ref": "#/$defs/S"}}}]}, '{"x":{"a":1}}'),
    ],
)
def test_what_stands_beside_a_choice_or_a_reference_counts_too(schema: dict[str, Any], text: str) -> None:
    whole = {"properties": {"x": schema}, "$defs": {"A": {"type": "object"}, "S": {"type": "string"}}}
    partial = Partial(whole)
    before = {field.path: field.state for field in partial.feed(text).fields}
    view = partial.close(text)
    assert view.fits is False
    assert before["x",] == "invalid"
    assert {field.path: field.state for field in view.fields} == before


def test_what_waited_when_the_text_was_cut_off_is_cut_off() -> None:
    view = Partial(Owner).close('{"pet":{"lives":9,', truncated=True)
    assert {field.path[-1]: field.state for field in view.fields} == {"pet": "cut_off", "lives": "cut_off"}


def test_such_a_field_is_judged_when_the_last_that_it_needs_has_closed_however_often_they_come() -> None:
    class Sum(BaseModel):
        a: int
        b: int
        sum: int

        @field_validator("sum")
        @classmethod
        def adds_up(cls, value: int, info: ValidationInfo) -> int:
            if value != info.data["a"] + info.data["b"]:
                raise ValueError("not the sum")
            return value

    assert told(Sum, '{"sum":3,"b":2,"a":1}')["sum"] == (',"a":1}'.rjust(8, "2"), "valid")
    assert told(Sum, '{"a":1,"sum":3,"x":9,"b":2}')["sum"] == ('9,"b":2}', "valid")
    assert told(Sum, '{"sum":4,"b":2,"a":1}')["sum"][1] == "invalid"
    repeated = '{"sum":9,"a":7,"sum":3,"a":1,"b":2}'
    for end in range(repeated.index("2") + 1):
        assert states(Sum, repeated[:end])["sum"] in ("waiting", "streaming")
    assert states(Sum, repeated)["sum"] == "valid"


def test_properties_that_come_while_one_waits_cost_no_more_than_others() -> None:
    def seconds(first: str) -> float:
        text = f'{{"{first}":5,' + ",".join(f'"k{at}":1' for at in range(6_000))
        began = time.thread_time()
        Partial(Invoice).feed(text)
        return time.thread_time() - began

    free, waits = (min(seconds(first) for _ in range(3)) for first in ("other", "total"))
    assert waits < 3 * free


@pytest.mark.parametrize("shape", [Invoice, Invoice.model_json_schema()], ids=["a model", "a schema"])
def test_what_is_invalid_only_for_what_is_inside_it_says_so(shape: Any) -> None:
    text = '{"lines":[{"quantity":"two","price":3,"amount":6},{"price":3}],"total":1}'
    fields = {field.path: field for field in Partial(shape).feed(text).fields}
    assert [path for path, field in fields.items() if field.inside] == [
        ("lines",),
        ("lines", 0),
        ("lines", 1),
    ]
    assert fields["lines",].error == "invalid inside: 0, 1"
    final = {field.path: field for field in Partial(shape).close(text).fields}
    assert [path for path, field in final.items() if field.inside] == [path for path in fields if fields[path].inside]


def test_what_is_wrong_itself_and_inside_is_not_only_invalid_inside() -> None:
    shape = {"type": "object", "properties": {"a": {"minItems": 3, "items": {"type": "integer"}}}}
    (outer, _) = Partial(shape).feed('{"a":["x"]').fields
    assert (outer.state, outer.inside) == ("invalid", False)
    assert "invalid inside" not in outer.error


def test_the_words_invalid_inside_in_a_message_are_not_taken_for_more() -> None:
    class Box(BaseModel):
        size: int

        @field_validator("size")
        @classmethod
        def never(cls, value: int) -> int:
            raise ValueError("it is invalid inside: out")

    (field,) = Partial(Box).feed('{"size":1}').fields
    assert ("invalid inside" in field.error, field.inside) == (True, False)


def test_a_union_that_is_judged_when_it_closes_says_which_fields_are_only_invalid_inside() -> None:
    shape = {
        "type": "object",
        "properties": {
            "any": {
                "anyOf": [
                    {"type": "object", "properties": {"kind": {"const": "x"}, "list": {"items": {"type": "integer"}}}},
                    {"type": "object", "properties": {"kind": {"const": "y"}}},
                ]
            }
        },
    }
    fields = {field.path: field for field in Partial(shape).feed('{"any":{"list":[1,"a"],"kind":"x"}').fields}
    assert {path: field.inside for path, field in fields.items() if field.state == "invalid"} == {
        ("any",): True,
        ("any", "list"): True,
        ("any", "list", 1): False,
    }
