"""The snapshot: one response as it has been folded so far.

Items are keyed by `output_index`, the only key that every server keeps; ids rotate. Where a server sends no index
(llama.cpp, null), the item's id says which one is meant, then the only item that is open.
"""

import json
from collections import Counter
from typing import Any

from lib.protocol.events import Body
from lib.protocol.items import Item

MOST_NOTES = 100


class Snapshot:
    """One response, folded so far: `fields` without the output, `items` by output_index, what was odd in `notes`.

    `error` is the last error event's object or the response's own; `unknown` counts the types outside the SDK's union.
    """

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.items: dict[int, Item] = {}
        self.shadowed: list[Item] = []
        self.by_id: dict[str, Item] = {}
        self.extra: dict[str, Any] = {}
        self.error: dict[str, Any] | None = None
        self.unknown: Counter[str] = Counter()
        self.notes: list[str] = []
        self.events = 0

    @property
    def status(self) -> str:
        """The response's own status: queued, in_progress, completed, incomplete, failed, cancelled; "" before any."""
        return str(self.fields.get("status") or "")

    @property
    def next_index(self) -> int:
        """The output_index after the last."""
        return max(self.items, default=-1) + 1

    def announce(self, output_index: object, fields: dict[str, Any]) -> Item:
        """The item that `output_item.added` starts.

        Another call at the index of one that is done is an item of its own, with the next free `output_index`.
        """
        at = output_index if isinstance(output_index, int) else self.next_index
        had = self.items.get(at)
        other = had is not None and had.done and calls_apart(had, fields)
        if had is not None and had.type in ("", fields.get("type")) and not other:
            self.note(f"item {at} was announced twice")
            had.settle(fields)
            return had
        item = Item(1 + max(one.output_index for one in self.output()) if other else at, fields)
        if had is not None:  # transformers: an empty message at the output_index of a whole function call
            as_what = "call" if other else f"type: {had.type}, then {fields.get('type')}"
            self.note(f"item {at} was announced again as another {as_what}")
            again = [one for one in self.shadowed if one.output_index == at and one.type == item.type]
            again = [one for one in again if not calls_apart(one, fields)]
            self.shadowed = [one for one in self.shadowed if one not in again] + [had]
            if again:
                item = again[0]
                item.settle(fields)
        self.items[at] = item
        if isinstance(fields.get("id"), str):
            self.by_id[fields["id"]] = item
        return item

    def item(self, event: Body, kind: str) -> Item:
        """The item that an event speaks of; where none was announced, a new one of the type `kind`."""
        found = self.known(event)
        if found is not None:
            return found
        at = event.get("output_index")
        self.note(f"{event['type']} for an item that was never announced ({at!r})")
        return self.announce(at, {"type": kind, "id": event.get("item_id"), "status": "in_progress"})

    def known(self, event: Body) -> Item | None:
        """The item that an event speaks of, if it was announced."""
        at = event.get("output_index")
        found = self.items.get(at) if type(at) is int else self.unindexed(event)
        if self.shadowed and (item_id := event.get("item_id")) in self.by_id:  # two items share an index
            found = self.by_id[item_id]
        return found

    def meant(self, event: Body) -> Item | None:
        """The same for an event of any shape: none for an id that is no string, which the fold takes for odd."""
        try:
            return self.known(event)
        except TypeError:
            return None

    def unindexed(self, event: Body) -> Item | None:
        """The item of an event without an output_index: by its id, or the only one that is open."""
        if (item_id := event.get("item_id")) in self.by_id:
            return self.by_id[item_id]
        undone = [item for item in self.items.values() if not item.done]
        return undone[0] if len(undone) == 1 else None

    def settle(self, item: Item, final: dict[str, Any], where: str) -> None:
        """Take an item as a `done` or the final response has it."""
        if isinstance(final.get("id"), str):
            self.by_id[final["id"]] = item
        for path in item.settle(final):
            self.note(f"item {item.output_index}: the deltas of {path} don't add up to {where}")

    def end(self, response: dict[str, Any]) -> None:
        """Take the final response: its fields, and of its output what the stream did not carry.

        Its output can be poorer than the stream (some servers send `[]`); what was streamed stays.
        """
        self.fields.update({name: value for name, value in response.items() if name != "output"})
        if isinstance(response.get("error"), dict):
            self.error = response["error"]
        found = response.get("output")
        finals = {at: final for at, final in enumerate(found or []) if isinstance(final, dict)}
        streamed = counterparts(finals, self.output())
        for at, final in finals.items():
            item = streamed.get(at)
            if item is None:
                item = self.announce(self.next_index if at in self.items else at, final)
            else:
                self.settle(item, final, "the final response")
            item.done = True

    def note(self, note: str) -> None:
        """Keep what was odd, a hundred sentences at the most."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def output(self) -> list[Item]:
        """The items in the order of the output."""
        return sorted([*self.shadowed, *self.items.values()], key=lambda item: item.output_index)

    def texts(self, kind: str = "message") -> list[str]:
        """The texts of all items of a type, a part each: messages' texts and refusals, or reasoning."""
        return [
            str(part.text)
            for item in self.output()
            if item.type == kind
            for part in (*item.summary.values(), *item.content.values())
        ]

    def as_dict(self, only: int | None = None) -> dict[str, Any]:
        """The response object, as the API shapes it: a copy, free to be changed. With `only`, other items are None."""
        output = [item.as_dict() if only is None or item.output_index == only else None for item in self.output()]
        copy: dict[str, Any] = json.loads(json.dumps({**self.fields, "output": output, **self.extra}))
        return copy


def calls_apart(item: Item, fields: dict[str, Any]) -> bool:
    """Whether an item and the fields of one are of two calls: each has a call_id, another one."""
    had, new = item.fields.get("call_id"), fields.get("call_id")
    return bool(had and new) and had != new


def counterparts(finals: dict[int, dict[str, Any]], left: list[Item]) -> dict[int, Item]:
    """The streamed items that the items of the final response are: the same id, the same call, or the next of its type.

    All ids go first: a stream that was resumed lacks items that come before those it has.
    """
    found: dict[int, Item] = {}
    for key in ("id", "call_id", "type"):
        for at, final in finals.items():
            if at in found:
                continue
            for item in left:
                if final.get(key) and item.fields.get(key) == final[key] and item.type == final.get("type"):
                    found[at] = item
                    left.remove(item)
                    break
    return found
