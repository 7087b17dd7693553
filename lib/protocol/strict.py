"""The one strict validation of a text that is final, and what it says of the fields."""

from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from lib.protocol.field import Field, Path, settled
from lib.protocol.schema_check import Judge, located

MOST_FAULTS: Final = 100


def faults(shape: type[BaseModel] | dict[str, Any], text: str, value: Any) -> list[tuple[Path, str]]:
    """Where and what the strict validation finds wrong."""
    if isinstance(shape, dict):
        return list(islice(Judge(shape).faults(value, shape), MOST_FAULTS))
    try:
        shape.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [(fault["loc"], fault["msg"]) for fault in found[:MOST_FAULTS]]
    except Exception as error:  # a validator of the model's that breaks, or text that UTF-8 can't hold
        return [((), f"its validation broke with {type(error).__name__}")]
    return []


def marked(fields: list[Field], faults: list[tuple[Path, str]]) -> list[Field]:
    """The fields with what the validation of the whole found; a tag in a fault's path stands for no field."""
    places: dict[Path, Field] = {field.path: settled(field) for field in fields}
    for fault, what in faults:
        path: Path = ()
        for step in fault:
            path = (*path, step) if (*path, step) in places else path
        for end in range(1, len(path) + 1):
            field = places[path[:end]]
            error = what if end == len(path) else f"invalid inside: {path[end]}"
            if field.state != "invalid" or (end == len(path) and not field.error):
                places[path[:end]] = replace(field, state="invalid", error=error)
    return list(places.values())


def sentence(faults: list[tuple[Path, str]]) -> str:
    """The faults in one sentence: the first, and how many more."""
    if not faults:
        return ""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"It doesn't fit: {located(*faults[0])}{more}."
