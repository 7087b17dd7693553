"""How each item of a run streamed: its phases (announced, first delta, done), its deltas, what it came to."""

from dataclasses import dataclass

from lib.protocol.events import Body
from lib.protocol.items import Item
from lib.protocol.run import FoldedRun
from lib.protocol.snapshot import Snapshot


@dataclass
class ItemCourse:
    """One item as it streamed. Times are seconds since the request; None where unknown, or where it never came."""

    turn: int
    kind: str = ""
    name: str = ""
    text: str = ""
    events: int = 0
    deltas: int = 0
    added: float | None = None
    first_delta: float | None = None
    done: float | None = None

    def follow(self, kind: str, t: float | None) -> None:
        """Take an event of this item."""
        self.events += 1
        if kind.endswith(".delta"):
            self.deltas += 1
            self.first_delta = t if self.first_delta is None else self.first_delta
        elif kind == "response.output_item.added":
            self.added = t if self.added is None else self.added
        elif kind == "response.output_item.done":
            self.done = t


class ItemCourses:
    """Those of a run: show it each event after the run has folded it, then read `all`."""

    def __init__(self) -> None:
        self.found: dict[int, ItemCourse] = {}  # by the item's identity: the run that is read keeps the items
        self.held: list[Item] = []

    def follow(self, run: FoldedRun, body: Body, t: float | None) -> None:
        """Take one event."""
        if body["type"].startswith("run.") or not run.turns:
            return
        item = item_of(run.turns[-1], body)
        if item is not None:
            self.of(item, len(run.turns) - 1).follow(body["type"], t)

    def of(self, item: Item, turn: int) -> ItemCourse:
        """The course of an item."""
        if id(item) not in self.found:
            self.found[id(item)] = ItemCourse(turn)
            self.held.append(item)
        return self.found[id(item)]

    def all(self, run: FoldedRun) -> list[ItemCourse]:
        """Those of all items that the run has now, in the order of its output, with what they came to."""
        courses = []
        for turn, snapshot in enumerate(run.turns):
            for item in snapshot.output():
                course = self.of(item, turn)
                course.kind = item.type
                course.name = str(item.fields.get("name") or "")
                course.text = text_of(item)
                courses.append(course)
        return courses


def item_of(snapshot: Snapshot, body: Body) -> Item | None:
    """The item that an event speaks of; None where it speaks of none."""
    item = body.get("item")
    where = {"item_id": item.get("id"), **body} if isinstance(item, dict) else body
    if "output_index" not in where and "item_id" not in where:
        return None
    try:
        return snapshot.known(where)
    except TypeError:  # an id that is no text
        return None


def text_of(item: Item) -> str:
    """What an item came to as text: of its parts, or its own growing texts (`arguments`, `input`, `code`)."""
    parts = [str(part.text) for part in (*item.summary.values(), *item.content.values())]
    own = [str(text) for text in item.texts.values()]
    whole = [] if own else [item.fields[name] for name in ("arguments", "input", "code") if name in item.fields]
    return "\n\n".join([*parts, *own, *(text for text in whole if isinstance(text, str))])
