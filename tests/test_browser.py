"""Journeys in a real browser: live text, Stop, clicks mid-stream, reloads, injection, keys."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browsing import downloaded, has_ended, main, press, until
from tests.conftest import ROOT, App, StartApp, serve
from tests.upstream import KEY, Asked, Head, Step, Upstream, delta, opening, refused, response, whole_answer

WORDS = tuple(f"word{number} " for number in range(40))
TEXT = "".join(WORDS).strip()


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def keyed_app(server: Upstream, clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app whose environment names the upstream and its key, and that logs all it can."""
    ours = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": KEY,
        "OPENAI_MODEL": "m-1",
        "STREAMSCOPE_LOG": "debug",
    }
    with serve({**clean_env, **ours}, tmp_path_factory.mktemp("keyed") / "log") as app:
        yield app


@pytest.fixture
def upstream(server: Upstream) -> Upstream:
    """The upstream of `keyed_app`, that nobody has asked anything yet."""
    server.asked.clear()
    server.answer = lambda asked: whole_answer(*WORDS, pause=0.02)
    return server


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a stream waits for; open when the test is over."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor with a browser of 1440x900. No page of a test may ever show an exception."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        yield page
        assert page.get_by_test_id("stException").count() == 0


def opened(page: Page, app: App, path: str = "/text") -> Page:
    """The page, ready to be used."""
    page.goto(app.url + path)
    page.get_by_role("button", name="Stop").wait_for()
    return page


def click_row(page: Page, number: int) -> None:
    """Click the type of an event in the table; rows are counted from 0."""
    page.get_by_test_id("stDataFrame").click(position={"x": 200, "y": 34 + 28 * number + 14})


def test_a_first_visitor_presses_one_button_and_sees_text_and_events(page: Page, app_url: str) -> None:
    page.goto(app_url)
    press(page, "Stream a first answer")
    expect(main(page)).to_contain_text("Completed")
    expect(main(page)).to_contain_text("A delta")
    expect(main(page)).to_contain_text("output_text.delta")
    press(page, "See it on the Text page")
    expect(page.get_by_role("heading", name="Text")).to_be_visible()
    expect(main(page)).to_contain_text("Completed")


def test_text_and_log_grow_while_it_streams(page: Page, keyed_app: App, upstream: Upstream) -> None:
    steps = [threading.Event() for _ in range(3)]

    def answer(asked: Asked) -> Iterator[Step]:
        yield opening()
        for number, step in enumerate(steps):
            yield delta(f"part{number} ")
            yield step
        yield from list(whole_answer("part0 ", "part1 ", "part2 "))[-1:]

    upstream.answer = answer
    opened(page, keyed_app)
    press(page, "Stream")
    for number, step in enumerate(steps):
        expect(main(page)).to_contain_text(f"part{number} ▍")
        expect(main(page)).to_contain_text(f'output_text.delta  "part{number} "')
        expect(main(page)).not_to_contain_text(f"part{number + 1}")
        expect(page.get_by_role("button", name="Stop")).to_be_enabled()
        step.set()
    has_ended(page)
    expect(main(page)).not_to_contain_text("▍")


