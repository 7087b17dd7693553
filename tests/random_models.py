"""Random Pydantic models, each with documents that fit it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Json,
    RootModel,
    Tag,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    create_model,
    field_validator,
    model_validator,
)

from tests.random_documents import JUNK, NAMES, Members


@dataclass
class Kind:
    """A type, and how to draw a document that fits it."""

    type: Any
    fitting: st.SearchStrategy[Any]


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1)


class Dog(BaseModel):
    kind: Literal["dog", "hound"]
    name: str = Field(max_length=3)

    @model_validator(mode="after")
    def named(self) -> "Dog":
        if self.name == "cat":
            raise ValueError("a dog named cat")
        return self


class Tree(BaseModel):
    label: Literal["x", "y"]
    children: list["Tree"] = []
    pet: Cat | None = None

    @model_validator(mode="after")
    def few(self) -> "Tree":
        if len(self.children) > 1 and self.label == "y":
            raise ValueError("a y has one child at most")
        return self


class Line(BaseModel):
    quantity: int
    price: int = 1
    amount: int

    @field_validator("amount")
    @classmethod
    def product(cls, value: int, info: ValidationInfo) -> int:
        if value != info.data.get("quantity", 1) * info.data.get("price", 1):
            raise ValueError("not quantity x price")
        return value


def odd(value: int) -> int:
    if value % 2 == 0:
        raise ValueError("even")
    return value


def unwrap(value: Any) -> Any:
    """Takes [x] for x and {"a": x} for x."""
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value["a"] if isinstance(value, dict) and len(value) == 1 and "a" in value else value


def forgive(value: Any, inner: Callable[[Any], Any]) -> Any:
    try:
        return inner(value)
    except ValidationError:
        if isinstance(value, dict) and "kind" in value:
            return 1
        raise


def not_after(value: Any, info: ValidationInfo) -> Any:
    if info.data and value == next(iter(info.data.values())):
        raise ValueError("the same as the first one")
    return value


def by_shape(value: Any) -> str | None:
    return "tree" if isinstance(value, dict) and "label" in value else "line" if isinstance(value, dict) else None


SMALL = st.integers(-2, 5)
WORDS = st.sampled_from(["a", "cat", "x", "red", "tree\u00e9", '"', "\\", "1"])


def members(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Members]:
    return st.fixed_dictionaries(parts).map(lambda found: Members(found.items()))


CAT = members(kind=st.just("cat"), lives=SMALL)
DOG = members(kind=st.sampled_from(["dog", "hound"]), name=WORDS)
LINE = st.tuples(SMALL, SMALL, st.integers(-1, 1)).map(
    lambda found: Members(
        [("quantity", found[0]), ("price", found[1]), ("amount", found[0] * found[1] + (found[2] == 1))]
    )
)
TREE = st.recursive(
    members(label=st.sampled_from("xy")),
    lambda inner: members(label=st.sampled_from("xy"), children=st.lists(inner, max_size=2), pet=CAT | st.none()),
    max_leaves=4,
)
LEAVES = [
    Kind(int, SMALL),
    Kind(Annotated[int, Field(ge=0, le=3)], SMALL),
    Kind(Annotated[int, Field(multiple_of=2)], SMALL),
    Kind(float, SMALL),
    Kind(bool, st.booleans()),
    Kind(str, WORDS),
    Kind(Annotated[str, Field(min_length=2, max_length=4)], WORDS),
    Kind(Annotated[str, Field(pattern="^[a-c]")], WORDS),
    Kind(Literal["a", "cat", 1], st.sampled_from(["a", "cat", 1])),
    Kind(Colour, st.sampled_from(["red", "blue"])),
    Kind(date, st.sampled_from(["2024-01-01", "2024-02-30"])),
    Kind(Decimal, st.sampled_from(["1.5", 2, "x"])),
    Kind(Any, JUNK),
    Kind(Json[list[int]], st.sampled_from(["[1]", "[", '["x"]'])),
    Kind(Annotated[int, AfterValidator(odd)], SMALL),
    Kind(Annotated[int, AfterValidator(not_after)], SMALL),
    Kind(list[Annotated[int, AfterValidator(not_after)]], st.lists(SMALL, max_size=3)),
    Kind(Cat, CAT),
    Kind(Dog, DOG),
    Kind(Line, LINE),
    Kind(Tree, TREE),
    Kind(set[int], st.lists(SMALL, max_size=3)),
    Kind(Annotated[set[int], Field(min_length=2)], st.lists(SMALL, max_size=3)),
    Kind(frozenset[tuple[int, int]], st.lists(st.lists(SMALL, min_size=2, max_size=2), max_size=2)),
    Kind(tuple[int, str], st.tuples(SMALL, WORDS).map(list)),
    Kind(tuple[int, ...], st.lists(SMALL, max_size=3)),
    Kind(Cat | Dog, CAT | DOG),
    Kind(Cat | Line | None, CAT | LINE | st.none()),
    Kind(Annotated[Cat | Dog, Field(discriminator="kind")], CAT | DOG),
    Kind(
        Annotated[Annotated[Tree, Tag("tree")] | Annotated[Line, Tag("line")], Discriminator(by_shape)],
        TREE | LINE,
    ),
    Kind(RootModel[list[Cat]], st.lists(CAT, max_size=2)),
    Kind(dict[int, int], st.dictionaries(st.sampled_from("12a"), SMALL, max_size=3).map(lambda d: Members(d.items()))),
]


@st.composite
def kinds(draw: st.DrawFn, depth: int) -> Kind:
    """A type of at most that many levels."""
    if depth <= 0 or draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from(LEAVES))
    inner = draw(kinds(depth - 1))
    lists = st.lists(inner.fitting, max_size=3)
    match draw(st.integers(0, 9)):
        case 0:
            return Kind(list[inner.type], lists)
        case 1:
            return Kind(Annotated[list[inner.type], Field(min_length=1, max_length=2)], lists)
        case 2:
            keyed = st.lists(st.tuples(st.sampled_from(NAMES), inner.fitting), max_size=3, unique_by=lambda one: one[0])
            return Kind(dict[Annotated[str, Field(max_length=3)], inner.type], keyed.map(Members))
        case 3:
            return Kind(inner.type | None, inner.fitting | st.none())
        case 4:
            other = draw(kinds(depth - 1))
            return Kind(inner.type | other.type, inner.fitting | other.fitting)
        case 5:
            function = draw(
                st.sampled_from([BeforeValidator(unwrap), WrapValidator(forgive), AfterValidator(not_after)])
            )
            return Kind(Annotated[inner.type, function], inner.fitting)
        case _:
            return draw(models(depth - 1))


@st.composite
def models(draw: st.DrawFn, depth: int = 2) -> Kind:
    """A model with its documents."""
    fields: dict[str, Any] = {}
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        kind = draw(kinds(depth))
        settings: dict[str, Any] = {}
        key = name
        match draw(st.integers(0, 9)):
            case 0:
                key = settings["validation_alias"] = f"{name}_1"
            case 1:
                settings["validation_alias"] = AliasChoices(name, f"{name}_1")
            case 2 | 3:
                settings["default"] = None
            case 4:
                settings |= {
                    "default": draw(JUNK.filter(lambda value: not isinstance(value, list))),
                    "validate_default": True,
                }
        fields[name] = (kind.type, Field(**settings))
        parts[key] = kind.fitting
    config = ConfigDict(
        extra=draw(st.sampled_from(["ignore", "forbid", "allow"])),
        strict=draw(st.integers(0, 5)) == 0,
        validate_by_name=draw(st.integers(0, 3)) == 0,
    )
    model = create_model("Made", __config__=config, __validators__=draw(validators([*fields])), **fields)
    return Kind(model, members(**parts))


@st.composite
def validators(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Validators of a model and of its fields."""

    def after(self: BaseModel) -> BaseModel:
        if getattr(self, names[0]) in (2, "cat", None):
            raise ValueError("not with such a first field")
        return self

    def before(cls: Any, value: Any) -> Any:
        return {**value, names[0]: 1} if isinstance(value, dict) and "kind" in value else value

    def different(cls: Any, value: Any, info: ValidationInfo) -> Any:
        return not_after(value, info)

    match draw(st.integers(0, 7)):
        case 0:
            return {"after": model_validator(mode="after")(after)}
        case 1:
            return {"before": model_validator(mode="before")(classmethod(before))}
        case 2 | 3:
            mode = draw(st.sampled_from(["after", "before"]))
            return {"field": field_validator(names[-1], mode=mode)(classmethod(different))}
    return {}
