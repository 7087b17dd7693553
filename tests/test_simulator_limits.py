"""No schema and no prompt makes the simulator fail, or look for long: it refuses, or it stops looking."""

import json
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.errors import ApiError
from lib.simulator.ids import seeded_ids
from lib.simulator.pace import USUAL
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.picks import patterned
from lib.simulator.reading.structure import MOST_IN_ALL, MOST_LOOKS, Reading, reading
from lib.simulator.schemas.given import Given
from lib.simulator.schemas.instance import Maker
from lib.simulator.schemas.limits import beyond_limits
from lib.simulator.schemas.pattern import Patterns
from lib.simulator.schemas.schema import trouble
from tests.test_simulator_structured import INVOICE, NODE, TEXT, WHOLE, an_object, many, node, value

Json = dict[str, Any]
DATED = "name: Ada. 2 chairs at 40 EUR on 3 March 2027 from 14:00 to 15:00, status open. " * 100


def request(schema: Any, prompt: str = "Ada, 5", strict: bool = False) -> None:
    """Answer in this format; raises ApiError where the API does."""
    shape = {"type": "json_schema", "name": "a", "schema": schema, "strict": strict}
    body = read(json.dumps({"model": "sim-1", "input": prompt, "text": {"format": shape}}).encode())
    answer(body, seeded_ids(body.given, "test"), USUAL)


def refused(schema: Any, strict: bool = False) -> str:
    """What the API says to a schema."""
    with pytest.raises(ApiError) as caught:
        request(schema, strict=strict)
    assert caught.value.status == 400
    return caught.value.message


def nested(levels: int) -> Json:
    """An object with so many objects inside one another."""
    schema = an_object(x=TEXT)
    for _ in range(levels):
        schema = an_object(a=schema)
    return schema


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 10**40), st.floats(-1e308, 1e308), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=4,
)
POINTERS = st.one_of(
    st.sampled_from(["#", "#/", "#x", "", "http://a/b", "#/required", "#/properties", "#/$defs/a", "#/%24defs/a"]),
    st.sampled_from(["", "/const", "/enum/0", "/type", "/items", "/anyOf/0"]).map(lambda end: f"#/properties/a{end}"),
)
TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null", "text", []])


def keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas, most of them with values that make sense, and some with values that don't."""
    some = st.lists(inner, max_size=3)
    named = st.dictionaries(st.sampled_from(["a", "b", "total", "start"]), inner, max_size=3)
    right: dict[str, st.SearchStrategy[Any]] = {
        "type": st.one_of(TYPES, st.lists(TYPES, max_size=3)),
        "properties": named,
        "$defs": named,
        "required": st.lists(st.sampled_from(["a", "b", "total"]), max_size=3),
        "additionalProperties": st.one_of(st.booleans(), inner),
        "items": inner,
        "anyOf": some,
        "oneOf": some,
        "allOf": some,
        "enum": st.lists(VALUES, max_size=3),
        "const": VALUES,
        "$ref": POINTERS,
        "pattern": st.sampled_from(["a", "(", "^(a+)+$", "(?=a)b", r"\d{3}", "a" * 600, "[", r"^.*.*.*b$"]),
        "format": st.sampled_from(["date", "date-time", "uuid", "email", "uri", "nonsense"]),
        **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength"), st.integers(-1, 10**6)),
        **dict.fromkeys(
            ("minimum", "maximum", "exclusiveMinimum", "multipleOf"),
            st.one_of(st.integers(-(10**320), 10**320), st.floats(-1e308, 1e308), st.just(1e-320)),
        ),
    }
    return st.one_of(
        st.fixed_dictionaries({}, optional=right), st.fixed_dictionaries({}, optional=dict.fromkeys(right, VALUES))
    )


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.just({}), st.booleans(), keywords(st.just({}))), keywords, max_leaves=6
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=SCHEMAS, strict=st.booleans(), prompt=st.sampled_from(["", "a: 5. total 99", DATED[:300]]))
def test_any_schema_whatsoever_is_answered_or_refused(schema: Any, strict: bool, prompt: str) -> None:
    try:
        request(schema, prompt, strict)
    except ApiError as error:
        assert error.status == 400


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"properties": {"b": {"const": {"pattern": 5}}, "a": {"$ref": "#/properties/b/const"}}}, "leads to no schema"),
        ({"properties": {"a": {"$ref": "#/$defs/nowhere"}}}, "leads to no schema"),
        ({"properties": {"a": {"$ref": "https://a/b"}}}, "leads to no schema"),
        ({"properties": {"a": {"multipleOf": 0}}}, "expected more than 0, got 0"),
        ({"properties": {"a": {"minItems": -1}}}, "expected 0 or more, got -1"),
        ({"properties": {"a": {"anyOf": []}}}, "expected at least one entry"),
        ({"properties": {"a": {"type": ["string", "string"]}}}, "expected each name once"),
        ({"required": ["a", "a"]}, "expected each name once"),
        ({"properties": {"a": {"pattern": "("}}}, "is not read"),
        ({"properties": {"a": {"pattern": "a?" * 300}}}, "at most 500 characters, got 600"),
        ({"properties": {"a": {"minLength": 10**7, "type": "string"}}, "required": ["a"]}, "no string was found"),
        ({"properties": {str(at): {} for at in range(10_001)}}, "expected at most 10000 schemas"),
        ({"enum": [*range(10_001)]}, "expected at most 10000 enum values"),
        ({"required": ["a"], "additionalProperties": False}, "no property may go by that name"),
    ],
)
def test_what_can_not_be_is_refused(schema: Json, why: str) -> None:
    assert why in refused(schema | {"type": "object"} if "enum" not in schema else schema)


