"""A typed function becomes a tool: a strict schema, checked arguments, an output text."""

import enum
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from keyword import iskeyword
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from lib.tools.function import FunctionTool, retryable
from lib.tools.strict import strict_faults
from lib.tools.tool import Tool, ToolError


class Unit(enum.Enum):
    C = "celsius"
    F = "fahrenheit"


class Place(BaseModel):
    city: str
    tags: list[str] = []
    inside: "Place | None" = None


def weather(
    city: Annotated[str, "Name of the city"],
    days: Annotated[int, Field(description="How many days", ge=1)] = 3,
    unit: Unit = Unit.C,
    since: date | None = None,
) -> dict[str, Any]:
    """Tell the weather."""
    return {"city": city, "days": days, "unit": unit, "since": since}


def called(function: Callable[..., Any], arguments: str) -> Any:
    tool = FunctionTool(function)
    return json.loads(tool.call(tool.check(arguments)))


def refused(arguments: str, function: Callable[..., Any] = weather) -> ToolError:
    with pytest.raises(ToolError) as caught:
        FunctionTool(function).check(arguments)
    assert len(caught.value.message) <= 300
    assert "\n" not in caught.value.message
    return caught.value


def test_the_definition_is_the_strict_schema_of_the_signature() -> None:
    assert FunctionTool(weather).definition() == {
        "type": "function",
        "name": "weather",
        "description": "Tell the weather.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name of the city"},
                "days": {
                    "description": "How many days",
                    "anyOf": [{"type": "integer", "description": "How many days", "minimum": 1}, {"type": "null"}],
                },
                "unit": {"anyOf": [{"$ref": "#/$defs/Unit"}, {"type": "null"}]},
                "since": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            },
            "required": ["city", "days", "unit", "since"],
            "additionalProperties": False,
            "$defs": {"Unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
        },
        "strict": True,
    }


def test_it_is_a_tool() -> None:
    tool = FunctionTool(weather, name="forecast", limit=2.0)
    assert isinstance(tool, Tool)
    assert (tool.name, tool.kind, tool.by_hand, tool.retryable, tool.limit) == (
        "forecast",
        "function",
        False,
        False,
        2.0,
    )
    assert tool.state() is None


def test_a_definition_belongs_to_who_asked_for_it() -> None:
    tool = FunctionTool(weather)
    tool.definition()["parameters"]["properties"].clear()
    assert tool.definition()["parameters"]["properties"]


def test_null_and_a_missing_parameter_mean_the_default() -> None:
    default = {"city": "Oslo", "days": 3, "unit": "celsius", "since": None}
    assert called(weather, '{"city": "Oslo"}') == default
    assert called(weather, '{"city": "Oslo", "days": null, "unit": null, "since": null}') == default


def test_dates_and_enums_are_read_from_strings() -> None:
    arguments = FunctionTool(weather).check('{"city": "Oslo", "unit": "fahrenheit", "since": "2026-03-01"}')
    assert arguments == {"city": "Oslo", "unit": Unit.F, "since": date(2026, 3, 1)}


def test_parameters_may_have_the_names_of_pydantic_methods() -> None:
    def odd(schema: str, model_config: int, json: bool, _hidden: str) -> list[Any]:
        """Take names that models use."""
        return [schema, model_config, json, _hidden]

    assert called(odd, '{"schema": "s", "model_config": 1, "json": true, "_hidden": "h"}') == ["s", 1, True, "h"]


def test_keyword_only_parameters_are_given() -> None:
    def only(*, a: int) -> int:
        """Give it back."""
        return a

    assert called(only, '{"a": 1}') == 1


@pytest.mark.parametrize("text", ["", "  "])
def test_a_function_without_parameters_takes_an_empty_text(text: str) -> None:
    def now() -> str:
        """Tell the time."""
        return "noon"

    tool = FunctionTool(now)
    assert tool.call(tool.check(text)) == "noon"
    assert strict_faults(tool.definition()["parameters"]) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a JSON object, got an empty text"),
        ("[1]", "expected a JSON object, got an array"),
        ("null", "expected a JSON object, got null"),
        ('"a"', "expected a JSON object, got a string"),
        ('{"city":', "expected a JSON object, got text that breaks at line 1, column 9: Expecting value"),
        ('{"city": NaN}', "expected a JSON object, got NaN, which is not JSON"),
        ('{"days": 1e999}', "expected a JSON object, got a number that is too large"),
        ('{"a":' + "[" * 100_000, "expected a JSON object, got one that is nested too deeply"),
        ('{"a":' + "[" * 500 + "]" * 500 + "}", "recursion limit"),
    ],
)
def test_what_is_no_json_object_is_said(text: str, message: str) -> None:
    error = refused(text)
    assert error.kind == "invalid_json"
    assert message in error.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"days": "two"}', "city: field required; days: expected an integer, got 'two'"),
        ('{"city": 1}', "city: expected a string, got 1"),
        ('{"city": "a", "days": "3"}', "days: expected an integer, got '3'"),
        ('{"city": "a", "days": 0}', "days: expected greater than or equal to 1, got 0"),
        ('{"city": "a", "unit": "kelvin"}', "unit: expected 'celsius' or 'fahrenheit', got 'kelvin'"),
        ('{"city": "a", "town": 1}', "town: no parameter of this name (there are: city, days, unit, since)"),
    ],
)
def test_arguments_that_do_not_fit_are_said_in_short(text: str, message: str) -> None:
    error = refused(text)
    assert (error.kind, error.message) == ("invalid_arguments", message)


