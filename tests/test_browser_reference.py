"""The Event reference in a real browser: from a type to the recording that has it and back; what a run has taught."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import check_nothing_scrolls_sideways, has_ended, main, press, show, turn_to

SECONDS = 20


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    """A visitor with a browser of 1440x900, at Home. No page of a test may ever show an exception."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        expect.set_options(timeout=SECONDS * 1000)
        page.goto(app_url)  # a server that nobody has seen Home of knows no titles yet
        expect(page.get_by_test_id("stSidebarNav")).to_contain_text("Event reference")
        yield page
        assert page.get_by_test_id("stException").count() == 0


def opens(page: Page, type: str) -> None:
    """Wait until that type is the open one, in the page and in its address."""
    expect(page.get_by_role("heading", name=type, exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/reference\?type={re.escape(type)}$"))


def test_a_type_is_searched_read_and_followed_to_a_recording_and_back(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/reference?type=response.output_text.delta")
    opens(page, "response.output_text.delta")
    page.get_by_placeholder("Search type, meaning, field").fill("refusal declined")
    expect(main(page)).to_contain_text("1 of ")
    page.get_by_text("refusal.done", exact=True).click()
    opens(page, "response.refusal.done")
    expect(page.get_by_test_id("stCode").last).to_contain_text('"type": "response.refusal.done"')
    press(page, "refusal.delta")
    opens(page, "response.refusal.delta")
    show(page, "Life of a response")
    expect(page.get_by_test_id("stGraphVizChart").locator("svg")).to_contain_text("refusal.delta")
    check_nothing_scrolls_sideways(page)
    show(page, "Event")
    page.get_by_role("button", name="Open it there").click()
    expect(page.get_by_role("heading", name="Recordings", exact=True)).to_be_visible()
    expect(main(page).get_by_text("Event 8 response.refusal.delta")).to_be_visible()
    turn_to(page, "Event reference")
    opens(page, "response.refusal.delta")


def test_what_a_run_had_is_marked_in_the_list_and_has_its_loop(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/text?prompt=What+is+a+delta%3F")
    press(page, "Stream")
    has_ended(page)
    show(page, "Code")
    page.get_by_text("Handlers", exact=True).click()
    expect(page.get_by_test_id("stCode").first).to_contain_text('case "response.output_item.added":')
    page.get_by_text("TypeScript", exact=True).click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("for await (const event of stream)")
    turn_to(page, "Event reference")
    expect(main(page)).to_contain_text(re.compile(r"Seen \d+× in this visit"))
    main(page).get_by_role("combobox", name="Show").click()
    page.get_by_role("option", name="Seen in this visit", exact=True).click()
    expect(main(page).get_by_role("radio", name=re.compile("refusal"))).to_have_count(0)
    expect(main(page).get_by_role("radio", name=re.compile(r"^output_text.delta \d+×"))).to_have_count(1)
