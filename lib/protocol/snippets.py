"""A request -> the same thing as code to copy: Python with the plain SDK, or curl.

The code is right for any body: its text is quoted, never pasted. A key is only ever named, by its variable.
"""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from lib.protocol.code.literal import argument, call, quoted
from lib.protocol.code.nesting import as_json, is_deep


@dataclass(frozen=True)
class Target:
    """Where a request goes: `base_url`, None for OpenAI's own, and the name of the variable with its key.

    Without a `key_variable` the server needs no key, and the code sends a word in its place. `note` becomes a
    comment at the top. Raises ValueError for a `key_variable` that no shell takes as a name.
    """

    base_url: str | None
    key_variable: str | None
    note: str = ""

    def __post_init__(self) -> None:
        if self.key_variable is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self.key_variable):
            # It isn't repeated: what was given in place of a name may be the key.
            raise ValueError("expected the name of an environment variable, such as OPENAI_API_KEY")


OPENAI: Final = Target(None, "OPENAI_API_KEY")
SIMULATOR: Final = Target(
    "http://127.0.0.1:8765/v1", None, "Start the simulator first: python -m lib.simulator --port 8765"
)
NO_KEY: Final = "simulator"
"""What stands for the key where none is needed: the SDK insists on one, any text will do."""


def python(body: Mapping[str, Any], target: Target) -> str:
    """A script that sends `body` with the openai package, and prints what comes."""
    parts = [imports(target, body), client(target), create(body), READ if streamed(body) else PRINT]
    if calls_functions(body):
        parts[-1] += READ_CALL if streamed(body) else PRINT_CALL
    return comment(target.note) + "\n\n".join(parts) + "\n"


def curl(body: Mapping[str, Any], target: Target) -> str:
    """A shell command that sends `body`; the bytes of the answer are printed as they come."""
    key = NO_KEY if target.key_variable is None else f"${target.key_variable}"
    lines = (
        f"curl{' -N' if streamed(body) else ''} --url {shlex.quote(address(target.base_url))}",
        f'-H "Authorization: Bearer {key}"',
        '-H "Content-Type: application/json"',
        "--data-binary @- <<'JSON'",
    )
    # No line of indented JSON is just `JSON`, and nothing in a quoted heredoc means anything to a shell.
    sent = as_json(dict(body)) if is_deep(body) else visible(json.dumps(body, indent=2, ensure_ascii=False))
    return comment(target.note) + " \\\n  ".join(lines) + f"\n{sent}\nJSON\n"


def streamed(body: Mapping[str, Any]) -> bool:
    """Whether a server answers this body with a stream; without `stream` it doesn't."""
    return body.get("stream") is True


def calls_functions(body: Mapping[str, Any]) -> bool:
    """Whether the model may call a function."""
    tools = body.get("tools")
    return isinstance(tools, list) and any(isinstance(tool, dict) and tool.get("type") == "function" for tool in tools)


def imports(target: Target, body: Mapping[str, Any] | None = None) -> str:
    """The import lines that `client` needs, and `create` for that body."""
    needed = [*(["import json"] if body and is_deep(body) else []), *([] if by_itself(target) else ["import os"])]
    return "\n".join([*needed, *([""] if needed else []), "from openai import OpenAI"])


def by_itself(target: Target) -> bool:
    """Whether the SDK finds the key by itself, or none is needed."""
    return target.key_variable in (None, "OPENAI_API_KEY")


def client(target: Target) -> str:
    """The line that makes the client."""
    arguments = []
    if target.key_variable is None:
        arguments.append(argument("api_key", NO_KEY))
    elif not by_itself(target):
        arguments.append(f"api_key=os.environ[{quoted(target.key_variable)}]")
    if target.base_url is not None:
        arguments.append(f"base_url={quoted(target.base_url)}")
    return call("client = OpenAI", arguments)


def create(body: Mapping[str, Any]) -> str:
    """The call that sends the body; fields that the SDK has no parameter for go in `extra_body`."""
    known = parameters()
    arguments = [argument(name, content) for name, content in body.items() if name in known]
    extra = {name: content for name, content in body.items() if name not in known}
    if extra:
        arguments.append(argument("extra_body", extra))
    return call(f"{'stream' if streamed(body) else 'response'} = client.responses.create", arguments)


def parameters() -> frozenset[str]:
    """The fields of a request that the SDK knows."""
    from openai.types.responses.response_create_params import ResponseCreateParamsStreaming

    return frozenset(ResponseCreateParamsStreaming.__annotations__)


def address(base_url: str | None) -> str:
    """The URL of the endpoint, with what can't be seen percent-encoded, as a client would."""
    url = (base_url or "https://api.openai.com/v1").rstrip("/") + "/responses"
    return "".join(char if char.isprintable() else quote(char, errors="replace") for char in url)


def visible(text: str) -> str:
    """JSON text with every character that can't be seen, or can't be UTF-8, written as its escape."""
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def comment(note: str) -> str:
    """A note as one line of comment, in Python as in a shell."""
    words = "".join(char if char.isprintable() else " " for char in note).split()
    return f"# {' '.join(words)}\n" if words else ""


READ: Final = """\
for event in stream:
    match event.type:
        case "response.output_text.delta" | "response.refusal.delta":
            print(event.delta, end="", flush=True)
        case "response.completed":
            print()
        case "response.incomplete":
            print("\\nCut short:", event.response.incomplete_details)
        case "response.failed":
            print("\\nFailed:", event.response.error)
        case "error":
            print("\\nError:", event.message)"""

READ_CALL: Final = """
        case "response.output_item.done" if event.item.type == "function_call":
            print(f"{event.item.name}({event.item.arguments})")"""

PRINT: Final = """\
print(response.output_text)
if response.error or response.incomplete_details:
    print(response.status, response.error or response.incomplete_details)"""

PRINT_CALL: Final = """
for item in response.output:
    if item.type == "function_call":
        print(f"{item.name}({item.arguments})")"""
