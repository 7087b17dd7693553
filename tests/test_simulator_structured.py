"""What a structured answer is made of: the words of the prompt, by labels, rows, forms and neighbours."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lib.samples.models import CalendarEvent, Invoice, Payment, Thread
from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.errors import ApiError
from lib.simulator.ids import seeded_ids
from lib.simulator.items import Message, Reasoning
from lib.simulator.pace import USUAL
from lib.tools.text_format import text_format
from tests.test_simulator_instance import PROMPT, errors, strict

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
NUMBER: Json = {"type": "number"}
WHOLE: Json = {"type": "integer"}
NOTHING = "nothing in the prompt"


def an_object(**properties: Any) -> Json:
    """A strict object."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def many(**properties: Any) -> Json:
    """An array of strict objects."""
    return {"type": "array", "items": an_object(**properties)}


def items_of(prompt: str, schema: Json, **fields: Any) -> list[Any]:
    """The items that answer a prompt in this shape."""
    shape = {"type": "json_schema", "name": "a", "schema": schema, "strict": True}
    body = read(json.dumps({"model": "sim-1", "input": prompt, "text": {"format": shape}, **fields}).encode())
    return answer(body, seeded_ids(body.given, "test"), USUAL)


def value(prompt: str, schema: Json, **fields: Any) -> Any:
    """The value that answers a prompt in this shape; it fits the schema."""
    [message] = [item for item in items_of(prompt, schema, **fields) if isinstance(item, Message)]
    found = json.loads("".join(message.deltas))
    assert errors(schema, found) == []
    return found


def shape_of(model: Any) -> Json:
    """The strict schema of a model."""
    schema: Json = text_format(model)["schema"]
    return schema


PRODUCT = an_object(
    product_name=TEXT,
    features=TEXTS,
    pros=TEXTS,
    cons=TEXTS,
    price_range={"type": "string", "enum": ["budget", "mid-range", "premium"]},
    target_audience=TEXT,
)
KESTREL = (
    'Analyse the "Kestrel 3" e-bike. Features: quiet motor, 95 km range, hydraulic brakes. '
    "Pros: light, fast to charge. Cons: no lights. A mid-range bike for commuters."
)
INVOICE = an_object(
    number=TEXT,
    customer=TEXT,
    lines=many(description=TEXT, quantity=WHOLE, unit_price=NUMBER, amount=NUMBER),
    subtotal=NUMBER,
    tax={"anyOf": [NUMBER, {"type": "null"}]},
    total=NUMBER,
)
CHAIRS = {"description": "chairs", "quantity": 2, "unit_price": 40, "amount": 80}
DESK = {"description": "desk", "quantity": 1, "unit_price": 120, "amount": 120}


def test_a_product_is_read_from_its_labels() -> None:
    assert value(KESTREL, PRODUCT) == {
        "product_name": "Kestrel 3",
        "features": ["quiet motor", "95 km range", "hydraulic brakes"],
        "pros": ["light", "fast to charge"],
        "cons": ["no lights"],
        "price_range": "mid-range",
        "target_audience": "commuters",
    }


@pytest.mark.parametrize(
    "prompt",
    [
        "Design review with Ada and Grace on 3 March 2027 from 14:00 to 15:30 in room Blue",
        "Plan: Design review in room Blue, with Ada and Grace, on March 3, 2027, 2 pm to 3:30 pm",
        "Add a Design review on 2027-03-03 at 14:00 for 90 minutes with Ada and Grace in room Blue",
    ],
)
def test_an_event_is_read_from_what_stands_before_its_names_and_times(prompt: str) -> None:
    found = value(prompt, shape_of(CalendarEvent))
    assert found == {
        "title": "Design review",
        "start": "2027-03-03T14:00:00Z",
        "end": "2027-03-03T15:30:00Z",
        "location": "room Blue",
        "participants": ["Ada", "Grace"],
    }
    CalendarEvent.model_validate(found)


