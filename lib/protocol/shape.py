"""What a JSON text is to fit, as its reader asks for it: part by part, while the text grows."""

from typing import Any, Literal, Protocol

from lib.protocol.schema_check import Judge, choices_of, element_schema, located, may_be, missing, property_schema
from lib.protocol.schema_keywords import Schema, own

Container = Literal["object", "array"]


class Shape(Protocol):
    """What one value is to fit. Errors are sentences, "" where there is none."""

    @property
    def names(self) -> tuple[str, ...] | None:
        """The properties of an object, in order; None where none are known."""

    @property
    def decided(self) -> bool:
        """False where the value may still become one of several kinds of object."""

    @property
    def whole(self) -> bool:
        """Whether a closed object or array is judged with all that is in it, for a rule that needs that."""

    def opened(self, kind: Container) -> "Shape":
        """The shape of a value that turned out to be an object or an array."""

    def with_tags(self, value: dict[str, Any]) -> "Shape":
        """The shape, decided if the properties that have closed tell which one it is."""

    def inside(self, key: str | int) -> "Shape | None":
        """The shape of a property or element; None where nothing is known of it."""

    def unexpected(self, key: str | int) -> str:
        """Why a property may not be there."""

    def missing(self, value: dict[str, Any]) -> dict[str, str]:
        """The required properties that a closed object lacks, with the error of each."""

    def error(self, value: Any, raw: str) -> str:
        """What is wrong with a closed value and all that is in it; `raw` is its JSON text."""

    def own_error(self, value: Any, raw: str) -> str:
        """What is wrong with a closed object or array, leaving out what is wrong inside."""


class SchemaShape:
    """What a JSON Schema says. `candidates` are those of its `anyOf` that an object may still be."""

    def __init__(self, schema: Any, judge: Judge, candidates: list[Schema] | None = None) -> None:
        self.schema = judge.resolved(schema)
        self.judge = judge
        self.candidates = candidates or []
        self.whole = False

    @property
    def names(self) -> tuple[str, ...] | None:
        named = self.schema.get("properties")
        return tuple(named) if isinstance(named, dict) and not self.candidates else None

    @property
    def decided(self) -> bool:
        return not self.candidates

    def opened(self, kind: Container) -> "SchemaShape":
        parts = choices_of(self.schema) or self.schema.get("allOf")
        if not isinstance(parts, list) or "properties" in self.schema:
            return self
        example: Any = {} if kind == "object" else []
        fitting = [part for part in map(self.judge.resolved, parts) if may_be(example, part)]
        if len(fitting) == 1 and fitting[0] is not self.schema:
            return SchemaShape(fitting[0], self.judge)
        found = SchemaShape(self.schema, self.judge, fitting)
        found.whole = True
        return found

    def with_tags(self, value: dict[str, Any]) -> "SchemaShape":
        fitting = [part for part in self.candidates if may_be(value, part)]
        return SchemaShape(fitting[0], self.judge) if len(fitting) == 1 else self

    def inside(self, key: str | int) -> "SchemaShape | None":
        part = property_schema(self.schema, key) if isinstance(key, str) else element_schema(self.schema, key)
        return SchemaShape(part, self.judge) if isinstance(part, dict) and part else None

    def unexpected(self, key: str | int) -> str:
        barred = isinstance(key, str) and property_schema(self.schema, key) is False
        return "expected no such property" if barred else ""

    def missing(self, value: dict[str, Any]) -> dict[str, str]:
        return dict.fromkeys(missing(value, self.schema), "expected a value, got none")

    def error(self, value: Any, raw: str) -> str:
        return next((located(*fault) for fault in self.judge.faults(value, self.schema)), "")

    def own_error(self, value: Any, raw: str) -> str:
        return next(own(value, self.schema), "")
