"""Checks of backends: asked for once, again after they failed, and told when they end. No browser."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.backends import Backend
from lib.engine.models import Check
from lib.view import checks, state
from tests.server import until
from tests.trees import said, sound, visited
from tests.upstream import Upstream

WORKS, FAILS = Check(True, "It works."), Check(False, "Nobody answers.")

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


class Answering:
    """Answers checks one after the other, each at once or when it is told to."""

    def __init__(self, *found: Check | None) -> None:
        self.found = list(found)
        self.asked: list[Future[Check]] = []

    def check(self, backend: Backend) -> Future[Check]:
        self.asked.append(Future())
        if (found := self.found.pop(0)) is not None:
            self.asked[-1].set_result(found)
        return self.asked[-1]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answering]:
    def answers(*found: Check | None) -> Answering:
        made = Answering(*found)
        monkeypatch.setattr(state.engine(), "check", made.check)
        return made

    return answers


def page(*, again: bool = True) -> None:
    import streamlit as st

    from lib.engine.backends import Backend
    from lib.view import backend, checks

    found = checks.checked("a side", Backend("compatible", "http://127.0.0.1:9/v1"), again=again)
    st.text(found.sentence if found else "Checking.")
    backend.settle()


def later(test: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page after the seconds for which what failed is kept."""
    monkeypatch.setattr(checks, "AGAIN", -1.0)
    return sound(test.run())


def test_what_works_is_asked_for_once(answering: Callable[..., Answering], monkeypatch: pytest.MonkeyPatch) -> None:
    upstream = answering(WORKS)
    test = visited(page)
    assert said(later(test, monkeypatch)) == "\nIt works."
    assert len(upstream.asked) == 1


def test_what_failed_is_asked_for_again_a_little_later(
    answering: Callable[..., Answering], monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream = answering(FAILS, WORKS)
    test = visited(page)
    assert said(sound(test.run())) == "\nNobody answers."
    assert len(upstream.asked) == 1
    assert said(later(test, monkeypatch)) == "\nIt works."


def test_one_that_ends_after_it_was_drawn_is_told(answering: Callable[..., Answering]) -> None:
    upstream = answering(None)

    def ends() -> None:
        until(lambda: bool(upstream.asked))
        upstream.asked[0].set_result(FAILS)

    ending = threading.Thread(target=ends)
    ending.start()
    assert said(visited(page)) == "\nNobody answers."
    ending.join()
    assert len(upstream.asked) == 1


def test_one_of_a_place_that_is_drawn_no_more_draws_the_page_once(answering: Callable[..., Answering]) -> None:
    upstream = answering(None)

    def elsewhere() -> None:
        import streamlit as st

        from lib.engine.backends import Backend
        from lib.view import backend, checks

        st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
        if st.session_state["drawn"] == 1:
            checks.checked("a side", Backend("compatible", "http://127.0.0.1:9/v1"))
            asked = checks.under_way("a side")
            assert asked is not None
            asked.set_result(st.session_state["found"])
        backend.settle()

    test = visited(elsewhere, {"found": FAILS})
    assert test.session_state["drawn"] == 2
    assert len(upstream.asked) == 1


def test_the_session_holds_plain_values_alone(upstream: Upstream) -> None:
    def drawn() -> None:
        from lib.view import backend

        backend.draw()

    test = visited(drawn)
    assert "Connected. 2 models." in said(sound(test.run()))
    for kept in test.session_state[checks.KEPT].values():
        assert {type(value) for value in kept.values()} <= {int, float, bool}
