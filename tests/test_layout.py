"""How the pages fit: nothing scrolls sideways, nothing moves while it streams, what matters is in sight."""

import tomllib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import WIDE, choose_preset, has_ended, main, press, visit
from tests.conftest import ROOT, App, serve

# What is on the text page, and how to find it.
PLACES = {
    "prompt": "document.querySelector('.st-key-text-prompt textarea')",
    "Stream": "document.querySelector('.st-key-text-stream button')",
    "Stop": "document.querySelector('.st-key-text-stop button')",
    "Presets": "document.querySelector('.st-key-text-preset button')",
    "Settings": "document.querySelector('.st-key-text-settings button')",
    "metrics": "document.querySelector('[data-testid=stMain] .stMarkdown').closest('[data-testid=stHorizontalBlock]')",
    "answer": "document.querySelectorAll('[data-testid=stColumn]')[2].querySelector('[data-testid=stLayoutWrapper]')",
    "tabs": "document.querySelector('[role=tablist]')",
    "trace": "[...document.querySelectorAll('[data-testid=stCode]')].find(code => /^[·▁-█\\s]+$/.test(code.innerText))",
    "Download": "document.querySelector('.st-key-text-download button')",
}
PANE = "document.querySelectorAll('[data-testid=stColumn]')[2]"
CALLS = {name: script.replace("st-key-text-", "st-key-functions-") for name, script in PLACES.items()}
STRUCTURED = {
    **{name: script.replace("st-key-text-", "st-key-structured-") for name, script in PLACES.items()},
    "Schema": "document.querySelector('.st-key-structured-schema button')",
    "verdict": f"{PANE}.querySelector(':scope > * > [data-testid=stLayoutWrapper] + [data-testid=stLayoutWrapper]')",
    "fields": "document.querySelector('[role=tabpanel] [data-testid=stLayoutWrapper]')",
    "the column Value": "document.querySelectorAll('[role=tabpanel] th')[2]",
    "over time": "[...document.querySelectorAll('p')].find(words => words.innerText === 'Fields over time')"
    ".closest('[data-testid=stHorizontalBlock]')",
}
"""The same for the pages Function calls and Structured outputs."""
REDRAWN = {"the column Value"}
"""Places that are empty for a moment when another run begins."""


def found(places: dict[str, str]) -> str:
    """A script: an object with a function a place, that gives its element."""
    return "{" + ",".join(f"{name!r}: () => {script}" for name, script in places.items()) + "}"


def watching(places: dict[str, str]) -> str:
    """A script that looks at every place in every frame that the browser draws, and keeps the least and the most of
    its box."""
    return f"""() => {{
    const find = {found(places)};
    window.seen = {{}};
    const look = () => {{
        for (const [name, script] of Object.entries(find)) {{
            const box = script()?.getBoundingClientRect();
            const seen = (window.seen[name] ??= {{least: [1e9, 1e9, 1e9, 1e9], most: [-1, -1, -1, -1], gone: 0}});
            if (!box) {{ seen.gone++; continue; }}
            [box.x, box.y, box.width, box.height].forEach((value, at) => {{
                seen.least[at] = Math.min(seen.least[at], value);
                seen.most[at] = Math.max(seen.most[at], value);
            }});
        }}
        requestAnimationFrame(look);
    }};
    look();
}}"""


def watch(page: Page, places: dict[str, str]) -> None:
    """Begin to look, once everything is there."""
    await_all(page, places)
    page.evaluate(watching(places))


def await_all(page: Page, places: dict[str, str]) -> None:
    """Wait until everything is there."""
    page.wait_for_function(f"() => Object.values({found(places)}).every(find => find())")


@pytest.fixture(scope="module")
def slow_app(clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app whose simulator takes its time, so that there is a middle of the stream to look at."""
    env = {**clean_env, "STREAMSCOPE_SIMULATOR_PACE": "first=0.2 rate=25"}
    with serve(env, tmp_path_factory.mktemp("slow") / "log") as app:
        yield app


def opened(browser: Browser, app: App, width: int, height: int, scheme: str = "light") -> Page:
    """The text page, idle, in a browser of that size."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.goto(f"{app.url}/text")
    expect(page.get_by_text("No events yet.")).to_be_visible()
    expect(page.locator(".st-key-text-open button")).to_be_visible()  # it is drawn last
    return page


def stream(page: Page) -> None:
    """Go to the middle of a stream."""
    page.get_by_role("button", name="Stream", exact=True).click()
    expect(page.get_by_test_id("stMain")).to_contain_text("▍")
    expect(page.get_by_text("The last 13 events.")).to_be_visible()


def stop(page: Page) -> None:
    """Go to the end of it."""
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_test_id("stMain")).to_contain_text("You stopped it here.")


def boxes(page: Page, places: dict[str, str] = PLACES) -> dict[str, dict[str, float]]:
    """Where everything is, once it is there."""
    await_all(page, places)
    every = f"Object.entries({found(places)})"
    script = f"Object.fromEntries({every}.map(([name, find]) => [name, find().getBoundingClientRect()]))"
    where: dict[str, dict[str, float]] = page.evaluate(script)
    return where


def check_nothing_scrolls_sideways(page: Page, places: dict[str, str] = PLACES) -> None:
    assert page.evaluate(WIDE) == []
    width = page.evaluate("innerWidth")
    assert [name for name, box in boxes(page, places).items() if box["left"] < 0 or box["right"] > width + 1] == []


