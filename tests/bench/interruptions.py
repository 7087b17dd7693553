"""What happens mid-stream, in a real browser: a widget, another page and back, a reload, a file of lib saved.

The upstream knows what it sent and how often it was asked. The app is a copy of the project, so that saving a file
changes nothing here.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import MISSING, chromium, path
from machine import Watch
from place import ROOT
from playwright.sync_api import Browser, Page
from report import Row, show
from upstream import Upstream, words

from app import WRITE_STREAM, App, running

DELTAS, RATE = 300, 50.0
SAVED = ("lib/protocol/run.py", "lib/engine/runs.py", "lib/view/folding.py", "lib/view/answer.py")


def measure() -> Row:
    """The row."""
    row = Row("A widget, another page, a reload, a file saved, mid-stream", "st.write_stream, the same four")
    if path() is None:
        row.skipped = MISSING
        return row
    with Watch() as watch, copy() as project, Upstream(DELTAS, RATE) as upstream, chromium() as browser:
        env = {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_API_KEY": "bench", "OPENAI_MODEL": "words"}
        peer_script = project / "tests" / "bench" / "peers" / WRITE_STREAM.name
        with running(project / "app.py", env, project) as app, running(peer_script, env, project) as plain:
            for what, act in actions(project, app).items():
                lost, requests = interrupted(browser, app, "text", upstream, act)
                peer_act = act if what in ("a reload",) else PEER_ACTIONS.get(what, act)
                lost_peer, requests_peer = interrupted(browser, plain, "", upstream, peer_act)
                row.add(
                    what,
                    f"{lost} of {DELTAS} words lost, {requests} upstream requests",
                    "0 lost, 1 request",
                    f"{lost_peer} lost, {requests_peer} requests",
                    ok=(lost, requests) == (0, 1),
                )
            if "Traceback" in app.printed:
                row.add("tracebacks in the terminal", str(app.printed.count("Traceback")), "0", ok=False)
    row.seen(watch)
    return row


@contextmanager
def copy() -> Iterator[Path]:
    """The project without its history, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        ignored = shutil.ignore_patterns(".git", ".venv", "venv", "__pycache__", ".hypothesis", ".*_cache", ".env")
        shutil.copytree(ROOT, project, ignore=ignored)
        yield project


def actions(project: Path, app: App) -> dict[str, Callable[[Page], None]]:
    """What to do mid-stream."""

    def save(page: Page) -> None:
        for name in SAVED:
            with (project / name).open("a") as file:
                file.write("# saved\n")
        page.wait_for_timeout(800)
        page.get_by_role("tab", name="Raw").click()  # makes the page run with the new code

    return {
        "a widget": lambda page: page.get_by_role("tab", name="Snapshot").click(),
        "three widgets, quickly": three_tabs,
        "another page and back": another_page,
        "a reload": lambda page: page.reload(),
        "a file of lib saved": save,
    }


def three_tabs(page: Page) -> None:
    for name in ("Raw", "Snapshot", "Events"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(150)


def another_page(page: Page) -> None:
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.click()
    page.wait_for_timeout(800)
    page.locator("[data-testid=stSidebarNavLink][href$='/text']").click()


def toggle(page: Page) -> None:
    page.get_by_text("Widget", exact=True).click()


PEER_ACTIONS: dict[str, Callable[[Page], None]] = {
    "a widget": toggle,
    "three widgets, quickly": toggle,
    "another page and back": lambda page: page.reload(),
    "a file of lib saved": toggle,
}


def interrupted(
    browser: Browser, app: App, page_name: str, upstream: Upstream, act: Callable[[Page], None]
) -> tuple[int, int]:
    """Words that are missing when all is over, and how many requests there were."""
    before = len(upstream.posts)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.goto(app.url)  # as people do; the server then knows all its pages
        page.wait_for_timeout(1500)
        page.goto(f"{app.url}/{page_name}")
        button = page.get_by_role("button", name="Stream", exact=True)
        button.wait_for(timeout=30_000)
        page.wait_for_timeout(1000)
        if not page_name:
            page.get_by_label("Prompt").fill("anything")
        button.click()
        page.get_by_text("w20 ").first.wait_for(timeout=15_000)
        act(page)
        try:
            page.get_by_text(re.compile("Completed$")).first.wait_for(timeout=DELTAS / RATE * 1000 + 9_000)
            page.wait_for_timeout(500)
        except Exception as error:
            print(f"  {type(error).__name__}: the page never said that it was complete", flush=True)
        pane = page.locator("[data-testid=stMain]").first.inner_text()
        return len({word.strip() for word in words(DELTAS)} - set(pane.split())), len(upstream.posts) - before
    finally:
        context.close()


if __name__ == "__main__":
    show(measure)
