"""What a tool is, and what can go wrong with a call of one."""

import json
import re
from typing import Any, Literal, Protocol, runtime_checkable

Kind = Literal["function", "custom"]
ErrorKind = Literal["invalid_json", "invalid_arguments", "unknown_tool", "raised", "time_limit", "too_busy"]

LIMIT = 10.0  # seconds
LONGEST_MESSAGE = 500
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class ToolError(Exception):
    """A call that gave no output. `message` is one short sentence, fit for the model and for the page."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        self.kind: ErrorKind = kind
        self.message = short(message, LONGEST_MESSAGE)
        super().__init__(self.message)

    def output(self) -> str:
        """The text that goes back to the model: `{"error": {"kind": …, "message": …}}`."""
        return json.dumps({"error": {"kind": self.kind, "message": self.message}}, ensure_ascii=False)


@runtime_checkable
class Tool(Protocol):
    """What the loop of turns needs of any tool, whoever made it."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def retryable(self) -> bool:
        """Whether a call that raised is tried again; the loop does that, visibly."""

    @property
    def by_hand(self) -> bool:
        """Whether it has no code: somebody types the output when it is called."""

    @property
    def limit(self) -> float:
        """Seconds until a call is given up."""

    def definition(self) -> dict[str, Any]:
        """Its entry in the request's `tools`, for the caller to keep."""

    def check(self, arguments: str) -> Any:
        """Raw JSON text (custom tools: free text) -> what `call` takes. Raises ToolError."""

    def call(self, checked: Any) -> str:
        """Runs it, in whatever thread this is, and gives the output text. Raises ToolError or what its code raises."""

    def state(self) -> dict[str, Any] | None:
        """The plain data that it changes, None if it changes none. Tools that are methods of one object share it."""


def raised(error: BaseException) -> ToolError:
    """The ToolError for what a tool's code raised: its type and its text, no traceback. A ToolError stays as it is."""
    if isinstance(error, ToolError):
        return error
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return ToolError("raised", f"{type(error).__name__}: {text}" if text else type(error).__name__)


def checked_name(name: str) -> str:
    """The name, if the API takes it. Raises ValueError."""
    if not NAME.fullmatch(name):
        raise ValueError(f"expected a name of 1 to 64 letters, digits, _ or -, got {short(name, 80)!r}")
    return name


def short(text: str, most: int) -> str:
    """The text on one line, cut to `most` characters, with no half of a surrogate pair in it."""
    line = " ".join(text[: 4 * most].encode("utf-8", "replace").decode().split())
    return line if len(line) <= most else line[: most - 1] + "…"
