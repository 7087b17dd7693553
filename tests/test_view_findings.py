"""The badge of what was found in a run, and what it opens."""

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.events import Body, event
from lib.protocol.lint import Finding
from lib.protocol.recording import Recording
from lib.view.findings import CLEAN, MOST, TOLD, badge, same_place, sentence, worth_telling
from tests.answers import asked, over, piece
from tests.lint_streams import simulated
from tests.trees import SECONDS, nodes

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

    test = AppTest.from_function(script, default_timeout=SECONDS, kwargs={"run": run, "jump": jump}).run()
    assert not test.exception
    return test


def told(test: AppTest) -> list[str]:
    """What its lines say."""
    return [one.value for one in (*test.markdown, *test.caption)]


def popover(test: AppTest) -> Any:
    """The badge, as it is sent."""
    (block,) = [node for node in nodes(test.main) if node.type == "popover"]
    return block.proto.popover


def test_before_a_run_the_badge_rests_and_is_as_wide_as_with_its_number() -> None:
    idle, done = drawn(None), drawn(run_of(asked(), CREATED, over()))
    assert (popover(idle).label, popover(idle).disabled) == ("Findings", True)
    assert not popover(done).disabled
    widths = {test.main.children[0].children[0].proto.width_config.pixel_width for test in (idle, done)}
    assert len(widths) == 1
    assert widths != {0}


def test_what_is_broken_comes_first_and_the_findings_of_a_rule_are_together() -> None:
    lines = told(drawn(run_of(asked(), KEEPALIVE, CREATED)))
    headings = [line for line in lines if "-badge[:material/" in line]
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
    next(button for button in test.button if button.label == ":blue[Event 3]").click().run()
    assert went == [("pages/recordings.py", {"run": run.id, "event": "3"})]


def test_of_a_stream_that_keeps_the_rules_nothing_is_told() -> None:
    assert told(drawn(recorded(Recording(events=simulated("text"))))) == [CLEAN]


def test_notes_are_counted_in_words_and_what_is_broken_is_not() -> None:
    beyond = [{"type": kind, "sequence_number": 9} for kind in ("keepalive", "response.reasoning.delta")]
    lines = told(drawn(run_of(asked(), CREATED, *beyond, over())))
    counted = [line.partition(": ")[2].partition("]")[0] for line in lines if "-badge[:material/" in line]
    assert any(words.endswith(" notes") for words in counted)
    for words in counted:
        number, _, word = words.partition(" ")
        assert word in {"broken", "odd", "note" if number == "1" else "notes"}


def test_a_message_is_a_sentence_and_what_it_has_in_backticks_is_code() -> None:
    run = run_of(asked(), KEEPALIVE, {"type": "response.output_text.delta"})
    for message, event_at, shown in (
        ("the frame of 'a' has a line `id:`", 1, "The frame of 'a' has a line `id:`"),
        ("keepalive after the end", 1, "keepalive after the end"),
        ("keepalive after the end", 2, "Keepalive after the end"),
        ("response.created comes again", None, "response\\.created comes again"),
        ("total_tokens: expected 3", None, "total\\_tokens\\: expected 3"),
        ("`id:` is there", 99, "`id:` is there"),
        ("", None, ""),
        ("a `![](//h)` b `", None, "A `![](//h)` b \\`"),
        ("a `:red[x]\n# y` ![](h)", 0, "A `:red[x]·# y` \\!\\[\\]\\(h\\)"),
    ):
        assert sentence(run, Finding("rule", "odd", event_at, message)) == shown


def test_the_findings_of_one_event_have_one_link() -> None:
    every = [Finding("rule", "odd", at, f"message {at}") for at in (3, 3, 4, 3, 5)]
    assert [[one.event for one in same] for same in same_place(every)] == [[3, 3, 3], [4], [5]]
    texts = [piece("a", at=at) for at in range(7)]  # each of an item that was never announced: all break one rule
    test = drawn(run_of(asked(), CREATED, *texts, over()))
    links: dict[str, list[str]] = {}
    for button in test.button:
        links.setdefault(str(button.key).split(".")[1], []).append(button.label.partition("Event ")[2].rstrip("]"))
    for rule, places in links.items():
        beyond = [place.partition(" (")[0] for place in places[MOST:]]
        assert len(beyond) == len(set(beyond)), rule


def test_findings_that_say_something_else_are_told_up_to_five_and_the_others_are_not_called_the_same() -> None:
    missing = [Finding("rule", "odd", 1, f"no {name}") for name in "abcdefg"]
    assert [one.message for one in worth_telling(missing)] == [f"no {name}" for name in "abcde"]
    alike = [Finding("rule", "odd", at, "no a") for at in range(5)]
    assert [one.event for one in worth_telling(alike)] == [0, 1]
    assert worth_telling([*alike, missing[1], Finding("rule", "odd", None, "no a")])[-1].event is None