@pytest.mark.parametrize(
    "prompt",
    [
        "Invoice INV-7 for Acme: 2 chairs at 40, 1 desk at 120. Total 200.",
        "Invoice INV-7 for Acme: 2 chairs at 40 EUR and 1 desk at 120 EUR.",
        "Number: INV-7\nCustomer: Acme\nLines:\n- 2 x chairs at €40\n- 1 x desk at €120\nTotal: €200",
        "Invoice INV-7 for Acme\n2 chairs at $40 each = $80\n1 desk at $120",
    ],
)
def test_the_rows_of_an_invoice_keep_step_and_what_is_not_said_is_worked_out(prompt: str) -> None:
    found = value(prompt, INVOICE)
    assert found == {
        "number": "INV-7",
        "customer": "Acme",
        "lines": [CHAIRS, DESK],
        "subtotal": 200,
        "tax": None,
        "total": 200,
    }


def test_a_wrong_total_stays_wrong_and_a_tax_is_added() -> None:
    wrong = value("Invoice INV-7 for Acme: 2 chairs at 40, 1 desk at 120. Total 999.", INVOICE)
    assert (wrong["subtotal"], wrong["total"]) == (200, 999)
    taxed = value("Invoice INV-7 for Acme: 2 chairs at 40.10, 1 desk at 120. Tax 38.20.", INVOICE)
    assert (taxed["lines"][0]["amount"], taxed["subtotal"], taxed["tax"], taxed["total"]) == (80.2, 200.2, 38.2, 238.4)
    Invoice.model_validate(value("INV-7 for Acme: 2 chairs at 40.10", shape_of(Invoice)))


def comment(author: str, text: str, *replies: Json) -> Json:
    return {"author": author, "text": text, "replies": [*replies]}


@pytest.mark.parametrize(
    "prompt",
    [
        'About the launch: Ada: "Ship it." > Grace: "Not yet." > Ada: "Why?" Bob: "I agree."',
        'About the launch. Ada writes: "Ship it." Grace replies: "Not yet." Ada replies: "Why?" Bob says: "I agree."',
        'About the launch\nAda: "Ship it."\n> Grace: "Not yet."\n>> Ada: "Why?"\nBob: "I agree."',
        'About the launch\nAda: "Ship it."\n  Grace: "Not yet."\n    Ada: "Why?"\nBob: "I agree."',
    ],
)
def test_replies_are_within_what_they_reply_to(prompt: str) -> None:
    found = value(prompt, shape_of(Thread))
    inner = comment("Grace", "Not yet.", comment("Ada", "Why?"))
    assert found == {"topic": "launch", "comments": [comment("Ada", "Ship it.", inner), comment("Bob", "I agree.")]}
    Thread.model_validate(found)


def test_a_reply_to_somebody_is_within_what_that_one_said() -> None:
    prompt = 'Ada: "Ship it." Grace replies: "No." Bob replies to Ada: "Yes."'
    found = value(prompt, shape_of(Thread))["comments"]
    assert found == [comment("Ada", "Ship it.", comment("Grace", "No."), comment("Bob", "Yes."))]


def test_where_there_is_no_room_for_replies_they_stand_one_after_the_other() -> None:
    schema = an_object(messages=many(speaker=TEXT, text=TEXT))
    found = value("Ada: Hello there\nGrace: Hi Ada\nAda: Bye", schema)["messages"]
    assert [(one["speaker"], one["text"]) for one in found] == [
        ("Ada", "Hello there"),
        ("Grace", "Hi Ada"),
        ("Ada", "Bye"),
    ]


@pytest.mark.parametrize(
    ("prompt", "amount", "paid_with"),
    [
        ("Ada pays 42.50 EUR by card ending in 1234", 42.5, {"method": "card", "last_digits": "1234"}),
        (
            "Ada pays 1,200 by bank transfer from IBAN DE89 3704 0044 0532 0130 00",
            1200,
            {"method": "transfer", "iban": "DE89 3704 0044 0532 0130 00"},
        ),
        ("Ada paid £20 in cash", 20, {"method": "cash", "currency": "GBP"}),
    ],
)
def test_the_words_point_to_a_branch_of_a_union(prompt: str, amount: float, paid_with: Json) -> None:
    found = value(prompt, shape_of(Payment))
    assert found == {"payer": "Ada", "amount": amount, "paid_with": paid_with}
    Payment.model_validate(found)


