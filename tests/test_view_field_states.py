"""The Fields tab: its rows, and what is said below them."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.partial import Field
from lib.protocol.structured import Structured
from lib.view.structured.field_states import (
    AFTER,
    BAR,
    HEAD,
    HEAD_WITHOUT_BARS,
    WIDE,
    bar,
    code,
    counted,
    events,
    name,
    now,
    row,
    shortened,
    trouble,
    value,
    window,
)
from tests.answers import growing, whole

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
WINDOW = 7
HOSTILE = (
    "`a`",
    "a|b",
    "a\\|![](//e.x)",
    "a\\",
    "a\n| ![](//e.x) |",
    "\r\n\n# a",
    "\u2028a",
    "\ud800",
    ":red[a]",
    "",
    "$x$",
)
texts = st.text(st.characters(codec=None, categories=None) | st.sampled_from("`|\\ \n![](/)"), max_size=30)


def flat(count: int) -> str:
    """An object of so many fields."""
    return "{" + ",".join(f'"f{at}":{at}' for at in range(count)) + "}"


def schema(count: int) -> dict[str, Any]:
    """Its schema."""
    return {"type": "object", "properties": {f"f{at}": {"type": "integer"} for at in range(count)}}


def shown(text: str) -> str:
    """A code span as it is seen: without its backquotes, the escapes of a table and spaces that keep their place."""
    return text[1:-1].replace("\u2060\\|", "|").replace("\u2060", "").replace("\u00a0", " ")


def rows(found: Structured) -> list[str]:
    return [row(field, found, max(1, len(found.text))) for field in found.view.fields]


@pytest.mark.parametrize("come", range(41))
def test_the_newest_field_and_those_after_it_are_in_sight(come: int) -> None:
    text = flat(40)
    text = text[: text.find(f'"f{come}"')] if come < 40 else text
    fields = growing(schema(40), text).view.fields
    names = [field.path[0] for field in window(fields, WINDOW)]
    assert len(names) == WINDOW
    newest = max(come - 1, 0)
    for at in range(newest, min(newest + AFTER + 1, 40)):
        assert f"f{at}" in names
    assert names == sorted(names, key=lambda name: int(str(name)[1:]))


def test_fewer_fields_than_fit_are_all_in_sight() -> None:
    assert window([], WINDOW) == []
    fields = growing(SCHEMA, '{"city"').view.fields
    assert window(fields, WINDOW) == fields


def test_a_field_that_comes_out_of_order_is_in_sight() -> None:
    names = [field.path[0] for field in window(growing(schema(40), '{"f39":1,"f3":4').view.fields, WINDOW)]
    assert "f3" in names


def test_a_window_over_a_growing_text_never_goes_back() -> None:
    text = flat(30)
    firsts = [window(growing(None, text[:end]).view.fields, WINDOW)[0].path[0] for end in range(10, len(text))]
    numbers = [int(str(first)[1:]) for first in firsts]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_leave_its_cell(text: str) -> None:
    span = code(shortened(name(Field((text,), "valid")), at_end=False))
    assert span[0] == span[-1] == "`"
    assert "`" not in span[1:-1]
    assert "\n" not in span
    assert "\r" not in span
    span.encode()
    assert len(cells(f"| {span} | b |")) == 2


@given(texts)
def test_any_text_is_one_cell_of_one_line(text: str) -> None:
    span = code(shortened(value(Field(("a",), "valid", text, end=9)), at_end=False))
    assert cells(f"| {span} | b |") == [span, "b"]
    assert len(span.splitlines()) == 1
    assert span.count("`") == 2
    span.encode()


def cells(line: str) -> list[str]:
    """The cells of a row of a table, as GitHub's Markdown has them: a backslash takes the next pipe or backslash."""
    return [cell.strip(" ") for cell in re.findall(r"((?:\\[\\|]|[^|])*)\|", line)[1:]]


def test_a_text_that_needs_no_care_is_shown_as_it_is() -> None:
    assert shown(code("a b|c\\|d")) == "a b|c\\|d"


@given(texts, st.booleans())
def test_a_cell_is_always_as_wide(text: str, at_end: bool) -> None:
    assert len(shortened(text, at_end=at_end)) == WIDE


def test_of_a_long_text_the_end_is_left_out_or_the_beginning() -> None:
    text = "0123456789abcdefghij"
    assert shortened(text, at_end=True) == "0123456789abcde…"
    assert shortened(text, at_end=False) == "…56789abcdefghij"
    assert shortened(text[:16], at_end=True) == text[:16]


def test_a_row_may_have_no_bar() -> None:
    found = growing(SCHEMA, '{"city":"Oslo"')
    with_bar, without = (cells(row(found.view.fields[0], found, length)) for length in (15, None))
    assert without == with_bar[:3] + with_bar[4:]
    assert len(without) == len(cells(HEAD_WITHOUT_BARS.splitlines()[0]))


def test_a_row_has_the_name_the_state_the_value_its_place_and_its_events() -> None:
    found = growing(SCHEMA, '{"city": "To', 'kyo", "days": 1')
    city, days = rows(found)
    assert [shown(cell) if "`" in cell else cell for cell in cells(city)] == [
        "city".ljust(WIDE),
        ":green-badge[:material/check: Valid]",
        "Tokyo".ljust(WIDE),
        "···███····",
        "2–3".ljust(8),
    ]
    assert ":blue-badge[:material/edit: Streaming]" in days
    assert "`3–" in days.replace("\u2060", "")  # it goes on
    assert len(cells(HEAD.splitlines()[0])) == len(cells(city))