def test_nothing_of_the_run_before_stays_on_the_page_while_the_next_one_streams(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: whole_answer(*[f"Old {number} " + "old " * 100 + "\n\n" for number in range(8)])
    opened(page, keyed_app)
    for words in ("Newer", "Newest"):
        press(page, "Stream")
        has_ended(page)
        click_row(page, 3)  # one event's JSON is open, too
        expect(main(page)).to_contain_text('"type": "response.created"')
        gate.clear()
        upstream.answer = lambda asked, words=words: whole_answer(words, gate=gate)
        press(page, "Stream")
        expect(main(page)).to_contain_text(f"{words}▍")
        expect(main(page)).to_contain_text(f'output_text.delta  "{words}"')
        expect(main(page)).not_to_contain_text("Old")
        expect(main(page)).not_to_contain_text("included. Click one")
        expect(main(page)).not_to_contain_text('"type": "response.created"')
        gate.set()
        has_ended(page)


def test_stop_keeps_what_came_and_closes_the_upstream(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: whole_answer("What came.", gate=gate)
    opened(page, keyed_app)
    press(page, "Stream")
    expect(main(page)).to_contain_text("What came.▍")
    press(page, "Stop")
    assert upstream.runs[0].left.wait(10)
    has_ended(page, "Stopped")
    expect(main(page)).to_contain_text("What came.")
    expect(main(page)).to_contain_text("You stopped it here. 4 events were kept.")


def test_stop_closes_the_upstream_while_it_connects(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: iter([gate])
    opened(page, keyed_app)
    press(page, "Stream")
    expect(main(page)).to_contain_text("Connecting")
    press(page, "Stop")
    until(lambda: bool(upstream.runs) and upstream.runs[0].left.is_set(), "the client to leave")
    has_ended(page, "Stopped")


def test_stop_closes_the_upstream_while_it_is_silent(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: iter([Head(), gate])
    opened(page, keyed_app)
    press(page, "Stream")
    until(lambda: bool(upstream.runs), "a request")
    press(page, "Stop")
    assert upstream.runs[0].left.wait(10)
    has_ended(page, "Stopped")


def test_clicks_mid_stream_lose_nothing(page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event) -> None:
    upstream.answer = lambda asked: whole_answer(*WORDS, pause=0.05, gate=gate)
    opened(page, keyed_app)
    press(page, "Stream")
    expect(main(page)).to_contain_text("word1 ")
    page.get_by_role("tab", name="Snapshot").click()
    expect(main(page)).to_contain_text("The response folded so far.")
    page.get_by_role("tab", name="Code").click()
    expect(main(page)).to_contain_text("client.responses.create")
    press(page, "Settings")
    page.get_by_role("spinbutton", name="Temperature").fill("0.5")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.get_by_label("Prompt", exact=True).fill("Something else")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    gate.set()
    has_ended(page)
    expect(main(page)).to_contain_text(TEXT)
    assert len(upstream.runs) == 1
    assert upstream.runs[0].done.is_set()


def test_another_page_and_back_mid_stream_loses_nothing(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: whole_answer(*WORDS, pause=0.02, gate=gate)
    opened(page, keyed_app, "/")
    navigation = page.get_by_test_id("stSidebarNav")
    navigation.get_by_role("link", name="Text").click()
    page.get_by_label("Prompt", exact=True).fill("Where was I?")
    press(page, "Stream")
    expect(main(page)).to_contain_text("word1 ")
    navigation.get_by_role("link", name="Home").click()
    expect(page.get_by_role("button", name="Stream a first answer")).to_be_visible()
    navigation.get_by_role("link", name="Text").click()
    expect(main(page)).to_contain_text("word2 ")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Where was I?")
    gate.set()
    has_ended(page)
    expect(main(page)).to_contain_text(TEXT)
    assert len(upstream.runs) == 1


def test_a_reload_mid_stream_finds_the_run_again(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    upstream.answer = lambda asked: whole_answer(*WORDS, pause=0.02, gate=gate)
    opened(page, keyed_app)
    page.get_by_label("Prompt", exact=True).fill("Where was I?")
    press(page, "Stream")
    expect(main(page)).to_contain_text("word1 ")
    page.wait_for_url("**/text?run=*")
    page.reload()
    expect(main(page)).to_contain_text("word2 ")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Where was I?")
    gate.set()
    has_ended(page)
    expect(main(page)).to_contain_text(TEXT)
    page.wait_for_url(lambda url: "run=" not in url)
    assert len(upstream.runs) == 1
    assert upstream.runs[0].done.is_set()


def test_saving_a_file_of_lib_mid_stream_loses_nothing_and_stop_works_after(
    page: Page, start_app: StartApp, upstream: Upstream, gate: threading.Event, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("lib", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    shutil.copy(ROOT / "app.py", root)
    upstream.answer = lambda asked: whole_answer(*WORDS, pause=0.02, gate=gate)
    app = start_app({"OPENAI_BASE_URL": upstream.url, "OPENAI_MODEL": "m-1"}, root=root)
    opened(page, app)
    press(page, "Stream")
    expect(main(page)).to_contain_text("word1 ")
    for name in ("view/metrics.py", "engine/runs.py", "protocol/run.py"):
        path = root / "lib" / name
        path.write_text(path.read_text("utf-8").replace('"Elapsed"', '"Elapsed since"') + "\n", "utf-8")
    tabs = [page.get_by_role("tab", name=name) for name in ("Snapshot", "Events")]

    def reloaded() -> bool:
        """Whether a click, which runs the script anew, shows the changed word."""
        for tab in tabs:
            tab.click()
            expect(tab).to_have_attribute("aria-selected", "true")
        return main(page).get_by_text("Elapsed since").count() > 0

    until(reloaded, "the changed file to be used")
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    gate.set()
    has_ended(page)
    expect(main(page)).to_contain_text(TEXT)
    assert len(upstream.runs) == 1
    gate.clear()  # and it still streams, and stops
    press(page, "Stream")
    until(lambda: len(upstream.runs) == 2, "another request")
    expect(main(page)).to_contain_text(TEXT)
    path = root / "lib" / "engine" / "engine.py"
    path.write_text(path.read_text("utf-8") + "\n# saved\n", "utf-8")
    press(page, "Stop")
    assert upstream.runs[1].left.wait(10)
    has_ended(page, "Stopped")


def test_pause_view_holds_the_picture_while_the_run_goes_on(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    more = threading.Event()

    def answer(asked: Asked) -> Iterator[Step]:
        yield opening()
        yield delta("before ")
        yield more
        yield delta("after ")
        yield gate
        yield list(whole_answer("before ", "after "))[-1]

    upstream.answer = answer
    opened(page, keyed_app)
    press(page, "Stream")
    expect(main(page)).to_contain_text("before ▍")
    toggle = page.get_by_text("Pause view", exact=True)
    toggle.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()  # what is held can be looked at
    more.set()
    until(lambda: "after" in downloaded(page), "the run to go on")
    expect(main(page)).not_to_contain_text("after")
    toggle.click()
    expect(main(page)).to_contain_text("before after ▍")
    toggle.click()
    gate.set()
    has_ended(page, "Streaming")  # the buttons know that it is over, the picture is still held
    toggle.click()
    has_ended(page)
    more.set()


def test_without_streaming_shows_both_waits(
    page: Page, keyed_app: App, upstream: Upstream, gate: threading.Event
) -> None:
    text = {"type": "output_text", "text": "Hello there.", "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
    whole = json.dumps(response(status="completed", output=[message])).encode()

    def answer(asked: Asked) -> Iterator[Step]:
        if asked.body["stream"]:
            return whole_answer("Hello", " there.")
        return iter([gate, Head(content_type="application/json"), whole])

    upstream.answer = answer
    opened(page, keyed_app)
    press(page, "Stream")
    has_ended(page)
    press(page, "Without streaming")
    expect(main(page)).to_contain_text("Without streaming: waiting for")
    expect(main(page)).to_contain_text("Streaming: first text after")
    gate.set()
    expect(main(page)).to_contain_text("then all 12 characters at once.")


ATTACKS = {
    "a script": "<script>window.owned = 1</script><img src=x onerror='window.owned = 1'>",
    "a picture": "![alt](LEAK/leak1) ![](LEAK/leak2) [![](LEAK/leak3)](LEAK)",
    "a picture by reference": "![alt][r]\n\n[r]: LEAK/leak4",
    "a picture behind a fence": "```\n![](LEAK/leak5)\n```\n\n![](LEAK/leak6)\n\n`![](LEAK/leak7)",
    "a picture with an escape": "\\![](LEAK/leak8) !\\[](LEAK/leak9) !&#91;](LEAK/leak10)",
    "a picture in HTML": '<img src="LEAK/leak11"><svg/onload=fetch("LEAK/leak12")><style>@import "LEAK/leak13"</style>',
    "a directive": ":red[red] :material/home: :rainbow-badge[no] $x$ $$y$$",
}


def test_text_of_a_model_loads_and_runs_nothing(page: Page, keyed_app: App, upstream: Upstream) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    opened(page, keyed_app)
    for number, (name, text) in enumerate(ATTACKS.items()):
        text = text.replace("LEAK", upstream.origin)
        pieces = [text[at : at + 12] for at in range(0, len(text), 12)]  # what is unfinished is shown, too
        said = (f"Begin {number}. ", *pieces, f" End {number}.")
        upstream.answer = lambda asked, said=said: whole_answer(*said, pause=0.05)
        press(page, "Stream")
        expect(main(page)).to_contain_text(f"End {number}.")
        has_ended(page)
        assert main(page).locator("img, script, style, .katex").count() == 0, name
    page.get_by_role("tab", name="Snapshot").click()
    expect(main(page)).to_contain_text("The response that the events add up to")
    assert [url for url in requests if "leak" in url] == []
    assert [asked.path for asked in upstream.asked if "leak" in asked.path] == []
    assert page.evaluate("window.owned") is None


def test_dollars_and_directives_are_shown_as_they_are(page: Page, keyed_app: App, upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer("It costs $5 and $6, :red[not red] <b>not bold</b>.")
    opened(page, keyed_app)
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("It costs $5 and $6, :red[not red] <b>not bold</b>.")


def test_odd_characters_are_shown_and_break_nothing(page: Page, keyed_app: App, upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer("a\ud800b ", "c\x00d ", "e\x1b[31mf ", "g\u202eh ", "The end.")
    opened(page, keyed_app)
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("The end.")


def test_words_of_a_server_are_inert(page: Page, keyed_app: App, upstream: Upstream) -> None:
    words = f"<b>No</b> ![]({upstream.origin}/leak) [click]({upstream.origin}/leak) {upstream.origin}/leak :red[x]"
    upstream.answer = lambda asked: refused(400, {"message": words, "code": "![](x)"})
    models, upstream.models = upstream.models, upstream.answer
    try:
        opened(page, keyed_app)
        sidebar = page.get_by_test_id("stSidebarUserContent")
        expect(sidebar).to_contain_text("<b>No</b> ![](")
        press(page, "Stream")
        has_ended(page, "Failed")
        expect(main(page)).to_contain_text(words)
        assert [asked.path for asked in upstream.asked if "leak" in asked.path] == []
        assert page.locator(f"a[href*='{upstream.origin}']").count() == 0
    finally:
        upstream.models = models


def test_a_key_that_the_server_echoes_is_found_nowhere(page: Page, keyed_app: App, upstream: Upstream) -> None:
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(frame.encode() if isinstance(frame, str) else frame))

    page.on("websocket", listen)

    def echo(asked: Asked) -> Iterator[Step]:
        yield Head(headers=(("x-request-id", KEY), ("x-echo", asked.headers["authorization"])))
        yield from whole_answer(f"Your key is {KEY}.", " Bye.")

    def check_nothing_shows_it() -> None:
        assert KEY not in page.content()
        assert KEY not in page.url
        assert KEY not in downloaded(page)

    upstream.answer = echo
    opened(page, keyed_app)
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("Your key is [key].")
    for tab in ("Snapshot", "Raw", "Code", "Events"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        assert KEY not in page.content()
    check_nothing_shows_it()
    upstream.answer = lambda asked: refused(401, {"message": f"Incorrect API key provided: {KEY}", "code": KEY})
    press(page, "Stream")
    has_ended(page, "Failed")
    check_nothing_shows_it()
    assert upstream.runs[0].headers["authorization"] == f"Bearer {KEY}"
    assert received
    assert not any(KEY.encode() in frame for frame in received)
    assert KEY not in keyed_app.log.read_text("utf-8", "replace")


def test_a_typed_base_url_does_not_get_the_environments_key(page: Page, keyed_app: App, upstream: Upstream) -> None:
    heard: list[dict[str, str]] = []
    with Upstream() as stranger:

        def models(asked: Asked) -> Iterator[Step]:
            heard.append(asked.headers)
            return refused(404, {"message": "none"})

        stranger.models = models
        opened(page, keyed_app)
        page.get_by_label("Base URL").fill(stranger.url)
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("stSidebarUserContent")).to_contain_text("has no list of models")
        press(page, "Stream")
        has_ended(page)
        assert heard
        assert not any(KEY in value for headers in [*heard, stranger.runs[0].headers] for value in headers.values())
        assert not any("authorization" in map(str.lower, headers) for headers in [*heard, stranger.runs[0].headers])
    assert upstream.runs == []


def test_one_event_is_shown_when_it_is_clicked(page: Page, keyed_app: App, upstream: Upstream) -> None:
    upstream.answer = lambda asked: whole_answer("Hello.")
    opened(page, keyed_app)
    press(page, "Stream")
    has_ended(page)
    expect(main(page)).to_contain_text("Click one to see its JSON.")
    click_row(page, 3)
    expect(main(page)).to_contain_text("response.created At ")
    expect(main(page)).to_contain_text('"type": "response.created"')


def test_no_page_asks_anything_of_the_network(page: Page, keyed_app: App) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", *(f"/{file.stem}" for file in sorted((ROOT / "pages").glob("*.py")))):
        page.goto(keyed_app.url + path)
        expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        expect(page.get_by_test_id("stMain").get_by_role("button").first).to_be_visible()
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((keyed_app.url, "data:", "blob:"))] == []