def test_a_fault_inside_a_list_of_models_says_where() -> None:
    def visit(places: list[Place]) -> None:
        """Visit places."""

    assert (
        refused('{"places": [{"city": "a"}, {"city": 2}]}', visit).message == "places[1].city: expected a string, got 2"
    )


def test_a_thousand_faults_stay_one_short_message() -> None:
    def add(numbers: list[int]) -> int:
        """Add numbers."""
        return sum(numbers)

    assert refused(json.dumps({"numbers": ["x" * 1000] * 1000}), add).message.endswith("…")


def test_half_a_surrogate_pair_is_refused_and_the_error_can_be_sent() -> None:
    refused(r'{"city": "\ud800"}').output().encode()


# Functions that can't be tools.


def no_annotation(a) -> None:  # type: ignore[no-untyped-def]
    """Do."""


def star(*many: int) -> None:
    """Do."""


def stars(**many: int) -> None:
    """Do."""


def positional(a: int, /) -> None:
    """Do."""


def any_dict(a: dict[str, int]) -> None:
    """Do."""


def deep_dict(a: list[dict[str, int]]) -> None:
    """Do."""


def anything(a: Any) -> None:
    """Do."""


def pair(a: tuple[int, str]) -> None:
    """Do."""


def callback(a: Callable[[], int]) -> None:
    """Do."""


def silent(a: int) -> None: ...


async def later(a: int) -> None:
    """Do."""


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (no_annotation, "no_annotation: expected a type for parameter 'a', got none"),
        (star, "star: expected parameters that can be given by name, got 'many', variadic positional"),
        (stars, "stars: expected parameters that can be given by name, got 'many', variadic keyword"),
        (positional, "positional: expected parameters that can be given by name, got 'a', positional-only"),
        (any_dict, "any_dict: parameter a: a dict with any keys is not strict"),
        (deep_dict, "deep_dict: parameter a[]: a dict with any keys is not strict"),
        (anything, "anything: parameter a: any value is allowed here"),
        (pair, "pair: parameter a: strict mode has no prefixItems"),
        (callback, "callback: expected types with a JSON schema"),
        (silent, "silent: expected a docstring"),
        (later, "later: expected a plain function, got an async one"),
    ],
)
def test_a_function_that_cannot_be_a_tool_is_refused_by_name(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        FunctionTool(function)
    assert str(caught.value).startswith(message)


def test_a_type_that_is_not_defined_is_refused() -> None:
    def lost(a: "Missing") -> None:  # type: ignore[name-defined]  # noqa: F821
        """Do."""

    with pytest.raises(TypeError, match="lost: expected types that can be found"):
        FunctionTool(lost)


def test_a_dict_is_allowed_where_the_schema_is_not_strict() -> None:
    tool = FunctionTool(any_dict, strict=False)
    assert tool.definition()["strict"] is False
    assert tool.check('{"a": {"x": 1}}') == {"a": {"x": 1}}


@pytest.mark.parametrize("name", ["", "a b", "ä", "a" * 65, "a\n"])
def test_a_name_that_the_api_refuses_is_refused(name: str) -> None:
    def named(a: int) -> None:
        """Do."""

    named.__name__ = name
    with pytest.raises(ValueError, match="expected a name of 1 to 64 letters"):
        FunctionTool(named)


def test_retryable_is_declared_on_the_function_or_on_the_tool() -> None:
    @retryable
    def flaky() -> None:
        """Fail."""

    assert FunctionTool(flaky).retryable
    assert FunctionTool(weather, retryable=True).retryable


def test_methods_of_one_object_share_its_state() -> None:
    class Counter:
        def __init__(self) -> None:
            self.count = 0

        def state(self) -> dict[str, Any]:
            return {"count": self.count}

        def add(self, n: int) -> str:
            """Add to the counter."""
            self.count += n
            return "added"

        @retryable
        def reset(self) -> None:
            """Set the counter to zero."""
            self.count = 0

    counter = Counter()
    add, reset = FunctionTool(counter.add), FunctionTool(counter.reset)
    add.call(add.check('{"n": 2}'))
    assert add.state() == reset.state() == {"count": 2}
    assert (add.retryable, reset.retryable) == (False, True)


def test_what_a_function_raises_goes_through() -> None:
    def broken() -> None:
        """Break."""
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        FunctionTool(broken).call({})


@dataclass
class Point:
    at: datetime
    unit: Unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (None, "null"),
        (True, "true"),
        ({"a": [1, 2.5]}, '{"a":[1,2.5]}'),
        (Place(city="Oslo"), '{"city":"Oslo","tags":[],"inside":null}'),
        ([Point(datetime(2026, 3, 1, 12), Unit.C)], '[{"at":"2026-03-01T12:00:00","unit":"celsius"}]'),
        (float("nan"), "null"),
        ("\ud800", "?"),
    ],
)
def test_the_output_is_text(value: Any, text: str) -> None:
    def give() -> Any:
        """Give it."""
        return value

    assert FunctionTool(give).call({}) == text


