"""The Recordings page in a real browser: back to a delta and what it changed, a pasted stream, a replay, the steps."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lib.protocol.events import event
from lib.protocol.recording import Recording, load, save
from tests.answers import numbered, streamed
from tests.browsing import (
    check_nothing_scrolls_sideways,
    has_ended,
    main,
    opened,
    press,
    recording,
    rested,
    show,
    turn_to,
    until,
    visit,
)
from tests.conftest import App, serve
from tests.upstream import Upstream, calling, frames

ARGUMENTS = "response.function_call_arguments.delta"
TOKYO = '{"city":"Tokyo","month":"March"}'
PARIS = '{"city":"Paris","month":"May"}'


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream(calling(("get_weather", TOKYO), ("get_weather", PARIS))) as running:
        yield running


@pytest.fixture(scope="module")
def recordings_app(
    server: Upstream, clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[App]:
    """An app whose environment names the upstream."""
    ours = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-test", "OPENAI_MODEL": "m-1"}
    with serve({**clean_env, **ours}, tmp_path_factory.mktemp("recordings") / "log") as app:
        yield app


@pytest.fixture
def page(browser: Browser, recordings_app: App, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page as a visitor with a browser of 1440x900 finds it. It may never show an exception."""
    query = getattr(request, "param", "?sample=parallel-calls")
    context, page = visit(browser, f"{recordings_app.url}/recordings{query}")
    with context:
        yield page
        assert page.get_by_test_id("stException").count() == 0


def looks_at(page: Page, number: int) -> None:
    """Wait until the page shows that event, and is done with it."""
    expect(main(page)).to_contain_text(f"You look at event {number:,}:")
    expect(main(page)).to_contain_text(re.compile(rf"Event {number:,}\s"))


def number_of(page: Page) -> int:
    """The event that is looked at."""
    (found,) = re.findall(r"You look at event ([\d,]+):", main(page).inner_text())
    return int(found.replace(",", ""))


def step(page: Page, name: str) -> Locator:
    """The button of a step."""
    return page.locator(f".st-key-recordings-to_{name} button").first


def diff(page: Page) -> Locator:
    """What the event changed."""
    return page.get_by_role("tabpanel").get_by_test_id("stCode").nth(1)  # the first has the events around it


def paste(page: Page, text: str) -> None:
    page.locator(".st-key-recordings-open button").first.click()
    page.get_by_role("textbox", name="Or paste it").fill(text)
    page.keyboard.press("Control+Enter")


def test_after_a_stream_one_scrubs_back_to_an_argument_delta_and_reads_what_it_changed(
    page: Page, recordings_app: App
) -> None:
    opened(page, f"{recordings_app.url}/functions")
    press(page, "Stream")
    has_ended(page)
    turn_to(page, "Recordings")
    expect(main(page)).to_contain_text("m-1")
    events = load(recording(page)).events
    looks_at(page, len(events))
    numbers = [number for number, event in enumerate(events, 1) if event.type == ARGUMENTS]
    for number in range(len(events) - 1, numbers[-1] - 1, -1):
        step(page, "back").click()
        looks_at(page, number)
    body = events[numbers[-1] - 1].body
    expect(diff(page)).to_contain_text(f"output[{body['output_index']}].arguments")
    expect(diff(page)).to_contain_text(f"+ {json.dumps(body['delta'])}")
    expect(main(page)).to_contain_text("characters")


@pytest.mark.parametrize("page", [""], indirect=True, ids=["cold"])
def test_a_pasted_stream_opens_and_every_event_of_it_can_be_read(page: Page) -> None:
    paste(page, frames(*numbered(streamed("Alpha ", "beta ", "gamma")[1:])).decode())
    expect(main(page)).to_contain_text("Alpha beta gamma")
    page.keyboard.press("Escape")
    looks_at(page, 6)
    for number in (5, 4):
        step(page, "back").click()
        looks_at(page, number)
    expect(diff(page)).to_contain_text('+ "gamma"')
    step(page, "back").click()
    looks_at(page, 3)
    expect(main(page)).not_to_contain_text("Alpha beta gamma")


