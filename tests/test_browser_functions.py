"""The Function calls page in a real browser: calls that grow side by side, approvals, Stop, reloads, layout."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browsing import check_nothing_scrolls_sideways, has_ended, main, press, turn_to, until
from tests.conftest import App, serve
from tests.test_layout import CALLS, check_nothing_moved, watch
from tests.upstream import Asked, Step, Upstream, calling, frames, outputs, whole_answer
from tests.wire import added, delta, done, ends

TOKYO = '{"city":"Tokyo","month":"March"}'
PARIS = '{"city":"Paris","month":"May"}'
TWO = calling(("get_weather", TOKYO), ("get_weather", PARIS))


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def calls_app(server: Upstream, clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app whose environment names the upstream; its simulator takes its time."""
    ours = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-test", "OPENAI_MODEL": "m-1"}
    pace = {"STREAMSCOPE_SIMULATOR_PACE": "first=0.2 rate=80"}
    with serve({**clean_env, **ours, **pace}, tmp_path_factory.mktemp("calls") / "log") as app:
        yield app


@pytest.fixture
def upstream(server: Upstream) -> Upstream:
    """The upstream of `calls_app`, that nobody has asked anything yet; it asks for two calls, then answers."""
    server.asked.clear()
    server.answer = TWO
    return server


@pytest.fixture
def page(browser: Browser, calls_app: App) -> Iterator[Page]:
    """The page as a visitor with a browser of 1440x900 finds it. It may never show an exception."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield opened(context.new_page(), calls_app)
        assert context.pages[0].get_by_test_id("stException").count() == 0


def opened(page: Page, app: App, query: str = "") -> Page:
    """The page, ready to be used."""
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.goto(f"{app.url}/functions{query}")
    expect(main(page)).to_contain_text("Download")
    return page


def ask_first(page: Page) -> None:
    """Switch Ask before running on, and stream up to where both calls wait."""
    page.get_by_text("Ask before running", exact=True).click()
    expect(page.get_by_role("switch", name="Ask before running")).to_be_checked()
    press(page, "Stream")
    expect(page.get_by_role("button", name="Approve")).to_have_count(2)


def code(page: Page, call: int) -> Locator:
    """The arguments of a call's card, counted from 0."""
    return page.get_by_test_id("stColumn").nth(2).get_by_test_id("stCode").nth(call)


def test_two_calls_grow_side_by_side_and_never_mix(page: Page, upstream: Upstream) -> None:
    gates = [threading.Event() for _ in range(3)]
    pieces = {0: ('{"city":"To', 'kyo","mon', 'th":"March"}'), 1: ('{"ci', 'ty":"Paris"', ',"month":"May"}')}

    def answer(asked: Asked) -> Iterator[Step]:
        if outputs(asked.body):
            yield from whole_answer("Both are mild.")
            return
        yield frames(added(0, "get_weather"), added(1, "get_weather"))
        for number, gate in enumerate(gates):
            yield frames(*(delta(at, pieces[at][number]) for at in (1, 0)))
            yield gate
        yield frames(done(1, PARIS, "get_weather"), done(0, TOKYO, "get_weather"), ends())

    upstream.answer = answer
    press(page, "Stream")
    for number, gate in enumerate(gates):
        for at in (0, 1):
            expect(code(page, at)).to_have_text("".join(pieces[at][: number + 1]) + "▍")
        expect(page.get_by_text("Readable so far")).to_have_count(2)
        gate.set()
    has_ended(page)
    expect(code(page, 0)).to_have_text(TOKYO)
    expect(main(page)).to_contain_text("Both are mild.")
    expect(main(page)).not_to_contain_text("▍")
    assert [json.loads(output)["city"] for output in outputs(upstream.runs[1].body)] == ["Tokyo", "Paris"]


def test_one_call_is_edited_and_the_other_approved(page: Page, upstream: Upstream) -> None:
    ask_first(page)
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_role("textbox", name="city").fill("Oslo")
    press(page, "Run with these")
    expect(main(page)).to_contain_text("with the arguments that you gave it")
    assert len(upstream.runs) == 1
    press(page, "Approve")
    has_ended(page)
    edited, approved = map(json.loads, outputs(upstream.runs[1].body))
    assert edited["arguments_changed_to"] == {"city": "Oslo", "month": "March"}
    assert (edited["output"]["city"], approved["city"]) == ("Oslo", "Paris")
    assert len(upstream.runs) == 2


def test_one_call_is_answered_by_hand_and_the_other_declined(page: Page, upstream: Upstream) -> None:
    ask_first(page)
    page.get_by_role("button", name="Answer", exact=True).first.click()
    page.get_by_role("textbox", name="Output").fill('{"celsius": 40}')
    press(page, "Send output")
    expect(main(page)).to_contain_text("Your answer went back to the model")
    press(page, "Decline")
    has_ended(page)
    expect(main(page)).to_contain_text("You declined it.")
    answered, declined = outputs(upstream.runs[1].body)
    assert answered == '{"celsius": 40}'
    assert json.loads(declined)["declined"] is True


