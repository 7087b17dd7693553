"""Unfinished JSON is shown as far as it goes, never taken back, and judged where it has closed."""

import copy
import itertools
import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationInfo,
    field_validator,
    model_validator,
)

from lib.protocol import sse
from lib.protocol.events import read
from lib.protocol.partial import Partial, TooMuch, View, problems
from lib.protocol.typed.schema_check import Judge

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text('{}[]",:\\ud83e0019.-tfn `\n\t', max_size=40)


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Stop(BaseModel):
    city: str = Field(min_length=2)
    nights: int = Field(ge=1, default=1)


class Trip(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(pattern="^[A-Z]")
    stops: list[Stop] = Field(min_length=2)
    size: Size
    pace: Literal["slow", "fast"]
    note: str | None = None


class Tree(BaseModel):
    label: Literal["a", "b"]
    children: list["Tree"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str = Field(max_length=3)


class Tagged(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class Untagged(BaseModel):
    pet: Cat | Dog | None


TRIP = '{"name":"Alps","stops":[{"city":"R","nights":2},{"city":"Rome","nights":0}],"size":"s","pace":"slow"}'
GOOD = TRIP.replace('"R"', '"Rom"').replace('"nights":0', '"nights":3')
SHAPES = [None, Trip, Trip.model_json_schema(), Tree, Tree.model_json_schema(), Tagged, Tagged.model_json_schema()]


def views(text: str, shape: Any = None, step: int = 1) -> list[View]:
    """The view after every `step` characters."""
    partial = Partial(shape)
    return [partial.feed(text[:end]) for end in range(0, len(text) + step, step)]


def final(text: str, shape: Any = None, truncated: bool = False) -> View:
    return Partial(shape).close(text, truncated=truncated)


def states(view: View) -> dict[str, str]:
    return {".".join(map(str, field.path)): field.state for field in view.fields}


def errors(view: View) -> dict[str, str]:
    return {".".join(map(str, field.path)): field.error for field in view.fields if field.error}


def grew(old: Any, new: Any) -> bool:
    """Whether what was shown is still there: texts go on, objects and arrays have more."""
    match old, new:
        case str(), str():
            return new.startswith(old)
        case dict(), dict():
            return all(key in new and grew(value, new[key]) for key, value in old.items())
        case list(), list():
            return len(new) >= len(old) and all(map(grew, old, new))
    return type(old) is type(new) and old == new


@settings(deadline=None)
@given(JSON, st.data(), st.sampled_from([None, 1, " "]), st.booleans())
def test_what_was_shown_is_never_taken_back(value: Any, data: st.DataObject, indent: Any, plain: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    partial, before = Partial(), None
    for cut in [*cuts, len(text)]:
        view = partial.feed(text[:cut])
        assert view.trouble == ""
        shown = copy.deepcopy(view.value)
        assert before is None or grew(before, shown)
        before = shown
    view = partial.close(text)
    assert before is None or grew(before, view.value)
    assert (view.value, view.complete, view.trouble) == (json.loads(text), True, "")
    assert type(view.value) is type(value)


@settings(deadline=None)
@given(JSON, st.sampled_from(SHAPES))
def test_a_view_keeps_what_it_showed_when_the_text_goes_on(value: Any, shape: Any) -> None:
    partial, kept = Partial(shape), []
    text = json.dumps(value)
    for end in range(len(text) + 1):
        view = partial.feed(text[:end])
        kept.append((view, copy.deepcopy(view)))
    partial.close(text)
    assert all(view == copied for view, copied in kept)


@settings(deadline=None)
@given(JSON, st.sampled_from(SHAPES), st.lists(st.integers(0, 40)))
def test_the_view_is_the_same_however_the_text_was_cut(value: Any, shape: Any, cuts: list[int]) -> None:
    text = json.dumps(value)
    partial = Partial(shape)
    for cut in sorted(cuts):
        partial.feed(text[:cut])
    assert partial.feed(text) == Partial(shape).feed(text)
    assert partial.close(text) == Partial(shape).close(text)


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT, st.sampled_from(SHAPES), st.booleans())
def test_no_text_raises(text: str, shape: Any, truncated: bool) -> None:
    partial = Partial(shape)
    for end in range(len(text)):
        partial.feed(text[:end])
    view = partial.close(text, truncated=truncated)
    assert view.complete or view.trouble
    assert all(field.state != "streaming" for field in view.fields)


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT)
def test_what_is_complete_without_trouble_is_json(text: str) -> None:
    view = final(text)
    if view.complete and not view.trouble:
        assert json.loads(text) == view.value


@settings(deadline=None)
@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_shown_once_its_delimiter_comes(number: float) -> None:
    text = f'{{"n": {json.dumps(number)}'
    assert all(view.value in (None, {}) for view in views(text))
    assert Partial().feed(text + " ").value == {"n": number}
    assert Partial().feed(json.dumps(number)).value is None
    assert final(json.dumps(number)).value == number


@pytest.mark.parametrize("word", ["true", "false", "null"])
def test_a_word_is_shown_once_its_delimiter_comes(word: str) -> None:
    assert [view.value for view in views(f"[{word}")] == [None, *[[]] * (len(word) + 1)]
    assert Partial().feed(f"[{word},").value == [json.loads(word)]


def test_a_string_is_shown_while_it_grows_and_an_escape_once_it_is_whole() -> None:
    text = r'"a\n\u00e9\ud83d\ude00'
    assert [view.value for view in views(text)[1:]] == [
        *["", "a", "a", "a\n"],
        *["a\n"] * 5,
        *["a\né"] * 12,
        "a\né😀",
    ]


def test_half_a_surrogate_pair_stands_alone_once_no_other_half_can_follow() -> None:
    assert Partial().feed(r'"\ud83d').value == ""
    assert Partial().feed(r'"\ud83dx').value == "\ud83dx"
    assert final(r'["\ud83d\ud83d\ude00"]').value == ["\ud83d😀"]


def test_the_first_half_of_a_pair_at_the_end_of_the_text_waits_for_the_other() -> None:
    partial = Partial()
    assert partial.feed('"a\ud83d').value == "a"
    reader = partial.reader
    assert partial.feed('"a😀b').value == "a😀b"
    assert partial.reader is reader  # it read on
    assert partial.feed('"a😀b\ud83dc').value == "a😀b\ud83dc"
    assert final('"a\ud83d').value == "a\ud83d"


def test_fields_come_in_the_order_of_the_shape_each_with_those_inside_it() -> None:
    partial = Partial(Trip)
    assert states(partial.feed("")) == dict.fromkeys(["name", "stops", "size", "pace", "note"], "waiting")
    view = partial.feed('{"size":"s","stops":[{"city":"Ro')
    assert states(view) == {
        "name": "waiting",
        "stops": "streaming",
        "stops.0": "streaming",
        "stops.0.city": "streaming",
        "stops.0.nights": "waiting",
        "size": "valid",
        "pace": "waiting",
        "note": "waiting",
    }
    assert (view.readable, view.expected) == (1, 5)


def test_a_field_says_where_its_value_began_and_closed() -> None:
    view = Partial().feed('{"a": "xy", "b": [1, 2')
    places = {field.path: (field.start, field.end) for field in view.fields}
    assert places == {("a",): (6, 10), ("b",): (17, None), ("b", 0): (18, 19), ("b", 1): (21, None)}


@pytest.mark.parametrize("shape", [Trip, Trip.model_json_schema()])
def test_what_is_open_is_never_judged_and_what_has_closed_is(shape: Any) -> None:
    partial = Partial(shape)
    assert states(partial.feed('{"name":"x'))["name"] == "streaming"
    assert states(partial.feed('{"name":"x"'))["name"] == "invalid"
    assert states(partial.feed('{"name":"x","stops":[{"city":"R'))["stops.0.city"] == "streaming"
    view = partial.feed('{"name":"x","stops":[{"city":"R"}]')
    assert {path for path, state in states(view).items() if state == "invalid"} == {
        *["name", "stops", "stops.0", "stops.0.city"]
    }


@pytest.mark.parametrize("shape", [Trip, Trip.model_json_schema()])
def test_at_the_end_one_validation_decides(shape: Any) -> None:
    good, bad = final(GOOD, shape), final(TRIP, shape)
    assert (good.fits, good.trouble, good.readable) == (True, "", 4)
    assert set(states(good).values()) == {"valid"}
    assert bad.fits is False
    assert bad.trouble.startswith("It doesn't fit: stops[0].city: ")
    assert {path for path, state in states(bad).items() if state == "invalid"} == {
        *["stops", "stops.0", "stops.0.city", "stops.1", "stops.1.nights"]
    }


@pytest.mark.parametrize("shape", [Trip, Trip.model_json_schema()])
def test_a_closed_object_tells_what_it_lacks_and_what_it_may_not_have(shape: Any) -> None:
    view = final('{"name":"A","extra":1,"more":{"x":1},"pace":"slow","size":"l"}', shape)
    found = errors(view)
    assert set(found) == {"stops", "extra", "more"}
    assert states(view)["note"] == "valid"
    assert view.fits is False
    assert states(Partial(shape).feed('{"extra":1,"more":{}'))["extra"] == "invalid"
    assert states(Partial(shape).feed('{"extra":1,"more":{}'))["more"] == "invalid"


def test_a_list_is_judged_by_its_own_length_too() -> None:
    assert "at least 2" in errors(Partial(Trip).feed('{"stops":[{"city":"Rome"}]'))["stops"]
    assert "at least 2" in errors(Partial(Trip.model_json_schema()).feed('{"stops":[{"city":"Rome"}]'))["stops"]


def test_each_closed_value_is_validated_once_however_many_deltas_come() -> None:
    seen: list[Any] = []

    class Leaf(BaseModel):
        x: int

        @field_validator("x")
        @classmethod
        def note_x(cls, value: int) -> int:
            seen.append(value)
            return value

    class Whole(BaseModel):
        leaves: list[Leaf] = Field(min_length=1)
        by_name: dict[str, Leaf]
        one: Leaf | None

    text = '{"leaves":[{"x":1},{"x":2}],"by_name":{"a":{"x":3}},"one":{"x":4}}'
    partial = Partial(Whole)
    for end in range(len(text) + 1):
        partial.feed(text[:end])
    assert seen == [1, 2, 3, 4]
    assert partial.close(text).fits
    assert seen == [1, 2, 3, 4] * 2
    partial.close(text)
    assert len(seen) == 8


def test_validators_of_a_model_inside_count_when_it_closes_and_those_of_the_root_at_the_end() -> None:
    calls: list[str] = []

    class Range(BaseModel):
        low: int
        high: int

        @field_validator("low")
        @classmethod
        def even(cls, value: int) -> int:
            if value % 2:
                raise ValueError("odd")
            return value

        @model_validator(mode="after")
        def ordered(self) -> "Range":
            calls.append("ordered")
            if self.low > self.high:
                raise ValueError("low is above high")
            return self

    class Ranges(BaseModel):
        ranges: list[Range]

        @model_validator(mode="after")
        def few(self) -> "Ranges":
            calls.append("few")
            if len(self.ranges) > 1:
                raise ValueError("too many")
            return self

    text = '{"ranges":[{"low":4,"high":2},{"low":3,"high":4}]}'
    assert states(Partial(Ranges).feed(text[:28]))["ranges.0"] == "streaming"
    view = Partial(Ranges).feed(text[:29])
    assert errors(view) == {"ranges.0": "Value error, low is above high"}
    assert [field.decided for field in view.fields if field.path == ("ranges", 0)] == [28]
    assert calls == ["ordered"]
    assert errors(Partial(Ranges).feed(text))["ranges.1.low"] == "Value error, odd"
    assert "few" not in calls
    view = final('{"ranges":[{"low":2,"high":2},{"low":2,"high":4}]}', Ranges)
    assert (view.fits, view.trouble) == (False, "It doesn't fit: Value error, too many.")
    assert set(states(view).values()) == {"valid"}


def test_a_validator_that_breaks_or_needs_other_fields_raises_nothing() -> None:
    class Pair(BaseModel):
        a: int
        b: int

        @field_validator("b")
        @classmethod
        def above_a(cls, value: int, info: ValidationInfo) -> int:
            if value <= info.data["a"]:
                raise ValueError("not above a")
            return value

    assert states(Partial(Pair).feed('{"a":2,"b":1}'))["b"] == "invalid"
    assert errors(final('{"a":2,"b":1}', Pair)) == {"b": "Value error, not above a"}
    broken = final('{"a":"x","b":1}', Pair)
    assert broken.fits is False
    assert "KeyError" in broken.trouble


def test_a_field_is_found_by_its_alias() -> None:
    class Aliased(BaseModel):
        first: int = Field(alias="First")
        second: int = Field(validation_alias=AliasChoices("Second", "2nd"))

    view = final('{"First":1,"2nd":"x"}', Aliased)
    assert states(view)["First"] == "valid"
    assert states(view)["2nd"] == "invalid"


@pytest.mark.parametrize("shape", [Tree, Tree.model_json_schema()])
def test_a_shape_may_hold_itself(shape: Any) -> None:
    view = Partial(shape).feed('{"label":"a","children":[{"label":"b","children":[{"label":"c"')
    assert states(view)["children.0.label"] == "valid"
    assert states(view)["children.0.children.0.label"] == "invalid"


UNIONS = [Tagged, Tagged.model_json_schema(), Untagged, Untagged.model_json_schema()]


@pytest.mark.parametrize("shape", UNIONS)
def test_a_union_is_judged_once_its_tag_has_closed(shape: Any) -> None:
    partial = Partial(shape)
    assert states(partial.feed('{"pet":{"kind":"do')) == {"pet": "streaming", "pet.kind": "streaming"}
    assert states(partial.feed('{"pet":{"kind":"dog"')) == {
        "pet": "streaming",
        "pet.kind": "valid",
        "pet.name": "waiting",
    }
    assert states(partial.feed('{"pet":{"kind":"dog","name":"Rover"'))["pet.name"] == "invalid"


@pytest.mark.parametrize("shape", UNIONS)
def test_what_closed_before_the_tag_is_judged_with_it(shape: Any) -> None:
    partial = Partial(shape)
    view = partial.feed('{"pet":{"name":"Rover"')
    assert [(field.state, field.end) for field in view.fields if field.path[-1] == "name"] == [("streaming", 22)]
    assert states(partial.feed('{"pet":{"name":"Rover","kind":"dog"'))["pet.name"] == "invalid"
    assert final('{"pet":{"name":"Rex","kind":"dog"}}', shape).fits


@pytest.mark.parametrize("shape", UNIONS)
def test_a_union_that_no_tag_decides_is_judged_when_it_closes(shape: Any) -> None:
    view = Partial(shape).feed('{"pet":{"name":["Rex"],"kind":"bird"}')
    assert states(view)["pet"] == "invalid"
    assert "streaming" not in states(view).values()


class Listed(BaseModel):
    pet: list[int] | list[list[str]]


class Rooted(RootModel[list[Cat | Stop]]):
    pass


LEAF = st.sampled_from(["R", "Rome", "Alps", "cat", "dog", "bird", "s", "a", "slow", "", 0, 2, -1, 1.5, True, None])
NAMES = st.sampled_from(
    ["name", "stops", "size", "pace", "note", "city", "nights", "kind", "lives", "pet", "label", "children"]
)
NEAR = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES, inner, max_size=5)
        | st.fixed_dictionaries({"kind": st.sampled_from(["cat", "dog"]), "lives": inner, "name": inner})
        | st.fixed_dictionaries({"pet": inner})
        | st.fixed_dictionaries({"city": inner, "nights": inner})
        | st.fixed_dictionaries({"label": st.just("a"), "children": inner})
    ),
    max_leaves=12,
)
MODELS = [Trip, Tree, Tagged, Untagged, Listed, Rooted]