def check_nothing_moved(page: Page, places: dict[str, str]) -> None:
    """Since `watch`."""
    seen = page.evaluate("window.seen")
    assert set(seen) == set(places)
    moved = {
        name: (box["least"], box["most"])
        for name, box in seen.items()
        if max(most - least for least, most in zip(box["least"], box["most"], strict=True)) > 1
    }
    gone = [name for name, box in seen.items() if box["gone"] and name not in REDRAWN]
    assert (moved, gone) == ({}, [])


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_nothing_scrolls_sideways(browser: Browser, slow_app: App, width: int, height: int, scheme: str) -> None:
    page = opened(browser, slow_app, width, height, scheme)
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][scheme]
    red, green, blue = bytes.fromhex(theme["backgroundColor"][1:])
    background = f"rgb({red}, {green}, {blue})"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor") == background
    )
    check_nothing_scrolls_sideways(page)
    stream(page)
    check_nothing_scrolls_sideways(page)
    stop(page)
    check_nothing_scrolls_sideways(page)
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Instructions")).to_be_visible()
    check_nothing_scrolls_sideways(page)
    page.context.close()


def test_nothing_moves_from_idle_through_two_streams_and_a_pause(browser: Browser, slow_app: App) -> None:
    page = opened(browser, slow_app, 1440, 900)
    watch(page, PLACES)
    stream(page)
    page.get_by_text("Pause view", exact=True).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_text("Pause view", exact=True).click()
    expect(page.get_by_test_id("stDataFrame")).not_to_be_visible()
    stop(page)
    stream(page)  # once more, for what the run before left
    stop(page)
    check_nothing_moved(page, PLACES)
    page.context.close()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)], ids=["a laptop", "a projector"])
def test_what_matters_is_in_sight_while_it_streams(browser: Browser, slow_app: App, width: int, height: int) -> None:
    page = opened(browser, slow_app, width, height)
    stream(page)
    assert [name for name, box in boxes(page).items() if box["top"] < 0 or box["bottom"] > height] == []
    for place in (page.get_by_text("The last 13 events."), page.get_by_text("Events in each 30 ms")):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height
    page.context.close()


def test_labels_are_not_cut_off_on_a_projector(browser: Browser, slow_app: App) -> None:
    page = opened(browser, slow_app, 1280, 720)
    cut = """() => [...document.querySelectorAll('[data-testid=stMain] button p, [data-testid=stMain] label p')]
        .filter(label => label.scrollWidth > label.clientWidth + 1).map(label => label.textContent)"""
    assert page.evaluate(cut) == []
    for name in ("Presets", "Settings"):
        button = page.get_by_role("button", name=name)
        assert button.inner_text().splitlines()[0] == name
        label, around = button.locator("p").bounding_box(), button.bounding_box()
        assert label is not None
        assert around is not None
        assert around["x"] <= label["x"]
        assert label["x"] + label["width"] <= around["x"] + around["width"]
        assert label["height"] < 30  # one line
    page.context.close()


def test_the_metrics_stand_in_one_row_on_a_projector(browser: Browser, slow_app: App) -> None:
    page = opened(browser, slow_app, 1280, 720)
    labels = ("Status", "Elapsed", "First event", "First text", "Events/s", "Output tokens", "Longest gap")
    tops = [page.get_by_test_id("stMain").get_by_text(label, exact=True).bounding_box() for label in labels]
    assert len({round(box["y"]) for box in tops if box}) == 1
    page.context.close()


def fill(page: Page) -> None:
    """Go to the middle of a structured output."""
    press(page, "Stream")
    expect(main(page)).to_contain_text("▍")
    expect(page.get_by_role("tabpanel").first).to_contain_text("Valid")


def cut(page: Page) -> None:
    """Go to its end, which comes early."""
    press(page, "Stop")
    has_ended(page, "Stopped")
    expect(page.get_by_role("button", name="JSON", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_a_structured_output_and_its_schema_scroll_nothing_sideways(
    browser: Browser, slow_app: App, width: int, height: int, scheme: str
) -> None:
    context, page = visit(browser, f"{slow_app.url}/structured", width, height, scheme)
    narrow = {name: script for name, script in STRUCTURED.items() if name != "the column Value"}  # the table scrolls
    with context:
        check_nothing_scrolls_sideways(page, narrow)
        fill(page)
        check_nothing_scrolls_sideways(page, narrow)
        cut(page)
        check_nothing_scrolls_sideways(page, narrow)
        page.get_by_role("button", name="Schema").click()
        popover = page.get_by_test_id("stPopoverBody")
        for view in ("Fields", "JSON Schema", "Pydantic"):
            popover.get_by_role("radio", name=view, exact=True).click()
            expect(popover.get_by_role("radio", name=view, exact=True)).to_be_checked()
            undo = popover.get_by_role("button", name="Undo the edits")
            undo.scroll_into_view_if_needed()
            for place in (popover, undo):
                box = place.bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
                assert box["y"] + box["height"] <= height
            assert popover.evaluate("popover => popover.scrollWidth <= popover.clientWidth + 1")
            check_nothing_scrolls_sideways(page, narrow)


def test_nothing_moves_while_two_structured_outputs_stream(browser: Browser, slow_app: App) -> None:
    context, page = visit(browser, f"{slow_app.url}/structured")
    with context:
        watch(page, STRUCTURED)
        fill(page)
        cut(page)
        choose_preset(page, "Cut off after 60 tokens")
        fill(page)  # once more, for what the run before left
        has_ended(page, "Incomplete")
        expect(main(page)).to_contain_text("it reached the limit of output tokens")
        check_nothing_moved(page, STRUCTURED)


def test_the_rows_of_fields_are_one_line_high_on_a_phone(browser: Browser, slow_app: App) -> None:
    context, page = visit(browser, f"{slow_app.url}/structured", 390, 844)
    with context:
        fill(page)
        heights = "[...document.querySelectorAll('[role=tabpanel] tr')].map(row => row.getBoundingClientRect().height)"
        assert max(page.evaluate(heights)) < 45
