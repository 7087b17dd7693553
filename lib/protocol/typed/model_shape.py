"""What a Pydantic model says of each of its fields, asked of the model's own core schema.

A field is validated alone, from its JSON text, with its constraints and its `@field_validator`s; with those declared
before it where a validator looks at them. A model with validators of its own is judged when it closes. What rewrites
its input, or can't be told apart, is judged as a whole, and what is in it with it.
"""

from typing import Any, Final

from lib.protocol.typed.core_faults import placed
from lib.protocol.typed.core_schema import ANY, FIELDS, Core, Names, Unwrapped, choices_of, literals, tagged
from lib.protocol.typed.schema_check import Fault, Path
from lib.protocol.typed.shape import Container
from lib.protocol.typed.validators import Validators

OBJECTS: Final = {*FIELDS, "dict"}
ARRAYS: Final = {"list", "set", "frozenset", "tuple"}
SCALARS: Final = {
    *("none", "bool", "int", "float", "decimal", "complex", "str", "bytes", "enum", "literal"),
    *("date", "time", "datetime", "timedelta", "uuid", "url", "multi-host-url", "json"),
}
NOTHING_INSIDE: Final = {*SCALARS, *OBJECTS, *ARRAYS, "any", "is-instance", "is-subclass", "callable", "generator"}