@settings(deadline=None, max_examples=400)
@given(NEAR, st.sampled_from([*MODELS, *(model.model_json_schema() for model in MODELS)]))
def test_what_is_judged_field_by_field_agrees_with_the_validation_at_the_end(value: Any, shape: Any) -> None:
    if not isinstance(value, list if shape in (Rooted, Rooted.model_json_schema()) else dict):
        value = [value] if shape in (Rooted, Rooted.model_json_schema()) else {"pet": value}
    partial = Partial(shape)
    so_far, end = partial.feed(json.dumps(value)), partial.close(json.dumps(value))
    assert ("invalid" not in states(so_far).values()) == end.fits
    assert "streaming" not in states(so_far).values()
    assert end.fits == (end.trouble == "")
    assert [field.path for field in end.fields] == [field.path for field in so_far.fields]


def test_elements_of_an_array_of_an_undecided_kind_are_kept() -> None:
    for shape in (Listed, Listed.model_json_schema()):
        partial = Partial(shape)
        assert states(partial.feed('{"pet":[["a"],'))["pet.0.0"] == "streaming"
        assert states(partial.feed('{"pet":[["a"],["b"]]')) == dict.fromkeys(
            ["pet", "pet.0", "pet.0.0", "pet.1", "pet.1.0"], "valid"
        )


