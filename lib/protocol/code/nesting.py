"""What nests too deeply to be written out level by level: found, and written as JSON text. No function calls itself."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

DEEPEST: Final = 50  # levels that are written out; Python's compiler takes 200 brackets, its stack a few hundred
HUGE: Final = "1e999"  # infinity, for every reader of JSON


class Mark(str):
    """A piece of JSON text that is written as it is."""


def is_deep(content: Any) -> bool:
    """Whether it nests deeper than is written out."""
    level = [dict(content) if isinstance(content, Mapping) else content]
    for _ in range(DEEPEST):
        level = [each for outer in level for each in inside(outer)]
        if not level:
            return False
    return True


def inside(content: Any) -> list[Any]:
    """The objects and lists in one."""
    match content:
        case dict():
            held: Any = content.values()
        case list():
            held = content
        case _:
            return []
    return [each for each in held if isinstance(each, dict | list)]


def as_json(content: Any) -> str:
    """Its JSON text on one line, ASCII alone, however deep."""
    return "".join(written(content))


def written(content: Any) -> Iterator[str]:
    """The pieces of the text."""
    left = [content]
    while left:
        each = left.pop()
        match each:
            case Mark():
                yield each
            case dict():
                left += reversed(members(each))
            case list():
                left += reversed(entries(each))
            case float() if math.isinf(each):
                yield HUGE if each > 0 else f"-{HUGE}"
            case _:
                yield json.dumps(each)


def members(content: dict[str, Any]) -> list[Any]:
    """What an object is written as, one after the other."""
    found: list[Any] = []
    for name, each in content.items():
        found += [Mark(", " if found else "{"), Mark(json.dumps(name) + ": "), each]
    return [*found, Mark("}")] if found else [Mark("{}")]


def entries(content: list[Any]) -> list[Any]:
    """The same for a list."""
    found: list[Any] = []
    for each in content:
        found += [Mark(", " if found else "["), each]
    return [*found, Mark("]")] if found else [Mark("[]")]
