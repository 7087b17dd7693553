"""Values for schemas: every value that is made fits its schema, whatever the schema of the strict subset is."""

import math
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from lib.simulator.reading.filling import filled
from lib.simulator.reading.mentions import as_expression, mentions
from lib.simulator.reading.places import zone
from lib.simulator.reading.words import vocabulary
from lib.simulator.schemas import pattern
from lib.simulator.schemas.instance import Unfit, instance
from lib.simulator.schemas.references import Depths

PATTERNS = (
    r"^[A-Z]{3}-\d{4}$",
    r"^(red|green)+$",
    r"\w+@\w+\.com",
    r"^[^a-z]{2,5}x?$",
    r"^\+?[1-9]\d{1,14}$",
    r"^(?:a|b(c|d){2})*\.[\w.-]+$",
    r"[а-я]{3}",
    r"^(a+)+$",
    r"^\u00e9\x41$",
    r"^[\]\-^]+$",
    r"^[a-z]+(-[a-z]+)*$",
    r"^(?:red|green)$",
    r"",
)
FORMATS = ("date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")
PROMPT = 'What is the weather in Tokyo and Paris in March? Add "Ada" to the design team, limit 5, 17.5 % of 1,240.'
FORMAT_CHECKER = FormatChecker()


@FORMAT_CHECKER.checks("time", raises=ValueError)  # type: ignore[untyped-decorator]
def is_time(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value))


@FORMAT_CHECKER.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMAT_CHECKER.checks("duration")  # type: ignore[untyped-decorator]
def is_duration(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"P(\d+[YMWD])*(T(\d+[HMS])+)?", value))


@FORMAT_CHECKER.checks("hostname")  # type: ignore[untyped-decorator]
def is_hostname(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*", value))


def errors(schema: Any, value: Any) -> list[str]:
    """What is wrong with a value."""
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator(schema, format_checker=FORMAT_CHECKER)
    try:
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]
    except RecursionError:  # a reference to itself alone, which the checker never comes back from
        reject()


@st.composite
def bounds(draw: st.DrawFn, whole: bool) -> dict[str, Any]:
    """A schema for numbers, not an empty one."""
    number = st.integers(-1000, 1000) if whole else st.integers(-4000, 4000).map(lambda n: n / 4)
    low, high = sorted((draw(number), draw(number)))
    high = high if high - low >= 2 else low + 2
    schema: dict[str, Any] = {"type": "integer" if whole else "number"}
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["minimum", "exclusiveMinimum"]))] = low
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["maximum", "exclusiveMaximum"]))] = high
    step = draw(st.sampled_from([None, None, 1, 2, 5, 7] if whole else [None, None, 1, 0.5, 0.1, 0.01, 3]))
    if step is not None:
        schema["multipleOf"] = step
        if len(schema) > 3:  # both bounds: leave room for a multiple between them
            top = next(name for name in schema if name.lower().endswith("maximum"))
            schema[top] = low + 3 * math.ceil(step) + 3
    return schema


texts = st.one_of(
    st.just({"type": "string"}),
    st.sampled_from(FORMATS).map(lambda name: {"type": "string", "format": name}),
    st.sampled_from(PATTERNS).map(lambda source: {"type": "string", "pattern": source}),
    st.just({"type": ["string", "null"], "description": "the city"}),
)
singles = st.one_of(
    texts,
    bounds(whole=True),
    bounds(whole=False),
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.lists(st.sampled_from(["Paris", "March", 3, 5, None, 2.5, True]), min_size=1, unique_by=repr).map(
        lambda values: {"enum": values}
    ),
    st.sampled_from([{"const": "x"}, {"const": 5}, {"type": ["integer", "null"]}, {"type": ["boolean", "string"]}]),
    st.sampled_from(["#", "#/$defs/node", "#/$defs/leaf"]).map(lambda name: {"$ref": name}),
)
NAMES = st.sampled_from(
    sorted(
        vocabulary(
            """city month name team limit query date kind next 雨 price quantity title start end author total email
            status text lines replies duration postal_code due"""
        )
        | {"a b"}
    )
)


