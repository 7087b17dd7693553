"""A tool made from a typed Python function: its signature is the schema, its docstring the description."""

import copy
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, PydanticUserError, ValidationError, create_model
from pydantic.fields import FieldInfo

from lib.tools.arguments import json_object, refusal
from lib.tools.output import output_text
from lib.tools.strict import strict as as_strict
from lib.tools.tool import LIMIT, Kind, checked_name

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def retryable(function: AnyFunction) -> AnyFunction:
    """Declares that a call which raised may be tried again: `@retryable` above the function."""
    function.retryable = True  # type: ignore[attr-defined]
    return function


class FunctionTool:
    """A typed function, offered to the model.

    A parameter with a default may be null or missing, and then has its default. `Annotated[str, "…"]` describes one.
    The output is what the function gives: a string as it is, anything else as JSON. A method of an object that has
    `state()`, which gives plain data, shares that object's state. Raises TypeError for a function whose schema can't be
    made, naming the function and the parameter, and ValueError for a name that the API refuses.
    """

    kind: Kind = "function"
    by_hand = False

    def __init__(
        self,
        function: Callable[..., Any],
        name: str | None = None,
        retryable: bool = False,
        limit: float = LIMIT,
        strict: bool = True,
    ) -> None:
        self.name = checked_name(name or str(getattr(function, "__name__", type(function).__name__)))
        self.function = function
        self.description = described(function, self.name)
        self.retryable = retryable or getattr(function, "retryable", False)
        self.limit = limit
        self.strict = strict
        self._parameters = _signature(function, self.name)
        self._model = _model(function, self.name, self._parameters)
        self._schema = _schema(self._model, self.name, strict)

    def definition(self) -> dict[str, Any]:
        """`{"type": "function", "name", "description", "parameters", "strict"}`."""
        return {
            "type": "function",
            "name": self.name,
            "description": self.description,
            "parameters": copy.deepcopy(self._schema),
            "strict": self.strict,
        }

    def check(self, arguments: str) -> dict[str, Any]:
        """Raw JSON text -> keyword arguments. Types are not coerced, but dates and enums are read from strings.

        A function without parameters takes an empty text too: several servers send one.
        """
        if not self._parameters and not arguments.strip():
            return {}
        json_object(arguments)
        try:
            made = self._model.model_validate_json(arguments, strict=True)
        except ValidationError as error:
            raise refusal(error, self._parameters) from None
        values = {name: getattr(made, _field(index)) for index, name in enumerate(self._parameters)}
        return {name: value for name, value in values.items() if value is not None or self._required(name)}

    def call(self, checked: dict[str, Any]) -> str:
        """The output text. Raises what the function raises."""
        return output_text(self.function(**checked))

    def state(self) -> dict[str, Any] | None:
        """What `state()` of the method's object gives; None for a plain function."""
        of_owner = getattr(getattr(self.function, "__self__", None), "state", None)
        return of_owner() if callable(of_owner) else None

    def _required(self, name: str) -> bool:
        return self._parameters[name].default is inspect.Parameter.empty


def described(function: Callable[..., Any], name: str) -> str:
    """The docstring, which tells the model what the tool does. Raises TypeError without one."""
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{name}: expected a plain function, got an async one")
    text = inspect.getdoc(function) if inspect.isroutine(function) else None
    if not text:
        raise TypeError(f"{name}: expected a docstring, which tells the model what the function does")
    return text


def _signature(function: Callable[..., Any], name: str) -> dict[str, inspect.Parameter]:
    """The parameters by name. Raises TypeError for one that has no type or can't be given by name."""
    parameters = dict(inspect.signature(function).parameters)
    for parameter in parameters.values():
        if parameter.kind not in BY_NAME:
            what = parameter.kind.description
            raise TypeError(f"{name}: expected parameters that can be given by name, got {parameter.name!r}, {what}")
        if parameter.annotation is inspect.Parameter.empty:
            raise TypeError(f"{name}: expected a type for parameter {parameter.name!r}, got none")
    return parameters


def _model(function: Callable[..., Any], name: str, parameters: Mapping[str, inspect.Parameter]) -> type[BaseModel]:
    """The model of the arguments. Its fields have names of their own, so that a parameter may be called `schema`."""
    try:
        hints = get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as error:
        raise TypeError(f"{name}: expected types that can be found, got {error}") from None
    fields: dict[str, Any] = {}
    for index, (called, parameter) in enumerate(parameters.items()):
        hint, description = hints[called], _description(hints[called])
        try:
            if parameter.default is inspect.Parameter.empty:
                field = (hint, Field(alias=called, description=description))
            else:
                field = (hint | None, Field(default=None, alias=called, description=description))
            create_model("Arguments", **{_field(index): field})  # type: ignore[call-overload]
        except (PydanticUserError, TypeError) as error:
            first = str(error).partition("\n")[0].partition(". ")[0]
            raise TypeError(f"{name}: expected a type with a schema for parameter {called!r}, got {first}") from None
        fields[_field(index)] = field
    made: type[BaseModel] = create_model("Arguments", __config__=ConfigDict(extra="forbid"), **fields)
    return made


def _schema(model: type[BaseModel], name: str, strict: bool) -> dict[str, Any]:
    try:
        schema = model.model_json_schema()
        schema.pop("title", None)
        return as_strict(schema) if strict else schema
    except PydanticUserError as error:
        raise TypeError(f"{name}: expected types with a JSON schema, got {str(error).partition(chr(10))[0]}") from None
    except TypeError as error:
        raise TypeError(f"{name}: parameter {error}") from None


def _description(hint: Any) -> str | None:
    """What `Annotated` says of a parameter: a plain string, or the description of a Field."""
    for extra in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
        if isinstance(extra, str):
            return extra
        if isinstance(extra, FieldInfo) and extra.description:
            return extra.description
    return None


def _field(index: int) -> str:
    return f"argument_{index}"
