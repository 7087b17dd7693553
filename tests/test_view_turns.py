"""The left pane of a run with calls: of very many the newest are drawn, and those that wait for a decision."""

from streamlit.testing.v1 import AppTest

from lib.view.stretch import MOST, SHOWN
from tests.trees import said, visited

FEW, MANY = 40, 100


def pane() -> None:
    """The pane of an open run whose fourth call waits; a script draws what came, then all of it in another frame."""
    from types import SimpleNamespace

    import streamlit as st

    from lib.protocol.run import FoldedRun
    from lib.view.calls.offer import Offer
    from lib.view.calls.turns import Turns
    from tests.wire import asked, call, step

    count, waits = st.session_state["counts"], st.session_state["waits"]
    run = FoldedRun()
    run.fold(asked("flip"))
    turns = Turns(st.container(), "functions", Offer("functions", []), still=False)
    made = 0
    for end in count:
        for at in range(made, end):
            for body in call(at, '{"a":1}'):
                run.fold(body)
        made = end
        if waits:
            run.fold(step("awaiting", 3))
            run.status = "awaiting_approval"
        turns.draw(run, SimpleNamespace(id="r" * 32, open=True, base_url=""), 1.0)  # type: ignore[arg-type]
    st.text(f"outdated: {turns.outdated()}")


def drawn(*counts: int, waits: bool = False) -> AppTest:
    """The pane after frames with so many calls."""
    return visited(pane, {"counts": counts, "waits": waits})


def numbers(test: AppTest) -> list[int]:
    """The numbers of the calls whose cards are drawn."""
    return [at for at in range(1, MANY + 1) if f":gray[call {at}]" in said(test)]


def test_the_newest_cards_are_drawn_and_the_others_counted() -> None:
    test = drawn(MANY)
    assert numbers(test) == [*range(101 - SHOWN, 101)]
    assert f"{100 - SHOWN} more before these." in said(test)
    assert "asked for 100 calls" in said(test)
    assert test.text[0].value == "outdated: False"


def test_those_that_begin_later_are_added_until_a_new_script_has_to_begin() -> None:
    test = drawn(FEW, MOST)
    assert numbers(test) == [*range(1, MOST + 1)]
    assert test.text[0].value == "outdated: False"
    test = drawn(FEW, MANY)
    assert numbers(test) == [*range(1, FEW + 1)]
    assert test.text[0].value == "outdated: True"


def test_a_call_that_waits_is_drawn_with_its_buttons_however_many_came_after_it() -> None:
    test = drawn(MANY, waits=True)
    assert numbers(test) == [4, *range(101 - SHOWN, 101)]
    assert [button.label for button in test.button] == ["Approve", "Edit", "Answer", "Decline"]
    assert test.text[0].value == "outdated: False"


def test_an_ordinary_run_is_drawn_whole() -> None:
    test = drawn(MOST)
    assert numbers(test) == [*range(1, MOST + 1)]
    assert "before these" not in said(test)
