"""What a tool's function gave -> the output text."""

from typing import Any, Final

from pydantic import TypeAdapter

from lib.tools.tool import ToolError

ANYTHING: Final[TypeAdapter[Any]] = TypeAdapter(Any)


def output_text(value: Any) -> str:
    """A string as it is, anything else as compact JSON: Pydantic models, dataclasses, dates, enums and sets too.

    NaN and infinities become null. Raises ToolError "raised" for what has no JSON form.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    try:
        return ANYTHING.dump_json(value).decode()
    except (ValueError, RecursionError):
        raise ToolError(
            "raised", f"the tool gave a value of the type {type(value).__name__}, which has no JSON form"
        ) from None
