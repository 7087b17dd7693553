"""The system's Chromium, headless."""

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = f"Needs a browser on PATH: {', '.join(NAMES)}."
PANE = """() => {
  const find = () => [...document.querySelectorAll('p')].find(p => p.textContent.includes('The answer appears here'));
  let pane = find();
  while (pane && !['auto', 'scroll'].includes(getComputedStyle(pane).overflowY)) pane = pane.parentElement;
  return pane;
}"""
"""JavaScript that gives the scrolling pane of the answer, while the page is idle."""


def path() -> str | None:
    """Where the browser is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=OPTIONS)
        yield browser
        browser.close()
