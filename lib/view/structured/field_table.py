"""An object's schema as a table, a row for each property, and the schema again from the rows that were changed.

A row says a name, a type, whether it is required, and a description. What it can't say stays as it is in the schema.
"""

import copy
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, TypedDict

from lib.tools.nullable import is_nullable, nullable, without_null
from lib.tools.schema import Schema
from lib.view.structured.field_types import TYPES, label

LONGEST: Final = 48  # characters of a type


class Row(TypedDict):
    """One property; `origin` is the name that it has in the schema, None for a new one."""

    origin: str | None
    name: str
    type: str
    required: bool
    description: str


def rows(schema: Schema, *, strict: bool) -> list[Row]:
    """The properties in their order.

    In strict mode all are required, so "not required" is what may be null: it is not said in the type then.
    """
    labels = _labels(schema, strict)
    return [_row(schema, name, node, labels[name], strict) for name, node in _properties(schema).items()]


def types(schema: Schema, *, strict: bool) -> list[str]:
    """The types to choose from: those that every table has, and those of this schema's properties."""
    return list(dict.fromkeys([*TYPES, *_labels(schema, strict).values()]))


def edited(before: list[Row], edits: Mapping[str, Any]) -> list[Row]:
    """The rows after what `st.data_editor` reports: `{"edited_rows", "added_rows", "deleted_rows"}`."""
    found: list[Row] = []
    gone = set(edits.get("deleted_rows", []))
    changed = {int(at): cells for at, cells in edits.get("edited_rows", {}).items()}
    for at, row in enumerate(before):
        if at not in gone:
            found.append(_changed(row, changed.get(at, {})))
    new = Row(origin=None, name="", type="string", required=True, description="")
    return found + [_changed(new, cells) for cells in edits.get("added_rows", [])]


def fault(table: list[Row]) -> str:
    """Why the rows are no schema, in a sentence with what to do; "" if they are one."""
    for at, row in enumerate(table, 1):
        if not row["name"]:
            return f"Row {at} has no name. Give it one, or remove the row."
    name, times = Counter(row["name"] for row in table).most_common(1)[0] if table else ("", 0)
    return f"{times} rows are named {name}. Give each a name of its own." if times > 1 else ""


def written(schema: Schema, table: list[Row], *, strict: bool) -> Schema:
    """The schema with what the rows say, as a copy: only what differs from `rows(schema)` changes."""
    made = copy.deepcopy(schema)
    before = {row["name"]: row for row in rows(schema, strict=strict)}
    properties = {row["name"]: _node(schema, row, before.get(row["origin"] or ""), strict) for row in table}
    if properties or "properties" in schema:
        made["properties"] = properties
    required = _required(schema, table, before, strict)
    if required or "required" in schema:
        made["required"] = required
    return made


def _labels(schema: Schema, strict: bool) -> dict[str, str]:
    """The type of each property. Unlike ones have unlike labels, so that another row can be given one by its label."""
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name, node in _properties(schema).items():
        core = json.dumps(_core(node, strict))
        whole = label(_core(node, strict))
        said = short = whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
        number = 1
        while said not in TYPES and taken.get(said, core) != core:
            number += 1
            said = f"{short} ({number})"
        found[name] = said
        taken[said] = core
    return found


def _row(schema: Schema, name: str, node: Any, said: str, strict: bool) -> Row:
    """The row of one property."""
    listed = schema.get("required")
    required = name in (listed if isinstance(listed, list) else []) and not (strict and is_nullable(node))
    told = node.get("description") if isinstance(node, dict) else None
    return Row(origin=name, name=name, type=said, required=required, description=told if isinstance(told, str) else "")


def _changed(row: Row, cells: dict[str, Any]) -> Row:
    """A row with other cells; an emptied one has no text, and a type stays if there is none."""
    made = copy.copy(row)
    if "name" in cells:
        made["name"] = str(cells["name"] or "").strip()
    if "description" in cells:
        made["description"] = str(cells["description"] or "").strip()
    if cells.get("type"):
        made["type"] = str(cells["type"])
    if "required" in cells:
        made["required"] = bool(cells["required"])
    return made


def _node(schema: Schema, row: Row, before: Row | None, strict: bool) -> Any:
    """The schema of a row's property."""
    node = copy.deepcopy(_properties(schema)[before["name"]]) if before else {}
    if before is None or row["type"] != before["type"]:
        node = _of_type(schema, row["type"], strict)
        if strict and not row["required"]:
            node = nullable(node)
    elif strict and row["required"] != before["required"]:
        node = without_null(node) if row["required"] else nullable(node)
    kept = before["description"] if before else ""
    if row["description"] != kept or (kept and row["type"] != (before or row)["type"]):
        node = _described(node, row["description"])
    return node


def _of_type(schema: Schema, wanted: str, strict: bool) -> Any:
    """What a type of the list stands for."""
    if wanted in TYPES:
        return copy.deepcopy(TYPES[wanted])
    name = next((name for name, said in _labels(schema, strict).items() if said == wanted), "")
    return copy.deepcopy(_core(_properties(schema).get(name, {"type": "string"}), strict))


def _described(node: Any, told: str) -> Any:
    """A property's schema with another description. A `$ref` has no neighbours: it becomes a choice of one."""
    inner = node if isinstance(node, dict) else {} if node else {"not": {}}
    rest = {key: value for key, value in inner.items() if key != "description"}
    if not told:
        return rest
    if rest.keys() == {"$ref"}:
        rest = {"anyOf": [rest]}
    return {**rest, "description": told}


def _required(schema: Schema, table: list[Row], before: dict[str, Row], strict: bool) -> list[Any]:
    """The names that are required: as they were listed if they are the same."""
    listed = schema.get("required")
    had = listed if isinstance(listed, list) else []
    properties = _properties(schema)
    names = []
    for row in table:
        old = before.get(row["origin"] or "")
        same = old is not None and row["required"] == old["required"]
        if row["origin"] in had if same else strict or row["required"]:
            names.append(row["name"])
    others = [name for name in had if name not in properties]
    if {*names, *map(str, others)} == {*map(str, had)}:
        return had
    return names + [name for name in others if name not in names]


def _core(node: Any, strict: bool) -> Any:
    """What a property's type is made of: without its description and, in strict mode, without null."""
    inner = without_null(node) if strict else node
    return {key: value for key, value in inner.items() if key != "description"} if isinstance(inner, dict) else inner


def _properties(schema: Schema) -> Schema:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}
