"""The badge of what was found in a run, and what it opens."""

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.events import Body, event
from lib.protocol.lint import Finding
from lib.protocol.recording import Recording
from lib.view.findings import CLEAN, TOLD, badge
from tests.answers import asked, over
from tests.lint_streams import simulated

CREATED: Body = {"type": "response.created", "response": {"id": "resp_1"}, "sequence_number": 0}
KEEPALIVE: Body = {"type": "keepalive"}


def found(*severities: Any) -> list[Finding]:
    return [Finding("rule", severity, at, "message") for at, severity in enumerate(severities)]


@pytest.mark.parametrize(
    ("severities", "label", "icon"),
    [
        (None, "Findings", "fact_check"),
        ([], "No findings", "fact_check"),
        (["note"], "1 note", "fact_check"),
        (["note", "note"], "2 notes", "fact_check"),
        (["note", "odd"], "1 finding", "rule"),
        (["odd", "broken", "note"], "2 findings", "error"),
    ],
)
def test_the_badge_says_what_its_number_counts(severities: list[str] | None, label: str, icon: str) -> None:
    assert badge(None if severities is None else found(*severities)) == (label, icon)


def run_of(*bodies: Body) -> Run:
    """A finished run of these events."""
    return recorded(Recording(events=[event(at / 10, body) for at, body in enumerate(bodies)]))


def drawn(run: Run | None, *, jump: bool = False) -> AppTest:
    """The badge of a run, opened."""

    def script(run: "Any", jump: bool) -> None:
        import streamlit as st

        from lib.view import findings
        from lib.view.recordings import scrubber

        st.session_state.setdefault("here.findings", True)
        findings.draw("here", st.container(), run, jump=scrubber.jump if jump else None)

    test = AppTest.from_function(script, kwargs={"run": run, "jump": jump}).run()
    assert not test.exception
    return test


def told(test: AppTest) -> list[str]:
    """What its lines say."""
    return [one.value for one in (*test.markdown, *test.caption)]


def popover(test: AppTest) -> Any:
    """The badge, as it is sent."""
    (block,) = [node for node in nodes(test.main) if node.type == "popover"]
    return block.proto.popover


def nodes(block: Any) -> list[Any]:
    return [
        node
        for child in block.children.values()
        for node in (child, *(nodes(child) if hasattr(child, "children") else []))
    ]


def test_before_a_run_the_badge_rests_and_is_as_wide_as_with_its_number() -> None:
    idle, done = drawn(None), drawn(run_of(asked(), CREATED, over()))
    assert (popover(idle).label, popover(idle).disabled) == ("Findings", True)
    assert not popover(done).disabled
    widths = {test.main.children[0].children[0].proto.width_config.pixel_width for test in (idle, done)}
    assert len(widths) == 1
    assert widths != {0}


def test_what_is_broken_comes_first_and_the_findings_of_a_rule_are_together() -> None:
    lines = told(drawn(run_of(asked(), KEEPALIVE, CREATED)))
    headings = [line for line in lines if "-badge[" in line]
    assert [heading.partition("-badge")[0] for heading in headings] == [":red", ":orange", ":gray"][: len(headings)]
    assert "broken" in headings[0]


def test_many_findings_of_one_rule_are_told_a_few_times_and_the_others_are_named() -> None:
    unknown = {"type": "response.of.no.such_type"}
    test = drawn(run_of(asked(), CREATED, *[{**unknown, "sequence_number": at} for at in range(1, 8)], over()))
    lines = [line for line in told(test) if "unknown\\_type" in line]
    assert len(lines) == TOLD
    labels = [button.label for button in test.button if (button.key or "").startswith("here.unknown_type.")]
    assert labels == [f":blue[Event {number}]" for number in range(3, 10)]


def test_texts_of_a_server_stay_inert() -> None:
    kind = "![](http://127.0.0.1:9/x.png) :red[a] `code`\n# b \ud800"
    test = drawn(run_of(asked(), {"type": kind}))
    assert any("127" in line for line in told(test))
    for line in (*told(test), *(button.help or "" for button in test.button)):
        assert "![" not in line
        assert ":red[a" not in line
        assert "http://127" not in line
        line.encode()


def test_on_the_page_of_recordings_a_finding_leads_to_its_event() -> None:
    test = drawn(run_of(asked(), CREATED, KEEPALIVE), jump=True)
    first = next(button for button in test.button if button.label == ":blue[Event 3]")
    first.click().run()
    assert test.session_state["here.at"] == 3


def test_on_another_page_a_finding_leads_to_its_event_among_the_recordings(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[Any] = []
    monkeypatch.setattr(st, "switch_page", lambda page, query_params: went.append((page, query_params)))
    run = run_of(asked(), CREATED, KEEPALIVE)
    test = drawn(run)
    test.session_state["recordings.view"] = "Compare"
    next(button for button in test.button if button.label == ":blue[Event 3]").click().run()
    assert went == [("pages/recordings.py", {"run": run.id, "event": "3"})]
    assert test.session_state["recordings.view"] == "Explore"


def test_of_a_stream_that_keeps_the_rules_nothing_is_told() -> None:
    assert told(drawn(recorded(Recording(events=simulated("text"))))) == [CLEAN]
