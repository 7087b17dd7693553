"""The fields of unfinished arguments in a line."""

from typing import Any

from lib.protocol.partial import Partial
from lib.view.calls.fields import MOST, line

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}


def growing(text: str, schema: dict[str, Any] | None = SCHEMA) -> str:
    return line(Partial(schema).feed(text), growing=True)


def whole(text: str, schema: dict[str, Any] | None = SCHEMA) -> str:
    return line(Partial(schema).close(text), growing=False)


def test_a_field_that_has_not_begun_waits_without_a_value() -> None:
    assert growing('{"city":"Tok') == (
        ':blue[:material/edit:] city `"Tok"` &nbsp; :gray[:material/radio_button_unchecked:] days'
    )


def test_a_number_is_unfinished_until_something_follows_it() -> None:
    assert growing('{"city":"Tokyo","days":1').endswith(":blue[:material/edit:] days")
    assert growing('{"city":"Tokyo","days":1}').endswith(":green[:material/check:] days `1`")


def test_null_is_a_value_and_a_field_that_never_came_has_none() -> None:
    optional = {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "b": {"type": "string"}}}
    assert whole('{"a":null}', optional) == (":green[:material/check:] a `null` &nbsp; :green[:material/check:] b")


def test_a_value_that_does_not_fit_says_why() -> None:
    shown = whole('{"city":"Tokyo","days":"two"}')
    assert ":red[:material/close:] days" in shown
    assert ":green[:material/check:] city" in shown
    assert ":red[" in shown.partition("days")[2]


def test_a_text_that_was_cut_off_marks_the_field_and_says_so_at_its_end_only() -> None:
    text = '{"city":"Tok'
    assert ":orange[:material/content_cut:] city" in whole(text)
    assert ":red[" in whole(text)
    assert ":red[" not in growing(text)


def test_only_the_top_level_is_in_the_line() -> None:
    assert whole('{"a":{"b":1}}', None) == ':green[:material/check:] a `{"b": 1}`'


def test_of_many_fields_the_rest_is_counted() -> None:
    text = "{" + ",".join(f'"f{at}":{at}' for at in range(MOST + 3)) + "}"
    assert whole(text, None).endswith(":gray[and 3 more]")
    assert whole(text, None).count(":material/check:") == MOST


def test_a_long_value_shows_its_beginning_and_its_end() -> None:
    shown = whole('{"a":"' + "x" * 100 + 'end"}', None)
    assert '`"xxxxxx…' in shown
    assert 'end"`' in shown
    assert len(shown) < 70


def test_no_name_and_no_value_can_leave_its_place() -> None:
    shown = whole('{"a:red[x]`":"`b` ![](u)"}', None)
    assert shown.count("`") - shown.count("\\`") == 2
    assert ":red[" not in shown
    assert "\ud83d" not in whole('{"a":"\\ud83d"}', None)


def test_without_fields_it_says_whether_one_may_come() -> None:
    nothing = {"type": "object", "properties": {}}
    assert growing("", nothing) == ":gray[Waiting for the first.]"
    assert whole("{}", nothing) == ":gray[No arguments.]"
