"""A page's final tree without a browser: opened, pressed, and what it says."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from lib.engine.runs import Run
from lib.view import state

SECONDS = 30  # that a script may take on a busy machine
WORDS = ("markdown", "caption", "code", "json", "text", "error", "warning", "header", "subheader", "title")


def visited(page: Path | Callable[[], None], held: Mapping[str, Any] | None = None, **query: str) -> AppTest:
    """A page, or a function that draws one, as a visitor finds it: with what is held in the session, and this query."""
    if isinstance(page, Path):
        test = AppTest.from_file(str(page.absolute()), default_timeout=SECONDS)
    else:
        test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in query.items():
        test.query_params[name] = value
    return holding(test, held or {})


def sound(test: AppTest) -> AppTest:
    """The same test, if its script ran to its end."""
    assert not test.exception, [element.message for element in test.exception]
    return test


def holding(test: AppTest, held: Mapping[str, Any]) -> AppTest:
    """The page when its session holds these values."""
    for name, value in held.items():
        test.session_state[name] = value
    return sound(test.run())


def unfolded(test: AppTest, popover: str) -> AppTest:
    """The page with that popover open; each time that one was closed by its page it has another key."""
    closed = test.session_state.get(f"{popover}.closed", 0)
    return holding(test, {f"{popover}.{closed}" if closed else popover: True})


def uploaded(test: AppTest, place: str, name: str, content: bytes) -> AppTest:
    """The page of these keys after a file was chosen in its popover."""
    uploader = unfolded(test, f"{place}.open").file_uploader(key=f"{place}.upload")
    uploader.set_value((name, content, "application/octet-stream"))
    return sound(test.run())


def clicked(test: AppTest, key: str) -> AppTest:
    """The page after a click on the button of this key, at rest."""
    return sound(test.button(key=key).click().run())


@contextmanager
def alone(test: AppTest, place: int = 0) -> Iterator[None]:
    """Inside, the test runs a fragment by itself, as a browser has it done: the one at this place among the page's.

    What the test holds then is what that drew, or the whole page where the fragment asked for it.
    """
    asks = LocalScriptRunner.request_rerun
    every: Any = test._fragment_storage  # type: ignore[attr-defined]
    fragment = [*every._fragments][place]

    def ask(runner: LocalScriptRunner, data: RerunData) -> Any:
        runner._requests._state = ScriptRequestType.CONTINUE  # what a new runner is to run is the whole page
        return asks(runner, replace(data, fragment_id=fragment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalScriptRunner, "request_rerun", ask)
        yield


def written(test: AppTest) -> str:
    """All that the page and its sidebar say, as it is written in Markdown, without the labels of the controls."""
    shown = []
    for element in [*test.main, *test.sidebar]:
        if element.type in WORDS:
            shown += [str(getattr(element.proto, "title", "")), str(element.value)]
    return "\n".join(shown)


def said(test: AppTest) -> str:
    """All that the page says: what is written, without the backslashes of its Markdown."""
    return written(test).replace("\\", "")


def run_at(test: AppTest, key: str) -> Run:
    """The run whose id the session holds under this key."""
    run = state.engine().find(test.session_state[key])
    assert run is not None
    return run


def nodes(block: Any) -> list[Any]:
    """All that is in a block, with the blocks themselves, from above."""
    return [
        node
        for child in block.children.values()
        for node in (child, *(nodes(child) if hasattr(child, "children") else []))
    ]