def objects(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Strict objects: everything is required and nothing else is allowed."""
    return st.dictionaries(NAMES, parts, max_size=4).map(
        lambda found: {"type": "object", "properties": found, "required": [*found], "additionalProperties": False}
    )


@st.composite
def arrays(draw: st.DrawFn, parts: st.SearchStrategy[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": draw(parts)}
    fewest = draw(st.integers(0, 3))
    if draw(st.booleans()):
        schema["minItems"] = fewest
    if draw(st.booleans()):
        schema["maxItems"] = fewest + draw(st.integers(0, 3))
    return schema


anything = st.recursive(
    singles,
    lambda parts: st.one_of(
        objects(parts), arrays(parts), st.lists(parts, min_size=1, max_size=3).map(lambda found: {"anyOf": found})
    ),
    max_leaves=12,
)
strict = st.builds(
    lambda root, node, leaf: {**root, "$defs": {"node": node, "leaf": leaf}},
    objects(anything),
    st.one_of(objects(anything), anything),
    singles.filter(lambda schema: "$ref" not in schema),
)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(schema=strict, prompt=st.sampled_from(["", "Hello", PROMPT]), turn=st.integers(0, 2))
def test_a_value_fits_any_strict_schema(schema: Any, prompt: str, turn: int) -> None:
    try:
        value = instance(schema, filled(schema, prompt), turn)
    except Unfit as error:
        assume("no end" not in str(error))  # a schema that only leads back to itself has no value at all
        raise
    assert errors(schema, value) == []


@pytest.mark.parametrize("source", PATTERNS)
@pytest.mark.parametrize("shortest", [0, 12])
def test_a_text_is_made_for_a_simple_pattern(source: str, shortest: int) -> None:
    tied = source.endswith("$") and "+" not in source and "*" not in source
    if tied and shortest:
        with pytest.raises(pattern.Unsupported):
            pattern.matching(source, shortest)
    else:
        text = pattern.matching(source, shortest)
        assert re.search(source, text)
        assert len(text) >= shortest


@pytest.mark.parametrize(
    "source", [r"(?=a)b", r"(a)\1", r"(?i)a", r"[", r"(", r"a{1000000}", r"\p{L}", "(" * 50 + ")" * 50]
)
def test_a_pattern_that_is_not_simple_is_refused(source: str) -> None:
    with pytest.raises(pattern.Unsupported):
        pattern.matching(source)


@pytest.mark.parametrize("source", [r"^(a+)+$", r"^(a|aa)+$", r"a*a*a*a*a*b"])
def test_a_slow_pattern_is_never_tried_on_a_text_of_the_prompt(source: str) -> None:
    assert not pattern.matches(source, "a" * 90 + "!")


@pytest.mark.parametrize("source", [r"(?:aa|a){22}\bb", r"(?:a|aa)*a{30}\bb", r"(?:(?:(?:\b){300}){300}){300}x"])
def test_no_text_is_made_for_a_pattern_that_would_take_long_to_try(source: str) -> None:
    with pytest.raises(pattern.Unsupported, match="takes too long to match"):
        pattern.matching(source)


class Counted(Depths):
    """Depths that count the schemas that are looked at."""

    looks = 0

    def of(self, schema: object, level: int = 0) -> float:
        Counted.looks += 1
        return Depths.of(self, schema, level)


def test_a_long_chain_of_references_is_followed_once() -> None:
    parts: dict[str, Any] = {
        f"a{at}": {"type": "object", "properties": {"x": {"$ref": f"#/$defs/a{at + 1}"}}, "required": ["x"]}
        for at in range(900)
    }
    depths = Counted({"$ref": "#/$defs/a0", "$defs": {**parts, "a900": {"type": "string"}}})
    assert round(depths.depths["#/$defs/a0"]) == 900
    assert Counted.looks < 5 * 900


TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "parent": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
        "children": {"type": "array", "items": {"$ref": "#"}},
    },
    "required": ["name", "parent", "children"],
    "additionalProperties": False,
}


def test_recursion_takes_the_shallowest_way_out() -> None:
    assert instance(TREE) == {"name": "unspecified", "parent": None, "children": []}


def test_what_is_given_goes_to_its_place() -> None:
    values = {("name",): ["Ada"], ("children", "[]", "name"): ["Bob", "Cy"]}
    assert instance(TREE, values)["name"] == "Ada"


def test_a_value_that_does_not_fit_is_not_used() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 3}}, "required": ["n"]}
    assert instance(schema, {("n",): [7]}) == {"n": 1}


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 4}, ("properties", "n")),
        ({"type": "string", "pattern": "(?=a)"}, ("properties", "n", "pattern")),
        ({"enum": [1, 2], "type": "string"}, ("properties", "n")),
        ({"type": "array", "items": {}, "minItems": 3, "maxItems": 2}, ("properties", "n")),
        ({"$ref": "#/$defs/nowhere"}, ("properties", "n")),
        ({"$ref": "#"}, ("properties", "n")),
    ],
)
def test_a_schema_without_a_value_is_refused_by_its_place(part: Any, place: tuple[str, ...]) -> None:
    with pytest.raises(Unfit) as caught:
        instance({"type": "object", "properties": {"n": part}, "required": ["n"]})
    assert caught.value.place == place


def test_a_schema_whose_least_value_is_huge_is_refused() -> None:
    names = [f"d{n}" for n in range(30)]
    twice = {name: {"$ref": f"#/$defs/{after}"} for name, after in zip(names, [*names[1:], "end"], strict=True)}
    defs = {
        name: {"type": "object", "properties": {"a": part, "b": part}, "required": ["a", "b"]}
        for name, part in twice.items()
    }
    with pytest.raises(Unfit, match="too large"):
        instance({"$ref": "#/$defs/d0", "$defs": defs | {"end": {"type": "null"}}})


def test_a_key_decides_what_looks_random() -> None:
    schema = {"type": "string", "format": "uuid"}
    assert instance(schema, key="a" * 32) == instance(schema, key="a" * 32) != instance(schema, key="b" * 32)


def test_names_in_a_list_are_one_series() -> None:
    found = [one for one in mentions("In Tokyo, New York and Paris; call Ada") if one.kind == "name"]
    assert [one.text for one in found] == ["Tokyo", "New York", "Paris", "Ada"]
    assert len({one.series for one in found[:3]}) == 1
    assert found[3].series != found[0].series
    assert {one.before for one in found[:3]} == {"in"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [("17.5 % of 1,240", "17.5 / 100 * 1240"), ("2 plus 3 times 4", "2 + 3 * 4"), ("(1 + 2) ÷ 3", "(1 + 2) / 3")],
)
def test_arithmetic_in_words_becomes_signs(said: str, meant: str) -> None:
    assert [as_expression(one.text) for one in mentions(f"What is {said}?") if one.kind == "expression"] == [meant]


def test_a_zone_is_found_by_its_city() -> None:
    assert (zone("New York"), zone("tokyo"), zone("Nowhere"), zone("../etc")) == (
        "America/New_York",
        "Asia/Tokyo",
        None,
        None,
    )
