"""Pydantic code from a JSON schema: it says the same, and nothing of the schema is run or opened."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from lib.samples.models import MODELS
from lib.tools.model_code import NoCode, class_name, model_code
from lib.tools.strict import strict


@pytest.fixture(scope="module")
def watched() -> Iterator[Callable[..., str]]:
    """`watched(schema, name)` gives the code, and fails where something is opened, run or connected to for it."""
    seen: list[str] = []
    watching = [False]

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if watching[0] and event.split(".")[0] in {"open", "exec", "os", "socket", "subprocess", "shutil", "urllib"}:
            seen.append(f"{event} {args[0]!r}")

    sys.addaudithook(listen)  # it can't be taken away again
    model_code(EVERYTHING, "Warm")  # at first the generator imports its own parts

    def code(schema: dict[str, Any], name: str) -> str:
        seen.clear()
        watching[0] = True
        try:
            return model_code(schema, name).code
        finally:
            watching[0] = False
            assert seen == []

    yield code


def made(code: str, name: str) -> type[BaseModel]:
    """The model that the code defines."""
    names: dict[str, Any] = {"__name__": __name__}
    exec(compile(code, "made", "exec"), names)
    found: type[BaseModel] = names[name]
    found.model_rebuild(_types_namespace=names)
    return found


def properties(**named: Any) -> dict[str, Any]:
    """A strict object's schema."""
    return {"type": "object", "properties": named, "required": [*named], "additionalProperties": False}


TEXT = {"type": "string"}
EVERYTHING: dict[str, Any] = {
    **properties(
        a={"type": "string", "format": "date"},
        b={"anyOf": [{"$ref": "#/$defs/One"}, {"type": "null"}]},
        c={"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 1},
        d={"type": ["string", "null"], "enum": ["x", None]},
        e={"type": "object", "additionalProperties": {"type": "integer"}},
        f={"allOf": [{"$ref": "#/$defs/One"}]},
        g={"type": "string", "format": "uuid"},
        h={"type": "string", "pattern": "^a$", "description": "h"},
    ),
    "$defs": {"One": properties(again={"$ref": "#"})},
}


@pytest.mark.parametrize("model", MODELS)
def test_the_code_of_a_sample_defines_a_model_with_the_same_schema(model: type[BaseModel]) -> None:
    schema = strict(model.model_json_schema())
    assert strict(made(*model_code(schema, model.__name__)).model_json_schema()) == schema


def test_what_may_be_missing_may_be_missing() -> None:
    schema = {"type": "object", "properties": {"a": TEXT, "b": {"type": "integer"}}, "required": ["b"]}
    found = made(*model_code(schema, "answer"))
    assert found.model_json_schema()["required"] == ["b"]
    assert found(b=1).model_dump() == {"a": None, "b": 1}


def test_the_code_is_code_and_nothing_else() -> None:
    code = model_code(properties(a=TEXT), "Answer").code
    assert code.startswith("from __future__ import annotations\n")
    assert code.endswith("    a: str\n")


def test_names_that_python_has_taken_are_aliases() -> None:
    taken = [
        "class",
        "__import__",
        "a\nb",
        "",
        "1",
        "_x",
        "model_config",
        "schema",
        "str",
        "BaseModel",
        "é",
        'a"b',
        "\\",
    ]
    schema = properties(**dict.fromkeys(taken, TEXT))
    found = made(*model_code(schema, "Answer")).model_json_schema()
    assert list(found["properties"]) == taken


HOSTILE = '""" \' \\ {x} {{ y }} \n"""\nimport os; os._exit(1)\n#\\'


def test_texts_stay_texts(watched: Callable[..., str]) -> None:
    schema = properties(
        a={"type": "string", "description": HOSTILE},
        b={"const": HOSTILE},
        c={"type": "string", "enum": [HOSTILE, "x"]},
        d={"type": "string", "pattern": "'''\"\"\"\\\\"},
        e={"$ref": "#/$defs/os.system('x')"},
    )
    schema |= {"description": HOSTILE, "title": HOSTILE, "$defs": {"os.system('x')": properties(a=TEXT)}}
    code = watched(schema, HOSTILE)
    found = made(code, class_name(HOSTILE)).model_json_schema()["properties"]
    assert found["a"]["description"] == HOSTILE
    assert found["b"]["const"] == HOSTILE
    assert found["c"]["enum"] == [HOSTILE, "x"]


@pytest.mark.parametrize(
    "extra",
    [
        {"x-python-import": {"module": "os", "name": "system"}},
        {"x-python-type": "os.PathLike"},
        {"customTypePath": "os.system"},
        {"customBasePath": "os.system"},
        {"$id": "file:///etc/passwd"},
        {"id": "http://example.com/x"},
        {"$schema": "http://example.com/x"},
        {"$dynamicRef": "#x"},
        {"default": "a" * 50 + "!", "pattern": "^(a+)+$"},
        {"title": "os"},
    ],
)
def test_keywords_that_steer_the_generator_do_nothing(extra: dict[str, Any], watched: Callable[..., str]) -> None:
    schema = {**properties(a={"type": "string", **extra}, b=properties(a=TEXT) | extra), **extra, "type": "object"}
    if "$dynamicRef" in extra:
        with pytest.raises(NoCode, match="expected a \\$ref inside this schema"):
            watched(schema, "Answer")
        return
    code = watched(schema, "Answer")
    plain = {key: value for key, value in extra.items() if key == "pattern"}
    again = {**properties(a={"type": "string", **plain}, b=properties(a=TEXT) | plain), **plain}
    assert code == model_code(again, "Answer").code
    assert "import os" not in code


@pytest.mark.parametrize("ref", ["http://127.0.0.1:1/x.json", "other.json", "file:///etc/passwd#/a", "#/$defs/gone"])
def test_what_lies_elsewhere_is_not_fetched(ref: str, watched: Callable[..., str]) -> None:
    with pytest.raises(NoCode, match=r"There is no code for a schema that can't be used: expected a \$ref"):
        watched(properties(a={"$ref": ref}), "Answer")


def test_a_property_may_have_a_keywords_name() -> None:
    names = ["$ref", "type", "properties", "x-python-import", "customBasePath", "$id", "allOf"]
    schema = properties(**{name: TEXT for name in names if name != "$ref"})
    assert list(made(*model_code(schema, "Answer")).model_json_schema()["properties"]) == names[1:]


def test_what_would_be_merged_for_hours_is_no_code() -> None:
    twice = {f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{at + 1}"}] * 2} for at in range(30)}
    schema = {**properties(a={"$ref": "#/$defs/d0"}), "$defs": {**twice, "d30": TEXT}}
    with pytest.raises(NoCode, match="copy it as JSON instead"):
        model_code(schema, "Answer")


def test_a_few_parts_are_merged() -> None:
    one, two = properties(a=TEXT), properties(b=TEXT)
    schema = properties(x={"allOf": [{"$ref": "#/$defs/one"}, {"$ref": "#/$defs/two"}]})
    code = model_code({**schema, "$defs": {"one": one, "two": two}}, "Answer").code
    made(code, "Answer")
    assert "    a: str\n" in code
    assert "    b: str\n" in code


def test_many_at_once_get_the_same() -> None:
    expected = model_code(EVERYTHING, "Answer")
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: model_code(EVERYTHING, "Answer"), range(40))) == {expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Invoice", "Invoice"), ("line item", "LineItem"), ("", "Model"), ("7x", "Model7x"), ("None", "ModelNone")],
)
def test_a_class_has_a_name_that_python_takes(name: str, expected: str) -> None:
    assert class_name(name) == expected


