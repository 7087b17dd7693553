"""From an event to the answer on screen: one run at 50 events a second, in a real browser.

Each delta is the time at which the upstream sent it. In the page an observer notes when that text first stands in the
answer's pane, and when the frame that shows it has been painted. The browser and the upstream share a clock.
"""

import statistics

from browser import MISSING, PANE, chromium, path
from machine import Watch, quietly
from playwright.sync_api import Browser
from report import Row, milliseconds, percentile, ratio, show
from upstream import Upstream

from app import WRITE_STREAM, App, running

ROUNDS = 3
DELTAS, RATE = 400, 50.0
OBSERVE = """(pane) => {
  window.shown = []; window.painted = [];
  const seen = new Set();
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    const tail = (' ' + pane.textContent).slice(-3000).replace(/^\\S*/, '');
    const fresh = (tail.match(/1\\d{12}/g) || []).filter(stamp => !seen.has(stamp));
    if (!fresh.length) return;
    fresh.forEach(stamp => { seen.add(stamp); window.shown.push(now - Number(stamp)); });
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const painted = performance.timeOrigin + performance.now();
        fresh.forEach(stamp => window.painted.push(painted - Number(stamp)));
      };
      channel.port2.postMessage(0);
    });
  };
  new MutationObserver(look).observe(pane, {subtree: true, childList: true, characterData: true});
}"""


def measure() -> Row:
    """The row."""
    row = Row("Event to the answer on screen, one run, 50 events a second", "st.write_stream over the same upstream")
    if path() is None:
        row.skipped = MISSING
        return row
    subject: list[list[float]] = []
    peer: list[list[float]] = []
    texts: list[list[float]] = []
    with Upstream(DELTAS, RATE) as upstream, chromium() as browser:
        env = {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_API_KEY": "bench", "OPENAI_MODEL": "stamps"}
        with running(env=env) as app, running(WRITE_STREAM, env) as plain:
            for _ in range(ROUNDS):
                (shown, painted), watch = quietly(lambda: delays(browser, app, "text"), tries=2)
                subject.append(painted)
                texts.append(shown)
                with Watch() as also:
                    peer.append(delays(browser, plain, "")[1])
                row.notes.append(f"{watch}; beside the peer {also}.".capitalize())
    for what, share, bar in (("median", 0.5, 0.050), ("p95", 0.95, 0.100)):
        ours, theirs = (statistics.median(percentile(each, share) for each in rounds) for rounds in (subject, peer))
        inserted = statistics.median(percentile(each, share) for each in texts)
        row.add(
            f"{what}, until it is painted",
            milliseconds(ours / 1000),
            f"{milliseconds(bar)} or less",
            milliseconds(theirs / 1000),
            ratio(ours, theirs),
            ok=ours / 1000 <= bar,
        )
        row.notes.append(f"{what.capitalize()} until the text stands in the document: {inserted:.0f} ms.")
    row.add("deltas seen", f"{min(map(len, subject))} of {DELTAS}", f"{DELTAS}", ok=min(map(len, subject)) == DELTAS)
    return row


def delays(browser: Browser, app: App, page_name: str) -> tuple[list[float], list[float]]:
    """Of every delta the ms until its text stood in the document, and until it was painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        page = context.new_page()
        page.goto(f"{app.url}/{page_name}")
        page.get_by_role("button", name="Stream", exact=True).wait_for(timeout=30_000)
        if page_name:
            page.get_by_text("The answer appears here").wait_for(timeout=30_000)
        page.wait_for_timeout(1500)
        pane = page.evaluate_handle(PANE if page_name else "() => document.querySelector('[data-testid=stMain]')")
        pane.evaluate(OBSERVE)
        page.get_by_role("button", name="Stream", exact=True).click()
        page.wait_for_function(f"window.painted.length >= {DELTAS}", timeout=DELTAS / RATE * 1000 + 8_000)
    except Exception as error:
        print(f"  {type(error).__name__} in the browser", flush=True)
    try:
        return page.evaluate("window.shown"), page.evaluate("window.painted")
    finally:
        context.close()


if __name__ == "__main__":
    show(measure)
