"""The way from the root of a JSON value to one inside it, and how it is written."""

import json
import re
from typing import Final

Path = tuple[str | int, ...]

NAME: Final = re.compile(r"[\w-]+")
LONGEST_KEY: Final = 40  # characters, in a sentence
LONGEST_PATH: Final = 120
LONGEST_SENTENCE: Final = 400


def written(path: Path) -> str:
    """A path as people write it: `lines[0].price`; a key that isn't of letters, digits, _ and - as `["a.b"]`."""
    return "".join(map(step, path)).removeprefix(".")


def step(key: str | int) -> str:
    """One step of a path."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if NAME.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"


def told(path: Path) -> str:
    """A path in a sentence: the end of it, and of each key the beginning, where they are long."""
    whole = written(tuple(cut(key, LONGEST_KEY) if isinstance(key, str) else key for key in path))
    return whole if len(whole) <= LONGEST_PATH else "…" + whole[1 - LONGEST_PATH :]


def cut(text: str, most: int = LONGEST_SENTENCE) -> str:
    """A text of so many characters at most; where it was longer, it ends with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
