"""One event in words: what it changed as a diff, and texts of others that stay inert and bounded."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.changes import ABSENT, Change, changes
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording
from lib.protocol.run import FoldedRun
from lib.protocol.state import state
from lib.view.inert import NAME, code
from lib.view.recordings import event_detail
from lib.view.recordings.event_detail import LONG, PLACES, WIDE, diff, said, text, when, whole
from tests.answers import added, asked, over, piece
from tests.trees import SECONDS

HOSTILE = [
    "\ud800",
    ":red[a]\x00",
    "![](http://127.0.0.1:9/leak)",
    "`![](//h)`",
    "a\n\n# b",
    "",
    "`" * 5,
    "x" * 100_000,
]


def run_of(*bodies: Body, timed: bool = True) -> Run:
    """A finished run of these events, a tenth of a second apart."""
    return recorded(Recording(events=[event(at / 10 if timed else None, body) for at, body in enumerate(bodies)]))


def changed_by(*bodies: Body) -> list[Change]:
    """What the last of these events changed."""
    run = FoldedRun()
    for body in bodies[:-1]:
        run.fold(body)
    before = state(run)
    run.fold(bodies[-1])
    return changes(before, state(run))


def drawn(run: Run, at: int, changed: list[Change]) -> AppTest:
    """What is drawn of an event."""

    def script(run: "Any", at: int, changed: "Any") -> None:
        import streamlit as st

        from lib.view.recordings import event_detail

        event_detail.draw(st.container(), "here", run, at, changed)

    test = AppTest.from_function(
        script, default_timeout=SECONDS, kwargs={"run": run, "at": at, "changed": changed}
    ).run()
    assert not test.exception
    return test


def test_of_a_text_that_grew_only_what_came_is_shown() -> None:
    found = changed_by(asked(), added(), piece("Hel"), piece("lo."))
    assert said(found) == "3 → 6 characters"
    assert diff(found).splitlines() == ["  output[0].content[0].text", '+ "lo."']


def test_what_comes_anew_has_no_line_for_what_was_there() -> None:
    assert diff([Change(("error",), ABSENT, None)]).splitlines() == ["  error", "+ null"]
    assert diff([Change(("output", 0), {"a": 1}, ABSENT)]).splitlines() == ["  output[0]", '- {"a": 1}']
    assert diff([Change(("status",), "queued", "done")]).splitlines() == ["  status", '- "queued"', '+ "done"']


def test_how_much_changed_is_said_in_words() -> None:
    one = Change(("a",), 1, 2)
    assert said([]) == "nothing in the response"
    assert said([one]) == "one place"
    assert said([one, one]) == "2 places"


def test_many_places_and_long_values_are_shown_in_part() -> None:
    found = changes({}, {str(number): "x" * 10_000 for number in range(100)})
    lines = diff(found).splitlines()
    assert lines[-1] == f"  and {100 - PLACES} more places"
    assert len(lines) == 2 * PLACES + 1
    assert max(map(len, lines)) <= WIDE + 2
    assert len(text("é" * 1000)) == WIDE
    assert len(diff([Change(("k" * 100_000,), 1, 2)])) < 1000


def test_when_it_came_and_how_long_after_the_one_before() -> None:
    run = run_of(asked(), added(), piece("a"))
    assert when(run.events, 1) == "At 0.000 s. "
    assert when(run.events, 3) == "At 0.200 s, 100 ms after the event before. "
    assert when(run_of(asked(), added(), timed=False).events, 2) == ""
    assert when(run.events[2:0:-1], 2) == "At 0.100 s, 100 ms earlier than the event before. "


def test_a_long_event_is_cut_and_says_by_how_much() -> None:
    shown = whole({"type": "x", "text": "y" * 100_000})
    assert len(shown) < LONG + 100
    assert "characters more, all in the download" in shown
    assert whole({"type": "x"}) == json.dumps({"type": "x"}, indent=2)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_type_stays_inside_its_code_span(kind: str) -> None:
    shown = code(kind)
    assert shown
    assert "`" not in shown
    assert "\n" not in shown
    assert len(shown) <= NAME
    shown.encode()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_inert_wherever_they_stand(hostile: str) -> None:
    body = {"type": hostile, "output_index": True, "delta": hostile, hostile: {hostile: [hostile]}}
    found = changes({}, {hostile: hostile, "a": [{hostile: 1}]})
    test = drawn(run_of(asked(), body), 2, found)
    for one in (*test.markdown, *test.caption):
        outside = "".join(str(one.value).split("`")[::2])
        assert "![](" not in outside
        assert "\n#" not in outside
        assert len(str(one.value)) < 3000
    assert "item" not in test.markdown[0].value  # true is no index


def test_what_changed_stands_between_the_meaning_and_the_json() -> None:
    bodies = [asked(), added(), piece("Hel")]
    test = drawn(run_of(*bodies), 3, changed_by(*bodies))
    assert "**Event 3** `response.output_text.delta` :blue-badge[Text] :gray-badge[item 0]" in test.markdown[0].value
    assert '+ {"type": "output_text"' in test.code[1].value
    assert json.loads(str(test.code[2].value)) == bodies[-1]


def test_an_event_that_changed_nothing_has_no_diff() -> None:
    keepalive = {"type": "keepalive", "sequence_number": 3}
    assert changed_by(asked(), added(), keepalive) == []
    test = drawn(run_of(asked(), added(), keepalive), 3, [])
    assert "nothing in the response" in test.markdown[1].value
    assert len(test.code) == 2


def test_our_own_events_have_their_meaning_and_their_group() -> None:
    test = drawn(run_of(asked(), over()), 1, changed_by(asked()))
    assert "`run.request` :gray-badge[Run]" in test.markdown[0].value
    assert len(test.caption[0].value) > 20
    assert "run.status" in test.code[1].value


def test_each_group_has_a_colour() -> None:
    from lib.protocol.catalogue import group_of
    from lib.samples.recordings import samples

    kinds = {one.type for sample in samples() for one in sample.load().events}
    assert {group_of(kind) for kind in (*kinds, "what.is.this", "error")} <= set(event_detail.COLOURS)


def test_any_type_leads_to_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[str] = []

    def switched(page: str, *, query_params: dict[str, str]) -> None:
        asked_for.append(query_params["type"])

    monkeypatch.setattr("streamlit.switch_page", switched)
    test = drawn(run_of(asked(), {"type": "\ud800q" + "x" * 999}), 2, [])
    assert not test.button(key="here.explain").click().run().exception
    (kind,) = asked_for
    assert kind.encode()[:2] == b"?q"
    assert len(kind) == 200