class ModelShape:
    """What a core schema says of one value. `candidates` are those of its union that an object may still be."""

    def __init__(
        self,
        schema: Core,
        made: Validators,
        config: Any = None,
        *,
        whole: bool = False,
        sealed: bool = False,
        candidates: list[Core] | None = None,
    ) -> None:
        self.schema = schema
        self.made = made
        self.config = config
        self.whole = whole
        self.sealed = sealed
        self.candidates = candidates or []
        self.known: Names | None = made.names(schema, config) if schema["type"] in FIELDS else None

    @property
    def names(self) -> tuple[str, ...] | None:
        return tuple(self.known.fields) if self.known else None

    @property
    def decided(self) -> bool:
        return not self.candidates and not self.sealed

    def opened(self, kind: Container) -> "ModelShape":
        found = Unwrapped(self.schema, self.made.definitions, self.config)
        schema, config = found.schema, found.config
        sealed = self.sealed or found.sealed
        if "choices" in schema and not sealed:
            fitting = [choice for choice in choices_of(schema).values() if self.may_open(choice, kind)]
            if len(fitting) != 1 or schema["type"] == "tagged-union":
                return ModelShape(schema, self.made, config, whole=True, sealed=not fitting, candidates=fitting)
            chosen = ModelShape(fitting[0], self.made, config).opened(kind)
            chosen.whole = chosen.whole or found.whole
            return chosen
        if not sealed and schema["type"] in NOTHING_INSIDE - (OBJECTS if kind == "object" else ARRAYS):
            return ModelShape(ANY, self.made, config, whole=True)
        whole = found.whole or schema["type"] in ARRAYS - {"list"}
        return ModelShape(schema, self.made, config, whole=whole, sealed=sealed or not self.separable(schema, config))

    def separable(self, schema: Core, config: Any) -> bool:
        """Whether what is in such a value can be judged part by part."""
        match schema:
            case {"type": "model-fields" | "typed-dict"}:
                return not self.made.names(schema, config).deep
            case {"type": "set" | "frozenset"}:
                items = schema.get("items_schema", ANY)
                return Unwrapped(items, self.made.definitions).schema["type"] in SCALARS
            case {"type": "tuple", "items_schema": items}:
                return schema.get("variadic_item_index") in (None, len(items) - 1)
        return schema["type"] in ("list", "dict")

    def may_open(self, schema: Core, kind: Container) -> bool:
        """Whether a choice of a union can be an object, or an array."""
        found = Unwrapped(schema, self.made.definitions)
        other = ARRAYS if kind == "object" else OBJECTS
        return found.sealed or found.schema["type"] not in SCALARS | other

    def with_tags(self, value: dict[str, Any]) -> "ModelShape":
        if self.sealed:
            return self
        chosen = self.choice(value)
        if chosen is None:
            return self
        found = ModelShape(chosen, self.made, self.config).opened("object")
        found.whole = found.whole or self.whole
        return found if found.decided or found.schema is self.schema else found.with_tags(value)

    def choice(self, value: dict[str, Any]) -> Core | None:
        """The one choice of the union that the properties which have closed leave."""
        if self.schema["type"] == "tagged-union":
            tag = self.schema["discriminator"]
            return tagged(self.schema, value.get(tag)) if isinstance(tag, str) else None
        fitting = [choice for choice in self.candidates if self.has_tags(choice, value)]
        return fitting[0] if len(fitting) == 1 else None

    def has_tags(self, schema: Core, value: dict[str, Any]) -> bool:
        """Whether none of the properties that have closed contradicts a Literal of this choice."""
        shape = ModelShape(schema, self.made, self.config).opened("object")
        if shape.known is None or shape.sealed:
            return True
        for key, found in value.items():
            field = shape.known.field(key)
            expected = literals(field["schema"]) if field and shape.known.needs(key) == () else None
            if expected is not None and found not in expected:
                return False
        return True

    def inside(self, key: str | int) -> "ModelShape | None":
        match self.schema:
            case {"type": "model-fields" | "typed-dict"} if self.known:
                if field := self.known.field(str(key)):
                    sealed = self.known.shown[str(key)] in self.known.sealed
                    return ModelShape(field["schema"], self.made, self.config, sealed=sealed)
                inner = self.schema.get("extras_schema")
                return ModelShape(inner, self.made, self.config) if inner else None
            case {"type": "dict", "values_schema": inner} | {
                "type": "list" | "set" | "frozenset",
                "items_schema": inner,
            }:
                return ModelShape(inner, self.made, self.config)
            case {"type": "tuple", "items_schema": list(items)} if items and isinstance(key, int):
                if self.schema.get("variadic_item_index") is not None:
                    key = min(key, len(items) - 1)
                return ModelShape(items[key], self.made, self.config) if key < len(items) else None
        return None

    def unexpected(self, key: str | int) -> str:
        if self.known is not None:
            extra = self.schema.get("extra_behavior") or (self.config or {}).get("extra_fields_behavior")
            return "Extra inputs are not permitted" if extra == "forbid" and key not in self.known.shown else ""
        return self.made.key_error(self.schema, self.config, str(key)) if self.judges_keys() else ""

    def judges_keys(self) -> bool:
        """Whether a dict may find something wrong with a key."""
        plain = self.schema.get("keys_schema", ANY) in (ANY, {"type": "str"})
        return self.schema["type"] == "dict" and not (plain and not any("str" in name for name in self.config or ()))

    def missing(self, value: dict[str, Any]) -> dict[str, str]:
        if self.known is None:
            return {}
        there = {self.known.shown.get(key) for key in value}
        return {name: "Field required" for name in self.known.required if name not in there}

    def unsure(self, value: dict[str, Any]) -> bool:
        return self.known is not None and bool(self.known.defaults - {self.known.shown.get(key) for key in value})

    def needs(self, key: str | int) -> tuple[str, ...] | None:
        if self.known is None:
            return ()
        barred = self.schema.get("extras_keys_schema") and str(key) not in self.known.shown
        return None if barred else self.known.needs(str(key))

    def member_faults(self, key: str, raws: dict[str, str]) -> list[Fault]:
        assert self.known is not None
        return self.made.field_faults(self.schema, self.config, self.known, key, raws)

    def placed(self, location: Path) -> Path:
        return placed(location, self.schema, self.made.definitions)

    def error(self, value: Any, raw: str) -> str:
        return self.made.error(self.schema, self.config, raw)

    def faults(self, value: Any, raw: str) -> list[Fault]:
        return self.made.faults(self.schema, self.config, raw)

    def own_error(self, value: Any, raw: str) -> str:
        if self.schema["type"] in ("list", "dict"):
            return self.made.own_error(self.schema, self.config, raw)
        return ""
