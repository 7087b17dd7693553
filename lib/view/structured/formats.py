"""The text format that a request asks for: which one, how it is asked for, and what the answer is judged by."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import streamlit as st

from lib.protocol.structured import Model, Wanted
from lib.samples import models
from lib.samples.structured_presets import StructuredPreset
from lib.tools.model_code import ModelCode, NoCode, model_code
from lib.tools.text_format import text_format, valid_name
from lib.view import settings
from lib.view.structured import schema_draft, schema_editor
from lib.view.structured.model_source import model_source
from lib.view.structured.sent_schema import Schema, object_in, sent, told

__all__ = ["ASKED", "FLAWS", "Fit", "Formats", "sent"]

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
OVERRIDDEN: Final = (
    "The further fields in Settings have a text format of their own: that is sent, in place of this one."
)


class Fit(NamedTuple):
    """What an answer is judged by, and its name."""

    by: Wanted
    name: str


class Formats:
    """Every text format that this page offers: its own (`lessons`, which stand in `file`), and the samples."""

    def __init__(self, place: str, lessons: Sequence[Model], file: str) -> None:
        self.place = place
        self.file = file
        self.lessons = lessons
        self.models = {model.__name__: model for model in (*lessons, *models.MODELS)}

    @property
    def name(self) -> str:
        """The one that is chosen."""
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

    @property
    def overridden(self) -> bool:
        """Whether the further fields have a text format of their own, which is sent in place of this one."""
        try:
            further = settings.further(settings.get(self.place, "further") or "")
        except ValueError:
            return False
        return "format" in object_in(further, "text")

    def problem(self) -> str:
        """Why the schema can't be sent; "" if it can, or if it isn't what is sent."""
        if self.overridden:
            return ""
        return schema_editor.problem(self.place, self.name, strict=self.asked == "json_schema")

    def asking(self, body: dict[str, Any], *, simulated: bool) -> dict[str, Any]:
        """The body of a request with its text format, unless it has one already; a flaw only for the simulator."""
        body = dict(body)
        text = object_in(body, "text")
        if "format" not in text:
            if self.asked == "json_object":
                found: dict[str, Any] = {"type": "json_object"}
                body["input"] = told(valid_name(self.name), self.schema, body.get("input"))
            else:
                found = text_format(self.schema, self.name, is_strict=self.asked == "json_schema")
            body["text"] = {**text, "format": found}
        if simulated and (flaw := st.session_state.get(f"{self.place}.flaw")):
            body["metadata"] = {"simulator_flaw": flaw, **object_in(body, "metadata")}
        return body

    def of(self, body: dict[str, Any]) -> Fit:
        """What the answer to a request is judged by: the model that it names, if its schema as it ships is what is
        sent, with its properties in that order; else the schema."""
        name, schema = sent(body)
        model = self.models.get(name)
        if model and schema is not None and is_same(schema, text_format(model)["schema"]):
            return Fit(model, name)
        return Fit(schema, name if schema is not None else "")

    def code(self, fit: Fit) -> ModelCode:
        """The code of a Pydantic model that says the same. Raises NoCode where there is none."""
        if fit.by is None:
            raise NoCode("The request asks for no schema.")
        if isinstance(fit.by, dict):
            return model_code(fit.by, fit.name)
        return ModelCode(self.source(fit.by), fit.name)

    def source(self, model: Model) -> str:
        """The code of a model that ships."""
        return model_source(self.file if model in self.lessons else str(models.__file__), model.__name__)

    def draw(self, *, simulated: bool) -> None:
        """The controls."""
        if self.overridden:
            st.caption(f":orange[:material/info:] {OVERRIDDEN}")
        shape, asked = self.keep("shape", self.name), self.keep("asked", next(iter(ASKED)))
        st.pills("Text format", list(self.models), default=None, required=True, key=shape, persist_state="session")
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
        """A preset becomes what is sent: its model as it ships, in strict mode. What the visitor made of it is kept."""
        state, place = st.session_state, self.place
        state[f"{place}.prompt"] = preset.prompt
        state[f"{place}.shape"] = preset.model
        state[f"{place}.asked"] = next(iter(ASKED))
        schema_editor.lay_aside(place, preset.model)
        state[f"{place}.flaw"] = preset.flaw
        if preset.max_output_tokens or state.get(f"{place}.max_output_tokens") == state.get(f"{place}.preset_tokens"):
            state[f"{place}.max_output_tokens"] = preset.max_output_tokens
            state[f"{place}.preset_tokens"] = preset.max_output_tokens


def is_same(schema: Schema, shipped: Schema) -> bool:
    """Whether two schemas say the same in the same order."""
    return schema == shipped and schema_draft.dumped(schema) == schema_draft.dumped(shipped)
