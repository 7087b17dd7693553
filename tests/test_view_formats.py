"""What a request asks for as its text format, and what its answer is judged by."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from pydantic import BaseModel

from lib.engine.runs import Run
from lib.protocol.request import Request
from lib.samples.models import MODELS, Invoice, Thread
from lib.samples.structured_presets import PRESETS, StructuredPreset
from lib.tools.text_format import text_format
from lib.view.formats import ASKED, FLAWS, SAID, Formats, Shape, sent

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


def run(**body: Any) -> Run:
    return Run(Request({**BODY, **body}, "compatible"), "me")


def asked_for(schema: Any, name: Any = "n") -> dict[str, Any]:
    return {"format": {"type": "json_schema", "name": name, "schema": schema}}


def test_at_first_the_lesson_is_asked_for_strictly() -> None:
    assert FORMATS.asking(BODY, simulated=True) == {**BODY, "text": {"format": text_format(Lesson)}}
    assert FORMATS.of(None) == Shape(Lesson, "Lesson")
    assert BODY == {"model": "m", "input": "Hi"}


def test_the_shape_that_is_chosen_is_asked_for_and_one_that_is_gone_does_not_matter() -> None:
    held(shape="Invoice")
    assert FORMATS.asking(BODY, simulated=True)["text"]["format"]["name"] == "Invoice"
    assert FORMATS.of(None) == Shape(Invoice, "Invoice")
    held(shape="Removed")
    assert FORMATS.name == "Lesson"


def test_not_strict_says_so() -> None:
    held(asked="json_schema, not strict")
    assert FORMATS.asking(BODY, simulated=True)["text"]["format"]["strict"] is False


def test_a_json_object_is_asked_for_in_words() -> None:
    held(asked="json_object")
    found = FORMATS.asking({**BODY, "instructions": "Be brief."}, simulated=True)
    assert found["text"] == {"format": {"type": "json_object"}}
    words, _, schema = found["instructions"].partition(SAID)
    assert words == "Be brief.\n\n"
    assert json.loads(schema) == text_format(Lesson)["schema"]
    assert "json" in SAID.lower()  # the API refuses without the word


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
    assert FORMATS.of(None) == Shape(EDITED, "Lesson")
    assert FORMATS.problem() == ""
    held(shape="Thread")  # each shape has a draft of its own
    assert FORMATS.of(None).by is Thread


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
    found = run(**FORMATS.asking(BODY, simulated=True))
    held(shape="Invoice" if model is Lesson else "Lesson")  # what is chosen since does not matter
    assert FORMATS.of(found) == Shape(model, model.__name__)


def test_a_run_with_another_schema_is_judged_by_that_schema() -> None:
    assert FORMATS.of(run(text=asked_for(EDITED, "mine"))) == Shape(EDITED, "mine")
    assert FORMATS.of(run(text=asked_for(EDITED, None))) == Shape(EDITED, "the schema")
    edited(EDITED)
    held(asked="json_object")
    assert FORMATS.of(run(**FORMATS.asking(BODY, simulated=True))) == Shape(EDITED, "the schema")


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
        {"instructions": 7},
        {"instructions": SAID},
        {"instructions": SAID + "[1]"},
        {"instructions": SAID + "[" * 100_000},
        {"instructions": "Say " + SAID + "{"},
    ],
    ids=lambda body: str(body)[:60],
)
def test_a_run_that_asked_for_no_schema_is_judged_by_none(body: dict[str, Any]) -> None:
    assert FORMATS.of(run(**body)).by is None
    assert sent(body)[1] is None
    assert FORMATS.code(FORMATS.of(run(**body))) == ("", "")


def test_the_code_of_a_shape_that_ships_is_its_own_source() -> None:
    code, name = FORMATS.code(Shape(Lesson, "Lesson"))
    assert name == "Lesson"
    assert code.endswith('class Lesson(BaseModel):\n    """A lesson."""\n\n    words: str\n')
    assert "class InvoiceLine" in FORMATS.code(Shape(Invoice, "Invoice"))[0]


def test_the_code_of_a_schema_is_made() -> None:
    code, name = FORMATS.code(Shape(EDITED, "my shape"))
    assert name == "MyShape"
    assert "class MyShape(BaseModel):" in code


def test_a_schema_that_no_code_can_be_made_of_has_none() -> None:
    assert FORMATS.code(Shape({"$ref": "http://e.x/y"}, "n")) == ("", "")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_becomes_what_is_sent(preset: StructuredPreset) -> None:
    held(flaw="fence", shape="Thread")
    Formats("p", [type("ProductAnalysis", (BaseModel,), {})], __file__).use(preset)
    state = st.session_state
    assert state["p.prompt"] == preset.prompt
    assert state["p.shape"] == preset.model
    assert state["p.flaw"] == preset.flaw
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
