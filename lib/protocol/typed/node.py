"""One value of an unfinished JSON text."""

from typing import Any, Literal

Kind = Literal["object", "array", "string", "scalar"]


class Node:
    """One value of the text: where it began and closed, and what it holds so far.

    The value of an open object or array holds only what has closed; `note` is for whoever follows the tree.
    """

    __slots__ = ("end", "key", "kind", "note", "parent", "start", "value")

    def __init__(self, key: str | int | None, kind: Kind, start: int, parent: "Node | None") -> None:
        self.key = key
        self.kind = kind
        self.start = start
        self.end: int | None = None
        self.parent = parent
        self.value: Any = {} if kind == "object" else [] if kind == "array" else "" if kind == "string" else None
        self.note: Any = None
