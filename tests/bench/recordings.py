"""A recording of 10,000 events on its page, in a real browser: how soon it opens, how soon a step and a filter show.

Each time is from the act to what it leads to standing in the document, and a frame of it having been painted.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import place  # noqa: F401
from browser import MISSING, chromium, path
from machine import quietly
from playwright.sync_api import Page
from report import Row, milliseconds, percentile, show

from app import running
from lib.protocol.events import Body, Event, event
from lib.protocol.recording import Recording, save

EVENTS: Final = 10_000
OPENINGS: Final = 3
STEPS: Final = 15  # of each opening
REST: Final = 300  # ms
SEARCHES: Final = ("more", "and", "so on", "delta", "completed")
OPENS, STEP, FILTER = 1.5, 0.2, 0.3  # seconds that each may take
WORDS: Final = ("word ", "and ", "so on. ", "more\n\n")
SHOWN: Final = """([act, where, value, words]) => new Promise(resolve => {
  const main = document.querySelector('[data-testid=stMain]');
  const shown = () => [...main.querySelectorAll('[data-testid=stCaptionContainer]')]
    .some(one => one.textContent.includes(words));
  const began = performance.now();
  const watcher = new MutationObserver(() => {
    if (!shown()) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  watcher.observe(main, {subtree: true, childList: true, characterData: true});
  const element = document.querySelector(where);
  if (act === 'press') return element.click();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, value);
  element.dispatchEvent(new Event('input', {bubbles: true}));
})"""
"""JavaScript that acts, and gives the ms until a caption has these words and a frame with them was painted."""


def measure() -> Row:
    """The row."""
    row = Row("A recording of 10,000 events on its page")
    if path() is None:
        row.skipped = MISSING
        return row
    (opens, steps, filters), watch = quietly(measured, tries=2)
    for what, found, bar, share in (
        ("opens, median", opens, OPENS, 0.5),
        ("a step redraws, median", steps, STEP, 0.5),
        ("a step redraws, p95", steps, 0.0, 0.95),
        ("a filter shows, median", filters, FILTER, 0.5),
        ("a filter shows, slowest", filters, 0.0, 1.0),
    ):
        figure = percentile(found, share)
        row.add(
            what, milliseconds(figure), f"{milliseconds(bar)} or less" if bar else "", ok=figure <= bar if bar else None
        )
    row.seen(watch)
    return row


def measured() -> tuple[list[float], list[float], list[float]]:
    """The seconds of each opening, of each step, of each filter."""
    opens: list[float] = []
    steps: list[float] = []
    filters: list[float] = []
    with tempfile.TemporaryDirectory() as folder, running() as app, chromium() as browser:
        file = Path(folder, "long.jsonl")
        file.write_text("".join(save(Recording({"model": "m", "input": "Many words."}, events=[*events()]))), "utf-8")
        for _ in range(OPENINGS):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(f"{app.url}/recordings")
            opens.append(opened(page, file))
            steps += stepped(page)
            filters += filtered(page)
            context.close()
    return opens, steps, filters


def opened(page: Page, file: Path) -> float:
    """The seconds until the file's events are shown."""
    page.get_by_text("Click one to look at it").wait_for(timeout=30_000)
    page.locator(".st-key-recordings-open button").first.click()
    box = page.locator("input[type=file]")
    box.wait_for(state="attached")
    page.wait_for_timeout(1000)
    began = time.monotonic()
    box.set_input_files(file)
    page.get_by_text(f"{EVENTS:,} events. Click one").wait_for(timeout=60_000)
    seconds = time.monotonic() - began
    page.keyboard.press("Escape")
    page.wait_for_timeout(2000)
    return seconds


def stepped(page: Page) -> Iterator[float]:
    """The seconds of each step back from the end, where the text is the longest."""
    for at in range(EVENTS - 1, EVENTS - 1 - STEPS, -1):
        yield acted(page, "press", ".st-key-recordings-to_back button", "", f"look at event {at:,}.")


def filtered(page: Page) -> Iterator[float]:
    """The seconds of each search in the table."""
    for text in SEARCHES:
        count = sum(
            text in body["type"].removeprefix("response.") or text in body.get("delta", "") for body in bodies()
        )
        words = f"{count:,} of {EVENTS:,} events."
        yield acted(page, "type", ".st-key-recordings-with_text input", text, words)


def acted(page: Page, *act: str) -> float:
    """The seconds from an act to the frame that shows what it led to; then the page has a moment of rest."""
    took: float = page.evaluate(SHOWN, [*act])
    page.wait_for_timeout(REST)
    return took / 1000


def events() -> Iterator[Event]:
    """A run of one long text."""
    for at, body in enumerate(bodies()):
        yield event(at / 100, body)


def bodies() -> Iterator[Body]:
    """What the server sent, its deltas numbered."""
    where = {"item_id": "m", "output_index": 0, "content_index": 0}
    yield {"type": "run.request", "body": {"model": "m"}, "backend": "compatible"}
    yield {
        "type": "response.output_item.added",
        "output_index": 0,
        "item": {"id": "m", "type": "message", "content": []},
    }
    for at in range(EVENTS - 3):
        delta = WORDS[3 if at % 50 == 0 else at % 3]
        yield {"type": "response.output_text.delta", "sequence_number": at, **where, "delta": delta, "logprobs": []}
    yield {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}}


if __name__ == "__main__":
    show(measure)
