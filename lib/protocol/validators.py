"""The validators of a Pydantic model's parts, made of the model's own core schema. They read JSON text."""

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaError, SchemaValidator

from lib.protocol.schema_check import located

Core = dict[str, Any]

ANY: Final[Core] = {"type": "any"}


class Validators:
    """The validators of a model's parts, each made when it is first asked for."""

    def __init__(self, model: type[BaseModel]) -> None:
        core: Any = TypeAdapter(model).core_schema
        found = core.get("definitions", []) if core["type"] == "definitions" else []
        self.definitions: dict[str, Core] = {schema["ref"]: schema for schema in found}
        self.root: Core = core["schema"] if core["type"] == "definitions" else core
        self.made: dict[tuple[int, bool], tuple[Core, SchemaValidator]] = {}

    def error(self, schema: Core, config: Any, raw: str, hollow: bool = False) -> str:
        """What is wrong with a JSON text, "" for nothing; `hollow` takes anything for what is in it."""
        key = (id(schema), hollow)
        if key not in self.made:
            self.made[key] = schema, self.make(without_inside(schema) if hollow else schema, config)
        try:
            self.made[key][1].validate_json(raw)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            return located(first["loc"], first["msg"])
        except Exception:  # a validator that needs the other fields, or breaks: the end decides
            return ""
        return ""

    def make(self, schema: Core, config: Any) -> SchemaValidator:
        """A validator of one part."""
        try:
            return SchemaValidator(schema, config)
        except SchemaError:  # it refers to definitions
            whole: Any = {"type": "definitions", "schema": schema, "definitions": list(self.definitions.values())}
            return SchemaValidator(whole, config)


def without_inside(schema: Core) -> Core:
    """A list's or dict's schema that takes anything for its elements."""
    return {**schema, "items_schema" if schema["type"] == "list" else "values_schema": ANY}
