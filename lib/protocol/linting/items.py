"""The items of a stream: announced, spoken of, closed, and all of them in the final response."""

from collections.abc import Iterator
from typing import Final

from lib.protocol.events import Body
from lib.protocol.linting.item import Item
from lib.protocol.linting.report import Report, plural, shown
from lib.protocol.linting.steps import check_status
from lib.protocol.linting.texts import DELTAS, DONES

MOST: Final = 10_000  # items of a response that are followed
SHOWN: Final = 10  # of them in a message
ADDED: Final = frozenset(
    f"response.{name}.added" for name in ("content_part", "reasoning_summary_part", "reasoning_part")
)
CLOSED: Final = frozenset(name.replace(".added", ".done") for name in ADDED)
ANNOTATED: Final = "response.output_text.annotation.added"
OWN_TYPE: Final = frozenset(
    f"{name}_call" for name in ("web_search", "file_search", "image_generation", "code_interpreter", "mcp")
) | {"mcp_list_tools", "compaction"}
"""Types of items whose name is in the types of their events: `response.web_search_call.searching`."""


class Items:
    """The items of one response by output_index. `resumed`: what was announced may have come before this stream."""

    def __init__(self) -> None:
        self.by_index: dict[int, Item] = {}
        self.next = 0
        self.resumed = False
        self.names: dict[tuple[str, str], int] = {}  # (type, call_id) and ("", id) -> the output_index
        self.unplaced = (
            False  # an item was announced that isn't followed: it had no output_index, or there are too many
        )

    def follow(self, event: Body, report: Report) -> None:
        """Add an event, if it speaks of an item."""
        kind: str = event["type"]
        if growth := DELTAS.get(kind):
            if item := self.item(event, growth.item_type, report):
                item.delta(event, growth, report)
        elif growth := DONES.get(kind):
            if item := self.item(event, growth.item_type, report):
                item.whole(event, growth, report)
        elif kind in ADDED or kind in CLOSED:
            place = "summary" if "summary" in kind else "content"
            if item := self.item(event, "reasoning" if "reasoning" in kind else "", report):
                (item.part_added if kind in ADDED else item.part_done)(event, place, report)
        elif kind == "response.output_item.added":
            self.added(event, report)
        elif kind == "response.output_item.done":
            self.done(event, report)
        elif kind == ANNOTATED:
            if item := self.item(event, "message", report):
                item.annotated(event, report)
        elif "output_index" in event:
            name = kind.split(".")[1:2]
            item = self.item(event, name[0] if name and name[0] in OWN_TYPE else "", report)
            if item is not None and name and name[0] in OWN_TYPE:
                item.steps.follow(kind, item.at, report)

    def item(self, event: Body, item_type: str, report: Report) -> Item | None:
        """The item that an event speaks of: it has to be announced, open, of this type and with this id."""
        at = event.get("output_index")
        if type(at) is not int:
            return None
        item = self.by_index.get(at)
        if item is None:
            fields = {"id": event.get("item_id"), "type": item_type}
            item = self.keep(Item(at, fields, announced=False, resumed=self.resumed), report)
            if item is not None and not self.resumed:
                message = f"{event['type']} for item {at} ({shown(event.get('item_id'))}) before its output_item.added"
                report.add("item_before_added", message)
            return item
        if item.done:
            report.add("after_done", f"{event['type']} for item {at}, which its output_item.done has closed")
        found = event.get("item_id")
        if found != item.id and isinstance(found, str) and item.id is not None:
            message = f"item {at}: expected item_id {shown(item.id)} in {event['type']}, got {shown(found)}"
            report.add("item_id_changes", message)
        if item_type and item.type and item.type != item_type:
            message = f"{event['type']} is for an item of type {item_type}, but item {at} is a {shown(item.type)}"
            report.add("wrong_type", message)
        return item

    def keep(self, item: Item, report: Report) -> Item | None:
        """Remember an item; None where there are too many of them."""
        self.next = max(self.next, item.at + 1)
        if len(self.by_index) >= MOST and item.at not in self.by_index:
            self.unplaced = True
            report.add("not_followed", f"the response has more than {MOST:,} items: those beyond are not checked")
            return None
        self.by_index[item.at] = item
        return item

    def added(self, event: Body, report: Report) -> None:
        """An item is announced."""
        at, fields = event.get("output_index"), event.get("item")
        if type(at) is not int or type(fields) is not dict:
            self.unplaced = True
            return
        had = self.by_index.get(at)
        item = Item(at, fields)
        self.named(item, report)
        if had is not None and had.announced:
            one, two = f"{shown(had.type)} {shown(had.id)}", f"{shown(item.type)} {shown(item.id)}"
            report.add("index_reused", f"output_index {at} is used twice: for {one}, then for {two}")
        elif had is not None:  # its events came before it, which has been said
            item.texts, item.resumed = had.texts, had.resumed
        elif at != self.next and not (self.resumed and not self.by_index):
            report.add("index_jump", f"expected output_index {self.next} for the next item, got {at}")
        self.keep(item, report)

    def named(self, item: Item, report: Report) -> None:
        """Report an id or a call_id that another item had. A call's output, an item too, has its call's call_id."""
        if len(self.names) > 2 * MOST:
            return
        for what, name in (("id", item.id), ("call_id", item.fields.get("call_id"))):
            had = self.names.setdefault((item.type if what == "call_id" else "", name), item.at) if name else item.at
            if had != item.at:
                report.add("id_reused", f"item {item.at} has the {what} {shown(name)}, which item {had} has")

    def done(self, event: Body, report: Report) -> None:
        """An item is closed."""
        final = event.get("item")
        if type(final) is not dict:
            return
        named = {"type": event["type"], "output_index": event.get("output_index"), "item_id": final.get("id")}
        item = self.item(named, "", report)
        if item is not None and not item.done:
            item.close(final, report)

    def open(self) -> list[Item]:
        """The items that have no output_item.done yet."""
        return [item for item in self.by_index.values() if not item.done]

    def end(self, response: Body, report: Report) -> None:
        """The final response has come, whole."""
        for item in self.open():
            message = f"item {item.at} ({shown(item.type)} {shown(item.id)}) has no output_item.done"
            report.add("item_open", f"{message} before the response ends")
        output = response.get("output")
        finals = [one for one in output if isinstance(one, dict)] if isinstance(output, list) else []
        items = [self.by_index[at] for at in sorted(self.by_index)]
        if items and not finals:
            streamed = plural(len(items), "item")
            report.add("final_empty", f"the output of the final response is empty, but {streamed} came")
            return
        places = list(matched(items, finals))
        order = [at for _, at in places if at is not None]
        if order != sorted(order):
            report.add(
                "final_order", f"the final response has items {', '.join(map(str, in_order(places)))} in this order"
            )
        for item, at in places:
            if at is None:
                message = f"item {item.at} ({shown(item.type)} {shown(item.id)}) is not in the final response"
                report.add("final_lacks_item", message)
                continue
            final = finals[at]
            if item.id is not None and final.get("id") != item.id:
                got = shown(final.get("id"))
                report.add("final_id", f"item {item.at}: expected id {shown(item.id)} in the final response, got {got}")
            if item.done:
                check_status(item.at, final, "the final response", report)
            item.settle(final, "final_differs", "the final response", report)
        if len(finals) > len(items) and not (self.resumed or self.unplaced):
            message = (
                f"the final response has {plural(len(finals), 'item')}, of which {len(items):,} came in the stream"
            )
            report.add("final_adds_item", message)


def in_order(places: list[tuple[Item, int | None]]) -> list[int]:
    """The first output indices as the final response has them."""
    found = sorted((at, item.at) for item, at in places if at is not None)
    return [index for _, index in found][:SHOWN]


def matched(items: list[Item], finals: list[Body]) -> Iterator[tuple[Item, int | None]]:
    """The place of each item in the final output: by its id; where that is not there, by its order and type."""
    places = {final["id"]: at for at, final in enumerate(finals) if isinstance(final.get("id"), str)}
    taken = {places[item.id] for item in items if item.id in places}
    free = iter([at for at in range(len(finals)) if at not in taken])
    left = next(free, None)
    for item in items:
        if item.id in places:
            yield item, places[item.id]
        elif left is not None and finals[left].get("type") == item.type:
            yield item, left
            left = next(free, None)
        else:
            yield item, None