def test_an_optional_object_shows_its_properties_as_soon_as_it_opens() -> None:
    class Maybe(BaseModel):
        stop: Stop | None

    for shape in (Maybe, Maybe.model_json_schema()):
        assert "stop.city" in states(Partial(shape).feed('{"stop":{'))
        assert final('{"stop":null}', shape).fits


def test_arguments_that_are_not_fed_on_are_read_anew() -> None:
    partial = Partial()
    partial.feed('{"a":"old')
    assert partial.feed('{"b":"new"}').value == {"b": "new"}
    assert partial.close('{"b":1}').value == {"b": 1}
    assert partial.feed('{"b":1').value == {}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "The text is empty."),
        (" \n", "The text is empty."),
        ("I can't do that.", "Not JSON from character 0 on: expected a value, got 'I'."),
        ('{"a":1} and', "There is more text after the end of the JSON, from character 8 on."),
        ('{"a":NaN}', "Not JSON from character 5 on: expected a value, got 'NaN'."),
        ('{"a":-Infinity}', "Not JSON from character 5 on: expected a value, got '-Infinity'."),
        ('{"a":01}', "Not JSON from character 5 on: expected a value, got '01'."),
        ('{"a":1,"a":2}', "The key 'a' comes twice in one object; the last one counts."),
        ('{"a" 1}', "Not JSON from character 5 on: expected ':', got '1'."),
        ('{"a":1 "b"}', "Not JSON from character 7 on: expected ',' or '}', got '\"'."),
        ("{'a':1}", 'Not JSON from character 1 on: expected a key in double quotes, got "\'".'),
        ('{"a":1,}', "Not JSON from character 7 on: expected a key in double quotes, got '}'."),
        ("[1,]", "Not JSON from character 3 on: expected a value, got ']'."),
        ('["a\nb"]', "Not JSON from character 3 on: expected control characters to be escaped in a string, got '\\n'."),
        (r'["\x"]', "Not JSON from character 2 on: expected an escape, got '\\\\'."),
        ('{"a":"b', "The text ends at character 7, before its JSON does."),
        ('```json\n{"a":1}\n```', "The JSON stands in a ```json fence; the text as a whole is not JSON."),
        ("`", "The text ends at character 1, before its JSON does."),
    ],
)
def test_trouble_is_said_in_a_sentence(text: str, trouble: str) -> None:
    assert final(text).trouble == trouble