INNER = properties(x=TEXT)
THREAD = properties(a={"$ref": "#/$defs/Thread"}, again={"anyOf": [{"$ref": "#"}, {"type": "null"}]})
HELD = {"a": {"x": "1"}, "again": {"a": {"x": "1"}, "again": None}}
CHOICE = {"type": "object", "anyOf": [INNER, properties(y={"$ref": "#/$defs/A1"})], "$defs": {"A1": INNER}}


@pytest.mark.parametrize(
    ("schema", "name", "expected", "value"),
    [
        ({**THREAD, "$defs": {"Thread": INNER}}, "Thread", "ThreadModel", HELD),
        ({**THREAD, "$defs": {"Thread": INNER, "ThreadModel": INNER}}, "Thread", "ThreadModel2", HELD),
        (properties(a={"type": "string", "description": "An a"}), "Field", "FieldModel", {"a": "x"}),
        (properties(a={"enum": ["x"]}), "Literal", "LiteralModel", {"a": "x"}),
        (properties(a=TEXT), "Literal", "Literal", {"a": "x"}),
        (properties(thread=INNER, Thread=TEXT), "Thread", "ThreadModel", {"thread": {"x": "1"}, "Thread": "x"}),
        (properties(a=TEXT), "BaseModel", "BaseModelModel", {"a": "x"}),
        (properties(a=TEXT), "OpenAI", "OpenAIModel", {"a": "x"}),
        (properties(Rootx=INNER, a={"const": "Rootxx"}), "Rootx", "RootxModel", {"Rootx": {"x": ""}, "a": "Rootxx"}),
        ({"type": "object", "$ref": "#/$defs/A", "$defs": {"A": INNER}}, "A", "AModel", {"x": "1"}),
        (CHOICE, "A", "AModel", {"y": {"x": "1"}}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_the_name_is_that_of_the_class_for_the_whole(
    schema: dict[str, Any], name: str, expected: str, value: dict[str, Any]
) -> None:
    code, found = model_code(schema, name)
    assert found == expected
    model = made(code, found)
    assert model.model_validate(value).model_dump(by_alias=True) == value
    with pytest.raises(ValidationError):
        model.model_validate({"other": 1})


JSON = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6)
NAMES = st.text(max_size=6) | st.sampled_from(["class", "One", "Answer", "Field", "root", "$ref", "a.b", "__init__"])
LEAVES = st.one_of(
    st.sampled_from([{}, True, False, {"$ref": "#"}, {"$ref": "#/$defs/One"}]),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["string", "integer", "number", "boolean", "null"])},
        optional={"description": st.text(max_size=9), "minimum": st.integers(), "minLength": st.integers(0, 3)}
        | {"format": st.sampled_from(["date", "email", "ipv4", "binary", "x"]), "pattern": st.text(max_size=6)},
    ),
    st.fixed_dictionaries({"enum": st.lists(JSON, max_size=4)}),
    st.fixed_dictionaries({"const": JSON}),
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=4)},
            optional={"required": st.lists(NAMES, max_size=3), "additionalProperties": inner},
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, SCHEMAS, max_size=4), SCHEMAS, st.text(max_size=6))
def test_any_schema_is_code_that_compiles_or_a_sentence(named: dict[str, Any], one: Any, name: str) -> None:
    schema = {"type": "object", "properties": named, "$defs": {"One": one}}
    try:
        compile(model_code(schema, name).code, "made", "exec")
    except NoCode as error:
        assert str(error).endswith(".")
        assert len(str(error)) < 300
