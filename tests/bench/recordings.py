"""Recordings of 10,000 events on their page, in a real browser: how soon one opens, how soon steps and filters show.

Five kinds of them: one text, one call, one structured output, many messages, many calls. Each time is from the act to
what it leads to standing in the document, and a frame of it having been painted; that of a jump from when the browser
says it to the server, for Streamlit's slider waits 0.2 s for another move.
"""

import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

import place  # noqa: F401
from browser import MISSING, chromium, path
from long_recordings import EVENTS, KINDS, bodies, recording
from machine import quietly
from playwright.sync_api import Page
from report import Row, milliseconds, percentile, show

from app import running
from lib.protocol.recording import save

OPENINGS: Final = 2
STEPS: Final = 8  # of each opening
JUMPS: Final = (0.52, 0.31, 0.77, 0.12, 0.93)  # where in the recording
REST: Final = 300  # ms
SEARCHES: Final = ("item", "delta", "created")
OPENS, STEP, FILTER = 1.5, 0.2, 0.3  # seconds that each may take
SENT: Final = """(() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...given) { window.sentAt = performance.now(); return send.apply(this, given); };
})()"""
"""JavaScript that notes when the browser last said something to the server."""
SHOWN: Final = """([act, where, value, words]) => new Promise(resolve => {
  const main = document.querySelector('[data-testid=stMain]');
  const told = () => [...main.querySelectorAll('[data-testid=stCaptionContainer]')]
    .map(one => one.textContent).filter(one => one.includes(words)).join();
  const before = act === 'jump' ? told() : '';
  const began = performance.now();
  const watcher = new MutationObserver(() => {
    if (!told() || told() === before) return;
    watcher.disconnect();
    const since = act === 'jump' ? window.sentAt : began;
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - since)));
  });
  watcher.observe(main, {subtree: true, childList: true, characterData: true});
  if (act === 'jump' || act === 'open') return;
  const element = document.querySelector(where);
  if (act === 'press') return element.click();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, value);
  element.dispatchEvent(new Event('input', {bubbles: true}));
})"""
"""JavaScript that acts, and gives the ms until a caption has these words and a frame with them was painted. A file is
chosen, and a jump done, after it; a jump leads to other words."""


def measure() -> Row:
    """The row."""
    row = Row("Recordings of 10,000 events on their page")
    if path() is None:
        row.skipped = MISSING
        return row
    every, watch = quietly(measured, tries=1)
    for kind, (opens, steps, jumps, filters) in every.items():
        for what, found, bar, share in (
            ("opens, median", opens, OPENS, 0.5),
            ("a step redraws, median", steps, STEP, 0.5),
            ("a step redraws, p95", steps, 0.0, 0.95),
            ("a far jump redraws, median", jumps, STEP, 0.5),
            ("a filter shows, median", filters, FILTER, 0.5),
        ):
            figure = percentile(found, share)
            told = f"{milliseconds(bar)} or less" if bar else ""
            row.add(f"{kind}: {what}", milliseconds(figure), told, ok=figure <= bar if bar else None)
    row.seen(watch)
    return row


def measured() -> dict[str, tuple[list[float], ...]]:
    """By kind the seconds of each opening, of each step, of each jump, of each filter."""
    every: dict[str, tuple[list[float], ...]] = {kind: ([], [], [], []) for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder, running() as app, chromium() as browser:
        for _, kind in product(range(OPENINGS), KINDS):
            file = Path(folder, f"{kind}.jsonl")
            file.write_text("".join(save(recording(kind))), "utf-8")
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.add_init_script(SENT)
            page.goto(f"{app.url}/recordings")
            opens, steps, jumps, filters = every[kind]
            opens.append(opened(page, file))
            steps += stepped(page)
            jumps += jumped(page)
            filters += filtered(page, kind)
            context.close()
    return every


def opened(page: Page, file: Path) -> float:
    """The seconds until the file's events are shown."""
    page.get_by_text("Click one to look at it").wait_for(timeout=30_000)
    page.locator(".st-key-recordings-open button").first.click()
    box = page.locator("input[type=file]")
    box.wait_for(state="attached")
    page.wait_for_timeout(1000)
    watch(page, "open", f"{EVENTS:,} events. Click one")
    box.set_input_files(file)
    seconds = float(page.evaluate("window.shown")) / 1000
    page.keyboard.press("Escape")
    page.wait_for_timeout(2000)
    return seconds


def stepped(page: Page) -> Iterator[float]:
    """The seconds of each step back from the end, where there is the most to show."""
    for at in range(EVENTS - 1, EVENTS - 1 - STEPS, -1):
        yield acted(page, "press", ".st-key-recordings-to_back button", "", f"look at event {at:,}:")


def jumped(page: Page) -> Iterator[float]:
    """The seconds of each jump of the slider to somewhere else."""
    for share in JUMPS:
        box = page.locator(".st-key-recordings-at [role=group] > div").first.bounding_box()
        assert box is not None
        watch(page, "jump", "look at event")
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        yield float(page.evaluate("window.shown")) / 1000
        page.wait_for_timeout(REST)


def filtered(page: Page, kind: str) -> Iterator[float]:
    """The seconds of each search in the table."""
    for text in SEARCHES:
        count = sum(text in body["type"].removeprefix("response.") for body in bodies(kind))
        words = f"{count:,} of {EVENTS:,} events." if count < EVENTS else f"{EVENTS:,} events."
        yield acted(page, "type", ".st-key-recordings-with_text input", text, words)


def watch(page: Page, act: str, words: str) -> None:
    """Watch for what is to lead to these words, from now on."""
    page.evaluate(f"given => {{ window.shown = ({SHOWN})(given) }}", [act, "", "", words])


def acted(page: Page, *act: str) -> float:
    """The seconds from an act to the frame that shows what it led to; then the page has a moment of rest."""
    took: float = page.evaluate(SHOWN, [*act])
    page.wait_for_timeout(REST)
    return took / 1000


if __name__ == "__main__":
    show(measure)
