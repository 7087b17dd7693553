"""A tool made from a function of one text: the model writes to it freely, without JSON."""

from collections.abc import Callable
from typing import Any

from lib.tools.function import described
from lib.tools.output import output_text
from lib.tools.tool import LIMIT, Kind, checked_name


class CustomTool:
    """A function of one string, offered to the model as a custom tool.

    Raises TypeError for a function without a docstring, ValueError for a name that the API refuses.
    """

    kind: Kind = "custom"
    by_hand = False

    def __init__(
        self, function: Callable[[str], Any], name: str | None = None, retryable: bool = False, limit: float = LIMIT
    ) -> None:
        self.name = checked_name(name or str(getattr(function, "__name__", type(function).__name__)))
        self.function = function
        self.description = described(function, self.name)
        self.retryable = retryable or getattr(function, "retryable", False)
        self.limit = limit

    def definition(self) -> dict[str, Any]:
        """`{"type": "custom", "name", "description"}`."""
        return {"type": "custom", "name": self.name, "description": self.description}

    def check(self, arguments: str) -> str:
        """The text as it is: a custom tool takes any."""
        return arguments

    def call(self, checked: str) -> str:
        """The output text. Raises what the function raises."""
        return output_text(self.function(checked))

    def state(self) -> dict[str, Any] | None:
        """None: a function of one text changes nothing."""
        return None
