"""Journeys with two runs: side by side while they stream, and compared once they have ended."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import check_nothing_scrolls_sideways, has_ended, main, press, turn_to

LONG = "Describe this very stream in 250 tokens."
SHORT = "What is a delta? Answer in one sentence."
CURSOR = "▍"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor with a browser of 1440x900. No page of a test may ever show an exception."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        yield page
        assert page.get_by_test_id("stException").count() == 0


def view(page: Page, name: str) -> None:
    """Turn to a view of the Recordings page."""
    page.get_by_role("radio", name=name, exact=True).click()


def run_two(page: Page, url: str, prompt: str) -> None:
    """The page with this prompt for both, and both streaming."""
    page.goto(f"{url}/recordings")
    view(page, "Run two")
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    press(page, "Stream both")


def both_stream(page: Page) -> None:
    """Wait until both have a text that is still growing."""
    page.wait_for_function(f"document.querySelector('[data-testid=stMain]').innerText.split('{CURSOR}').length === 3")


def both_ended(page: Page, status: str) -> None:
    expect(page.get_by_role("button", name="Stop both")).to_be_disabled()
    expect(page.get_by_role("button", name="Stream both")).to_be_enabled()
    expect(main(page).get_by_text("Metrics", exact=True)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Status")).to_contain_text(status * 2)


def test_one_prompt_goes_to_two_models_at_once_and_is_compared(page: Page, app_url: str) -> None:
    run_two(page, app_url, LONG)
    both_stream(page)
    both_ended(page, "Completed")
    request = page.get_by_role("row").filter(has_text=re.compile("sim-.?1-.?reason"))
    expect(request).to_contain_text("model")
    expect(page.get_by_role("row").filter(has_text="Cost")).to_contain_text("$0$0same")
    expect(main(page)).to_contain_text("of it is in both")
    check_nothing_scrolls_sideways(page)


def test_stop_both_stops_both_and_keeps_what_came(page: Page, app_url: str) -> None:
    run_two(page, app_url, LONG)
    both_stream(page)
    press(page, "Stop both")
    both_ended(page, "Stopped")
    assert main(page).get_by_text("You stopped it here.").count() == 2


def test_a_reload_finds_both_again(page: Page, app_url: str) -> None:
    run_two(page, app_url, LONG)
    both_stream(page)
    page.reload()
    both_stream(page)
    both_ended(page, "Completed")


def test_a_new_pair_leaves_nothing_of_the_comparison_before_it(page: Page, app_url: str) -> None:
    run_two(page, app_url, SHORT)
    both_ended(page, "Completed")
    page.get_by_role("textbox", name="Prompt").fill(LONG)
    press(page, "Stream both")
    both_stream(page)
    expect(main(page).get_by_text("Metrics", exact=True)).to_have_count(0)
    press(page, "Stop both")
    both_ended(page, "Stopped")


def test_two_runs_of_another_page_are_compared(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/text")
    for prompt in ("Describe this very stream in 100 tokens.", LONG):
        page.get_by_role("textbox", name="Prompt").fill(prompt)
        press(page, "Stream")
        expect(page.get_by_role("button", name="Stop")).to_be_enabled()
        has_ended(page)
    turn_to(page, "Recordings")
    view(page, "Compare")
    expect(page.get_by_role("row").filter(has_text=LONG)).to_contain_text("in 100 tokens")
    expect(main(page)).to_contain_text("Items matched by turn, type and order")
    for width, height in ((390, 844), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        check_nothing_scrolls_sideways(page)