NODE = an_object(name=TEXT, children={"type": "array", "items": {"$ref": "#"}})


def node(name: str, *children: Json) -> Json:
    return {"name": name, "children": [*children]}


def test_chains_and_indented_lists_nest() -> None:
    assert value("src > lib > main.py", NODE) == node("src", node("lib", node("main.py")))
    files = an_object(files={"type": "array", "items": {"$ref": "#/$defs/node"}})
    inner = an_object(name=TEXT, children={"type": "array", "items": {"$ref": "#/$defs/node"}})
    found = value("Files:\n- src\n  - main.py\n  - util.py\n- docs", files | {"$defs": {"node": inner}})
    assert found == {"files": [node("src", node("main.py"), node("util.py")), node("docs")]}


@pytest.mark.parametrize(
    ("prompt", "properties", "expected"),
    [
        ("Jason is 25 years old", {"name": TEXT, "age": WHOLE}, {"name": "Jason", "age": 25}),
        ('The review of "Dune": 4.5 out of 5', {"title": TEXT, "rating": NUMBER}, {"title": "Dune", "rating": 4.5}),
        (
            "Order 1234: status open, total $9.90",
            {"order_id": TEXT, "total": NUMBER},
            {"order_id": "1234", "total": 9.9},
        ),
        (
            "Severity high, version 2.3.1",
            {"severity": {"type": "string", "enum": ["low", "high"]}, "version": TEXT},
            {"severity": "high", "version": "2.3.1"},
        ),
        ("Paid in yen", {"currency": TEXT}, {"currency": "JPY"}),
        ("due 3 March 2027", {"due_date": {"type": "string", "format": "date"}}, {"due_date": "2027-03-03"}),
        (
            "Issued 1 March 2027, due 31 March 2027",
            {"issued": {"type": "string", "format": "date"}, "due": {"type": "string", "format": "date"}},
            {"issued": "2027-03-01", "due": "2027-03-31"},
        ),
        ("It lasts half an hour", {"duration": {"type": "string", "format": "duration"}}, {"duration": "PT30M"}),
        ("From 14:00 to 15:30", {"duration_minutes": WHOLE}, {"duration_minutes": 90}),
        ("At 9 am", {"time": {"type": "string", "format": "time"}}, {"time": "09:00:00Z"}),
        (
            "From London to Rome on Friday",
            {"origin": TEXT, "destination": TEXT, "day": TEXT},
            {"origin": "London", "destination": "Rome", "day": "Friday"},
        ),
        (
            "Ingredients: 2 eggs, 200 g flour",
            {"ingredients": many(name=TEXT, quantity=NUMBER, unit=TEXT)},
            {
                "ingredients": [
                    {"name": "eggs", "quantity": 2, "unit": NOTHING},
                    {"name": "flour", "quantity": 200, "unit": "g"},
                ]
            },
        ),
        (
            "People: Ada (36), Grace (45)",
            {"people": many(name=TEXT, age=WHOLE)},
            {"people": [{"name": "Ada", "age": 36}, {"name": "Grace", "age": 45}]},
        ),
        ("Steps: mix; fry", {"steps": TEXTS}, {"steps": ["mix", "fry"]}),
    ],
)
def test_a_prompt_has_values_for_places_by_their_names(prompt: str, properties: Json, expected: Json) -> None:
    assert value(prompt, an_object(**properties)) == expected


def test_what_the_prompt_has_nothing_for_says_so() -> None:
    choice = {"type": "string", "enum": ["good", "bad", "unknown"]}
    schema = an_object(a=TEXT, b=TEXTS, c=NUMBER, d=choice, e={"anyOf": [TEXT, {"type": "null"}]})
    assert value("Hello", schema) == {"a": NOTHING, "b": [], "c": 0, "d": "unknown", "e": None}
    assert value("What is the capital of France?", an_object(answer=TEXT)) == {"answer": NOTHING}


