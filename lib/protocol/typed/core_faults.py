"""Where an error of Pydantic's lies in the text: its location without the labels of unions."""

from lib.protocol.typed.core_schema import FIELDS, Core, Names, Unwrapped, choices_of, name_of
from lib.protocol.typed.schema_check import Path


def placed(location: Path, schema: Core, definitions: dict[str, Core]) -> Path:
    """The path of the value that an error is about. An error in a choice of a union has the choice's label in it."""
    path: Path = ()
    for _ in range(2 * len(location) + 1):
        found = Unwrapped(schema, definitions)
        schema = found.schema
        if not location:
            break
        step, rest = location[0], location[1:]
        match schema:
            case {"type": "union" | "tagged-union"}:
                schema, location = labelled(str(step), schema, definitions), rest
                continue
            case {"type": kind} if kind in FIELDS:
                field = Names(schema, found.config, definitions).field(str(step))
                inner = field["schema"] if field else schema.get("extras_schema")
            case {"type": "dict"}:
                if rest[:1] == ("[key]",):
                    return (*path, step)
                inner = schema.get("values_schema")
            case {"type": "list" | "set" | "frozenset"}:
                inner = schema.get("items_schema")
            case {"type": "tuple"} if isinstance(step, int):
                parts = schema["items_schema"]
                inner = parts[min(step, len(parts) - 1)] if parts else None
            case {"type": "json"}:
                return path
            case _:
                return (*path, *location)
        path, location = (*path, step), rest
        if inner is None:
            return (*path, *location)
        schema = inner
    return path


def labelled(label: str, union: Core, definitions: dict[str, Core]) -> Core:
    """The choice of a union that a label is of."""
    choices = choices_of(union)
    if label in choices:
        return choices[label]
    names = {key: resolved_name(choice, definitions) for key, choice in choices.items()}
    fitting = [key for key, name in names.items() if name == label] or [
        key for key, name in names.items() if f"{name}]" in label or label.startswith(f"{name}[")
    ]
    return choices[fitting[0]] if fitting else {"type": "any"}


def resolved_name(schema: Core, definitions: dict[str, Core]) -> str:
    """The name of the class in a choice, also where the choice refers to it."""
    for _ in range(50):
        if schema["type"] != "definition-ref":
            break
        schema = definitions[schema["schema_ref"]]
    return name_of(schema)
