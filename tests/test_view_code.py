"""The Code tab: which languages it offers, and when; the loop for the types of a run."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.events import event
from lib.protocol.recording import Recording
from lib.view import state

pytestmark = pytest.mark.usefixtures("own_engine")


def page(types, ended, tools, model) -> None:  # type: ignore[no-untyped-def]
    """A page with a run that had events of these types, if any; `model` is "made", "none", or "" without a schema."""
    from functools import partial

    import streamlit as st

    from lib.engine.backends import Backend
    from lib.engine.runs import Run
    from lib.protocol.events import event
    from lib.protocol.request import Request
    from lib.tools.model_code import ModelCode, NoCode
    from lib.view import code

    def made(model: str) -> ModelCode:
        st.session_state["made"] = True
        if model == "none":
            raise NoCode("There is no code.")
        return ModelCode("from pydantic import BaseModel\n\n\nclass A(BaseModel): ...\n", "A")

    request = Request({"model": "m-1", "input": "Hi", "tools": tools})
    run = Run(request, "v") if types else None
    if run is not None:
        run.append([event(0.1, {"type": name}) for name in types])
        if ended:
            run.close()
    (tab,) = st.tabs(["Code"], key="p.tab", on_change="rerun")
    code.draw(
        tab,
        request,
        Backend("simulator", "http://127.0.0.1:9/v1", ""),
        "p",
        partial(made, model) if model else None,
        run,
    )


def shown(
    language: str = "", types: tuple[str, ...] = (), ended: bool = True, tools: tuple[str, ...] = (), model: str = ""
) -> AppTest:
    kwargs = {"types": types, "ended": ended, "tools": list(tools), "model": model}
    test = AppTest.from_function(page, default_timeout=20, kwargs=kwargs)
    if language:
        test.session_state["p.language"] = language
    test.run()
    assert not test.exception, [element.message for element in test.exception]
    return test


def offered(test: AppTest) -> list[str]:
    return list(test.get("button_group")[0].options)


def test_python_typescript_and_curl_are_always_offered() -> None:
    assert offered(shown()) == ["Python", "TypeScript", "curl"]
    assert offered(shown(tools=("a",))) == ["Python", "Python with tools", "TypeScript", "curl"]


def test_handlers_come_with_a_run_that_has_ended() -> None:
    assert "Handlers" in offered(shown(types=("error",)))
    assert "Handlers" not in offered(shown(types=("error",), ended=False))


@pytest.mark.parametrize(
    ("language", "words"),
    [("", "from openai import OpenAI"), ("TypeScript", 'import OpenAI from "openai";'), ("curl", "curl -N --url")],
)
def test_each_language_shows_its_code(language: str, words: str) -> None:
    assert words in shown(language).code[0].value


@pytest.mark.parametrize("language", ["Python", "TypeScript", "curl"])
def test_the_model_is_offered_and_not_made_for_another_language(language: str) -> None:
    test = shown(language, model="made")
    assert offered(test) == ["Python", "Python with Pydantic", "TypeScript", "curl"]
    assert "made" not in test.session_state


def test_the_model_is_made_for_its_own_language() -> None:
    test = shown("Python with Pydantic", model="made")
    assert "A.model_validate_json(text)" in test.code[0].value


def test_where_there_is_no_model_the_plain_code_says_why() -> None:
    test = shown("Python with Pydantic", model="none")
    assert test.code[0].value == shown().code[0].value
    assert test.caption[0].value == "There is no code\\."


def test_handlers_have_a_case_for_each_type_of_the_run() -> None:
    test = shown("Handlers", types=("run.request", "response.created", "error", "error"))
    assert test.code[0].value.count("        case ") == 3
    assert 'case "response.created":' in test.code[0].value
    assert "A case for each event type" in test.caption[0].value


def test_a_run_that_grows_is_counted_on_from_where_it_was() -> None:
    def counting() -> None:
        from lib.view import state
        from lib.view.reference import seen

        for run in state.engine().kept.runs.values():
            seen.counted(run)

    run = state.engine().adopt(Recording(events=[event(0.1, {"type": "error"})]))
    before = len(run.events)
    test = AppTest.from_function(counting, default_timeout=20).run()
    assert test.session_state["seen.runs"][run.id] == {"events": before, "types": {"error": 1, "run.failed": 1}}
    run.append([event(0.2, {"type": "error"}), event(0.2, {"type": "keepalive"})])
    test.run()
    assert test.session_state["seen.runs"][run.id]["types"] == {"error": 2, "run.failed": 1, "keepalive": 1}
