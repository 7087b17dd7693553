"""What a Pydantic model says of each of its fields, asked of the model's own core schema.

A field is validated alone, from its JSON text, with its constraints and its `@field_validator`s. Validators of a model
as a whole are left to the one validation at the end.
"""

from typing import Any, Final

from lib.protocol.shape import Container
from lib.protocol.validators import ANY, Core, Validators

OBJECTS: Final = {"model-fields", "typed-dict", "dict"}
ARRAYS: Final = {"list", "set", "frozenset", "tuple"}
SCALARS: Final = {
    *("none", "bool", "int", "float", "decimal", "complex", "str", "bytes", "enum", "literal"),
    *("date", "time", "datetime", "timedelta", "uuid", "url", "multi-host-url"),
}
LONGEST_CHAIN: Final = 50  # of wrappers and references around a schema


class ModelShape:
    """What a core schema says of one value. `candidates` are those of its union that an object may still be."""

    def __init__(
        self,
        schema: Core,
        made: Validators,
        config: Any = None,
        whole: bool = False,
        candidates: list[Core] | None = None,
    ) -> None:
        self.schema = schema
        self.made = made
        self.config = config
        self.whole = whole  # whether something is judged that needs the value with all that is in it
        self.candidates = candidates or []
        self.keys: dict[str, str] = {}  # each name that a field may have in JSON -> the one that is shown
        self.fields: dict[str, Core] = {}
        if schema["type"] in ("model-fields", "typed-dict"):
            for name, field in schema["fields"].items():
                aliases = aliases_of(name, field)
                self.fields[aliases[0]] = field
                self.keys |= dict.fromkeys([*aliases, name], aliases[0])

    @property
    def names(self) -> tuple[str, ...] | None:
        return tuple(self.fields) if self.schema["type"] in ("model-fields", "typed-dict") else None

    @property
    def decided(self) -> bool:
        return not self.candidates

    def opened(self, kind: Container) -> "ModelShape":
        schema, config, whole = unwrapped(self.schema, self.made, self.config)
        if "choices" in schema:
            fitting = [choice for choice in choices_of(schema) if self.may_open(choice, kind)]
            if len(fitting) != 1:
                return ModelShape(schema, self.made, config, True, fitting)
            found = ModelShape(fitting[0], self.made, config).opened(kind)
            found.whole = found.whole or whole
            return found
        if schema["type"] not in (OBJECTS if kind == "object" else ARRAYS):
            return ModelShape(ANY, self.made, config, True)
        return ModelShape(schema, self.made, config, whole or schema["type"] in ARRAYS - {"list"})

    def may_open(self, schema: Core, kind: Container) -> bool:
        """Whether a choice of a union can be an object, or an array."""
        found = unwrapped(schema, self.made, None)[0]["type"]
        return found not in SCALARS and found not in (ARRAYS if kind == "object" else OBJECTS)

    def with_tags(self, value: dict[str, Any]) -> "ModelShape":
        shapes = [ModelShape(schema, self.made, self.config).opened("object") for schema in self.candidates]
        tag = self.schema.get("discriminator")
        if isinstance(tag, str) and isinstance(value.get(tag), str):
            chosen = self.schema["choices"].get(value[tag])
            return ModelShape(chosen, self.made, self.config).opened("object") if chosen else self
        fitting = [shape for shape in shapes if shape.has_tags(value)]
        return fitting[0] if len(fitting) == 1 else self

    def has_tags(self, value: dict[str, Any]) -> bool:
        """Whether none of the properties that have closed contradicts a Literal of this model."""
        for key, found in value.items():
            field = self.fields.get(self.keys.get(key, ""))
            expected = literals(field["schema"]) if field else None
            if expected is not None and found not in expected:
                return False
        return True

    def inside(self, key: str | int) -> "ModelShape | None":
        match self.schema:
            case {"type": "model-fields" | "typed-dict"}:
                field = self.fields.get(self.keys.get(str(key), ""))
                return ModelShape(field["schema"], self.made, self.config) if field else None
            case {"type": "dict", "values_schema": inner} | {
                "type": "list" | "set" | "frozenset",
                "items_schema": inner,
            }:
                return ModelShape(inner, self.made, self.config)
            case {"type": "tuple", "items_schema": list(inner)} if inner:
                at = key if isinstance(key, int) else 0
                variadic = self.schema.get("variadic_item_index")
                if at < len(inner) and (variadic is None or at <= variadic):
                    return ModelShape(inner[at], self.made, self.config)
        return None

    def unexpected(self, key: str | int) -> str:
        if self.schema["type"] not in ("model-fields", "typed-dict") or key in self.keys:
            return ""
        extra = self.schema.get("extra_behavior") or (self.config or {}).get("extra_fields_behavior")
        return "Extra inputs are not permitted" if extra == "forbid" else ""

    def missing(self, value: dict[str, Any]) -> dict[str, str]:
        there = {self.keys.get(key) for key in value}
        total = self.schema.get("total", True)
        return {
            name: "Field required"
            for name, field in self.fields.items()
            if name not in there and field.get("required", total) and field["schema"]["type"] != "default"
        }

    def error(self, value: Any, raw: str) -> str:
        return self.made.error(self.schema, self.config, raw)

    def own_error(self, value: Any, raw: str) -> str:
        if self.schema["type"] in ("list", "dict"):
            return self.made.error(self.schema, self.config, raw, hollow=True)
        return ""


def unwrapped(schema: Core, made: Validators, config: Any) -> tuple[Core, Any, bool]:
    """The schema inside wrappers and references, its config, and whether a function judges the value as a whole."""
    whole = False
    for _ in range(LONGEST_CHAIN):
        match schema:
            case {"type": "definition-ref", "schema_ref": ref}:
                schema = made.definitions[ref]
            case {"type": "model", "schema": inner}:
                config, schema = schema.get("config", config), inner
            case {"type": "nullable" | "default", "schema": inner}:
                schema = inner
            case {"type": "function-before" | "function-after" | "function-wrap", "schema": inner}:
                whole = whole or not is_of_a_model(schema)
                schema = inner
            case {"type": "json-or-python", "json_schema": inner} | {"type": "lax-or-strict", "lax_schema": inner}:
                schema = inner
            case _:
                break
    return schema, config, whole


def aliases_of(name: str, field: Core) -> list[str]:
    """The names that a field has in JSON, the one to show first."""
    alias = field.get("validation_alias")
    if isinstance(alias, str):
        return [alias]
    if not isinstance(alias, list):
        return [name]
    paths = alias if alias and isinstance(alias[0], list) else [alias]
    return [path[0] for path in paths if len(path) == 1 and isinstance(path[0], str)] or [name]


def literals(schema: Core) -> list[Any] | None:
    """The values of a Literal, as JSON has them; None for another schema."""
    if schema["type"] == "default":
        return literals(schema["schema"])
    if schema["type"] != "literal":
        return None
    return [getattr(value, "value", value) for value in schema["expected"]]


def choices_of(union: Core) -> list[Core]:
    """The choices of a union, tagged or not, without their labels."""
    found = union["choices"]
    return [
        choice[0] if isinstance(choice, tuple) else choice
        for choice in (found.values() if isinstance(found, dict) else found)
    ]


def is_of_a_model(schema: Core) -> bool:
    """Whether a function's schema is a validator of a whole model: then the reference to the model is on it."""
    inner = schema["schema"]
    while inner["type"].startswith("function-") and "schema" in inner:
        inner = inner["schema"]
    return inner["type"] == "model-fields" or (inner["type"] == "model" and "ref" in schema)
