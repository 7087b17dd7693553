"""The owner's key, a canary in the environment: where does it turn up, beyond requests to its own base URL?

Upstream A is the environment's and echoes what it is sent, in text, in headers, in errors. Upstream B is typed into
the sidebar. Everything that leaves the app is searched: requests to B, what the browser gets and sends, the page, the
URL, the download, both snippets, the log at its most talkative.
"""

import base64
import json
import secrets
from pathlib import Path
from urllib.parse import quote

import openai
from browser import MISSING, chromium, path
from playwright.sync_api import Browser, Page
from report import Row, show
from upstream import Upstream

from app import App, running

CANARY = f"sk-canary-{secrets.token_hex(16)}"
LEFT = "echo-end"  # what A says last, so that a search that finds nothing has something to find


def measure() -> Row:
    """The row."""
    row = Row("The owner's key", "OpenAI().with_options(base_url=B), the plain SDK")
    if path() is None:
        row.skipped = MISSING
        return row
    with Upstream(30, 50) as own, Upstream(30, 50) as typed, chromium() as browser:
        env = {
            "OPENAI_BASE_URL": own.base_url,
            "OPENAI_API_KEY": CANARY,
            "OPENAI_MODEL": "echo",
            "OPENAI_LOG": "debug",
            "STREAMSCOPE_LOG": "debug",
        }
        with running(env=env) as app:
            seen = visit(browser, app, own, typed)
            home = [file.read_bytes() for file in app.log.parent.rglob("*") if file.is_file() and file != app.log]
            seen["the log at debug"] = [app.printed.encode()]
            seen["files in the home folder"] = home
        carried = sum(CANARY.encode() in request.raw for request in own.requests)
        seen["requests to the typed base URL"] = [request.raw for request in typed.requests]
        leaks = sdk_leaks(own, typed)
    row.add(
        "requests to the environment's base URL that carry it",
        f"{carried} of {len(own.requests)}",
        "all",
        ok=carried > 3,
    )
    for where, blobs in seen.items():
        found = sum(holds(blob) for blob in blobs)
        peer = f"{leaks} of 1" if where.startswith("requests") else ""
        row.add(f"found in {where}", f"{found} of {len(blobs)}", "0", peer, ok=not found)
    raws = seen["requests to the typed base URL"]
    lines = [line for raw in raws for line in raw.split(b"\r\n") if CANARY.encode() in line]
    if names := sorted({line.partition(b":")[0].decode() for line in lines if not line.startswith(b"{")}):
        row.notes.append(
            f"The typed base URL got it in the header {', '.join(names)} (the plain SDK's in Authorization)."
        )
    marks = {where: any(LEFT.encode() in blob for blob in blobs) for where, blobs in seen.items()}
    row.notes.append(
        "Found the echo's own last word, as it should, in: " + ", ".join(w for w, m in marks.items() if m) + "."
    )
    return row


def visit(browser: Browser, app: App, own: Upstream, typed: Upstream) -> dict[str, list[bytes]]:
    """All that a visitor can see, by where it was; the echo in two pieces apart from the rest."""
    seen: dict[str, list[bytes]] = {
        name: [] for name in ("pages", "URLs", "what the browser got and sent", "downloads", "snippets")
    }
    context = browser.new_context(accept_downloads=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wire: list[bytes] = seen["what the browser got and sent"]
    taken = {"frames": wire}
    for event in ("framereceived", "framesent"):
        page.on(
            "websocket",
            lambda socket, event=event: socket.on(event, lambda data: taken["frames"].append(as_bytes(data))),
        )
    page.on("response", lambda answer: seen["URLs"].append(answer.url.encode()))
    page.goto(f"{app.url}/text")
    ready(page)
    for model in ("echo", "echo-error"):
        choose_model(page, model)
        stream(page, own)
        look(page, seen)
        for tab in ("Snapshot", "Raw", "Code", "Source", "Events"):
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(600)
            look(page, seen)
            if tab == "Code":
                snippets(page, seen)
        with page.expect_download(timeout=10_000) as download:
            page.get_by_role("button", name="Download", exact=True).click()
        seen["downloads"].append(Path(download.value.path()).read_bytes())
    choose_model(page, "echo")
    page.get_by_role("button", name="Without streaming").click()
    page.wait_for_timeout(1500)
    look(page, seen)
    base_url = page.get_by_label("Base URL")
    base_url.fill(typed.base_url)
    base_url.press("Enter")
    page.wait_for_timeout(2500)
    look(page, seen)
    choose_model(page, "echo")
    stream(page, typed)
    look(page, seen)
    page.get_by_role("tab", name="Code").click()
    page.wait_for_timeout(600)
    snippets(page, seen)
    base_url.fill(own.base_url)  # back, for what a server does that echoes in pieces
    base_url.press("Enter")
    page.wait_for_timeout(2500)
    seen["what the browser got, from an echo in two deltas"] = taken["frames"] = []
    choose_model(page, "echo-pieces")
    stream(page, own)
    context.close()
    return seen


def ready(page: Page) -> None:
    """Wait for the controls."""
    page.get_by_role("button", name="Stream", exact=True).wait_for(timeout=30_000)
    page.wait_for_timeout(2000)


def choose_model(page: Page, name: str) -> None:
    """Type a model's name into its box."""
    box = page.get_by_role("combobox", name="Model")
    box.click()
    box.fill(name)
    page.wait_for_timeout(300)
    page.get_by_role("option", name=name, exact=True).first.click()
    page.wait_for_timeout(1500)


def stream(page: Page, upstream: Upstream) -> None:
    """Press Stream, and wait until the page is at rest again."""
    before = len(upstream.posts)
    page.get_by_role("button", name="Stream", exact=True).click()
    for _ in range(80):
        page.wait_for_timeout(100)
        if len(upstream.posts) > before and upstream.posts[-1].closed is not None:
            break
    else:
        raise RuntimeError("expected a request that ends, got none within 8 s")
    page.wait_for_timeout(1500)


def look(page: Page, seen: dict[str, list[bytes]]) -> None:
    """Take what is on the page and in its URL."""
    seen["pages"] += [page.content().encode(), page.locator("body").inner_text().encode()]
    seen["URLs"].append(page.url.encode())


def snippets(page: Page, seen: dict[str, list[bytes]]) -> None:
    """Take both languages of the Code tab."""
    for language in ("curl", "Python"):
        page.get_by_text(language, exact=True).first.click()
        page.wait_for_timeout(700)
        seen["snippets"].append("\n".join(page.locator("[data-testid=stCode]").all_inner_texts()).encode())


def as_bytes(payload: str | bytes) -> bytes:
    """A websocket frame's payload."""
    return payload if isinstance(payload, bytes) else payload.encode()


def holds(blob: bytes) -> bool:
    """Whether it holds the canary, plain or encoded in a way that is easily undone."""
    key = CANARY.encode()
    forms = {key, quote(CANARY).encode(), json.dumps(CANARY)[1:-1].encode(), key[::-1], key.hex().encode()}
    for pad in range(3):
        forms.add(base64.b64encode(b"\0" * pad + key)[4 if pad else 0 : -4])
    return any(form in blob for form in forms)


def sdk_leaks(own: Upstream, typed: Upstream) -> int:
    """Whether the plain SDK takes the key of one base URL to another: 1 or 0."""
    before = len(typed.requests)
    client = openai.OpenAI(api_key=CANARY, base_url=own.base_url, max_retries=0).with_options(base_url=typed.base_url)
    client.responses.create(model="words", input="anything")
    return sum(CANARY.encode() in request.raw for request in typed.requests[before:])


if __name__ == "__main__":
    show(measure)
