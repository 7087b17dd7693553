"""What the API answers instead of a response: a status and `{"error": {message, type, param, code}}`."""

from typing import Any


class ApiError(Exception):
    """An error in the API's shape. `type` follows from the status; `param` names the field to blame."""

    def __init__(self, status: int, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code

    def body(self) -> dict[str, Any]:
        """The error as the JSON body of an answer."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}


def json_type(value: object) -> str:
    """The name that the API's messages have for a value's JSON type, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def missing(param: str) -> ApiError:
    """The error for a field that has to be there."""
    return ApiError(400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


def invalid_type(param: str, expected: str, value: object) -> ApiError:
    """The error for a field whose JSON type is wrong."""
    message = f"Invalid type for '{param}': expected {expected}, but got {json_type(value)} instead."
    return ApiError(400, message, param=param, code="invalid_type")


def invalid_value(param: str, supported: str, value: object) -> ApiError:
    """The error for a field of the right type whose value isn't one of those that are known."""
    shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
    return ApiError(
        400, f"Invalid value: {shown}. Supported values are: {supported}.", param=param, code="invalid_value"
    )