def test_a_tool_of_ones_own_is_made_in_the_popover_and_called(page: Page, upstream: Upstream) -> None:
    upstream.answer = calling(("book_table", '{"city":"Rome","guests":2}'))
    press(page, "Tools")
    page.get_by_text("A tool of your own", exact=True).click()
    page.get_by_role("textbox", name="Name").fill("book table")
    page.get_by_role("textbox", name="Its text").fill("Booked: $guests in $city.")
    press(page, "Add this tool")
    expect(page.get_by_text("This is no tool yet")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("book_table")
    page.get_by_role("radio", name="Template").click()
    press(page, "Add this tool")
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Stream")
    has_ended(page)
    assert outputs(upstream.runs[1].body) == ["Booked: 2 in Rome."]


def stops(page: Page, upstream: Upstream) -> None:
    """Press Stop: the run is over, and nothing more is sent."""
    press(page, "Stop")
    has_ended(page, "Stopped")
    expect(main(page)).to_contain_text("You stopped the run before it had an output.")
    assert len(upstream.runs) == 1
    upstream.asked.clear()


def stopped_in_a_tool(page: Page, upstream: Upstream) -> bool:
    """Press Stop while the tool is tried again; False where it had its output by then, on a busy machine."""
    upstream.asked.clear()
    press(page, "Stream")
    expect(main(page)).to_contain_text("simulated trouble")
    stop = page.get_by_role("button", name="Stop", exact=True)
    if stop.is_enabled():
        with suppress(PlaywrightError):
            stop.click(timeout=1000)
    expect(stop).to_be_disabled()
    if "You stopped the run before it had an output." not in main(page).inner_text():
        page.goto(page.url.partition("?")[0])
        expect(main(page)).to_contain_text("Download")
        return False
    has_ended(page, "Stopped")
    assert len(upstream.runs) == 1
    upstream.asked.clear()
    return True


def test_stop_ends_a_run_that_streams_or_runs_a_tool_or_waits(page: Page, upstream: Upstream) -> None:
    begun = frames(added(0, "get_weather"), delta(0, '{"city":"Tok'))
    upstream.answer = lambda asked: iter([begun, threading.Event()])
    press(page, "Stream")
    expect(code(page, 0)).to_have_text('{"city":"Tok▍')
    asked = upstream.runs[0]
    stops(page, upstream)
    assert asked.left.wait(10)
    upstream.answer = calling(("look_up_status", '{"code":429}'))  # fails twice, and waits a moment in between
    until(lambda: stopped_in_a_tool(page, upstream), "Stop while a tool is tried again")
    upstream.answer = TWO
    ask_first(page)
    stops(page, upstream)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_a_call_still_waits_after_another_page_and_a_reload(page: Page, calls_app: App, upstream: Upstream) -> None:
    page.goto(calls_app.url)
    turn_to(page, "Function calls")
    ask_first(page)
    turn_to(page, "Text")
    turn_to(page, "Function calls")
    expect(page.get_by_role("button", name="Approve")).to_have_count(2)
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_role("button", name="Approve")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="Approve")).to_have_count(1)
    assert len(upstream.runs) == 1
    press(page, "Approve")
    has_ended(page)
    expect(main(page)).to_contain_text("It is mild.")
    until(lambda: len(upstream.runs) == 2, "a second request")
    assert len(outputs(upstream.runs[1].body)) == 2


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_scrolls_sideways(
    browser: Browser, calls_app: App, upstream: Upstream, width: int, height: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = opened(context.new_page(), calls_app)
        check_nothing_scrolls_sideways(page)
        ask_first(page)
        check_nothing_scrolls_sideways(page)
        page.get_by_role("button", name="Edit", exact=True).first.click()
        expect(page.get_by_role("button", name="Run with these")).to_be_visible()
        check_nothing_scrolls_sideways(page)
        press(page, "Run with these")
        press(page, "Approve")
        has_ended(page)
        check_nothing_scrolls_sideways(page)
        press(page, "Tools")
        expect(page.get_by_text("Offered", exact=True)).to_be_visible()
        check_nothing_scrolls_sideways(page)


def test_nothing_moves_from_idle_through_a_stream_to_its_end(page: Page, calls_app: App) -> None:
    opened(page, calls_app, "?backend=simulator")
    watch(page, CALLS)
    press(page, "Stream")
    expect(main(page)).to_contain_text("▍")
    has_ended(page)
    check_nothing_moved(page, CALLS)
