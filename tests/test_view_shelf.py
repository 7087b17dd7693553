"""The shelf's lines: what names a recording, however odd its request."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import recorded
from lib.protocol.events import event
from lib.protocol.recording import Recording
from lib.samples.recordings import samples
from lib.view.recordings.shelf import MODEL, WORDS, label, title
from tests.answers import over

WHEN = "2026-01-02T03:04:05.678+00:00"


def labelled(started_at: str = WHEN, **request: Any) -> str:
    """The line of a run of this request."""
    return label(recorded(Recording(request, "simulator", started_at, [event(0.0, over())])))


def test_a_run_is_named_by_its_prompt_its_model_its_length_and_its_time() -> None:
    assert labelled(input="Say  it\nshort.", model="m-1") == "Say it short. · m-1 · 1 event · 03:04:05"


def test_a_list_of_messages_is_named_by_a_message_of_the_user() -> None:
    system = {"role": "system", "content": "Be brief."}
    assert labelled(input=[system, {"role": "user", "content": "Hi"}]).startswith("Hi · ")


def test_the_time_of_opening_a_file_is_not_that_of_its_run() -> None:
    assert labelled("", input="Hi", model="m-1") == "Hi · m-1 · 1 event"


def test_a_long_prompt_is_cut() -> None:
    words = labelled(input=" \n" * 10_000 + "word " * 10_000).partition(" · ")[0]
    assert len(words) == WORDS
    assert words.startswith("word word ") and words.endswith("…")


@pytest.mark.parametrize("model", ["m" * 1_000_000, ["m" * 1_000_000], {"m" * 1_000_000: 1}])
def test_a_long_name_of_a_model_is_cut(model: object) -> None:
    """The line is sent with every script."""
    name = labelled(input="Hi", model=model).split(" · ")[1]
    assert len(name) == MODEL
    assert name.endswith("…")


@pytest.mark.parametrize("asked", [None, 7, [], [7, {"role": "user"}], {}, "", " \n"])
def test_a_request_without_a_text_is_a_recording(asked: object) -> None:
    assert labelled(input=asked).startswith("A recording · unknown model · ")


@pytest.mark.parametrize("odd", ["\ud800", ":red[a]", 7, ["m"], {"a": 1}, "\x00"])
def test_odd_names_of_models_are_text_that_can_be_sent(odd: object) -> None:
    labelled(input=odd, model=odd).encode()


def test_every_sample_has_a_line_of_its_own_without_marks_of_markdown() -> None:
    lines = [title(sample) for sample in samples()]
    assert len(set(lines)) == len(lines) > 10
    assert not [line for line in lines if "`" in line or "\n" in line]


def test_a_body_alone_is_named_by_the_model_that_answered() -> None:
    begun = {"type": "response.created", "response": {"model": "m-9"}}
    run = recorded(Recording(events=[event(None, {"type": "run.comment", "text": "hi"}), event(None, begun)]))
    assert "m-9 · 3 events" in label(run)


@pytest.mark.parametrize(("given", "named"), [("answer.sse", "answer.sse"), ("", "Pasted")])
def test_what_was_opened_is_named_by_where_it_comes_from(given: str, named: str) -> None:
    """On any page: what was opened elsewhere is on the shelf, too."""

    def script(given: str) -> None:
        import json

        import streamlit as st

        from lib.view import files, runs
        from lib.view.recordings.shelf import label

        body = "".join(f'data: {{"type": "{kind}"}}\n\n' for kind in ("a", "response.completed"))
        head = {"streamscope": 1, "request": {"input": "Hi", "model": "m-1"}}
        for raw in (body.encode(), json.dumps(head).encode()):
            files.take("text", raw, given)
            if run := runs.find("text.run"):
                st.text(label(run))

    test = AppTest.from_function(script, kwargs={"given": given}, default_timeout=30).run()
    assert not test.exception
    assert [one.value for one in test.text] == [f"{named} · unknown model · 2 events", f"Hi · {named} · m-1 · 1 event"]
