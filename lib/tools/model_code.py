"""A JSON schema -> the code of a Pydantic model, to copy. Nothing that is in the schema is run, fetched or opened."""

import keyword
import re
from typing import Any, Final

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


class NoCode(ValueError):
    """There is no code for a schema; says so in a sentence."""


def model_code(schema: Schema, name: str) -> str:
    """The code of a Pydantic model, named after `name`, whose JSON schema says the same.

    Raises NoCode for a schema that can't be read, or that no code can be made for.
    """
    from datamodel_code_generator import generate  # 0.3 s: only where code is asked for
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import DateClassType, DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    try:
        known = _only_known(read_schema(schema))
    except ValueError as error:
        raise NoCode(f"There is no code for a schema that can't be used: {error}.") from None
    try:
        if any("allOf" in node for node in nodes(known)) and _unfolded(known, known, {}) > MOST:
            raise ValueError("expected less to merge")
        made = generate(
            known,  # a dict: a text might be taken for a path
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            class_name=class_name(name),
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
        compile(made, "<model>", "exec")
    except Exception as error:  # whatever the generator stumbles over
        raise NoCode("No Pydantic code can be made of this schema; copy it as JSON instead.") from error
    return HEADER.sub("", made).strip() + "\n"


def class_name(name: str) -> str:
    """The name as one of a class: `line item` gives LineItem."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    made = "".join(word[0].upper() + word[1:] for word in words)
    return made if made and not made[0].isdigit() and not keyword.iskeyword(made) else f"Model{made}"


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
