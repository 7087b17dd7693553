"""A JSON schema -> the code of a Pydantic model, to copy. Nothing that is in the schema is run, fetched or opened."""

import ast
import json
import keyword
import re
from itertools import chain, count
from typing import Any, Final, NamedTuple

from lib.tools.schema import Schema, nodes, read_schema, resolve
from lib.tools.strict import FORMATS

# What the generator is told of. It obeys others, such as `x-python-import`, `customBasePath` or `$id`, and it tries
# defaults against patterns, which may run for years.
VALUES: Final = (
    *("type", "description", "enum", "const", "required", "format", "pattern", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems"),
)
NAMED: Final = ("properties", "$defs", "definitions")
LISTS: Final = ("anyOf", "oneOf", "allOf")
SINGLE: Final = ("items", "additionalProperties")
MOST: Final = 2000  # subschemas to merge; the generator's time doubles with each `allOf` of the same two
HEADER: Final = re.compile(r"\A(?:#.*\n|\s)*")


TAKEN: Final = frozenset({"OpenAI", "ValidationError"})
"""Names that a script around the code imports."""


class ModelCode(NamedTuple):
    """The code of a Pydantic model, and the name of its class there."""

    code: str
    name: str


class NoCode(ValueError):
    """There is no code for a schema; says so in a sentence."""


def model_code(schema: Schema, name: str) -> ModelCode:
    """The code of a Pydantic model whose JSON schema says the same; its class is named after `name`, or nearly so
    where something else in the code has that name.

    Raises NoCode for a schema that can't be read, or that no code can be made for.
    """
    from datamodel_code_generator import generate  # 0.3 s: only where code is asked for
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DateClassType, DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    try:
        known = _known(read_schema(schema))
    except ValueError as error:
        raise NoCode(f"There is no code for a schema that can't be used: {error}.") from None
    try:
        if any("allOf" in node for node in nodes(known)) and _unfolded(known, known, {}) > MOST:
            raise ValueError("expected less to merge")
        stand_in = _stand_in(known)
        made = generate(
            known,  # a dict: a text might be taken for a path
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            class_name=stand_in,
            allow_remote_refs=False,
            treat_dot_as_module=False,
            formatters=[],
            use_standard_collections=True,
            use_union_operator=True,
            field_constraints=True,
            enum_field_as_literal=LiteralType.All,
            output_datetime_class=DatetimeClassType.Datetime,
            output_date_class=DateClassType.Date,
            use_schema_description=True,
            disable_timestamp=True,
        )
        if not isinstance(made, str):
            raise TypeError("expected one module")
        found = _named(HEADER.sub("", made).strip() + "\n", stand_in, class_name(name))
        compile(found.code, "<model>", "exec")
    except Exception as error:  # whatever the generator stumbles over
        raise NoCode("No Pydantic code can be made of this schema; copy it as JSON instead.") from error
    return found


def class_name(name: str) -> str:
    """The name as one of a class: `line item` gives LineItem."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    made = "".join(word[0].upper() + word[1:] for word in words)
    return made if made and not made[0].isdigit() and not keyword.iskeyword(made) else f"Model{made}"


def _stand_in(schema: Schema) -> str:
    """A class name that nothing in the schema is like: the generator would give the name to what has it already."""
    said = json.dumps(schema).lower()
    made = "Rootx"
    while made.lower() in said:
        made += "x"
    return made


def _named(code: str, stand_in: str, wanted: str) -> ModelCode:
    """The code with a name in place of the stand-in, one that nothing else in it has."""
    tree = ast.parse(code)
    others = {word for node in ast.walk(tree) for word in _words(node) if stand_in not in word} | TAKEN
    derived = {word for node in ast.walk(tree) for word in _words(node) if stand_in in word} | {stand_in}
    tried = chain([wanted, f"{wanted}Model"], (f"{wanted}Model{at}" for at in count(2)))
    name = next(one for one in tried if not {word.replace(stand_in, one) for word in derived} & others)
    return ModelCode(code.replace(stand_in, name), name)


def _words(node: ast.AST) -> list[str]:
    """The names that a node of a module brings."""
    match node:
        case ast.Name(id=name) | ast.ClassDef(name=name):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name]
    return []


def _known(schema: Schema) -> Schema:
    """A whole schema with only what the generator is told of, and its definitions beside a `$ref` too."""
    defined = {key: schema[key] for key in ("$defs", "definitions") if key in schema}
    made: Schema = {**_only_known(defined), **_only_known(schema)}
    return made


def _only_known(node: Any) -> Any:
    """A schema with only what the generator is told of. No text of a visitor's is a keyword for it."""
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"], **({"description": node["description"]} if "description" in node else {})}
    made = {key: node[key] for key in VALUES if key in node}
    if made.get("type") != "string" or made.get("format") not in FORMATS:
        made.pop("format", None)
    made |= {key: {name: _only_known(inner) for name, inner in node[key].items()} for key in NAMED if key in node}
    made |= {key: [_only_known(inner) for inner in node[key]] for key in LISTS if key in node}
    return made | {key: _only_known(node[key]) for key in SINGLE if key in node}


def _unfolded(node: Any, root: Schema, known: dict[str, int]) -> int:
    """How many subschemas there are with every `$ref` replaced by what it names, once for each path to it.

    `known` keeps what was counted; a `$ref` to what is being counted is one.
    """
    if not isinstance(node, dict):
        return 1
    if "$ref" in node:
        ref = node["$ref"]
        if ref not in known:
            known[ref] = 1
            known[ref] = _unfolded(resolve(root, ref), root, known)
        return known[ref]
    inner = [part for key in LISTS for part in node.get(key, [])]
    inner += [*node.get("properties", {}).values(), *(node[key] for key in SINGLE if key in node)]
    return 1 + sum(_unfolded(part, root, known) for part in inner)
