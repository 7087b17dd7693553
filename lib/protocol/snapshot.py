"""The snapshot: one response as it has been folded so far.

Items are keyed by `output_index`, the only key that every server keeps; ids rotate. Where a server sends no index
(llama.cpp, null), the item's id says which one is meant, then the only item that is open.
"""

import json
from collections import Counter, OrderedDict, deque
from typing import Any

from lib.protocol.events import Body
from lib.protocol.items import Item
from lib.protocol.shadows import Shadows, calls_apart

MOST_NOTES = 100
MOST_ENDS = 20  # that are held against all items; a stream has one


class Snapshot:
    """One response, folded so far: `fields` without the output, `items` by output_index, what was odd in `notes`.

    `error` is the last error event's object or the response's own; `unknown` counts the types outside the SDK's union.
    """

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.items: dict[int, Item] = {}
        self.next_index = 0  # the output_index after the last
        self.free_index = 0  # and one that no item has, announced or of a call of its own
        self.undone: OrderedDict[int, Item] = OrderedDict()  # some of them are done by now
        self.shadows = Shadows()
        self.by_id: dict[str, Item] = {}
        self.extra: dict[str, Any] = {}
        self.error: dict[str, Any] | None = None
        self.unknown: Counter[str] = Counter()
        self.notes: list[str] = []
        self.events = 0
        self.ends = 0  # whole responses that came

    @property
    def status(self) -> str:
        """The response's own status: queued, in_progress, completed, incomplete, failed, cancelled; "" before any."""
        return str(self.fields.get("status") or "")

    @property
    def ended_too_often(self) -> bool:
        """Whether so many ends have come that no more is taken of another than its fields."""
        return self.ends > MOST_ENDS

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
        item = Item(self.free_index if other else at, fields)
        if had is not None:  # transformers: an empty message at the output_index of a whole function call
            as_what = "call" if other else f"type: {had.type}, then {fields.get('type')}"
            self.note(f"item {at} was announced again as another {as_what}")
            again = self.shadows.take(at, fields)
            self.shadows.put(had)
            if again is not None:
                item = again
                item.settle(fields)
        self.items[at] = self.undone[at] = item
        self.next_index = max(self.next_index, at + 1)
        self.free_index = max(self.free_index, item.output_index + 1, at + 1)
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
        if self.shadows and (item_id := event.get("item_id")) in self.by_id:  # two items share an index
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
        return self.only_open()

    def only_open(self) -> Item | None:
        """The one item that is open; None where there are more, or none."""
        done, left = [], list[Item]()
        for at, item in self.undone.items():
            if item.done:
                done.append(at)
            else:
                left.append(item)
            if len(left) > 1:
                break
        for at in done:
            del self.undone[at]
        return left[0] if len(left) == 1 else None

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
        self.ends += 1
        if self.ended_too_often:
            self.note(f"the response ended more than {MOST_ENDS} times")
            return
        found = response.get("output")
        finals = {at: final for at, final in enumerate(found or []) if isinstance(final, dict)}
        streamed = counterparts(finals, self.output()) if finals else {}
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
        return sorted([*self.shadows, *self.items.values()], key=lambda item: item.output_index)

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


def counterparts(finals: dict[int, dict[str, Any]], items: list[Item]) -> dict[int, Item]:
    """The streamed items that the items of the final response are: the same id, the same call, or the next of its type.

    All ids go first: a stream that was resumed lacks items that come before those it has.
    """
    found: dict[int, Item] = {}
    taken: set[int] = set()  # places among `items`
    for key in ("id", "call_id", "type"):
        free: dict[tuple[str, str], deque[int]] = {}
        for place, item in enumerate(items):
            if place not in taken and (name := name_in(item.fields, key)):
                free.setdefault((item.type, name), deque()).append(place)
        for at, final in finals.items():
            if at not in found and (places := free.get((name_in(final, "type"), name_in(final, key)))):
                taken.add(place := places.popleft())
                found[at] = items[place]
    return found


def name_in(fields: dict[str, Any], key: str) -> str:
    """The text of that name; "" where there is none."""
    found = fields.get(key)
    return found if isinstance(found, str) else ""