def test_the_same_request_and_seed_give_the_same_answer() -> None:
    schema = an_object(id={"type": "string", "format": "uuid"}, name=TEXT)
    assert items_of("name: Ada", schema) == items_of("name: Ada", schema)
    assert value("name: Ada", schema)["id"] != value("name: Bob", schema)["id"]


def test_reasoning_tells_how_the_values_were_picked() -> None:
    [reasoning, _] = items_of(KESTREL, PRODUCT, reasoning={"effort": "medium", "summary": "auto"})
    assert isinstance(reasoning, Reasoning)
    first, second = ("".join(part) for part in reasoning.parts)
    assert "found 6 values" in first
    assert "`product_name` is `Kestrel 3`, what the prompt is about" in first
    assert "`features` is `quiet motor, 95 km range, hydraulic brakes`, its label" in first
    assert "Every place has a value" in second
    [reasoning, _] = items_of("Hello", PRODUCT, reasoning={"effort": "medium", "summary": "auto"})
    assert "I found nothing for `product_name`, `features`" in "".join(reasoning.parts[1])


@pytest.mark.parametrize(
    "piece", ["9", "(", "> ", "1 a ", 'A: "', "- a\n", "a: ", "2 x at 3 EUR, ", '> A: "b" ', "A says "]
)
def test_no_prompt_takes_long(piece: str) -> None:
    began = time.process_time()
    for schema in (INVOICE, shape_of(Thread)):
        value(piece * 20_000, schema)
    assert time.process_time() - began < 8


