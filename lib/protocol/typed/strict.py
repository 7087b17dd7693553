"""The one strict validation of a text that is final, and what it says of the fields."""

from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from lib.protocol.typed.field import Field
from lib.protocol.typed.path import cut
from lib.protocol.typed.schema_check import Fault, Judge, located

MOST_FAULTS: Final = 100


def faults(shape: type[BaseModel] | dict[str, Any], text: str, value: Any) -> tuple[list[Fault], bool]:
    """Where and what the strict validation finds wrong; False where it gave up before it had seen all."""
    if isinstance(shape, dict):
        judge = Judge(shape)
        return list(islice(judge.faults(value, shape), MOST_FAULTS)), not judge.gave_up
    try:
        shape.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [(fault["loc"], fault["msg"]) for fault in found[:MOST_FAULTS]], True
    except Exception as error:  # a validator of the model's that breaks, or text that UTF-8 can't hold
        return [((), f"its validation broke with {type(error).__name__}")], True
    return [], True


def accepted(field: Field) -> Field:
    """The field in a text that the validation of the whole found nothing wrong with."""
    return field if field.state == "valid" else field._replace(state="valid", error="", decided=None, inside=False)


def meant(fields: list[Field], faults: list[Fault]) -> list[Fault]:
    """Those of the faults that the fields show; the others are of a union's other choices, or of what isn't there."""
    wrong = {field.path for field in fields if field.state == "invalid"}
    return [fault for fault in faults if not fault[0] or fault[0] in wrong] or faults


def sentence(faults: list[Fault]) -> str:
    """The faults in one sentence: the first, and how many more."""
    if not faults:
        return ""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"It doesn't fit: {cut(located(*faults[0]))}{more}."
