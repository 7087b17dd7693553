"""The arguments of a call: raw JSON text -> a JSON object, and what is wrong with them in few words."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from pydantic import ValidationError

from lib.tools.tool import ToolError, short

LONGEST_MESSAGE = 300
LONGEST_VALUE = 40


class NotJson(ValueError):
    """A number that Python would read and JSON doesn't have; says what was found."""


def json_object(text: str) -> dict[str, Any]:
    """The object that the text holds. Raises ToolError "invalid_json", which says where it stops being one.

    NaN, infinities and numbers too large for a float are not JSON.
    """
    if not text.strip():
        raise ToolError("invalid_json", "expected a JSON object, got an empty text")
    try:
        value = json.loads(text, parse_constant=not_a_number, parse_float=finite)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise ToolError("invalid_json", f"expected a JSON object, got text that breaks at {at}: {error.msg}") from None
    except RecursionError:
        raise ToolError("invalid_json", "expected a JSON object, got one that is nested too deeply") from None
    except ValueError as error:
        raise ToolError("invalid_json", f"expected a JSON object, got {short(str(error), 80)}") from None
    if not isinstance(value, dict):
        raise ToolError("invalid_json", f"expected a JSON object, got {json_type(value)}")
    return value


def json_type(value: Any) -> str:
    """What a JSON value is, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
    return "an object"


def invalid(faults: Iterable[str]) -> ToolError:
    """The ToolError "invalid_arguments" of these faults, each `where: what`."""
    return ToolError("invalid_arguments", short("; ".join(faults), LONGEST_MESSAGE))


def shown(value: Any) -> str:
    """A value as an error shows it: short."""
    return short(repr(value), LONGEST_VALUE)


def place(path: Iterable[str | int]) -> str:
    """Where something is: `people[0].name`; "" is the whole."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def refusal(error: ValidationError, names: Iterable[str]) -> ToolError:
    """What Pydantic found, in short: `city: field required; days: expected an integer, got 'two'`.

    `names` are the parameters that there are.
    """
    found = error.errors(include_url=False, include_context=False)
    if found[0]["type"] == "json_invalid":
        return ToolError("invalid_json", f"expected a JSON object, got {short(found[0]['msg'], LONGEST_MESSAGE)}")
    known = ", ".join(names) or "none"

    def fault(kind: str, path: tuple[str | int, ...], message: str, value: Any) -> str:
        match kind:
            case "missing":
                what = "field required"
            case "extra_forbidden" if len(path) == 1:
                what = f"no parameter of this name (there are: {known})"
            case "extra_forbidden":
                what = "no field of this name"
            case _:
                what = f"{_expected(message)}, got {shown(value)}"
        return f"{place(path)}: {what}" if path else what

    return invalid(fault(each["type"], each["loc"], each["msg"], each["input"]) for each in found)


def _expected(message: str) -> str:
    """Pydantic's sentence in the words of the house."""
    first = message.partition(", unable to")[0].removeprefix("Value error, ")
    return first.replace("Input should be ", "expected ").replace("a valid ", "a ").replace("a integer", "an integer")


def not_a_number(name: str) -> NoReturn:
    """For `json.loads`: NaN and Infinity are refused. Raises NotJson."""
    raise NotJson(f"{name}, which is not JSON")


def finite(text: str) -> float:
    """For `json.loads`: a number that is no float's size is refused. Raises NotJson."""
    number = float(text)
    if not math.isfinite(number):
        raise NotJson("a number that is too large")
    return number
