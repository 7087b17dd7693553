"""The validators of a Pydantic model's parts, made of the model's own core schema. They read JSON text."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaError, SchemaValidator

from lib.protocol.typed.core_faults import placed
from lib.protocol.typed.core_schema import ANY, Core, Names
from lib.protocol.typed.schema_check import Fault, located


class Validators:
    """The validators of a model's parts, each made when it is first asked for."""

    def __init__(self, model: type[BaseModel]) -> None:
        core: Any = TypeAdapter(model).core_schema
        found = core.get("definitions", []) if core["type"] == "definitions" else []
        self.definitions: dict[str, Core] = {schema["ref"]: schema for schema in found}
        self.root: Core = core["schema"] if core["type"] == "definitions" else core
        self.made: dict[tuple[int, str], tuple[Core, SchemaValidator]] = {}
        self.known: dict[int, tuple[Core, Names]] = {}

    def names(self, schema: Core, config: Any) -> Names:
        """The fields of a model's schema."""
        if id(schema) not in self.known:
            self.known[id(schema)] = schema, Names(schema, config, self.definitions)
        return self.known[id(schema)][1]

    def error(self, schema: Core, config: Any, raw: str) -> str:
        """What is wrong with a JSON text in a sentence, "" for nothing."""
        return first(self.found(self.validator(schema, config), raw, schema))

    def faults(self, schema: Core, config: Any, raw: str) -> list[Fault]:
        """Where and what is wrong with a JSON text and all that is in it."""
        return self.found(self.validator(schema, config), raw, schema)

    def own_error(self, schema: Core, config: Any, raw: str) -> str:
        """What is wrong with a list or dict, taking anything for its elements."""
        return first(self.found(self.validator(schema, config, "hollow", without_inside), raw, schema))

    def key_error(self, schema: Core, config: Any, key: str) -> str:
        """What is wrong with a key of a dict."""
        made = self.validator(schema, config, "key", without_size)
        return next((what for _, what in self.found(made, json.dumps({key: None}), schema)), "")

    def field_faults(self, schema: Core, config: Any, names: Names, key: str, raws: dict[str, str]) -> list[Fault]:
        """The same of one field, which may look at those declared before it; `raws` are JSON texts by key."""
        last = [*names.fields].index(names.shown[key])

        def up_to(schema: Core) -> Core:
            fields = dict(list(schema["fields"].items())[: last + 1])
            return {**schema, "fields": fields, "extra_behavior": "ignore"}

        made = self.validator(schema, config, f"up to {last}", up_to)
        text = ",".join(f"{json.dumps(name)}:{raw}" for name, raw in raws.items())
        found = self.found(made, f"{{{text}}}", schema)
        return [(path[1:], what) for path, what in found if not path or path[0] == key]

    def found(self, made: SchemaValidator, raw: str, schema: Core) -> list[Fault]:
        """What a validator says of a JSON text. One that breaks will break the validation of the whole too."""
        try:
            made.validate_json(raw)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            return [(placed(fault["loc"], schema, self.definitions), fault["msg"]) for fault in found]
        except SchemaError:  # the value is to be left out, which only its container can do
            return []
        except Exception as error:
            return [((), f"its validation broke with {type(error).__name__}")]
        return []

    def validator(
        self, schema: Core, config: Any, kind: str = "", changed: Callable[[Core], Core] | None = None
    ) -> SchemaValidator:
        """The validator of one part, of that kind."""
        key = (id(schema), kind)
        if key not in self.made:
            self.made[key] = schema, self.make(changed(schema) if changed else schema, config)
        return self.made[key][1]

    def make(self, schema: Core, config: Any) -> SchemaValidator:
        """A validator of one part."""
        try:
            return SchemaValidator(schema, config)
        except SchemaError:  # it refers to definitions
            whole: Any = {"type": "definitions", "schema": schema, "definitions": list(self.definitions.values())}
            return SchemaValidator(whole, config)


def first(faults: list[Fault]) -> str:
    """The first of what is wrong, in a sentence; of a union, what the choice that was meant says of itself."""
    return located(*min(faults, key=lambda fault: bool(fault[0]))) if faults else ""


def without_inside(schema: Core) -> Core:
    """A list's or dict's schema that takes anything for its elements."""
    return {**schema, "items_schema" if schema["type"] == "list" else "values_schema": ANY}


def without_size(schema: Core) -> Core:
    """A dict's schema for its keys alone."""
    return {key: part for key, part in without_inside(schema).items() if key not in ("min_length", "max_length")}
