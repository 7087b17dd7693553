"""Tools of the visitor's own: plain data in, no code run, clear errors, bounded work."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.partial import TooMuch, problems
from lib.tools.own import LONGEST_FILLED, LONGEST_TEXT, OwnTool
from lib.tools.tool import Tool, ToolError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "enum": ["Oslo", "Rome"]},
        "days": {"$ref": "#/$defs/days"},
        "at": {"type": "object", "properties": {"x": {"type": "number"}}, "additionalProperties": False},
        "tags": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    },
    "required": ["city"],
    "additionalProperties": False,
    "$defs": {"days": {"type": "integer", "minimum": 1, "maximum": 7}},
}


def tool(parameters: Any = SCHEMA, **more: Any) -> OwnTool:
    return OwnTool("mine", "What it does", parameters, **more)


def refused(arguments: Any, parameters: Any = SCHEMA) -> str:
    with pytest.raises(ToolError) as caught:
        tool(parameters).check(arguments if isinstance(arguments, str) else json.dumps(arguments))
    assert len(caught.value.message) <= 500
    return f"{caught.value.kind}: {caught.value.message}"


def bad(parameters: Any) -> str:
    with pytest.raises(ValueError) as caught:
        tool(parameters)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_schema_goes_out_as_it_was_written() -> None:
    assert tool(json.dumps(SCHEMA)).definition() == {
        "type": "function",
        "name": "mine",
        "description": "What it does",
        "parameters": SCHEMA,
        "strict": False,
    }


def test_a_schema_within_the_strict_subset_is_strict() -> None:
    strict = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    assert tool(strict).definition()["strict"] is True
    assert tool(None).definition()["strict"] is True
    assert tool(SCHEMA).loose[0] == "not required: at, days, tags"


def test_it_is_a_tool_without_state() -> None:
    assert isinstance(tool(), Tool)
    assert tool().state() is None
    assert not tool().retryable


def test_a_fixed_output_is_given_as_it_is() -> None:
    made = tool(output="$city is fine", mode="fixed")
    assert made.call(made.check('{"city": "Oslo"}')) == "$city is fine"


def test_a_template_is_filled_from_the_arguments() -> None:
    made = tool(output="$city, $days, ${tags}, $at; $other costs $$5 $", mode="template")
    checked = made.check('{"city": "Rome", "days": 2, "tags": ["ü", null], "at": {"x": 1.5}}')
    assert made.call(checked) == 'Rome, 2, ["ü", null], {"x": 1.5}; $other costs $5 $'


def test_a_template_cannot_look_into_objects() -> None:
    made = tool(output="${city.__class__} {city.__class__} %(city)s", mode="template")
    assert made.call(made.check('{"city": "Rome"}')) == "${city.__class__} {city.__class__} %(city)s"


def test_a_template_does_not_grow_without_end() -> None:
    made = OwnTool("mine", "", None, kind="custom", mode="template", output="$input" * (LONGEST_TEXT // 6))
    with pytest.raises(ToolError, match="the output would be longer"):
        made.call(made.check("x" * (LONGEST_FILLED // 1000)))


def test_a_custom_tool_fills_its_text_in() -> None:
    made = OwnTool("mine", "", kind="custom", mode="template", output="You said: $input")
    assert made.definition() == {"type": "custom", "name": "mine", "description": ""}
    assert made.call(made.check("{hello")) == "You said: {hello"


def test_one_by_hand_is_not_called() -> None:
    made = tool(mode="by_hand")
    assert made.by_hand
    assert not tool().by_hand
    with pytest.raises(ToolError, match="typed by hand"):
        made.call({})


@pytest.mark.parametrize("name", ["", "a b", "a.b", "é", "x" * 65, "a\n"])
def test_a_name_that_the_api_refuses_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected a name of 1 to 64 letters, digits, _ or -"):
        OwnTool(name)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ('{"type": ', "expected a JSON schema, got text that breaks at line 1, column 10: Expecting value"),
        ("[]", 'expected a schema whose top says "type": "object", got []'),
        ('{"type": "string"}', 'expected a schema whose top says "type": "object", got "string"'),
        ({"anyOf": []}, 'expected a schema whose top says "type": "object", got null'),
        ({"type": "object", "a": {1, 2}}, "isn't JSON"),
        ("[" * 15_000, "levels"),
        ({"type": "object", "description": "x" * 20_000}, "expected a schema of at most 20000 bytes, got 20037"),
        ({"type": "object", "properties": []}, "expected an object for 'properties', got []"),
        ({"type": "object", "properties": {"a": 3}}, "expected a schema to be an object, got 3"),
        ({"type": "object", "properties": {"a": {"type": "text"}}}, 'got "text"'),
        ({"type": "object", "properties": {"a": {"type": [1]}}}, "expected a type of array, boolean"),
        ({"type": "object", "required": "a"}, "expected a list for 'required'"),
        ({"type": "object", "required": [1]}, "expected names in 'required'"),
        ({"type": "object", "properties": {"a": {"minimum": "1"}}}, "expected a number for 'minimum'"),
        ({"type": "object", "properties": {"a": {"enum": "abc"}}}, "expected a list for 'enum'"),
        ({"type": "object", "properties": {"a": {"format": []}}}, "expected a text for 'format', got []"),
        ({"type": "object", "properties": {"a": {"prefixItems": [1]}}}, "expected a schema to be an object, got 1"),
        ('{"type": "object", "title": "a", "title": "b"}', "expected a JSON schema, got 'title' twice in one object"),
        ({"type": "object", "properties": {"\ud800": {}}}, "half a character"),
        ({"type": "object", "description": "\ud800"}, "half a character"),
        ('{"type": "object", "minimum": NaN}', "expected a JSON schema, got NaN, which is not JSON"),
        ({"type": "object", "maxLength": float("inf")}, "expected a JSON schema, got Infinity, which is not JSON"),
        ('{"type": "object", "minimum": 1e999}', "expected a JSON schema, got a number that is too large"),
        ({"type": "object", "properties": {"a": {"multipleOf": "2"}}}, "expected a number for 'multipleOf'"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_in_a_sentence(parameters: Any, message: str) -> None:
    assert message in bad(parameters)


@pytest.mark.parametrize(
    "ref", ["http://example.com/x", "other.json#/a", "#/$defs/missing", "#anchor", "//host/x", "file:///etc/passwd", ""]
)
@pytest.mark.parametrize("keyword", ["properties", "patternProperties", "if"])
def test_a_ref_that_leads_elsewhere_is_refused_wherever_it_hides(ref: str, keyword: str) -> None:
    assert "$ref" in bad({"type": "object", keyword: {"a": {"$ref": ref}}})


def test_a_schema_that_is_too_deep_is_refused() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(20):
        deep = {"type": "object", "properties": {"a": deep}}
    assert bad(deep) == "expected at most 20 levels in a schema, got more"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ({}, "city: expected a value, got none"),
        ({"city": "Paris"}, "city: expected one of 'Oslo', 'Rome', got 'Paris'"),
        ({"city": 1}, "city: expected a string, got 1"),
        ({"city": "Rome", "days": "two"}, "days: expected an integer, got 'two'"),
        ({"city": "Rome", "days": True}, "days: expected an integer, got true"),
        ({"city": "Rome", "days": 8}, "days: expected at most 7, got 8"),
        (
            {"city": "Rome", "at": {"x": None, "y": 1}},
            "at.x: expected a number, got null; at.y: expected no such property",
        ),
        ({"city": "Rome", "tags": ["a", 2]}, "tags[1]: expected a string or null, got 2"),
        ({"city": "Rome", "town": 1}, "town: expected no such property"),
    ],
)
def test_arguments_that_do_not_fit_are_said(arguments: dict[str, Any], fault: str) -> None:
    assert refused(arguments).startswith(f"invalid_arguments: {fault}")


def test_what_is_no_json_object_is_said() -> None:
    assert refused("[]") == "invalid_json: expected a JSON object, got an array"
    assert refused("") == "invalid_json: expected a JSON object, got an empty text"
    assert tool(None).check("") == {}


@pytest.mark.parametrize(
    ("value", "schema", "fits"),
    [
        (1, {"const": True}, False),
        (1, {"const": 1.0}, True),
        ([{"a": False}], {"enum": [[{"a": 0}]]}, False),
        ([{"a": 0}], {"enum": [[{"a": 0}]]}, True),
        (2.0, {"type": "integer"}, True),
        (2.5, {"type": "integer"}, False),
        (None, {"type": ["string", "null"]}, True),
        (3, {"exclusiveMaximum": 3}, False),
        (3, {"exclusiveMinimum": 3}, False),
        ("abc", {"maxLength": 2}, False),
        ("abc", {"minLength": 4}, False),
        ([1], {"minItems": 2}, False),
        ([1, 2], {"maxItems": 1}, False),
        ({"a": 1}, {"additionalProperties": {"type": "string"}}, False),
        ({"a": 1}, {"properties": {"a": False}}, False),
        ({"a": 1}, {"properties": {"a": True}}, True),
        (1, {"allOf": [{"type": "integer"}, {"minimum": 2}]}, False),
        (3, {"oneOf": [{"minimum": 1}, {"minimum": 2}]}, False),
        (1, {"oneOf": [{"minimum": 1}, {"minimum": 2}]}, True),
        ("x", {"type": "integer", "$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}, False),
        ({"a": {"a": {}}}, {"type": "object", "additionalProperties": {"$ref": "#"}}, True),
        ({"a": {"a": 1}}, {"type": "object", "additionalProperties": {"$ref": "#"}}, False),
        (5, {"multipleOf": 2}, False),
        ("ab", {"pattern": "^a+$"}, False),
        (1, {"anyOf": [{"type": "integer"}], "oneOf": [{"minimum": 2}]}, False),
        (1, {"$ref": "#/$defs/a%20b", "$defs": {"a b": {"type": "string"}}}, False),
    ],
)
def test_a_value_fits_a_schema_or_not(value: Any, schema: dict[str, Any], fits: bool) -> None:
    assert (problems(value, schema) == []) is fits


def test_a_pattern_that_could_run_for_years_is_passed_over() -> None:
    runaway = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}
    assert tool(runaway).check(json.dumps({"a": "a" * 50 + "!"})) == {"a": "a" * 50 + "!"}


def test_a_schema_that_leads_in_circles_ends() -> None:
    circle = {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert tool(circle).check('{"a": 1}') == {"a": 1}


def test_a_schema_that_branches_without_end_ends() -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    defs: dict[str, Any] = {name: {"anyOf": [{"$ref": f"#/$defs/{after}"}] * 2} for name, after in pairwise(names)}
    defs["z"] = {"type": "string"}
    with pytest.raises(TooMuch, match="more than 100000 steps"):
        problems(1, {"$ref": "#/$defs/a", "$defs": defs})


def test_a_long_list_against_a_long_enum_ends() -> None:
    with pytest.raises(TooMuch):
        problems([0] * 3000, {"items": {"enum": list(range(1, 1000))}})


def test_a_long_list_against_a_pattern_that_takes_a_while_ends() -> None:
    with pytest.raises(TooMuch):
        problems(["a" * 50] * 3000, {"items": {"pattern": "a*a*a*\\bb"}})


def test_what_takes_too_long_to_judge_is_refused() -> None:
    listed = {"type": "object", "properties": {"a": {"type": "array", "items": {"enum": [*range(1, 1000)]}}}}
    long = "invalid_arguments: the arguments take too long to check against the schema: more than 100000 steps"
    assert refused({"a": [0] * 3000}, listed) == long


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
KEYWORDS = st.sampled_from(
    "type properties required items anyOf oneOf allOf enum const additionalProperties".split()  # noqa: SIM905
    + "$ref $defs minimum maxLength minItems pattern not".split()  # noqa: SIM905
)
KEYED = st.dictionaries(KEYWORDS, JSON | st.sampled_from(["object", "string", "#", "#/$defs/a"]), max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYWORDS, JSON | KEYED | st.lists(KEYED, max_size=2), max_size=4), JSON)
def test_any_plain_data_is_a_tool_or_a_clear_error(schema: dict[str, Any], value: Any) -> None:
    try:
        made = tool({**schema, "type": "object"})
        made.check(json.dumps({"a": value}))
    except (ValueError, ToolError) as error:
        assert str(error)
