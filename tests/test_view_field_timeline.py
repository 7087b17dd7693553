"""The fields over time: the lines of the log, the rows of the table, the lanes of the chart."""

import json
from typing import Any

import pandas as pd
import pytest
from pydantic import BaseModel, field_validator

from lib.protocol.structured import Structured, steps
from lib.view.structured.field_chart import chart
from lib.view.structured.field_timeline import HEAD, LANES, begun, lanes_of, line, table, told
from tests.answers import growing, whole

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "stops": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "days": {"type": "integer"},
    },
    "required": ["city", "stops", "days"],
    "additionalProperties": False,
}
TRIP = ('{"city":"Os', 'lo","stops":[', '{"name":"Quay"}', '],"days":', '"two"}')


def nested(outer: int, inner: int) -> str:
    """An object of so many objects of so many fields."""
    one = "{" + ",".join(f'"i{at}":{at}' for at in range(inner)) + "}"
    return "{" + ",".join(f'"o{at}":{one}' for at in range(outer)) + "}"


def rows_of(found: Structured) -> pd.DataFrame:
    return table(found, begun(found))


def lanes(found: Structured) -> pd.DataFrame:
    return table(found, lanes_of(begun(found))).dropna(subset=["From", "To"])


def spec(found: Structured) -> dict[str, Any]:
    made: dict[str, Any] = chart(lanes(found))
    return made


def test_each_step_is_a_line_with_its_event_its_time_and_what_came() -> None:
    shown = [line(step).split(maxsplit=4) for step in steps(whole(SCHEMA, *TRIP))]
    assert shown[:3] == [
        ["2", "0.200", "opened", "city"],
        ["3", "0.300", "valid", "city", "Oslo"],
        ["3", "0.300", "opened", "stops"],
    ]
    assert shown[-1][:4] == ["6", "0.600", "invalid", "days"]
    assert "integer" in shown[-1][4]


def test_the_steps_are_a_table_too() -> None:
    rows = told(whole(SCHEMA, *TRIP))
    assert rows[["Event", "Seconds", "Step", "Field", "Value"]].to_numpy().tolist()[:3] == [
        [2, 0.2, "opened", "city", ""],
        [3, 0.3, "valid", "city", "Oslo"],
        [3, 0.3, "opened", "stops", ""],
    ]
    assert rows["Error"].tolist()[:-1] == [""] * (len(rows) - 1)
    assert "integer" in rows["Error"].iloc[-1]
    assert len(rows) == len(steps(whole(SCHEMA, *TRIP)))


def test_the_columns_of_the_log_stand_below_each_other() -> None:
    shown = [line(step) for step in steps(whole(SCHEMA, *TRIP))]
    at = HEAD.index("field")
    assert {one[at - 1] for one in shown} == {" "}
    assert {one[at] for one in shown} == {"c", "s", "d"}


def test_without_times_and_numbers_there_are_marks() -> None:
    found = whole(SCHEMA, *TRIP, timed=False)
    assert line(steps(found)[0]).split()[:2] == ["2", "–"]
    found.origins.events[:] = [event._replace(number=None) for event in found.origins.events]
    assert line(steps(found)[0]).split()[:2] == ["·", "–"]


@pytest.mark.parametrize("name", ["a\nb", "\ud800", "x" * 100, "\r", "\u2028", "![](u)"])
def test_a_step_is_one_line_whatever_its_field_is_called(name: str) -> None:
    text = json.dumps({name: name * 3})
    for step in steps(whole({"type": "object", "properties": {name: {"type": "integer"}}}, text)):
        shown = line(step)
        assert len(shown.splitlines()) == 1
        assert len(shown) < 120
        shown.encode()


def test_a_reason_of_several_lines_is_told_on_one() -> None:
    class Strange(BaseModel):
        a: int

        @field_validator("a")
        @classmethod
        def is_wrong(cls, a: int) -> int:
            raise ValueError("first\nsecond")

    (_, judged) = steps(growing(Strange, '{"a":1}'))
    assert "first·second" in line(judged)