LONG = "k" * 3000


@pytest.mark.parametrize(
    "text",
    [
        f'{{"{LONG}":1,"{LONG}":2}}',
        f'```{LONG}\n{{"stops":[]}}\n```',
        f'{{"{LONG}":1}}',
        f'{{"more":{{"{LONG}":[{{"{LONG}":{{}}}}]}}}}',
        f'{{"pets":[{{"kind":"{LONG}"}}]}}',
        f'{{"name":{{"{LONG}":1}},"pace":"{LONG}"}}',
    ],
    ids=["a key twice", "a fence", "an unknown key", "keys inside", "a tag", "a value"],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_said_of_long_keys_and_values_is_bounded(text: str, shape: Any) -> None:
    view = final(text, shape)
    assert len(view.trouble) < 450
    assert all(len(field.error) <= 400 for view in (view, Partial(shape).feed(text)) for field in view.fields)


def test_a_long_key_is_cut_where_a_field_around_it_speaks_of_it() -> None:
    shape = {"properties": {"a": {"type": "object", "additionalProperties": {"type": "integer"}}}}
    fields = Partial(shape).feed(f'{{"a":{{"{LONG}":"x"}}').fields
    assert fields[0].error == f"invalid inside: {LONG[:39]}…"
    union = {"properties": {"a": {"anyOf": [shape["properties"]["a"], {"type": "array"}], "minProperties": 1}}}
    fields = Partial(union).feed(f'{{"a":{{"{LONG}":"x"}}').fields
    assert (fields[0].error, fields[0].inside) == (f"invalid inside: {LONG[:39]}…", True)


def test_in_trouble_the_value_so_far_is_kept() -> None:
    assert final('{"a":"x","b":[1,2,}').value == {"a": "x", "b": [1, 2]}
    assert final('```json\n{"a":1}\n```').value == {"a": 1}
    assert final('{"a":1} and').value == {"a": 1}
    assert final('{"a":1,"a":2}').value == {"a": 2}


@pytest.mark.parametrize("text", [f"```json\n{GOOD}\n```", f"{GOOD} and", GOOD[:-1], GOOD.replace('"slow"', "NaN")])
@pytest.mark.parametrize("shape", [Trip, Trip.model_json_schema()])
def test_a_text_that_is_not_json_as_a_whole_does_not_fit(text: str, shape: Any) -> None:
    assert final(text, shape).fits is False


def test_what_was_open_when_the_text_ended_is_cut_off() -> None:
    view = final('{"name":"Alps","stops":[{"city":"Rom', Trip, truncated=True)
    assert view.trouble == "The text was cut off at character 36."
    assert states(view) == {
        "name": "valid",
        "stops": "cut_off",
        "stops.0": "cut_off",
        "stops.0.city": "cut_off",
        "stops.0.nights": "waiting",
        **dict.fromkeys(["size", "pace", "note"], "waiting"),
    }
    assert final('{"n":12', truncated=True).value == {}
    assert final("12", truncated=True).value is None


def test_a_truncated_response_may_still_hold_the_whole_text() -> None:
    view = final(GOOD, Trip, truncated=True)
    assert (view.fits, view.trouble) == (True, "")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("shape", [None, Tree, Tree.model_json_schema()])
def test_deep_nesting_is_read_to_a_bound_and_said(opening: str, shape: Any) -> None:
    view = final(opening * 10_000, shape)
    assert view.trouble == f"Nested deeper than 64 levels at character {64 * len(opening)}; what follows is not read."
    assert len(view.fields) < 200


def test_an_integer_beyond_pythons_limit_of_digits_breaks_nothing() -> None:
    assert "expected a value" in final(f"[{'1' * 5000}]").trouble


def test_without_names_nothing_is_expected() -> None:
    assert Partial({"type": "array"}).feed("[1, 2").expected is None
    assert Partial({"type": "array"}).feed("[1, 2").readable == 1
    assert Partial({"type": "object", "properties": {}}).feed("{").expected == 0


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "n": {"type": "integer", "minimum": 1, "exclusiveMaximum": 10, "multipleOf": 0.5},
        "kind": {"enum": ["a", "b", None]},
        "tags": {"type": "array", "items": {"type": ["string", "null"]}, "minItems": 1, "maxItems": 2},
        "word": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$"},
        "next": {"$ref": "#"},
        "far": {"$ref": "https://example.com/schema"},
    },
    "required": ["n"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"n": 2, "far": 7, "next": {"n": 3.0}}, []),
        ({"n": "two"}, ["n: expected an integer, got 'two'"]),
        ({"n": True}, ["n: expected an integer, got true"]),
        ({"n": 2.5}, ["n: expected an integer, got 2.5"]),
        ({"n": 0}, ["n: expected at least 1, got 0"]),
        ({"n": 10}, ["n: expected less than 10, got 10"]),
        ({}, ["n: expected a value, got none"]),
        ({"n": 2, "x": 1}, ["x: expected no such property"]),
        ({"n": 2, "kind": "c"}, ["kind: expected one of 'a', 'b', null, got 'c'"]),
        ({"n": 2, "tags": []}, ["tags: expected at least 1 item, got 0"]),
        ({"n": 2, "tags": ["a", 1]}, ["tags[1]: expected a string or null, got 1"]),
        ({"n": 2, "tags": [None] * 3}, ["tags: expected at most 2 items, got 3"]),
        ({"n": 2, "word": "a"}, ["word: expected at least 2 characters, got 1"]),
        ({"n": 2, "word": "AB"}, ["word: expected text that matches '^[a-z]+$', got 'AB'"]),
        ({"n": 2, "next": {"n": 2, "next": {}}}, ["next.next.n: expected a value, got none"]),
        ([1], ["expected an object, got an array of 1"]),
    ],
)
def test_a_schema_says_what_does_not_fit(value: Any, found: list[str]) -> None:
    assert problems(value, SCHEMA) == found


