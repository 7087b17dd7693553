"""A tool of the visitor's own, made from plain data. No code of the visitor is ever run."""

import copy
import json
from collections.abc import Mapping
from string import Template
from typing import Any, Literal

from lib.protocol.partial import TooMuch, problems
from lib.tools.arguments import invalid, json_object
from lib.tools.schema import read_schema
from lib.tools.strict import strict_faults
from lib.tools.tool import LIMIT, Kind, ToolError, checked_name

Mode = Literal["fixed", "template", "by_hand"]

LONGEST_TEXT = 20_000  # characters of the description and of the output
LONGEST_FILLED = 1_000_000  # characters of a template with its values
INPUT = "input"  # what a template calls the text of a custom tool


class OwnTool:
    """A tool from a name, a description, a JSON schema and the way to an output.

    `mode` is "fixed" (`output` as it is), "template" (`output` as a `string.Template` over the arguments: `$city`;
    nested values as JSON; a custom tool's text is `$input`; names without a value stay) or "by_hand" (somebody types it
    when the tool is called). Function arguments are judged in bounded time, as the page judges them while they stream.
    Raises ValueError with one sentence for a name, a schema or a text that can't be used.
    """

    retryable = False

    def __init__(
        self,
        name: str,
        description: str = "",
        parameters: Mapping[str, Any] | str | None = None,
        *,
        kind: Kind = "function",
        mode: Mode = "fixed",
        output: str = "",
        limit: float = LIMIT,
    ) -> None:
        if kind not in ("function", "custom"):
            raise ValueError(f"expected the kind function or custom, got {kind!r}")
        if mode not in ("fixed", "template", "by_hand"):
            raise ValueError(f"expected the mode fixed, template or by_hand, got {mode!r}")
        self.name = checked_name(name)
        self.kind: Kind = kind
        self.mode: Mode = mode
        self.description = _text(description, "description")
        self.text = _text(output, "output")
        self.limit = limit
        self._schema = read_schema(parameters or _nothing()) if kind == "function" else {}

    @property
    def by_hand(self) -> bool:
        return self.mode == "by_hand"

    @property
    def loose(self) -> list[str]:
        """Why the schema is not a strict one; none if it is, and for custom tools."""
        return strict_faults(self._schema) if self._schema else []

    def definition(self) -> dict[str, Any]:
        """The entry of `tools`. The schema goes as it was written; `strict` is true where it fits strict mode."""
        about = {"type": self.kind, "name": self.name, "description": self.description}
        if self.kind == "custom":
            return about
        return {**about, "parameters": copy.deepcopy(self._schema), "strict": not self.loose}

    def check(self, arguments: str) -> Any:
        """Raw JSON text -> the arguments as a dict; a custom tool's text as it is."""
        if self.kind == "custom":
            return arguments
        without = not arguments.strip() and not self._schema.get("properties")
        checked = {} if without else json_object(arguments)
        try:
            faults = problems(checked, self._schema)
        except TooMuch as error:
            message = f"the arguments take too long to check against the schema: {error}"
            raise ToolError("invalid_arguments", message) from None
        if faults:
            raise invalid(faults)
        return checked

    def call(self, checked: Any) -> str:
        """The output text. Raises ToolError where the output is typed by hand or grows too long."""
        if self.mode == "by_hand":
            raise ToolError("raised", f"{self.name} has no code: its output is typed by hand")
        if self.mode == "fixed":
            return self.text
        values = {
            name: _plain(value) for name, value in (checked if self.kind == "function" else {INPUT: checked}).items()
        }
        longest = max(map(len, values.values()), default=0)
        if len(self.text) + self.text.count("$") * longest > LONGEST_FILLED:
            raise ToolError("raised", f"the output would be longer than {LONGEST_FILLED} characters")
        return Template(self.text).safe_substitute(values)

    def state(self) -> dict[str, Any] | None:
        """None: it changes nothing."""
        return None


def _plain(value: Any) -> str:
    """A value as a template shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


def _text(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"expected at most {LONGEST_TEXT} characters in the {what}, got {len(text)}")
    return text.encode("utf-8", "replace").decode()


def _nothing() -> dict[str, Any]:
    """The schema of a tool without parameters."""
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
