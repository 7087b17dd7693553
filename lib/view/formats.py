"""The text format that a request asks for: which shape, how it is asked for, and what the answer is judged by."""

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import streamlit as st

from lib.engine.runs import Run
from lib.protocol.structured import Model, Wanted
from lib.samples import models
from lib.samples.structured_presets import StructuredPreset
from lib.tools.model_code import NoCode, class_name, model_code
from lib.tools.text_format import text_format
from lib.view import schema_editor
from lib.view.model_source import model_source

Schema = dict[str, Any]

ASKED: Final = {
    "json_schema, strict": "json_schema",
    "json_schema, not strict": "loose",
    "json_object": "json_object",
}
FLAWS: Final = {
    "refusal": "A refusal",
    "wrong_type": "A value of a wrong type",
    "repeated_key": "A key that comes twice",
    "fence": "JSON inside a fence",
    "trailing": "Text after the JSON",
    "broken": "Text that is no JSON",
}
SAID: Final = "Answer with one JSON object that fits this JSON schema:\n"


class Shape(NamedTuple):
    """What an answer is judged by, and its name."""

    by: Wanted
    name: str


class Formats:
    """Every shape that this page offers: its own (`lessons`, which stand in `file`), and the samples."""

    def __init__(self, place: str, lessons: Sequence[Model], file: str) -> None:
        self.place = place
        self.file = file
        self.lessons = lessons
        self.models = {model.__name__: model for model in (*lessons, *models.MODELS)}

    @property
    def name(self) -> str:
        """The shape that is chosen."""
        found = st.session_state.get(f"{self.place}.shape")
        return found if found in self.models else next(iter(self.models))

    @property
    def asked(self) -> str:
        """How it is asked for: json_schema, loose, json_object."""
        return ASKED[st.session_state.get(f"{self.place}.asked") or next(iter(ASKED))]

    @property
    def schema(self) -> Schema:
        """The JSON schema that is sent: the model's own, or what the visitor made of it."""
        return schema_editor.draft(self.place, self.name) or self.shipped

    @property
    def shipped(self) -> Schema:
        """The schema of the model as it ships."""
        found: Schema = text_format(self.models[self.name])["schema"]
        return found

    def problem(self) -> str:
        """Why the schema can't be sent; "" if it can."""
        return schema_editor.problem(self.place, self.name, strict=self.asked == "json_schema")

    def asking(self, body: dict[str, Any], *, simulated: bool) -> dict[str, Any]:
        """The body of a request with its text format; a flaw only for the simulator."""
        body = dict(body)
        if self.asked == "json_object":
            found: dict[str, Any] = {"type": "json_object"}
            own = [body["instructions"]] if isinstance(body.get("instructions"), str) else []
            body["instructions"] = "\n\n".join([*own, SAID + json.dumps(self.schema)])
        else:
            found = text_format(self.schema, self.name, is_strict=self.asked == "json_schema")
        body["text"] = {**object_in(body, "text"), "format": found}
        if simulated and (flaw := st.session_state.get(f"{self.place}.flaw")):
            body["metadata"] = {**object_in(body, "metadata"), "simulator_flaw": flaw}
        return body

    def of(self, run: Run | None) -> Shape:
        """What the answer of a run is judged by: a model if its schema is what was sent, else the schema."""
        if run is None:
            draft = schema_editor.draft(self.place, self.name)
            return Shape(draft or self.models[self.name], self.name)
        name, schema = sent(run.request.body)
        for model in self.models.values():
            if schema is not None and text_format(model)["schema"] == schema:
                return Shape(model, model.__name__)
        return Shape(schema, name if schema else "")

    def code(self, shape: Shape) -> tuple[str, str]:
        """The code of a shape as a Pydantic model, and its name; "" where there is none."""
        if isinstance(shape.by, dict):
            try:
                return model_code(shape.by, shape.name), class_name(shape.name)
            except NoCode:
                return "", ""
        return (self.source(shape.by), shape.name) if shape.by else ("", "")

    def source(self, model: Model) -> str:
        """The code of a model that ships."""
        return model_source(self.file if model in self.lessons else str(models.__file__), model.__name__)

    def draw(self, *, simulated: bool) -> None:
        """The controls."""
        shape, asked = self.keep("shape", self.name), self.keep("asked", next(iter(ASKED)))
        st.pills("Shape", list(self.models), default=None, required=True, key=shape, persist_state="session")
        st.segmented_control("Asked for as", list(ASKED), required=True, key=asked, persist_state="session")
        if simulated:
            st.selectbox(
                "Flaw of the simulated answer",
                list(FLAWS),
                index=None,
                format_func=FLAWS.__getitem__,
                placeholder="None",
                help="The simulator breaks its answer where it is asked to. The API has no such setting.",
                key=f"{self.place}.flaw",
                persist_state="session",
            )
        schema_editor.draw(
            self.place,
            self.name,
            self.shipped,
            strict=self.asked == "json_schema",
            code=self.source(self.models[self.name]),
        )

    def keep(self, name: str, default: str) -> str:
        """The key of a control that has a value from the beginning."""
        key = f"{self.place}.{name}"
        st.session_state[key] = st.session_state.get(key) or default
        return key

    def use(self, preset: StructuredPreset) -> None:
        """A preset becomes what is sent."""
        state, place = st.session_state, self.place
        state[f"{place}.prompt"] = preset.prompt
        state[f"{place}.shape"] = preset.model
        state[f"{place}.flaw"] = preset.flaw
        if preset.max_output_tokens or state.get(f"{place}.max_output_tokens") == state.get(f"{place}.preset_tokens"):
            state[f"{place}.max_output_tokens"] = preset.max_output_tokens
            state[f"{place}.preset_tokens"] = preset.max_output_tokens


def sent(body: dict[str, Any]) -> tuple[str, Schema | None]:
    """The name and the schema that a request asked for; none where it asked for none."""
    found = object_in(body, "text").get("format")
    if isinstance(found, dict) and isinstance(found.get("schema"), dict):
        return str(found.get("name") or "the schema"), found["schema"]
    instructions = body.get("instructions")
    if isinstance(instructions, str) and SAID in instructions:
        try:
            schema = json.loads(instructions.rpartition(SAID)[2])
        except (ValueError, RecursionError):
            return "", None
        return "the schema", schema if isinstance(schema, dict) else None
    return "", None


def object_in(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A field of a body that should be an object; an empty one where it isn't."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}