def test_a_schema_of_choices_speaks_of_the_one_that_is_meant() -> None:
    schema = Tagged.model_json_schema()
    assert problems({"pet": {"kind": "cat", "lives": "nine"}}, schema) == ["pet.lives: expected an integer, got 'nine'"]
    assert problems({"pet": {"kind": "cow"}}, schema) == [
        "pet: expected an object with kind 'cat' or an object with kind 'dog', got an object of 1"
    ]
    assert problems(1.5, {"anyOf": [{"type": "string"}, {"type": "null"}]}) == ["expected a string or null, got 1.5"]
    assert problems(True, {"const": 1}) == ["expected 1, got true"]


def test_a_pattern_that_could_run_for_years_is_not_judged() -> None:
    empty = "(?:(?:(?:){300}){300}){300}"
    for pattern in ("^(a+)+$", "^(a|a)*$", "^(a?){40}$", "a*" * 30, r"(\p{L}+", "(?:a|aa)" * 22 + "b", empty):
        assert problems("a" * 40 + "!", {"pattern": pattern}) == []
    for pattern in (r"^\d{4}-\d{2}$", "^[a(+]+$", r"^\(a\)+$", "^(red|green|blue)(er|est)?$"):
        assert len(problems("x", {"pattern": pattern})) == 1


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"$ref": "#/$defs/none"},
        {"type": 3, "enum": "x", "minimum": "x", "required": 4, "properties": [], "items": 3, "anyOf": {}},
        {"allOf": [{"type": "object"}, 3], "multipleOf": 0, "pattern": "("},
        {"properties": {"a": {"minLength": "x", "pattern": 3, "maxItems": None}}},
    ],
)
@pytest.mark.parametrize("value", [{"a": {"b": 1}}, [1e300], "x", 1, None])
def test_no_schema_makes_the_judge_raise(schema: dict[str, Any], value: Any) -> None:
    list(Judge(schema).faults(value, schema))
    final(json.dumps(value), schema)


