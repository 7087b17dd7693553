"""What a request asks for as its text format, and what its answer is judged by."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from pydantic import BaseModel

from lib.samples.models import MODELS, Invoice, Thread
from lib.samples.structured_presets import PRESETS, StructuredPreset
from lib.tools.model_code import NoCode
from lib.tools.text_format import text_format
from lib.view.structured import schema_draft
from lib.view.structured.formats import ASKED, FLAWS, Fit, Formats
from lib.view.structured.sent_schema import SAID, sent

BODY: dict[str, Any] = {"model": "m", "input": "Hi"}
EDITED: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


class Lesson(BaseModel):
    """A lesson."""

    words: str


FORMATS = Formats("p", [Lesson], __file__)


@pytest.fixture(autouse=True)
def own_session() -> Iterator[None]:
    """Each test has a session without keys."""
    st.session_state.clear()
    yield
    st.session_state.clear()


def held(**values: Any) -> None:
    """The controls hold these values."""
    st.session_state.update({f"p.{name}": value for name, value in values.items()})


def edited(schema: dict[str, Any] | str, name: str = "Lesson") -> None:
    """The visitor has written this into the editor."""
    written = schema if isinstance(schema, str) else json.dumps(schema)
    st.session_state[f"p.schema.{name}.text"] = written


def chosen() -> Fit:
    """What the answer to a request with what the controls hold is judged by."""
    return FORMATS.of(FORMATS.asking(BODY, simulated=True))


def said(schema: str, name: str = "n") -> str:
    """The words that a JSON object is asked for with."""
    return SAID.format(name=name, schema=schema)


def asked_for(schema: Any, name: Any = "n") -> dict[str, Any]:
    return {"format": {"type": "json_schema", "name": name, "schema": schema}}


def test_at_first_the_lesson_is_asked_for_strictly() -> None:
    assert FORMATS.asking(BODY, simulated=True) == {**BODY, "text": {"format": text_format(Lesson)}}
    assert chosen() == Fit(Lesson, "Lesson")
    assert BODY == {"model": "m", "input": "Hi"}


def test_the_format_that_is_chosen_is_asked_for_and_one_that_is_gone_does_not_matter() -> None:
    held(shape="Invoice")
    assert FORMATS.asking(BODY, simulated=True)["text"]["format"]["name"] == "Invoice"
    assert chosen() == Fit(Invoice, "Invoice")
    held(shape="Removed")
    assert FORMATS.name == "Lesson"


def test_not_strict_says_so() -> None:
    held(asked="json_schema, not strict")
    assert FORMATS.asking(BODY, simulated=True)["text"]["format"]["strict"] is False


def test_a_json_object_is_asked_for_in_a_message_before_the_prompt() -> None:
    held(asked="json_object")
    found = FORMATS.asking({**BODY, "instructions": "Be brief."}, simulated=True)
    assert found["text"] == {"format": {"type": "json_object"}}
    assert found["instructions"] == "Be brief."
    first, prompt = found["input"]
    assert first["role"] == "developer"
    assert "JSON" in first["content"]  # some servers look for the word in the input alone
    assert json.loads(first["content"].partition(":\n")[2]) == text_format(Lesson)["schema"]
    assert prompt == {"role": "user", "content": "Hi"}
    assert sent(found) == ("Lesson", text_format(Lesson)["schema"])


def test_a_json_object_is_asked_for_before_the_other_messages() -> None:
    held(asked="json_object")
    messages = [{"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Hi"}]
    assert FORMATS.asking({**BODY, "input": messages}, simulated=True)["input"][1:] == messages
    assert FORMATS.asking({**BODY, "input": 7}, simulated=True)["input"] == 7


def test_a_text_format_of_the_further_fields_wins_and_the_page_says_so() -> None:
    own = {"type": "json_schema", "name": "mine", "schema": EDITED}
    held(further=json.dumps({"text": {"format": own}}), asked="json_object")
    edited("{")  # no problem: it isn't sent
    body = {**BODY, "text": {"format": own}, "metadata": {"simulator_flaw": "broken"}}
    assert FORMATS.overridden
    assert FORMATS.problem() == ""
    held(flaw="fence")
    assert FORMATS.asking(body, simulated=True) == body
    assert FORMATS.of(body) == Fit(EDITED, "mine")


@pytest.mark.parametrize("further", ["", "{", "[]", "{}", '{"text": 7}', '{"text": {"verbosity": "low"}}'])
def test_without_one_nothing_is_overridden(further: str) -> None:
    held(further=further)
    edited("{")
    assert not FORMATS.overridden
    assert FORMATS.problem()


def test_the_other_settings_of_the_text_and_the_metadata_stay() -> None:
    held(flaw="fence")
    body = {**BODY, "text": {"verbosity": "low"}, "metadata": {"simulator_rate": "40"}}
    found = FORMATS.asking(body, simulated=True)
    assert found["text"]["verbosity"] == "low"
    assert found["metadata"] == {"simulator_rate": "40", "simulator_flaw": "fence"}
    assert body["metadata"] == {"simulator_rate": "40"}


def test_a_flaw_is_only_for_the_simulator() -> None:
    held(flaw="fence")
    assert "metadata" not in FORMATS.asking(BODY, simulated=False)


@pytest.mark.parametrize("odd", [None, "x", 7, [1]], ids=repr)
@pytest.mark.parametrize("asked", ASKED)
def test_further_fields_of_an_odd_type_do_no_harm(odd: Any, asked: str) -> None:
    held(flaw="fence", asked=asked)
    body = {**BODY, "text": odd, "metadata": odd, "instructions": odd}
    assert FORMATS.asking(body, simulated=True)["text"]["format"]["type"] == ASKED[asked].replace(
        "loose", "json_schema"
    )


def test_what_was_edited_is_sent_and_judged_in_place_of_the_model() -> None:
    edited(EDITED)
    assert FORMATS.asking(BODY, simulated=True)["text"]["format"]["schema"] == EDITED
    assert chosen() == Fit(EDITED, "Lesson")
    assert FORMATS.problem() == ""
    held(shape="Thread")  # each has a draft of its own
    assert chosen().by is Thread


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "string"}', '{"type": "object", "properties": 7}'])
def test_a_draft_that_can_not_be_sent_says_why(text: str) -> None:
    edited(text)
    assert FORMATS.problem().endswith(".")
    assert FORMATS.schema == FORMATS.shipped


def test_a_loose_schema_is_a_problem_only_where_it_is_asked_for_strictly() -> None:
    edited({**EDITED, "required": []})
    assert "trict" in FORMATS.problem()
    held(asked="json_schema, not strict")
    assert FORMATS.problem() == ""


@pytest.mark.parametrize("model", [Lesson, *MODELS], ids=lambda model: model.__name__)
@pytest.mark.parametrize("asked", ASKED)
def test_a_run_is_judged_by_the_model_whose_schema_was_sent(model: type[BaseModel], asked: str) -> None:
    held(shape=model.__name__, asked=asked)
    found = FORMATS.asking(BODY, simulated=True)
    held(shape="Invoice" if model is Lesson else "Lesson")  # what is chosen since does not matter
    assert FORMATS.of(json.loads(json.dumps(found))) == Fit(model, model.__name__)


@pytest.mark.parametrize("asked", ASKED)
def test_a_run_with_another_schema_is_judged_by_that_schema(asked: str) -> None:
    assert FORMATS.of({"text": asked_for(EDITED, "mine")}) == Fit(EDITED, "mine")
    assert FORMATS.of({"text": asked_for(EDITED, None)}) == Fit(EDITED, "the schema")
    edited(EDITED)
    held(asked=asked)
    assert chosen() == Fit(EDITED, "Lesson")


@pytest.mark.parametrize("asked", ASKED)
def test_a_schema_with_its_properties_in_another_order_is_another(asked: str) -> None:
    schema = text_format(Invoice)["schema"]
    turned = {**schema, "properties": dict(reversed(schema["properties"].items()))}
    held(shape="Invoice", asked=asked)
    edited(turned, "Invoice")
    assert schema_draft.draft("p", "Invoice") is not None  # the editor says that it is edited
    assert chosen() == Fit(turned, "Invoice")
    assert isinstance(chosen().by, dict)


@pytest.mark.parametrize("asked", ASKED)
def test_a_format_that_was_edited_to_be_another_keeps_its_name(asked: str) -> None:
    schema = text_format(Invoice)["schema"]
    held(shape="Thread", asked=asked)
    edited(schema, "Thread")
    assert chosen() == Fit(schema, "Thread")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": "x"},
        {"text": {"format": "x"}},
        {"text": {"format": {"type": "text"}}},
        {"text": asked_for([1])},
        {"text": asked_for(None)},
        {"input": 7},
        {"input": []},
        {"input": ["x"]},
        {"input": [{"role": "developer", "content": ["x"]}]},
        *({"input": [{"role": "developer", "content": text}]} for text in ("", said("", "n!"), said("{}", "n!"))),
        *({"input": [{"role": "developer", "content": said(text)}]} for text in ("", "[1]", "[" * 100_000, "{")),
        {"input": [{"role": "user", "content": said("{}")}]},
        {"input": said("{}")},
        {"instructions": said("{}")},
    ],
    ids=lambda body: str(body)[:60],
)
def test_a_run_that_asked_for_no_schema_is_judged_by_none(body: dict[str, Any]) -> None:
    assert FORMATS.of(body) == Fit(None, "")
    assert sent(body)[1] is None
    with pytest.raises(NoCode, match="asks for no schema"):
        FORMATS.code(FORMATS.of(body))


def test_an_empty_schema_has_a_name_too() -> None:
    assert FORMATS.of({"text": asked_for({}, "mine")}) == Fit({}, "mine")


def test_the_code_of_a_format_that_ships_is_its_own_source() -> None:
    code, name = FORMATS.code(Fit(Lesson, "Lesson"))
    assert name == "Lesson"
    assert code.endswith('class Lesson(BaseModel):\n    """A lesson."""\n\n    words: str\n')
    assert "class InvoiceLine" in FORMATS.code(Fit(Invoice, "Invoice"))[0]


def test_the_code_of_a_schema_is_made() -> None:
    code, name = FORMATS.code(Fit(EDITED, "my shape"))
    assert name == "MyShape"
    assert "class MyShape(BaseModel):" in code


def test_a_schema_that_no_code_can_be_made_of_has_none() -> None:
    with pytest.raises(NoCode):
        FORMATS.code(Fit({"$ref": "http://e.x/y"}, "n"))


def test_the_name_of_the_code_is_that_of_its_class() -> None:
    inner = {**EDITED, "properties": {"a": {"$ref": "#/$defs/Thread"}}, "$defs": {"Thread": EDITED}}
    code, name = FORMATS.code(Fit(inner, "Thread"))
    assert name == "ThreadModel"
    assert "class ThreadModel(BaseModel):" in code


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_becomes_what_is_sent(preset: StructuredPreset) -> None:
    held(flaw="fence", shape="Thread", asked="json_object")
    Formats("p", [type("ProductAnalysis", (BaseModel,), {})], __file__).use(preset)
    state = st.session_state
    assert state["p.prompt"] == preset.prompt
    assert state["p.shape"] == preset.model
    assert state["p.flaw"] == preset.flaw
    assert ASKED[state["p.asked"]] == "json_schema"
    assert state["p.max_output_tokens"] == preset.max_output_tokens
    assert preset.flaw is None or preset.flaw in FLAWS


def test_the_limit_of_a_preset_goes_with_it_and_one_that_was_typed_stays() -> None:
    cut = StructuredPreset("", "", "Lesson", max_output_tokens=60)
    plain = StructuredPreset("", "", "Lesson")
    FORMATS.use(cut)
    FORMATS.use(plain)
    assert st.session_state["p.max_output_tokens"] is None
    held(max_output_tokens=500)
    FORMATS.use(plain)
    assert st.session_state["p.max_output_tokens"] == 500


def test_a_preset_lays_the_draft_of_its_model_aside_and_no_other() -> None:
    edited(EDITED)
    edited(EDITED, "Thread")
    FORMATS.use(StructuredPreset("", "", "Lesson"))
    assert chosen() == Fit(Lesson, "Lesson")
    assert schema_draft.is_aside("p", "Lesson")
    held(shape="Thread")
    assert chosen() == Fit(EDITED, "Thread")
    schema_draft.take_up("p", "Lesson")
    held(shape="Lesson")
    assert chosen() == Fit(EDITED, "Lesson")


def test_a_second_preset_keeps_what_the_first_laid_aside() -> None:
    edited("{ not yet")
    for _ in range(2):
        FORMATS.use(StructuredPreset("", "", "Lesson"))
    assert FORMATS.problem() == ""
    schema_draft.take_up("p", "Lesson")
    assert st.session_state["p.schema.Lesson.text"] == "{ not yet"
