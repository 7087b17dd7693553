"""The source of a model as it stands in its file, with what it needs."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from lib.samples import models
from lib.tools.text_format import text_format
from lib.view.structured.model_source import model_source

FILE = '''"""A module."""

from __future__ import annotations

import json as j
import os
from decimal import Decimal as D, ROUND_UP
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator

Money = Annotated[D, Field(ge=0)]
"""Said of it."""
Unused = Literal["a"]


class Base(BaseModel):
    """The base, and
    a second line."""


@decorated(
    "a class"
)
class Inner(Base):
    price: Money  # a comment
    others: list["Inner"]


class Other(BaseModel):
    x: Unused


class Quoted(BaseModel):
    one: "Other"


class Outer(BaseModel):
    inner: "Inner"

    @field_validator("inner")
    @classmethod
    def check(cls, inner: Inner) -> Inner:
        return j.loads(j.dumps(inner))
'''


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "shapes.py"
    path.write_text(FILE, "utf-8")
    return str(path)


def test_a_class_comes_with_all_that_it_uses_and_nothing_else(file: str) -> None:
    found = model_source(file, "Outer")
    assert [line for line in found.splitlines() if line.startswith(("class ", "Money", "Unused", "@"))] == [
        "Money = Annotated[D, Field(ge=0)]",
        "class Base(BaseModel):",
        "@decorated(",
        "class Inner(Base):",
        "class Outer(BaseModel):",
    ]
    assert "class Other" not in found


def test_a_name_in_quotes_is_used_too(file: str) -> None:
    assert "class Other(BaseModel):" in model_source(file, "Quoted")
    assert 'Unused = Literal["a"]' in model_source(file, "Quoted")


def test_only_the_imports_that_are_used_are_there(file: str) -> None:
    assert [line for line in model_source(file, "Outer").splitlines() if "import" in line] == [
        "import json as j",
        "from decimal import Decimal as D",
        "from typing import Annotated",
        "from pydantic import BaseModel, Field, field_validator",
    ]


def test_the_code_stands_as_it_was_written(file: str) -> None:
    assert '@decorated(\n    "a class"\n)\nclass Inner(Base):\n    price: Money  # a comment\n' in model_source(
        file, "Outer"
    )
    assert '    """The base, and\n    a second line."""' in model_source(file, "Outer")


@pytest.mark.parametrize("name", ["Nobody", "Money", "BaseModel", "", "check"])
def test_what_is_no_class_of_the_file_has_no_source(file: str, name: str) -> None:
    assert model_source(file, name) == ""


@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.__name__)
def test_the_source_of_each_sample_defines_the_same_model(model: type[BaseModel]) -> None:
    made: dict[str, type[BaseModel]] = {}
    exec(compile(model_source(str(models.__file__), model.__name__), "source", "exec"), made)
    assert text_format(made[model.__name__]) == text_format(model)


def test_the_lesson_of_the_page_stands_alone() -> None:
    page = Path(models.__file__).parents[2] / "pages" / "structured.py"
    found = model_source(str(page), "ProductAnalysis")
    assert "streamlit" not in found
    made: dict[str, type[BaseModel]] = {}
    exec(compile(found, "source", "exec"), made)
    assert made["ProductAnalysis"].model_fields.keys() >= {"product_name", "features"}
