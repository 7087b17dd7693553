"""What an answer must fit, a Pydantic model or a JSON schema -> the `text.format` of a request."""

import re
from typing import Any, Final

from pydantic import BaseModel

from lib.tools.strict import Schema, strict

LONGEST_NAME: Final = 64


def text_format(wanted: type[BaseModel] | Schema, name: str = "", *, is_strict: bool = True) -> dict[str, Any]:
    """The format for a Pydantic model, or for a JSON schema with a name of its own.

    A model's schema is made strict as the API demands: all properties required, no others, `$defs`. Raises TypeError
    for a model that strict mode can't say. A JSON schema goes as it is.
    """
    if isinstance(wanted, dict):
        schema, about = wanted, str(wanted.get("description") or "")
    else:
        schema, about = strict(wanted.model_json_schema()), (wanted.__doc__ or "").strip().partition("\n")[0]
        name = name or wanted.__name__
    found: dict[str, Any] = {"type": "json_schema", "name": valid_name(name), "schema": schema, "strict": is_strict}
    return {**found, "description": about} if about else found


def valid_name(name: str) -> str:
    """The name in the characters that the API takes: letters, digits, `_` and `-`, at most 64."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name)[:LONGEST_NAME] or "answer"