def test_strict_mode_has_the_limits_of_the_api() -> None:
    long = {"type": "string", "enum": ["x" * 99 + str(at) for at in range(251)]}
    for schema, why in (
        (an_object(**{f"p{at}": TEXT for at in range(5001)}), "'a': 5001 parameters exceeds limit of 5000."),
        (nested(11), "'a': 11 levels of nesting exceeds limit of 10."),
        (an_object(a={"type": "integer", "enum": [*range(1001)]}), "but received 1001. Consider reducing"),
        (an_object(a=long), "at most 15000 total characters across enum values when there are more than 250"),
        (an_object(**{"x" * 120_001: TEXT}), "120001 characters of names and values exceeds limit"),
    ):
        assert why in refused(schema, strict=True)
    for schema in (nested(10), an_object(**{f"p{at}": TEXT for at in range(5000)})):
        assert beyond_limits(schema) == ""


def test_a_reference_to_no_definition_is_refused_in_strict_mode() -> None:
    schema = an_object(a=TEXT, b={"$ref": "#/properties/a"})
    assert "reference can only point to definitions defined at the top level of the schema." in refused(schema, True)


def test_the_parts_of_an_all_of_hold_together() -> None:
    parts = [{"properties": {"a": TEXT}, "required": ["a"]}, {"$ref": "#/$defs/b"}]
    schema = {"type": "object", "allOf": parts, "$defs": {"b": {"properties": {"n": WHOLE}, "required": ["n"]}}}
    assert trouble(schema) is None
    assert Maker(schema, Given({("n",): [5]}), nothing="nothing").value() == {"a": "nothing", "n": 5}


def test_a_listed_value_of_another_type_is_no_value() -> None:
    assert "none of the values" in refused(an_object(a={"type": "string", "enum": [{"x": 1}]}), strict=True)


def test_the_entries_within_one_go_to_one_list() -> None:
    children = {"type": "array", "items": {"$ref": "#"}}
    found = value("a > b > c", an_object(name=TEXT, left=children, right=children))
    assert found == {
        "name": "a",
        "left": [{"name": "b", "left": [{"name": "c", "left": [], "right": []}], "right": []}],
        "right": [],
    }
    assert value("a > b", NODE) == node("a", node("b"))


