"""What a JSON text is to fit, as its reader asks for it: part by part, while the text grows."""

from typing import Any, Final, Literal, Protocol

from lib.protocol.typed.schema_check import (
    Fault,
    Judge,
    Path,
    element_schema,
    located,
    may_be,
    missing,
    property_schema,
)
from lib.protocol.typed.schema_keywords import JUDGED, Schema, listed, own

Container = Literal["object", "array"]
COMBINED: Final = {"$ref", "anyOf", "oneOf", "allOf"}
LONGEST_CHAIN: Final = 50  # of references and of choices that leave one


class Shape(Protocol):
    """What one value is to fit. Errors are sentences, "" where there is none."""

    @property
    def names(self) -> tuple[str, ...] | None:
        """The properties of an object, in order; None where none are known."""

    @property
    def decided(self) -> bool:
        """False where what is inside can't be judged: yet, for it may still be of several kinds, or by itself."""

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

    def unsure(self, value: dict[str, Any]) -> bool:
        """Whether what a closed object lacks may be wrong without being required."""

    def needs(self, key: str | int) -> tuple[str, ...] | None:
        """The properties without which one can't be judged; None: the whole object has to be closed."""

    def member_faults(self, key: str, raws: dict[str, str]) -> list[Fault]:
        """Where and what is wrong with a property, seen with those that it needs; `raws` are JSON texts by key."""

    def placed(self, location: Path) -> Path:
        """The path of the value that a fault's location, as the validation at the end gives it, is about."""

    def error(self, value: Any, raw: str) -> str:
        """What is wrong with a closed value and all that is in it; `raw` is its JSON text."""

    def faults(self, value: Any, raw: str) -> list[Fault]:
        """The same, all of it, with paths that begin at the value."""

    def own_error(self, value: Any, raw: str) -> str:
        """What is wrong with a closed object or array, leaving out what is wrong inside."""


class SchemaShape:
    """What a JSON Schema says. `candidates` are those of its `anyOf` that an object may still be.

    What a choice or a reference stands beside is one schema with it: such a value is judged as a whole.
    """

    def __init__(self, schema: Any, judge: Judge, candidates: list[Any] | None = None, sealed: bool = False) -> None:
        self.schema: Schema = followed(schema, judge)
        self.judge = judge
        self.candidates = candidates or []
        self.sealed = sealed
        self.whole = False

    @property
    def names(self) -> tuple[str, ...] | None:
        named = self.schema.get("properties")
        return tuple(named) if isinstance(named, dict) else None

    @property
    def decided(self) -> bool:
        return not self.candidates and not self.sealed

    def opened(self, kind: Container) -> "SchemaShape":
        example: Any = {} if kind == "object" else []
        found = self
        for _ in range(LONGEST_CHAIN):
            keywords = JUDGED & found.schema.keys()
            if not keywords & COMBINED:
                return found
            name = next(iter(keywords & COMBINED))
            parts = listed(found.schema.get(name))
            fitting = (
                parts if name == "allOf" else [part for part in parts if may_be(example, self.judge.resolved(part))]
            )
            if len(keywords) > 1 or not fitting or (len(fitting) > 1 and name == "allOf"):
                break
            if len(fitting) > 1:
                return SchemaShape(found.schema, self.judge, fitting)
            found = SchemaShape(fitting[0], self.judge)
        return SchemaShape(found.schema, self.judge, sealed=True)

    def with_tags(self, value: dict[str, Any]) -> "SchemaShape":
        fitting = [part for part in self.candidates if may_be(value, self.judge.resolved(part))]
        if len(fitting) != 1:
            return self
        return SchemaShape(fitting[0], self.judge).opened("object").with_tags(value)

    def inside(self, key: str | int) -> "SchemaShape | None":
        part = property_schema(self.schema, key) if isinstance(key, str) else element_schema(self.schema, key)
        return SchemaShape(part, self.judge) if isinstance(part, dict) and part else None

    def unexpected(self, key: str | int) -> str:
        if isinstance(key, str):
            return "expected no such property" if property_schema(self.schema, key) is False else ""
        return "expected no such element" if element_schema(self.schema, key) is False else ""

    def missing(self, value: dict[str, Any]) -> dict[str, str]:
        return dict.fromkeys(missing(value, self.schema), "expected a value, got none")

    def unsure(self, value: dict[str, Any]) -> bool:
        return False

    def needs(self, key: str | int) -> tuple[str, ...] | None:
        return ()

    def member_faults(self, key: str, raws: dict[str, str]) -> list[Fault]:
        return []

    def placed(self, location: Path) -> Path:
        return location

    def error(self, value: Any, raw: str) -> str:
        return next((located(*fault) for fault in self.judge.faults(value, self.schema)), "")

    def faults(self, value: Any, raw: str) -> list[Fault]:
        return [*self.judge.faults(value, self.schema)]

    def own_error(self, value: Any, raw: str) -> str:
        return next(own(value, self.schema), "")


def followed(schema: Any, judge: Judge) -> Schema:
    """The schema that a reference stands for, where it stands alone; {} for one that says nothing."""
    for _ in range(LONGEST_CHAIN):
        if not isinstance(schema, dict):
            return {"allOf": [False]} if schema is False else {}
        if not isinstance(schema.get("$ref"), str) or JUDGED & schema.keys() != {"$ref"}:
            return schema
        schema = judge.named(schema["$ref"])
    return {}
