"""The models that ship: strict mode takes their schemas, and their validators know more than a schema can say."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from lib.samples.models import MODELS, CalendarEvent, Card, Cash, Invoice, Payment, Thread
from lib.samples.structured_presets import PRESETS
from lib.simulator import flaws
from lib.tools.strict import strict_faults
from lib.tools.text_format import text_format
from lib.view.structured.formats import FLAWS

EVENT: dict[str, Any] = {
    "title": "Review",
    "start": "2027-03-03T14:00:00",
    "end": "2027-03-03T15:30:00",
    "location": None,
    "participants": ["Ada"],
}
CHAIRS = {"description": "chairs", "quantity": 2, "unit_price": 40.1, "amount": 80.2}
DESK = {"description": "desk", "quantity": 1, "unit_price": 119.8, "amount": 119.8}
INVOICE: dict[str, Any] = {"number": "INV-7", "customer": "Acme", "lines": [CHAIRS, DESK], "total": 200}
THREAD: dict[str, Any] = {
    "topic": "Release",
    "comments": [
        {
            "author": "Ada",
            "text": "Ship it.",
            "replies": [
                {"author": "Grace", "text": "Not yet.", "replies": [{"author": "Ada", "text": "Why?", "replies": []}]}
            ],
        }
    ],
}
PAYMENT: dict[str, Any] = {
    "payer": "Grace",
    "amount": 42.5,
    "paid_with": {"method": "card", "last_digits": "4242"},
}
GOOD: dict[type[BaseModel], dict[str, Any]] = {
    CalendarEvent: EVENT,
    Invoice: INVOICE,
    Thread: THREAD,
    Payment: PAYMENT,
}


def made(model: type[BaseModel], value: dict[str, Any]) -> Any:
    return model.model_validate_json(json.dumps(value))


def why(model: type[BaseModel], value: dict[str, Any]) -> tuple[tuple[str | int, ...], str]:
    """Where the one thing that is wrong stands, and what is said of it."""
    with pytest.raises(ValidationError) as caught:
        made(model, value)
    (error,) = caught.value.errors()
    return error["loc"], error["msg"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_strict_mode_takes_every_model(model: type[BaseModel]) -> None:
    schema = text_format(model)["schema"]
    assert strict_faults(schema) == []
    assert Draft202012Validator(schema).is_valid(GOOD[model])
    assert model.__doc__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_good_value_comes_out_as_it_went_in(model: type[BaseModel]) -> None:
    found = made(model, GOOD[model])
    assert made(model, json.loads(found.model_dump_json())) == found


def test_an_event_ends_after_it_begins() -> None:
    at, said = why(CalendarEvent, {**EVENT, "end": "2027-03-03T13:30:00"})
    assert at == ("end",)
    assert said == "Value error, it ends at 13:30, which is not after its start at 14:00"
    assert why(CalendarEvent, {**EVENT, "end": EVENT["start"]})[0] == ("end",)


@pytest.mark.parametrize("end", ["2027-03-03T14:30:00Z", "2027-03-03T14:30:00+01:00", "2027-03-04"])
def test_an_event_may_name_its_time_zone_once(end: str) -> None:
    assert made(CalendarEvent, {**EVENT, "end": end}).end


def test_an_event_that_begins_at_no_time_is_wrong_there_alone() -> None:
    assert why(CalendarEvent, {**EVENT, "start": "soon"})[0] == ("start",)


def test_a_line_costs_what_quantity_and_price_make() -> None:
    at, said = why(Invoice, {**INVOICE, "lines": [CHAIRS, {**DESK, "amount": 100}], "total": 180.2})
    assert at == ("lines", 1)
    assert said == "Value error, 1 x 119.8 is 119.8"


def test_an_invoice_adds_up_to_its_total() -> None:
    at, said = why(Invoice, {**INVOICE, "total": 250})
    assert at == ("total",)
    assert said == "Value error, the lines add up to 200.0, not to 250"


def test_amounts_are_exact() -> None:
    tenth = {"description": "a", "quantity": 3, "unit_price": 0.1, "amount": 0.3}
    assert made(Invoice, {**INVOICE, "lines": [tenth], "total": 0.3})


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"number": "7"}, ("number",)),
        ({"total": -1, "lines": []}, ("lines",)),
        ({"lines": [{**CHAIRS, "quantity": 0}]}, ("lines", 0, "quantity")),
    ],
)
def test_an_invoice_has_a_number_and_lines_of_something(change: dict[str, Any], at: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        made(Invoice, {**INVOICE, **change})
    assert at in [error["loc"] for error in caught.value.errors()]


def test_replies_have_replies() -> None:
    thread = made(Thread, THREAD)
    assert thread.comments[0].replies[0].replies[0].text == "Why?"
    deep = json.loads(json.dumps(THREAD))
    deep["comments"][0]["replies"][0]["replies"][0]["text"] = 7
    at, _ = why(Thread, deep)
    assert at == ("comments", 0, "replies", 0, "replies", 0, "text")
    assert not Draft202012Validator(text_format(Thread)["schema"]).is_valid(deep)


def test_a_payment_is_of_the_kind_that_it_names() -> None:
    assert isinstance(made(Payment, PAYMENT).paid_with, Card)
    cash = made(Payment, {**PAYMENT, "paid_with": {"method": "cash", "currency": "EUR"}})
    assert isinstance(cash.paid_with, Cash)
    assert why(Payment, {**PAYMENT, "paid_with": {"method": "shells"}})[0] == ("paid_with",)
    assert why(Payment, {**PAYMENT, "paid_with": {"method": "card", "last_digits": "42"}})[0] == (
        "paid_with",
        "card",
        "last_digits",
    )


def test_every_preset_names_a_model_that_there_is_and_every_model_has_one() -> None:
    assert {preset.model for preset in PRESETS} == {"ProductAnalysis", *(model.__name__ for model in MODELS)}
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)


def test_the_flaws_of_the_presets_are_those_of_the_page_and_of_the_simulator() -> None:
    assert {preset.flaw for preset in PRESETS if preset.flaw} == set(FLAWS) == set(flaws.FLAWS)