def test_a_field_that_waits_has_dashes() -> None:
    row_of_days = rows(growing(SCHEMA, '{"city"'))[1]
    assert "Waiting" in row_of_days
    assert [shown(cell).strip() for cell in cells(row_of_days)[2:]] == ["–", "·" * BAR, "–"]


def test_a_field_that_one_event_brought_whole_names_it_once() -> None:
    found = growing(SCHEMA, '{"city":"Oslo"')
    assert events(found.view.fields[0], found).strip() == "2"


def test_events_without_numbers_are_a_dash() -> None:
    found = growing(SCHEMA, '{"city":"Oslo"')
    found.origins.events[:] = [event._replace(number=None) for event in found.origins.events]
    assert events(found.view.fields[0], found).strip() == "–"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('{"a":{"b":1}}', "1 field"),
        ('{"a":[1,2]}', "2 elements"),
        ('{"a":[]}', "no elements"),
        ('{"a":null}', "null"),
        ('{"a":true}', "true"),
        ('{"a":1.50}', "1.5"),
        ('{"a":"x\\ny\\u0007"}', "x·y·"),
        ('{"a":"two words"}', "two words"),
        ('{"a":"two w', "two w"),
        ('{"a":tr', "…"),
    ],
)
def test_a_value_is_said_on_one_line(text: str, seen: str) -> None:
    assert value(growing(None, text).view.fields[0]) == seen


def test_a_field_that_waits_has_no_value() -> None:
    assert value(Field(("a",), "waiting")) == "–"


def test_counts_are_in_words() -> None:
    assert [counted(number, "field") for number in (0, 1, 2)] == ["no fields", "1 field", "2 fields"]


@pytest.mark.parametrize(
    ("start", "end", "length", "seen"),
    [
        (0, 100, 100, "██████████"),
        (0, 10, 100, "█·········"),
        (95, 100, 100, "·········█"),
        (45, 55, 100, "····██····"),
        (50, None, 100, "·····█████"),
        (3, 4, 4, "·······█··"),
        (100, 100, 100, "·········█"),
        (None, None, 100, "··········"),
    ],
)
def test_a_bar_shows_where_in_the_text_a_value_stands(
    start: int | None, end: int | None, length: int, seen: str
) -> None:
    assert bar(Field(("a",), "valid", start=start, end=end), length) == seen


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500))
def test_a_bar_is_always_as_long_and_never_empty(start: int, more: int, rest: int) -> None:
    seen = bar(Field(("a",), "valid", start=start, end=start + more), start + more + rest)
    assert re.fullmatch("·*█+·*", seen)
    assert len(seen) == BAR


def test_the_field_that_is_being_written_is_named() -> None:
    assert now(growing(SCHEMA, '{"city":"T')) == "Being written: **city**."
    assert now(growing(SCHEMA, '{"city":"Tokyo",')) == "Waiting for the next field."
    assert now(growing(SCHEMA, '{"city":"Tokyo","days":1}')) == "The JSON is whole."
    assert now(growing(SCHEMA, "")) == "Waiting for the first field."
    assert now(growing(None, '{"a":[{"b":"')) == "Being written: **a\\[0\\]\\.b**."


def test_the_first_field_that_is_invalid_is_named_with_its_reason_and_the_others_counted() -> None:
    assert trouble(whole(SCHEMA, '{"city":"Oslo","days":1}')) == ""
    assert "days" in trouble(whole(SCHEMA, '{"city":"Oslo","days":"two"}'))
    assert "more" not in trouble(whole(SCHEMA, '{"city":"Oslo","days":"two"}'))
    both = trouble(whole(SCHEMA, '{"city":1,"days":"two"}'))
    assert both.startswith(":red[**city**: ")
    assert both.endswith(" And 1 more.]")


def test_a_fault_inside_is_said_where_it_is() -> None:
    nested = {"type": "object", "properties": {"inner": SCHEMA}}
    assert trouble(whole(nested, '{"inner":{"city":"Oslo","days":"two"}}')).startswith(":red[**inner\\.days**: ")


def test_a_text_that_is_no_json_is_said_where_no_field_is_wrong() -> None:
    assert "Not JSON" in trouble(whole(SCHEMA, '{"city":"Oslo" "days":1}'))


@pytest.mark.parametrize("name", ["![](http://e.x)", "a\n\n# b", ":red[x]", "**", "<b>", "$a$", "`"])
def test_names_and_reasons_are_inert_below_the_table(name: str) -> None:
    quoted = json.dumps({name: 1})
    open_schema = {"type": "object", "properties": {name: {"type": "string"}}}
    for said in (trouble(whole(open_schema, quoted)), now(growing(open_schema, quoted[:-2]))):
        inside = said.removeprefix(":red[").replace("**", "", 2)
        assert "![](" not in said
        assert "\n" not in said
        assert not re.search(r"(?<!\\)[`$<]", inside)


def test_a_thousand_fields_take_a_row_each() -> None:
    found = whole(schema(1000), flat(1000))
    assert len(rows(found)) == 1000
    assert len(window(found.view.fields, WINDOW)) == WINDOW