def test_a_row_has_the_events_that_opened_closed_and_validated_its_field() -> None:
    rows = rows_of(whole(SCHEMA, *TRIP)).set_index("Field")
    assert list(rows.index) == ["city", "stops", "stops[0]", "stops[0].name", "days"]
    assert rows[["Opened", "Closed", "Validated"]].to_numpy().tolist() == [
        [2, 3, 3],
        [3, 5, 5],
        [4, 4, 4],
        [4, 4, 4],
        [6, 6, 6],
    ]
    assert rows["State"].tolist() == ["Valid"] * 4 + ["Invalid"]
    assert rows.loc["city", ["From", "To", "Judged", "Timed"]].tolist() == [0.2, 0.3, 0.3, True]
    assert rows.loc["city", "Value"] == "Oslo"
    assert rows["Error"].tolist()[:4] == [""] * 4
    assert "integer" in rows.loc["days", "Error"]


def test_a_field_that_has_not_begun_has_no_row() -> None:
    assert rows_of(growing(SCHEMA, "{")).empty
    assert rows_of(growing(SCHEMA, '{"city":"O'))["Field"].tolist() == ["city"]


def test_a_field_that_is_missing_has_a_row_and_a_lane_where_that_was_found() -> None:
    found = whole(SCHEMA, '{"city":"Oslo",', '"days":2}')
    missing = rows_of(found).set_index("Field").loc["stops"]
    assert missing["State"] == "Invalid"
    assert (missing["From"], missing["To"], missing["Judged"]) == (0.3, 0.3, 0.3)
    assert "stops" in lanes(found)["Field"].tolist()


def test_an_invalid_field_has_a_lane_however_deep_it_is() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer"}}}
    found = whole(schema, nested(10, 10).replace('"i7":7', '"i7":"x"', 1))
    assert "o0.i7" in lanes(found)["Field"].tolist()


def test_a_field_that_is_still_open_goes_to_the_last_event() -> None:
    (row,) = rows_of(growing(SCHEMA, '{"city":"O', "sl")).to_dict("records")
    assert (row["Closed"], row["Validated"], row["Judged"]) == (None, None, None)
    assert (row["From"], row["To"]) == (0.2, 0.3)


def test_without_times_the_lanes_are_over_the_numbers_of_the_events() -> None:
    rows = rows_of(whole(SCHEMA, *TRIP, timed=False))
    assert rows["From"].tolist() == rows["Opened"].tolist()
    assert not rows["Timed"].any()
    assert "'title': 'event'" in str(chart(rows))
    assert "seconds since the request" in str(spec(whole(SCHEMA, *TRIP)))


def test_neither_times_nor_numbers_make_no_lanes() -> None:
    found = whole(SCHEMA, *TRIP, timed=False)
    found.origins.events[:] = [event._replace(number=None) for event in found.origins.events]
    assert lanes(found).empty


@pytest.mark.parametrize(
    ("outer", "inner", "fields"),
    [(2, 3, 8), (4, 5, 24), (4, 6, 4), (20, 20, 20), (100, 0, LANES)],
)
def test_the_lanes_go_as_deep_as_there_is_room(outer: int, inner: int, fields: int) -> None:
    assert len(lanes(whole(None, nested(outer, inner)))) == fields


def test_the_lanes_are_in_the_order_of_the_rows() -> None:
    found = whole(SCHEMA, '{"days":1,"city":"Oslo","stops":[]}')
    assert lanes(found)["Field"].tolist() == ["city", "stops", "days"]
    assert spec(found)["layer"][0]["encoding"]["y"]["sort"] == ["city", "stops", "days"]


def test_each_state_of_the_lanes_has_its_colour_and_no_other_is_in_the_legend() -> None:
    scale = spec(whole(SCHEMA, *TRIP))["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["Valid", "Invalid"]
    assert len(scale["range"]) == 2


def test_very_many_fields_take_a_row_each() -> None:
    found = whole(None, nested(40, 40))
    rows = rows_of(found)
    assert len(rows) == 40 * 41
    assert len(lanes(found)) <= LANES


def test_hostile_texts_can_be_sent_to_the_browser() -> None:
    text = '{"\\ud800":"\\ud800","a.b[0]\\"\'":"' + "x" * 1000 + '"}'
    rows = rows_of(whole(None, text))
    rows.to_json().encode()
    assert rows["Value"].str.len().max() <= 120
    json.dumps({**chart(rows), "datasets": {}}).encode()