def test_a_schema_that_leads_back_many_times_takes_few_entries() -> None:
    kids = {f"kids_{at}": {"type": "array", "items": {"$ref": "#"}} for at in range(6)}
    chain = reading(an_object(name=TEXT, **kids), " > ".join("abcdefghijkl"))
    assert chain.entries == 11  # those within the first, which is the whole
    people = {f"people_{at}": {"type": "array", "items": {"$ref": "#/$defs/n"}} for at in range(6)}
    schema = an_object(top={"$ref": "#/$defs/n"}) | {"$defs": {"n": an_object(name=TEXT, note=TEXT, **people)}}
    rows = "\n".join(f"- item {at}: 2 chairs, 3 desks for Ada, Bob and Cid" for at in range(100))
    for prompt in ("Ada, Bob, Cid, Dan and Eve. " * 50, rows):
        assert reading(schema, prompt).entries <= MOST_IN_ALL


def test_looking_stops_at_a_bound() -> None:
    wide = an_object(**{f"status_{at}": TEXT for at in range(200)})
    many_dates = an_object(**{f"date_{at}": {"type": "string", "format": "date"} for at in range(60)})
    lists = an_object(rows=many(name=TEXT, **{f"status_{at}": TEXT for at in range(150)}))
    rows = "\n".join(f"- 2 chairs number {at} on 3 March 2027 at 14:00 for Ada in Rome status open" for at in range(60))
    for schema, prompt in ((wide, DATED), (many_dates, DATED), (lists, rows)):
        found = reading(schema, prompt)
        assert found.looks <= 2 * MOST_LOOKS
    assert Reading({}, "").look(MOST_LOOKS)
    assert not Reading({}, "").look(MOST_LOOKS + 1)


def calls_of(name: str, action: Callable[[], object]) -> int:
    """How often functions of this name are called while something is done."""
    counted = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal counted
        counted += event == "call" and frame.f_code.co_name == name

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("name", ["mentions", "moments"])
def test_what_a_text_mentions_is_found_once_for_all_places(name: str) -> None:
    dates = an_object(**{f"date_{at}": {"type": "string", "format": "date"} for at in range(60)})
    assert 1 <= calls_of(name, lambda: reading(dates, "On 3 March 2027 and 4 March 2027")) <= 2


def test_the_patterns_of_a_request_are_read_once_and_held_against_few_texts() -> None:
    patterns = Patterns()
    finding = Finding(("a" * 40 + " ") * 150)
    for at in range(50):
        leaf = Leaf((f"f{at}",), {"type": "string", "pattern": f"^{at}.*.*b$"}, True)
        assert patterned(leaf, finding, patterns) == []
    assert len(patterns.ways) <= 50
    assert len(patterns.held) == 50  # the same word again is the same answer
    left = patterns.steps
    assert patterned(leaf, finding, patterns) == []
    assert 0 <= patterns.steps == left
    poor = Patterns(steps=5)
    assert not poor.matches("^a+b*a$", "aaa")
    assert Patterns().matches("^a+b*a$", "aaa")


@pytest.mark.parametrize(
    "piece",
    ["3 March 2027 ", "3 March 2027 at 9:00 PST ", "open, closed, ", "AB-1234 ", "a > ", "if (x) { y(); } ", "\n- b"],
)
def test_no_prompt_and_no_schema_take_long_together(piece: str) -> None:
    began = time.process_time()
    kids = {"type": "array", "items": {"$ref": "#"}}
    for schema in (
        an_object(**{f"due_{at}": {"type": "string", "format": "date-time"} for at in range(100)}),
        an_object(**{f"s_{at}": {"type": "string", "enum": ["open", f"closed {at}"]} for at in range(200)}),
        an_object(**{f"code_{at}": {"type": "string", "pattern": f"^[A-Z]+-{at}.*x$"} for at in range(100)}),
        an_object(name=TEXT, left=kids, middle=kids, right=kids),
        INVOICE,
    ):
        value(piece * 5000, schema)
    assert time.process_time() - began < 20