WORDS = (
    "",
    PROMPT,
    KESTREL,
    'City: Rome. Names: "a", b and c. Limit: 5. 2 chairs at 40 EUR and 1 desk at $120 on 3 March 2027 from 14:00.',
    'Ada: "Ship it." > Grace: "Not yet."\n- a\n  - b\n- kind: x. name: y',
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(schema=strict, prompt=st.one_of(st.sampled_from(WORDS), st.text(max_size=40)))
def test_any_strict_schema_is_answered_with_json_that_fits_it(schema: Json, prompt: str) -> None:
    try:
        value(prompt, schema)
    except ApiError as error:
        assume("no end" not in error.message)  # a schema that only leads back to itself has no value at all
        raise


MOMENT: Json = {"type": "string", "format": "date-time"}
DAY: Json = {"type": "string", "format": "date"}


@pytest.mark.parametrize(
    ("prompt", "properties", "expected"),
    [
        ("It costs 1.200,50 €", {"price": NUMBER}, {"price": 1200.5}),
        ("It costs 1,200.50 USD", {"price": NUMBER}, {"price": 1200.5}),
        ("It costs 12,50 €", {"price": NUMBER}, {"price": 12.5}),
        (
            "Founded 4 July 1976, went public on 1980-12-12 at 9:30",
            {"founded": DAY, "ipo": MOMENT},
            {"founded": "1976-07-04", "ipo": "1980-12-12T09:30:00Z"},
        ),
        (
            "Out on 3 March 2027 at 9:00, home on 5 March 2027 at 18:00",
            {"out": MOMENT, "home": MOMENT},
            {"out": "2027-03-03T09:00:00Z", "home": "2027-03-05T18:00:00Z"},
        ),
        ("Call at 2026-05-01 09:00 UTC+2", {"start": MOMENT}, {"start": "2026-05-01T09:00:00+02:00"}),
        (
            "On 3 March 2027 from 2 pm to 3 pm UTC-5",
            {"start": MOMENT, "end": MOMENT},
            {"start": "2027-03-03T14:00:00-05:00", "end": "2027-03-03T15:00:00-05:00"},
        ),
        (
            "Meet on 3 March 2027 at 3 pm PST",
            {"start": {"anyOf": [MOMENT, {"type": "null"}]}, "time": TEXT},
            {"start": None, "time": "3 pm PST"},
        ),
        (
            "The status is not open, it is closed",
            {"status": {"type": "string", "enum": ["open", "closed"]}},
            {"status": "closed"},
        ),
        (
            "I'm not happy at all",
            {"mood": {"type": "string", "enum": ["happy", "sad", "unknown"]}},
            {"mood": "unknown"},
        ),
        (
            "I do not want a newsletter, but delivery please. Gluten free? No",
            {"newsletter": {"type": "boolean"}, "delivery": {"type": "boolean"}, "gluten_free": {"type": "boolean"}},
            {"newsletter": False, "delivery": True, "gluten_free": False},
        ),
        (
            "Order: 2x Latte $4.50, 1x Bagel $3.25",
            {"items": many(name=TEXT, quantity=WHOLE, price=NUMBER)},
            {
                "items": [
                    {"name": "Latte", "quantity": 2, "price": 4.5},
                    {"name": "Bagel", "quantity": 1, "price": 3.25},
                ]
            },
        ),
        (
            "Give me a recipe for pancakes: 2 eggs. Serves 4, takes 30 minutes",
            {"ingredients": many(name=TEXT, quantity=NUMBER)},
            {"ingredients": [{"name": "eggs", "quantity": 2}]},
        ),
        (
            "12 St James's Square, London SW1Y 4JH",
            {"postal_code": {"type": "string", "pattern": "^[A-Z0-9 ]{3,10}$"}},
            {"postal_code": "SW1Y 4JH"},
        ),
        (
            "Contacts: Ann Lee, ann@a.com, 555-0100; Bob Ray, bob@b.com, 555-0199",
            {"contacts": many(name=TEXT, email=TEXT)},
            {"contacts": [{"name": "Ann Lee", "email": "ann@a.com"}, {"name": "Bob Ray", "email": "bob@b.com"}]},
        ),
        ("Worked at Acme", {"location": TEXT}, {"location": NOTHING}),
        ("Hello", {"kind": {"type": "string", "const": "greeting"}}, {"kind": "greeting"}),
    ],
)
def test_what_a_prompt_says_is_read_as_it_is_meant(prompt: str, properties: Json, expected: Json) -> None:
    assert value(prompt, an_object(**properties)) == expected


def told(prompt: str, schema: Json) -> tuple[str, str]:
    """What the reasoning says of what was found, and of what was made up."""
    [reasoning, _] = items_of(prompt, schema, reasoning={"effort": "medium", "summary": "auto"})
    assert isinstance(reasoning, Reasoning)
    first, second = ("".join(part) for part in reasoning.parts)
    return first, second


def test_the_reasoning_names_the_very_places_that_were_made_up() -> None:
    found, made_up = told("People: Ada (36), Grace", an_object(people=many(name=TEXT, age=WHOLE)))
    assert "found 3 values" in found
    assert "I found nothing for `people[1].age`." in made_up


def test_the_reasoning_tells_of_values_that_the_answer_has() -> None:
    few = {"type": "array", "items": TEXT, "maxItems": 2}
    assert "`names` is `Ada, Bob`, its label" in told("names: Ada, Bob, Cid", an_object(names=few))[0]
    assert "found 0 values" in told("total: 999", an_object(total={"type": "number", "maximum": 100}))[0]


def test_the_reasoning_tells_a_plain_constant_from_the_branch_of_a_union() -> None:
    plain = an_object(kind={"type": "string", "const": "x"})
    found, made_up = told("Pick one", plain)
    assert "found 0 values" in found
    assert "can have one only, so there is nothing to make up" in made_up
    assert (
        "`paid_with.method` is `cash`, the branch that the words point to"
        in told("Ada paid £20 in cash", shape_of(Payment))[0]
    )
    street = an_object(number=TEXT, street=TEXT)
    made_up = told("street: Elm", an_object(item={"anyOf": [an_object(name=TEXT, age=WHOLE), street]}))[1]
    assert "I found nothing for `item.number`." in made_up