def test_each_step_leads_on_and_rests_at_the_ends(page: Page) -> None:
    events = load(recording(page)).events
    types = [event.type for event in events]
    looks_at(page, len(events))
    expect(step(page, "on")).to_be_disabled()
    thumb = page.locator(".st-key-recordings-at").get_by_role("slider")
    thumb.focus()
    page.keyboard.press("Home")
    looks_at(page, 1)
    expect(step(page, "back")).to_be_disabled()
    step(page, "on").click()
    looks_at(page, 2)
    item = types.index("response.output_item.added") + 1
    step(page, "item").click()
    looks_at(page, item)
    step(page, "type").click()
    looks_at(page, types.index("response.output_item.added", item) + 1)
    step(page, "back").click()
    looks_at(page, types.index("response.output_item.added", item))


@pytest.mark.parametrize("page", [""], indirect=True, ids=["cold"])
def test_a_replay_at_ten_times_the_pace_grows_and_is_stopped_where_it_is(page: Page) -> None:
    bodies = numbered(streamed(*(f"word {number} " for number in range(200))))
    events = [event(at / 10, body) for at, body in enumerate(bodies)]
    count = len(events)
    paste(page, "".join(save(Recording({"model": "m-1", "input": "Say it."}, "compatible", "", events))))
    looks_at(page, count)
    page.keyboard.press("Escape")
    play(page, "1x")
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    expect(step(page, "back")).to_be_disabled()
    answer = page.get_by_test_id("stColumn").nth(1)
    until(lambda: "▍" in answer.inner_text(), "a text that grows")
    before = len(answer.inner_text())
    until(lambda: len(answer.inner_text()) > before, "a text that grows on")
    panel = page.get_by_role("tabpanel").first
    shown: set[str] = set()

    def newer() -> bool:
        shown.update(re.findall(r"Event ([\d,]+)\s", panel.inner_text()))
        return len(shown) >= 4

    until(newer, "one event after the other")
    press(page, "Stop")
    expect(page.get_by_role("button", name="Replay")).to_be_enabled()
    expect(main(page)).to_contain_text("You look at event")
    assert 1 < number_of(page) < count
    play(page, "10x")
    looks_at(page, count)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def play(page: Page, speed: str) -> None:
    """Begin a replay at that speed."""
    press(page, "Replay")
    page.get_by_role("menuitem", name=speed, exact=True).click()


def test_a_filter_leaves_what_fits_and_a_click_on_a_row_looks_at_it(page: Page) -> None:
    events = load(recording(page)).events
    of_type = [number for number, event in enumerate(events, 1) if event.type == ARGUMENTS]
    page.locator(".st-key-recordings-with_text input").fill("call_arguments.delta")
    expect(main(page)).to_contain_text(f"{len(of_type)} of {len(events)} events")
    table = page.get_by_test_id("stDataFrame").last

    def looks_at_the_first_row() -> bool:
        table.click(position={"x": 250, "y": 60})  # lost, where the table is still being drawn
        page.wait_for_timeout(500)
        return f"You look at event {of_type[0]}:" in main(page).inner_text()

    until(looks_at_the_first_row, f"event {of_type[0]}")
    expect(diff(page)).to_contain_text("arguments")


def test_every_tab_of_a_moment_opens_and_nothing_scrolls_sideways(page: Page) -> None:
    step(page, "back").click()
    for tab in page.get_by_role("tab").all_inner_texts():
        rested(page)
        show(page, tab)
        check_nothing_scrolls_sideways(page)


def test_an_event_leads_to_its_type_in_the_reference_and_the_way_back_finds_it_again(page: Page) -> None:
    step(page, "back").click()
    kind = load(recording(page)).events[number_of(page) - 1].type
    number = number_of(page)
    press(page, "In the event reference")
    expect(page.get_by_role("heading", name=kind, exact=True)).to_be_visible()
    assert f"type={kind}" in page.url
    turn_to(page, "Recordings")
    looks_at(page, number)
