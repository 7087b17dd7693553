"""Items whose `output_index` another item has taken, found again in a step however many there are."""

from collections.abc import Iterator
from typing import Any

from lib.protocol.items import Item


class Shadows:
    """Those of one response, in the order in which they lost their place."""

    def __init__(self) -> None:
        self.count = 0
        self.found: dict[int, Item] = {}
        self.places: dict[tuple[int, str], dict[str, list[int]]] = {}  # index and type -> call_id -> keys of `found`

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.found.values())

    def put(self, item: Item) -> None:
        """An item loses its place."""
        self.count += 1
        self.found[self.count] = item
        calls = self.places.setdefault((item.output_index, item.type), {})
        calls.setdefault(call_id_of(item.fields), []).append(self.count)

    def take(self, output_index: int, fields: dict[str, Any]) -> Item | None:
        """The item of that index, type and call, which gets its place back; None where there is none.

        Of several the one that lost it last. A call without a call_id may be any.
        """
        calls = self.places.get((output_index, str(fields.get("type", ""))))
        if not calls:
            return None
        name = call_id_of(fields)
        for key in (name, "") if name else (max(calls, key=lambda key: calls[key][-1]),):
            numbers = calls.get(key)
            if numbers and not calls_apart(self.found[numbers[-1]], fields):
                number = numbers.pop()
                if not numbers:
                    del calls[key]
                return self.found.pop(number)
        return None


def call_id_of(fields: dict[str, Any]) -> str:
    """The call_id, "" where there is none."""
    found = fields.get("call_id")
    return found if isinstance(found, str) else ""


def calls_apart(item: Item, fields: dict[str, Any]) -> bool:
    """Whether an item and the fields of one are of two calls: each has a call_id, another one."""
    had, new = item.fields.get("call_id"), fields.get("call_id")
    return bool(had and new) and had != new