def test_a_schema_that_is_a_choice_of_itself_is_looked_at_once() -> None:
    schema: dict[str, Any] = {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}
    judge = Judge(schema)
    assert list(judge.faults(1, schema)) == []
    assert judge.steps < 5


def test_a_value_is_judged_to_a_bounded_depth() -> None:
    value: list[Any] = []
    for _ in range(3000):
        value = [value]
    assert list(Judge({}).faults(value, {"items": {"$ref": "#"}})) == []
    with pytest.raises(TooMuch, match="more than 100 levels"):
        problems(value, {"items": {"$ref": "#"}})
    assert problems([[1]], {"type": "array", "items": {"$ref": "#"}}) == ["[0][0]: expected an array, got 1"]


@settings(deadline=None)
@given(
    JSON,
    st.recursive(
        JSON,
        lambda inner: st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "anyOf", "enum", "required", "$ref", "minimum", "multipleOf"]
            ),
            inner,
        ),
        max_leaves=6,
    ),
)
def test_no_value_and_no_schema_makes_the_judge_raise(value: Any, schema: Any) -> None:
    whole = schema if isinstance(schema, dict) else {"items": schema, "additionalProperties": schema}
    list(Judge(whole).faults(value, whole))


def argument_deltas(path: Path) -> dict[int, tuple[list[str], str]]:
    """Of each function call of a stream: its argument deltas, and its final arguments."""
    decoder = sse.Decoder()
    found: dict[int, tuple[list[str], str]] = {}
    for frame in decoder.feed(path.read_bytes()) + decoder.close():
        event = read(frame)
        at = event.get("output_index")
        if event["type"] == "response.function_call_arguments.delta" and isinstance(at, int):
            found.setdefault(at, ([], ""))[0].append(event["delta"])
        elif event["type"] == "response.function_call_arguments.done" and at in found:
            found[at] = found[at][0], event["arguments"]
    return found


def test_recorded_arguments_add_up_to_what_their_done_says(streams: list[Path]) -> None:
    calls = [call for path in streams for call in argument_deltas(path).values() if call[1]]
    assert calls
    for deltas, arguments in calls:
        partial = Partial()
        for text in itertools.accumulate(deltas):
            partial.feed(text)
        view = partial.close(arguments)
        assert (view.value, view.trouble) == (json.loads(arguments), "")
