"""The events of a run as marks in lanes: a lane a response, then one an item; for a timeline.

Kept as columns of numbers: a mark takes about 20 bytes, so a run of 200,000 events fits in 4 MB.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan, nan
from typing import Any, Final, NamedTuple

from lib.protocol.catalogue import group_of
from lib.protocol.events import Body, Event
from lib.protocol.meanings import Group
from lib.protocol.timeline.moments import Moments
from lib.protocol.timeline.overhead import Overhead

OURS: Final = b"event: run."  # how the frames of our own events begin
LARGEST: Final = 10**9  # an output_index beyond is none
LANE_BYTES: Final = 1_000  # of a lane, with its ids and what counts its bytes
TROUBLE: Final = frozenset({"run.failed", "run.ended_early", "run.broken_frame"})
ADDED: Final = "response.output_item.added"
GROUPS: Final[tuple[Group, ...]] = ("text", "reasoning", "arguments", "tool", "item", "error", "lifecycle", "run")


@dataclass
class Lane:
    """A response (`index` is None) or one of its items: which turn it is of (from 0), and its first and last mark."""

    turn: int
    index: int | None
    kind: str
    name: str = ""
    first: int = -1
    last: int = -1


class Mark(NamedTuple):
    """One event: its place in the run (from 1), seconds since the request (None where unknown), its lane, group, type.

    `wire` is false for an event of our own.
    """

    place: int
    t: float | None
    lane: int
    group: Group
    type: str
    wire: bool


class Marks:
    """Add a run's events in order; read the marks and lanes at any time. No event is held."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []
        self.overhead = Overhead()
        self.moments = Moments()
        self.untimed = 0  # events of the server whose time is unknown
        self.times, self.of_lane, self.of_kind = array("d"), array("I"), array("I")
        self.kinds: dict[tuple[str, bool], int] = {}
        self.named: list[tuple[str, bool, Group]] = []
        self.turn = -1
        self.whole = 0  # the lane of the response
        self.items: dict[tuple[int, int], int] = {}  # turn and output_index -> lane
        self.ids: dict[str, int] = {}
        self.newest: int | None = None  # the item's lane that was spoken of last

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, at: int) -> Mark:
        kind, wire, group = self.named[self.of_kind[at]]
        t = self.times[at]
        return Mark(at + 1, None if isnan(t) else t, self.of_lane[at], group, kind, wire)

    def __iter__(self) -> Iterator[Mark]:
        return self.since(0)

    def since(self, start: int) -> Iterator[Mark]:
        """The marks after the first `start`."""
        return map(self.__getitem__, range(max(0, start), len(self)))

    def columns(self, start: int = 0) -> Iterator[tuple[float, int, int]]:
        """Of the marks after the first `start` the time (NaN where unknown), the lane, and the type as a number of
        `named`: ten thousand cost as little as a few hundred marks."""
        return zip(self.times[start:], self.of_lane[start:], self.of_kind[start:], strict=True)

    @property
    def bytes(self) -> int:
        """About as many as it holds."""
        columns = (self.times, self.of_lane, self.of_kind)
        return sum(len(column) * column.itemsize for column in columns) + LANE_BYTES * len(self.lanes)

    @property
    def timed(self) -> bool:
        """Whether the times of all that the server sent are known."""
        return not self.untimed

    def add(self, event: Event, body: Body | None = None) -> None:
        """Take one event; `body` is what it carries, where that has been parsed."""
        body, t = event.body if body is None else body, event.t
        kind, wire = body["type"], not event.raw.startswith(OURS)
        if kind == "run.request" or not self.lanes:
            self.begin()
        lane = self.lane_of(kind, body)
        held, at = self.lanes[lane], len(self.times)
        held.first = at if held.first < 0 else held.first
        held.last = at
        self.moments.add(kind, t, wire=wire)
        if wire:
            self.overhead.add(len(event.raw), lane, body)
            self.untimed += t is None
        self.times.append(nan if t is None else t)
        self.of_lane.append(lane)
        self.of_kind.append(self.kind_of(kind, wire))

    def begin(self) -> None:
        """Another turn: a lane for its response."""
        self.turn += 1
        self.whole = len(self.lanes)
        self.lanes.append(Lane(self.turn, None, "response"))
        self.ids.clear()  # ids are the turn's; some servers use the same in each
        self.newest = None

    def kind_of(self, kind: str, wire: bool) -> int:
        """The number of a type; at first sight it gets one."""
        found = self.kinds.get((kind, wire))
        if found is None:
            found = self.kinds[kind, wire] = len(self.named)
            self.named.append((kind, wire, group_shown(kind)))
        return found

    def lane_of(self, kind: str, body: Body) -> int:
        """The lane that an event belongs to; one that is the first of its item opens it."""
        at = index_of(body.get("output_index"))
        if kind.startswith("run."):
            turn = index_of(body.get("turn"))
            return self.whole if at is None or turn is None else self.items.get((turn, at), self.whole)
        inner = body.get("item")
        item: dict[str, Any] = inner if isinstance(inner, dict) else {}
        found = item.get("id") or body.get("item_id")
        key = found if isinstance(found, str) else ""
        if at is None and not key and not item and "delta" not in body:
            return self.whole
        known = self.items.get((self.turn, at)) if at is not None else self.ids.get(key)
        if known is None and at is None and kind != ADDED:
            known = self.newest  # llama.cpp numbers no item, and some ids change with each event
        elif known is not None and kind == ADDED and item.get("type") != self.lanes[known].kind:
            known = None  # transformers serve opens a message where a call has its place
        lane = self.open(at, item, group_of(kind)) if known is None else known
        self.newest = lane
        if key:
            self.ids[key] = lane
        return lane

    def open(self, at: int | None, item: dict[str, Any], otherwise: str) -> int:
        """A lane for an item."""
        index = at if at is not None else len(self.lanes) - self.whole - 1
        kind, name = item.get("type") or otherwise, item.get("name")
        self.items[self.turn, index] = len(self.lanes)
        self.lanes.append(Lane(self.turn, index, str(kind), str(name or "")))
        return len(self.lanes) - 1


def index_of(found: object) -> int | None:
    """A number that can be an index."""
    return found if type(found) is int and abs(found) < LARGEST else None


def group_shown(kind: str) -> Group:
    """The group that colours a mark: of our own events those of calls and of trouble have one of the wire's."""
    if kind in TROUBLE:
        return "error"
    if kind.startswith("run.call_") or kind == "run.function_call_output":
        return "tool"
    return group_of(kind)
