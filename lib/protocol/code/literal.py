"""JSON values as Python code: one line where it fits, else one entry a line. Valid for any text.

What nests deeper than anybody reads is written as JSON text.
"""

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lib.protocol.code.nesting import as_json, is_deep

WIDTH: Final = 88
STEP: Final = 4


def call(head: str, arguments: Iterable[str]) -> str:
    """`head(…)` around arguments that are code already."""
    arguments = list(arguments)
    line = f"{head}({', '.join(arguments)})"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    return block(f"{head}(", (f"{each}," for each in arguments), ")", 0)


def argument(name: str, content: Any) -> str:
    """`name=…` for a line of its own inside a call."""
    return f"{name}={literal(content, STEP, STEP + len(name) + 1)}"


def literal(content: Any, indent: int = 0, taken: int = 0) -> str:
    """The code of a value on a line that is indented by `indent` and of which `taken` columns are used."""
    if is_deep(content):
        return json_text(as_json(content), indent, taken)
    line = flat(content)
    if taken + len(line) < WIDTH:
        return line
    inner = indent + STEP
    match content:
        case dict() if content:
            keys = [(f"{flat(key)}: ", each) for key, each in content.items()]
            rows = (f"{key}{literal(each, inner, inner + len(key))}," for key, each in keys)
            return block("{", rows, "}", indent)
        case list() if content:
            return block("[", (f"{literal(each, inner, inner)}," for each in content), "]", indent)
        case str() if len(found := list(pieces(content, WIDTH - inner))) > 1:
            return block("(", map(quoted, found), ")", indent)
    return line


def json_text(text: str, indent: int, taken: int) -> str:
    """The code that reads JSON text; it needs `import json`."""
    line = f"json.loads({quoted(text)})"
    if taken + len(line) < WIDTH:
        return line
    return block("json.loads(", map(quoted, pieces(text, WIDTH - indent - STEP)), ")", indent)


def quoted(text: str) -> str:
    """A text as a Python string on one line, in double quotes unless it has some."""
    code = repr(text)
    return f'"{code[1:-1]}"' if '"' not in text else code


def flat(content: Any) -> str:
    """The code of a value on one line."""
    match content:
        case str():
            return quoted(content)
        case dict():
            return "{" + ", ".join(f"{flat(key)}: {flat(each)}" for key, each in content.items()) + "}"
        case list():
            return "[" + ", ".join(map(flat, content)) + "]"
        case float() if not math.isfinite(content):  # 1e999 is valid JSON and reads as infinity
            return f'float("{content}")'
    return repr(content)


def pieces(text: str, room: int) -> Iterator[str]:
    """A text cut at line ends and between words; a piece fits in `room` unless its word is longer."""
    piece = ""
    for word in re.findall(r"\n|\S+[^\S\n]*\n?|[^\S\n]+\n?", text):
        if piece and (piece.endswith("\n") or len(quoted(piece + word)) > room):
            yield piece
            piece = ""
        piece += word
    if piece:
        yield piece


def block(opening: str, rows: Iterable[str], closing: str, indent: int) -> str:
    """Rows between brackets, a step further in than the brackets' line."""
    inside = "".join(f"{' ' * (indent + STEP)}{row}\n" for row in rows)
    return f"{opening}\n{inside}{' ' * indent}{closing}"
