"""A request with a JSON schema -> a script that reads the answer into a Pydantic model, with the plain SDK.

It sends the very schema that was sent: the SDK's `text_format=` makes one of its own, which strict mode refuses for
some models (a discriminated union), and it raises before a text that was cut off is said to be.
"""

import ast
from collections.abc import Mapping
from typing import Any, Final

from lib.protocol.snippets import Target, client, comment, create, imports

FUTURE: Final = "from __future__ import annotations\n"
ERROR: Final = "from pydantic import ValidationError"


def python_model(body: Mapping[str, Any], target: Target, code: str, name: str) -> str:
    """The script. `code` defines the model `name`."""
    kept, classes = divided(code)
    head = "\n".join([*imports(target, body).splitlines(), *kept, ERROR])
    future = f"{FUTURE}\n" if FUTURE in code else ""
    parts = [f"{future}{head}\n", f"{classes}\n", client(target), create({**body, "stream": True}), read(name)]
    return comment(target.note) + "\n\n".join(parts) + "\n"


def divided(code: str) -> tuple[list[str], str]:
    """The imports of a module, but for the one from the future, and what comes after them."""
    found = [node for node in ast.parse(code).body if isinstance(node, ast.Import | ast.ImportFrom)]
    lines = code.split("\n")
    kept = ["\n".join(lines[node.lineno - 1 : node.end_lineno]) for node in found]
    end = found[-1].end_lineno if found else 0
    return [text for text in kept if text + "\n" != FUTURE], "\n".join(lines[end:]).strip("\n")


def read(name: str) -> str:
    """The code that prints what comes, and makes the model of it."""
    return f"""\
text = ""
for event in stream:
    match event.type:
        case "response.output_text.delta":
            text += event.delta
            print(event.delta, end="", flush=True)
        case "response.refusal.done":
            raise SystemExit(f"The model refused: {{event.refusal}}")
        case "response.incomplete" | "response.failed" | "error":
            raise SystemExit(f"\\nNo whole response: {{event}}")
try:
    print("\\n", repr({name}.model_validate_json(text)))
except ValidationError as error:
    print("\\nIt doesn't fit:", error)"""
