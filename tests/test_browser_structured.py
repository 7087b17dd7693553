"""The Structured outputs page in a real browser: fields that turn valid while they stream, schemas that are edited,
downloads, clicks mid-stream."""

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import (
    choose_preset,
    downloaded,
    has_ended,
    main,
    opened,
    press,
    recorded,
    show,
    turn_to,
    until,
    visit,
)
from tests.conftest import App, serve
from tests.upstream import Step, Upstream, calling, closing, delta, opening, whole_answer

PRODUCT = {
    "product_name": "Kestrel 3",
    "features": ["quiet motor", "hydraulic brakes"],
    "pros": ["light"],
    "cons": [],
    "price_range": "mid-range",
    "target_audience": "commuters",
}
CHAIRS = {"description": "chair", "quantity": 2, "unit_price": 40, "amount": 80}
DESK = {"description": "desk", "quantity": 1, "unit_price": 120, "amount": 120}
INVOICE = {"number": "INV-7", "customer": "Acme", "lines": [CHAIRS, DESK], "total": 200}


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def structured_app(
    server: Upstream, clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[App]:
    """An app whose environment names the upstream; its simulator is in a hurry."""
    ours = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-test", "OPENAI_MODEL": "m-1"}
    pace = {"STREAMSCOPE_SIMULATOR_PACE": "first=0.05 rate=1000"}
    with serve({**clean_env, **ours, **pace}, tmp_path_factory.mktemp("structured") / "log") as app:
        yield app


@pytest.fixture
def upstream(server: Upstream) -> Upstream:
    """The upstream of `structured_app`, that nobody has asked anything yet."""
    server.asked.clear()
    server.answer = lambda asked: whole_answer(json.dumps(PRODUCT))
    return server


@pytest.fixture
def gates() -> Iterator[list[threading.Event]]:
    """What a stream waits for, one after the other; all open when the test is over."""
    events = [threading.Event() for _ in range(4)]
    yield events
    for event in events:
        event.set()


@pytest.fixture
def page(browser: Browser, structured_app: App, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page as a visitor with a browser of 1440x900 finds it. It may never show an exception."""
    query = getattr(request, "param", "")
    context, page = visit(browser, f"{structured_app.url}/structured{query}")
    with context:
        yield page
        assert page.get_by_test_id("stException").count() == 0


simulated = pytest.mark.parametrize("page", ["?backend=simulator"], indirect=True, ids=["simulated"])
"""The simulator is the page's backend."""


def answering(pieces: list[str], gates: list[threading.Event]) -> Iterator[Step]:
    """A stream of these pieces, its events numbered; it waits for a gate after each piece that has one."""
    numbers = count()

    def numbered(frames: bytes) -> bytes:
        return re.sub(rb"data: \{", lambda _: b'data: {"sequence_number": %d, ' % next(numbers), frames)

    yield numbered(opening())
    for at, piece in enumerate(pieces):
        yield numbered(delta(piece))
        if at < len(gates):
            yield gates[at]
    yield numbered(closing("".join(pieces)))


def row(page: Page, path: str) -> Locator:
    """The row of a field in the Fields tab."""
    first = page.locator("td:first-child", has_text=re.compile(rf"^\s*{re.escape(path)}\s*$"))
    return page.get_by_test_id("stMarkdownContainer").get_by_role("row").filter(has=first)


def is_shown(page: Page, path: str, state: str, value: str = "") -> None:
    """Wait until a field has this state, and this in its value."""
    cells = row(page, path).get_by_role("cell")
    expect(cells.nth(1)).to_contain_text(state)
    expect(cells.nth(2)).to_contain_text(value)


def event_numbers(page: Page, path: str) -> list[int]:
    """The numbers of the events that a field began with and was decided by, as the Fields tab says them."""
    return [int(number) for number in re.findall(r"\d+", row(page, path).get_by_role("cell").last.inner_text())]


def json_pane(page: Page) -> Locator:
    """The raw JSON."""
    return page.get_by_test_id("stColumn").nth(2).get_by_test_id("stCode")


def goes_on(page: Page) -> None:
    """The run is open."""
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()


def open_schema(page: Page, view: str) -> Locator:
    """The popover Schema, with its schema shown so."""
    popover = page.get_by_test_id("stPopoverBody")
    if not popover.is_visible():
        page.get_by_role("button", name="Schema").click()
    popover.get_by_role("radio", name=view, exact=True).click()
    expect(popover.get_by_role("radio", name=view, exact=True)).to_be_checked()
    return popover


def schema_box(popover: Locator) -> Locator:
    """The box that the schema is edited in as JSON, once the schema is in it."""
    box = popover.get_by_role("textbox", name="JSON schema")
    expect(box).to_have_value(re.compile("product_name"))
    return box


def test_each_field_turns_valid_while_the_others_still_wait(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    pieces = ['{"product_name": "Kestrel', ' 3", "features": ["quiet', ' motor"], ', '"pros": ["light"], "cons": [], ']
    pieces.append('"price_range": "budget", "target_audience": "commuters"}')
    upstream.answer = lambda asked: answering(pieces, gates)
    press(page, "Stream")
    is_shown(page, "product_name", "Streaming", "Kestrel")
    is_shown(page, "features", "Waiting")
    expect(main(page).get_by_text("0 of 6", exact=True)).to_be_visible()
    gates[0].set()
    is_shown(page, "product_name", "Valid", "Kestrel 3")
    is_shown(page, "features[0]", "Streaming", "quiet")
    is_shown(page, "pros", "Waiting")
    expect(main(page).get_by_text("1 of 6", exact=True)).to_be_visible()
    gates[1].set()
    is_shown(page, "features", "Valid", "1 element")
    is_shown(page, "pros", "Waiting")
    goes_on(page)
    for gate in gates:
        gate.set()
    has_ended(page)
    expect(main(page).get_by_text("6 of 6", exact=True)).to_be_visible()
    numbers = {event.get("delta"): event["sequence_number"] for event in recorded(page) if "sequence_number" in event}
    brought = [numbers[piece] for piece in pieces]
    assert event_numbers(page, "product_name") == brought[:2]
    assert event_numbers(page, "features") == brought[1:3]
    assert event_numbers(page, "cons") == [brought[3]]
    expect(main(page)).to_contain_text(f"It fits ProductAnalysis, each field and the whole at #{brought[-1] + 3}.")


def test_a_field_turns_invalid_with_its_sentence_before_the_stream_ends(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    pieces = [json.dumps({**INVOICE, "total": 250})[:-1] + "\n", "}"]
    upstream.answer = lambda asked: answering(pieces, gates[:1])
    choose_preset(page, "An invoice that doesn't add up")
    press(page, "Stream")
    is_shown(page, "total", "Invalid", "250")
    expect(main(page)).to_contain_text("the lines add up to 200, not to 250")
    expect(json_pane(page)).to_contain_text("▍")
    goes_on(page)
    gates[0].set()
    has_ended(page)
    is_shown(page, "customer", "Valid", "Acme")
    is_shown(page, "total", "Invalid", "250")
    expect(page.get_by_test_id("stColumn").nth(2)).to_contain_text("the lines add up to 200, not to 250")


def test_a_line_that_is_wrong_turns_invalid_when_it_closes(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    begun = '{"number": "INV-7", "customer": "Acme", "lines": ['
    wrong = json.dumps({**CHAIRS, "amount": 90})
    upstream.answer = lambda asked: answering([begun + wrong, "," + json.dumps(DESK) + '], "total": 210}'], gates[:1])
    choose_preset(page, "An invoice that adds up")
    press(page, "Stream")
    is_shown(page, "lines[0]", "Invalid", "4 fields")
    expect(main(page)).to_contain_text("2 x 40 is 80")
    goes_on(page)
    gates[0].set()
    has_ended(page)
    is_shown(page, "lines[0]", "Invalid")
    is_shown(page, "lines[1]", "Valid")


@simulated
def test_what_is_cut_off_is_kept_and_can_be_downloaded(page: Page) -> None:
    choose_preset(page, "Cut off after 60 tokens")
    press(page, "Stream")
    has_ended(page, "Incomplete")
    expect(main(page)).to_contain_text("Cut off")
    expect(main(page)).to_contain_text("The value so far is kept.")
    expect(main(page)).to_contain_text("it reached the limit of output tokens")
    is_shown(page, "product_name", "Valid", "Kestrel 3")
    is_shown(page, "target_audience", "Waiting")
    kept = json.loads(downloaded(page, "JSON"))
    assert kept["product_name"] == "Kestrel 3"
    assert "target_audience" not in kept
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(json_pane(page).inner_text())


@simulated
def test_a_refusal_is_shown_in_place_of_the_object(page: Page) -> None:
    choose_preset(page, "A refusal")
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("The model refused, so there is no JSON to check.")
    expect(json_pane(page)).to_have_count(0)
    is_shown(page, "product_name", "Waiting")
    expect(page.get_by_role("button", name="JSON", exact=True)).to_have_count(0)


def test_a_property_that_is_added_as_json_schema_is_sent_and_turns_valid(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    popover = open_schema(page, "JSON Schema")
    box = schema_box(popover)
    schema = json.loads(box.input_value())
    schema["properties"]["weight_kg"] = {"type": "number", "maximum": 30}
    schema["required"].append("weight_kg")
    box.fill(json.dumps(schema))
    page.keyboard.press("Control+Enter")
    expect(popover).to_contain_text("Edited: judged as a JSON Schema.")
    page.keyboard.press("Escape")
    pieces = [json.dumps(PRODUCT)[:-1] + ', "weight_kg": 2', "1.5\n", "}"]
    upstream.answer = lambda asked: answering(pieces, gates[:2])
    press(page, "Stream")
    is_shown(page, "weight_kg", "Streaming")
    gates[0].set()
    is_shown(page, "weight_kg", "Valid", "21.5")
    goes_on(page)
    gates[1].set()
    has_ended(page)
    expect(main(page)).to_contain_text("It fits ProductAnalysis, each field and the whole")
    expect(main(page).get_by_text("7 of 7", exact=True)).to_be_visible()
    assert upstream.runs[0].body["text"]["format"]["schema"] == schema


def test_a_property_that_is_added_in_the_table_is_sent_and_turns_valid(page: Page, upstream: Upstream) -> None:
    popover = open_schema(page, "Fields")
    table = popover.get_by_test_id("stDataFrame")
    table.hover()
    popover.get_by_role("button", name="Add row").click()
    expect(table.locator("tbody tr")).to_have_count(len(PRODUCT) + 1)
    table.click(position={"x": 100, "y": 224})  # the name in the last row, to which it has scrolled
    expect(popover.get_by_test_id(f"glide-cell-1-{len(PRODUCT)}")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#portal textarea").fill("colour")
    page.keyboard.press("Enter")
    expect(popover).to_contain_text("Edited: judged as a JSON Schema.")
    upstream.answer = lambda asked: whole_answer(json.dumps({**PRODUCT, "colour": "red"}))
    page.keyboard.press("Escape")
    press(page, "Stream")
    has_ended(page)
    is_shown(page, "colour", "Valid", "red")
    sent = upstream.runs[0].body["text"]["format"]["schema"]
    assert sent["properties"]["colour"] == {"type": "string"}
    assert sent["required"] == [*PRODUCT, "colour"]


def test_a_broken_schema_is_said_and_kept_and_sends_nothing(page: Page, upstream: Upstream) -> None:
    popover = open_schema(page, "JSON Schema")
    broken = '{"type": "object",\n "properties": {'
    schema_box(popover).fill(broken)
    page.keyboard.press("Control+Enter")
    expect(popover).to_contain_text("This schema can't be used:")
    expect(popover).to_contain_text("line 2")
    popover.get_by_role("radio", name="Pydantic").click()
    page.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    expect(main(page)).to_contain_text("This schema can't be used:")
    press(page, "Stream")
    popover = open_schema(page, "JSON Schema")
    expect(popover.get_by_role("textbox", name="JSON schema")).to_have_value(broken)
    assert upstream.runs == []
    press(page, "Undo the edits")
    expect(popover).to_contain_text("As it ships: judged by the Pydantic model")
    schema_box(popover)  # a box that closes before it has its new text sends the old one
    page.keyboard.press("Escape")
    press(page, "Stream")
    has_ended(page)
    assert len(upstream.runs) == 1


def test_an_invoice_is_downloaded_as_json_and_its_lines_as_csv(page: Page, upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer(json.dumps(INVOICE))
    choose_preset(page, "An invoice that adds up")
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("Result valid, as a whole")
    assert json.loads(downloaded(page, "JSON")) == INVOICE
    lines = list(csv.DictReader(io.StringIO(downloaded(page, "CSV"))))
    assert lines == [{name: str(value) for name, value in line.items()} for line in (CHAIRS, DESK)]


def test_clicks_and_another_page_mid_stream_lose_nothing(
    page: Page, structured_app: App, upstream: Upstream, gates: list[threading.Event]
) -> None:
    text = json.dumps(PRODUCT)
    upstream.answer = lambda asked: answering([text[:30], text[30:60], text[60:]], gates[:2])
    page.goto(structured_app.url)
    turn_to(page, "Structured outputs")
    press(page, "Stream")
    is_shown(page, "product_name", "Valid", "Kestrel 3")
    for tab, words in (("Snapshot", "The response folded so far."), ("Code", "ProductAnalysis"), ("Fields", "Valid")):
        show(page, tab)
        expect(main(page)).to_contain_text(words)
    open_schema(page, "Pydantic")
    page.keyboard.press("Escape")
    turn_to(page, "Text")
    turn_to(page, "Structured outputs")
    is_shown(page, "product_name", "Valid", "Kestrel 3")
    goes_on(page)
    gates[0].set()
    is_shown(page, "features", "Streaming")
    gates[1].set()
    is_whole(page, upstream)


def test_a_reload_mid_stream_finds_the_fields_again(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    text = json.dumps(PRODUCT)
    upstream.answer = lambda asked: answering([text[:60], text[60:]], gates[:1])
    press(page, "Stream")
    is_shown(page, "features", "Streaming")
    page.wait_for_url("**/structured?run=*")
    page.reload()
    is_shown(page, "product_name", "Valid", "Kestrel 3")
    is_shown(page, "features", "Streaming")
    goes_on(page)
    gates[0].set()
    is_whole(page, upstream)


def is_whole(page: Page, upstream: Upstream) -> None:
    """One request was sent, and all of its answer is on the page."""
    has_ended(page)
    assert json.loads(json_pane(page).inner_text()) == PRODUCT
    expect(main(page)).to_contain_text("It fits ProductAnalysis, each field and the whole")
    for path in ("product_name", "features[1]", "target_audience"):
        is_shown(page, path, "Valid")
    assert len(upstream.runs) == 1
    assert upstream.runs[0].done.is_set()


def test_pause_view_holds_the_fields_while_the_run_goes_on(
    page: Page, upstream: Upstream, gates: list[threading.Event]
) -> None:
    text = json.dumps(PRODUCT)
    upstream.answer = lambda asked: answering([text[:30], text[30:-1], "}"], gates[:2])
    toggle = page.get_by_text("Pause view", exact=True)
    press(page, "Stream")
    is_shown(page, "product_name", "Valid")
    is_shown(page, "pros", "Waiting")
    toggle.click()
    expect(main(page)).to_contain_text("Held at event")
    gates[0].set()
    until(lambda: "commuters" in downloaded(page), "the run to go on")
    is_shown(page, "pros", "Waiting")
    toggle.click()
    is_shown(page, "pros", "Valid", "1 element")
    goes_on(page)
    gates[1].set()
    has_ended(page)
    expect(main(page)).to_contain_text("It fits ProductAnalysis")


FITTING = {
    "A calendar event": "It fits CalendarEvent",
    "An invoice that adds up": "It fits Invoice",
    "Comments with replies": "It fits Thread",
    "One of three kinds": "It fits Payment",
}
FLAWED = {
    "An invoice that doesn't add up": "the lines add up to 200, not to 250",
    "A value of a wrong type": "Input should be a valid",
    "A key that comes twice": "comes twice in one object; the last one counts",
    "JSON inside a fence": "stands in a ```json fence; the text as a whole is not JSON",
    "Text after the JSON": "There is more text after the end of the JSON",
    "Text that is no JSON": "Not JSON from character",
}


@simulated
@pytest.mark.parametrize("said", [FITTING, FLAWED], ids=["fitting", "flawed"])
def test_each_preset_ends_with_its_sentence(page: Page, said: dict[str, str]) -> None:
    for title, words in said.items():
        choose_preset(page, title)
        press(page, "Stream")
        expect(page.get_by_test_id("stColumn").nth(2)).to_contain_text(words)
        has_ended(page)


def test_the_fields_of_each_call_are_shown_on_the_functions_page(
    page: Page, structured_app: App, upstream: Upstream
) -> None:
    cities = {"Tokyo": "March", "Paris": "May"}
    arguments = [json.dumps({"city": city, "month": month}) for city, month in cities.items()]
    upstream.answer = calling(*[("get_weather", text) for text in arguments])
    opened(page, f"{structured_app.url}/functions")
    press(page, "Stream")
    has_ended(page)
    show(page, "Fields")
    for number, (city, month) in enumerate(cities.items(), 1):
        page.get_by_role("combobox", name="Call", exact=True).click()
        page.get_by_role("option", name=re.compile(rf"^{number} get_weather .*{city}")).click()
        is_shown(page, "city", "Valid", city)
        is_shown(page, "month", "Valid", month)
