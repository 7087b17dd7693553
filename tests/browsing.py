"""Steps of a visitor that several journeys share."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from lib.samples.structured_presets import PRESETS

SECONDS = 20  # that a step may take on a busy machine
WIDE = """() => [...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMainBlockContainer]')]
    .filter(element => element.scrollWidth > element.clientWidth + 1).map(element => element.tagName)"""


def visit(
    browser: Browser, url: str, width: int = 1440, height: int = 900, scheme: Any = "light"
) -> tuple[BrowserContext, Page]:
    """A visitor with a browser of that size, at a page that is ready to be used; its context is to be closed."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    expect.set_options(timeout=SECONDS * 1000)
    return context, opened(page, url)


def opened(page: Page, url: str) -> Page:
    """The page, ready to be used: the buttons below the trace are drawn last."""
    page.goto(url)
    expect(main(page)).to_contain_text("Download")
    return page


def main(page: Page) -> Locator:
    """All but the sidebar."""
    return page.get_by_test_id("stMain")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose_preset(page: Page, title: str) -> None:
    """Choose a preset of the Structured outputs page; its prompt has arrived."""
    press(page, "Presets")
    page.get_by_role("menuitem", name=title, exact=True).click()
    (prompt,) = [preset.prompt for preset in PRESETS if preset.title == title]
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value(prompt)


def show(page: Page, tab: str) -> None:
    """Turn to one of the page's tabs."""
    page.get_by_role("tab", name=tab, exact=True).click()
    expect(page.get_by_role("tab", name=tab, exact=True)).to_have_attribute("aria-selected", "true")


def rested(page: Page) -> None:
    """Wait until no script runs. One that draws the tabs takes back what was chosen among them since it began: that is
    Streamlit's, and takes two clicks within the 0.1 s of a script."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def turn_to(page: Page, title: str) -> None:
    """Go to a page by its link in the sidebar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def has_ended(page: Page, status: str = "Completed") -> None:
    """Wait until the run has ended so, and the page is at rest."""
    expect(main(page)).to_contain_text(status)
    expect(page.get_by_role("button", name="Stop")).to_be_disabled()
    expect(page.get_by_role("button", name="Stream", exact=True)).to_be_enabled()


def until(condition: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Wait for something outside of the browser."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"expected {what} within {seconds:g} s"
        time.sleep(0.01)


def downloaded(page: Page, button: str = "Download") -> str:
    """The text of the file that a button gives."""
    with page.expect_download() as download:
        press(page, button)
    return Path(download.value.path()).read_text("utf-8")


def recording(page: Page) -> str:
    """The recording that is looked at, as JSONL."""
    press(page, "Download")
    text = downloaded(page, "JSONL")
    page.keyboard.press("Escape")
    return text


def recorded(page: Page) -> list[dict[str, Any]]:
    """The events of the run that is shown, from its download."""
    return [json.loads(line)["event"] for line in downloaded(page).splitlines()[1:]]


def check_nothing_scrolls_sideways(page: Page) -> None:
    assert page.evaluate(WIDE) == []
