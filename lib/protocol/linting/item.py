"""One item of a stream: its parts and texts are announced, grow and close, each once and in this order."""

from typing import Final

from lib.protocol.events import Body
from lib.protocol.linting.report import Report, shown
from lib.protocol.linting.steps import Steps, check_status
from lib.protocol.linting.texts import Growth, Key, Text, part_text, place_of, wholes

MOST: Final = 1000  # texts of an item that are followed
KEPT: Final = ("type", "role", "name", "call_id")
"""What an item keeps from its added to the final response."""


class Item:
    """The item at `at`: its `fields` that stay, and its texts.

    `announced` is False where events came without its added; `resumed` where that may have come before this stream.
    """

    __slots__ = ("announced", "at", "done", "fields", "free", "id", "resumed", "steps", "texts")

    def __init__(self, at: int, item: Body, announced: bool = True, resumed: bool = False) -> None:
        self.at = at
        self.id: str | None = found if isinstance(found := item.get("id"), str) else None
        self.fields = {name: item[name] for name in KEPT if isinstance(item.get(name), str)}
        self.announced = announced
        self.resumed = resumed
        self.done = False
        self.steps = Steps()
        self.free = {"content": 0, "summary": 0}  # the next free index of each
        self.texts = {key: Text(part, text) for key, part, text in wholes(item) if text}

    @property
    def type(self) -> str:
        """E.g. `message`; "" where it isn't known."""
        return str(self.fields.get("type", ""))

    def where(self, key: Key) -> str:
        """`item 0, content[1]`"""
        return f"item {self.at}, {place_of(key)}"

    def delta(self, event: Body, growth: Growth, report: Report) -> None:
        """A text grows."""
        text = self.text(event, growth, report)
        if text is not None and isinstance(piece := event.get("delta"), str):
            if text.ended or text.closed:
                key = growth.key(event) or (growth.place, 0)
                report.add("after_done", f"{self.where(key)}: {event['type']} {shown(piece)} after its done event")
            else:
                text.pieces.append(piece)

    def whole(self, event: Body, growth: Growth, report: Report) -> None:
        """A text comes whole."""
        text = self.text(event, growth, report)
        if text is not None:
            where = self.where(growth.key(event) or (growth.place, 0))
            if text.ended or text.closed:
                report.add("after_done", f"{where}: {event['type']} comes again")
            else:
                text.end(event.get(growth.whole), where, report)

    def text(self, event: Body, growth: Growth, report: Report) -> Text | None:
        """The text that an event speaks of; None where it has no index, or there are too many."""
        key = growth.key(event)
        text = self.texts.get(key) if key else None
        if text is None and key is not None:
            text = self.keep(key, Text(growth.part, partial=self.resumed), report)
            if text is not None and growth.part and self.announced and not self.resumed:
                report.add("part_before_added", f"{self.where(key)}: {event['type']} before its part.added")
        if text is not None and growth.part and text.part and text.part != growth.part:
            place = place_of(key) if key else growth.place
            message = f"{event['type']} is for a part {growth.part}, but item {self.at}, {place}, is {shown(text.part)}"
            report.add("wrong_type", message)
        return text

    def keep(self, key: Key, text: Text, report: Report) -> Text | None:
        """Remember a text; None where the item has too many."""
        if len(self.texts) >= MOST:
            report.add("not_followed", f"item {self.at} has more than {MOST:,} parts: those beyond are not checked")
            return None
        self.texts[key] = text
        return text

    def part_added(self, event: Body, place: str, report: Report) -> None:
        """A content or summary part begins."""
        index, part = event.get(f"{place}_index"), event.get("part")
        if type(index) is not int or type(part) is not dict:
            return
        key, had = (place, index), self.texts.get((place, index))
        following = self.free[place]
        self.free[place] = max(following, index + 1)
        if had is not None and had.opened:
            report.add("part_index_reused", f"{self.where(key)}: {place}_index {index} is used twice")
            return
        if index != following and not self.resumed and had is None:
            message = f"item {self.at}: expected {place}_index {following} for the next part, got {index}"
            report.add("part_index_jump", message)
        begun = part_text(part)
        text = had or self.keep(key, Text(begun=begun if isinstance(begun, str) else ""), report)
        if text is not None:
            text.part, text.opened = str(part.get("type", "")), True

    def part_done(self, event: Body, place: str, report: Report) -> None:
        """A content or summary part closes."""
        index, part = event.get(f"{place}_index"), event.get("part")
        if type(index) is not int or type(part) is not dict:
            return
        key = (place, index)
        text = self.texts.get(key)
        if text is None:
            text = self.keep(key, Text(partial=self.resumed), report)
            if text is None:
                return
            self.free[place] = max(self.free[place], index + 1)
            if self.announced and not self.resumed:
                report.add("part_before_added", f"{self.where(key)}: {event['type']} before its part.added")
        if text.closed:
            report.add("after_done", f"{self.where(key)}: {event['type']} comes again")
            return
        self.left_open(key, text, event["type"], report)
        text.closed, text.opened = True, True
        if text.part and part.get("type") != text.part:
            message = f"{self.where(key)}: the part was {shown(text.part)}, its done says {shown(part.get('type'))}"
            report.add("wrong_type", message)
        text.check_annotations(part, self.where(key), report)
        got = part_text(part)
        text.carry(
            "part_differs", got if isinstance(got, str) else None, f"{self.where(key)} in {event['type']}", report
        )

    def annotated(self, event: Body, report: Report) -> None:
        """A text gets an annotation."""
        index, at = event.get("content_index"), event.get("annotation_index")
        if type(index) is not int:
            return
        key = ("content", index)
        text = self.texts.get(key)
        if text is None:
            text = self.keep(key, Text("output_text", partial=self.resumed), report)
            if text is not None and self.announced and not self.resumed:
                report.add("part_before_added", f"{self.where(key)}: {event['type']} before its part.added")
        if text is None or type(at) is not int:
            return
        if text.closed:
            report.add("after_done", f"{self.where(key)}: annotation {at} comes after its part.done")
        elif at in text.annotations:
            report.add("annotation", f"{self.where(key)}: annotation_index {at} is used twice")
        else:
            text.annotations[at] = event.get("annotation")

    def left_open(self, key: Key, text: Text, before: str, report: Report) -> None:
        """Report a text that never came whole before the event that closes what holds it."""
        if text.pieces and not text.ended:
            text.ended = True
            message = f"{self.where(key)}: it grew by deltas, but its done event is missing before {before}"
            report.add("text_open", message)

    def close(self, final: Body, report: Report) -> None:
        """Its output_item.done has come."""
        self.done = True
        check_status(self.at, final, "response.output_item.done", report)
        for key, text in self.texts.items():
            self.left_open(key, text, "response.output_item.done", report)
            if text.opened and not text.closed:
                text.closed = True
                report.add(
                    "part_open", f"{self.where(key)}: the part has no part.done before response.output_item.done"
                )
        self.settle(final, "item_differs", "response.output_item.done", report)

    def settle(self, final: Body, rule: str, where: str, report: Report) -> None:
        """Compare it with the whole item that an event carries."""
        closed = rule == "final_differs" and self.done
        for name in KEPT:
            had, got = self.fields.get(name), final.get(name)
            if had and got != had:
                message = f"item {self.at}: {name} was {shown(had)}, {where} says {shown(got)}"
                report.add("item_changes", message)
            elif isinstance(got, str):
                self.fields[name] = got
        found = {key: (part, text) for key, part, text in wholes(final)}
        for key, text in self.texts.items():
            text.carry(rule, found.get(key, ("", None))[1], f"{self.where(key)} in {where}", report)
        for key, (part, whole) in found.items():
            if key not in self.texts and whole:
                if closed and self.announced and not self.resumed:
                    report.add(rule, f"{self.where(key)} in {where}: expected nothing, got {shown(whole)}")
                elif self.announced and not self.resumed:
                    message = f"{self.where(key)}: {shown(whole)} came whole in {where}, without a delta before it"
                    report.add("done_without_delta", message)
                self.keep(key, Text(part, whole), report)
