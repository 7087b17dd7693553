"""JSON values as TypeScript code, which is JavaScript too: one line where it fits, else one entry a line.

What nests deeper than anybody reads is written as JSON text.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lib.protocol.code.literal import pieces
from lib.protocol.code.nesting import as_json, is_deep
from lib.protocol.snippets import visible

WIDTH: Final = 88
STEP: Final = 2
QUOTES: Final = 8  # columns for what a piece of text has around it, and for quotes that are escaped here alone


def literal(content: Any, indent: int = 0, taken: int = 0) -> str:
    """The code of a value on a line that is indented by `indent` and of which `taken` columns are used."""
    inner = indent + STEP
    if is_deep(content):
        text = f" +\n{' ' * inner}".join(map(quoted, pieces(as_json(content), WIDTH - inner - QUOTES)))
        return f"JSON.parse(\n{' ' * inner}{text}\n{' ' * indent})"
    line = flat(content)
    if taken + len(line) < WIDTH:
        return line
    match content:
        case dict() if content:
            return block("{", members(content, inner), "}", indent)
        case list() if content:
            return block("[", (f"{literal(each, inner, inner)}," for each in content), "]", indent)
        case str() if len(found := list(pieces(content, WIDTH - inner - QUOTES))) > 1:
            return f" +\n{' ' * inner}".join(map(quoted, found))
    return line


def members(content: Mapping[str, Any], indent: int) -> list[str]:
    """The entries of an object, for lines that are indented by `indent`; each ends with a comma."""
    return [f"{key(name)}: {literal(each, indent, indent + len(key(name)) + 3)}," for name, each in content.items()]


def flat(content: Any) -> str:
    """The code of a value on one line."""
    match content:
        case dict():
            inside = ", ".join(f"{key(name)}: {flat(each)}" for name, each in content.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return "[" + ", ".join(map(flat, content)) + "]"
        case str():
            return quoted(content)
        case float() if not math.isfinite(content):  # 1e999 is valid JSON and reads as infinity
            return "NaN" if math.isnan(content) else f"{'-' if content < 0 else ''}Infinity"
    return json.dumps(content)


def key(name: str) -> str:
    """A key of an object. `__proto__` needs brackets: without, it would set the object's prototype."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", name) else quoted(name)


def quoted(text: str) -> str:
    """A text as a string in double quotes, on one line, with what can't be seen as its escape."""
    return visible(json.dumps(text, ensure_ascii=False))


def block(opening: str, rows: Iterable[str], closing: str, indent: int) -> str:
    """Rows between brackets, a step further in than the brackets' line."""
    inside = "".join(f"{' ' * (indent + STEP)}{row}\n" for row in rows)
    return f"{opening}\n{inside}{' ' * indent}{closing}"