def test_an_output_without_a_json_form_is_an_error_of_the_tool() -> None:
    def give() -> Any:
        """Give it."""
        return object()

    with pytest.raises(ToolError, match="the tool gave a value of the type object, which has no JSON form") as caught:
        FunctionTool(give).call({})
    assert caught.value.kind == "raised"


# Any signature.

TYPES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, st.text()),
    (int, st.integers(-(2**70), 2**70)),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (bool, st.booleans()),
    (date, st.dates().map(str)),
    (datetime, st.datetimes().map(datetime.isoformat)),
    (Literal["a", "b"], st.sampled_from(["a", "b"])),
    (Literal["one"], st.just("one")),
    (Literal["a", 1], st.sampled_from(["a", 1])),
    (Unit, st.sampled_from(["celsius", "fahrenheit"])),
    (
        Place,
        st.recursive(
            st.builds(lambda city, tags: {"city": city, "tags": tags, "inside": None}, st.text(), st.lists(st.text())),
            lambda inner: st.builds(
                lambda city, inside: {"city": city, "tags": [], "inside": inside}, st.text(), inner
            ),
            max_leaves=4,
        ),
    ),
]
PLAIN = st.sampled_from(TYPES)
ANY_TYPE = st.recursive(
    PLAIN,
    lambda inner: (
        inner.map(lambda pair: (list[pair[0]], st.lists(pair[1], max_size=3)))
        | inner.map(lambda pair: (pair[0] | None, st.none() | pair[1]))
        | inner.map(lambda pair: (Annotated[pair[0], "what it is"], pair[1]))
    ),
    max_leaves=3,
)
NAMES = st.text("abcdefghij_", min_size=1, max_size=8).filter(lambda name: not iskeyword(name))


def function_of(annotations: dict[str, Any], defaults: set[str]) -> Callable[..., Any]:
    """A function with this signature, which gives its arguments back."""
    asked = [name for name in annotations if name not in defaults]
    given_default = [f"{name}=None" for name in annotations if name in defaults]
    names: dict[str, Any] = {}
    signature = ", ".join(["*", *asked, *given_default]) if annotations else ""
    exec(f"def made({signature}):\n  'Made.'\n  return locals()", names)
    made: Callable[..., Any] = names["made"]
    made.__annotations__ = dict(annotations)
    return made


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, ANY_TYPE, max_size=4), st.data())
def test_any_signature_gives_a_strict_schema_that_takes_any_instance(
    parameters: dict[str, tuple[Any, st.SearchStrategy[Any]]], data: st.DataObject
) -> None:
    defaults = data.draw(st.sets(st.sampled_from(sorted(parameters)))) if parameters else set()
    tool = FunctionTool(function_of({name: hint for name, (hint, _) in parameters.items()}, defaults))
    schema = tool.definition()["parameters"]
    assert strict_faults(schema) == []
    assert schema["required"] == list(schema["properties"])
    assert set(schema["properties"]) == set(parameters)
    values = {name: data.draw(values) for name, (_, values) in parameters.items()}
    values |= {name: None for name in defaults if data.draw(st.booleans())}
    assert json.loads(tool.call(tool.check(json.dumps(values)))).keys() == parameters.keys()


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps)
)
def test_any_text_is_checked_without_a_crash(text: str) -> None:
    try:
        FunctionTool(weather).check(text)
    except ToolError as error:
        assert error.kind in ("invalid_json", "invalid_arguments")
        assert len(error.message) <= 300
