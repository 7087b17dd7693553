"""Two runs beside each other: what was asked, when it came, what it took, and what came of it."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from lib.protocol.changes import ABSENT, Change, changes
from lib.protocol.comparing.alignment import Pair, aligned
from lib.protocol.comparing.cost import Cost, cost
from lib.protocol.comparing.item_course import ItemCourse, ItemCourses
from lib.protocol.comparing.prices import Prices
from lib.protocol.comparing.text_diff import TextDiff, text_diff
from lib.protocol.comparing.usage import Usage, added, usage_of
from lib.protocol.ending import unended
from lib.protocol.recording import Recording
from lib.protocol.run import FoldedRun, Status
from lib.protocol.timing import Timing

TEXTS: Final = 20  # pairs of items whose texts are compared word by word
CHARACTERS: Final = 400_000  # of these texts together
UNITS: Final = {
    "headers": "s",
    "first_event": "s",
    "first_reasoning": "s",
    "first_text": "s",
    "first_call": "s",
    "last": "s",
    "longest_gap": "s",
    "events": "",
    "deltas": "",
    "events_per_second": "/s",
}
TOKENS: Final = ("input", "cached", "written", "output", "reasoning")


@dataclass(frozen=True)
class Figure:
    """A figure of both runs, in seconds (`s`), a second (`/s`), or a count; None where it is unknown."""

    name: str
    unit: str
    one: float | None
    other: float | None

    @property
    def difference(self) -> float | None:
        """How much more the other has; None where either is unknown."""
        return None if self.one is None or self.other is None else self.other - self.one


@dataclass(frozen=True)
class TextPair:
    """The texts of an aligned pair of items; a text is "" where a run has no such item."""

    pair: Pair
    diff: TextDiff


@dataclass(frozen=True)
class Side:
    """One run, folded, as far as two are compared by it."""

    status: Status
    trouble: str
    timed: bool
    timing: Timing
    usage: Usage | None
    cost: Cost
    items: list[ItemCourse]
    types: Counter[str]


@dataclass(frozen=True)
class Comparison:
    """What two runs differ in. `request` has the places at which the bodies differ, each with `before` and `after`."""

    one: Side
    other: Side
    request: list[Change]
    figures: list[Figure]
    items: list[Pair]
    texts: list[TextPair]
    texts_left_out: int

    @property
    def types(self) -> list[tuple[str, int, int]]:
        """How often each type of event came in each of the two, those of the first before what only the other has."""
        kinds = dict.fromkeys([*self.one.types, *self.other.types])
        return [(kind, self.one.types[kind], self.other.types[kind]) for kind in kinds]


def compare(one: Recording, other: Recording, prices: Prices) -> Comparison:
    """Compare two recordings."""
    ours, theirs = side(one, prices), side(other, prices)
    items = aligned(ours.items, theirs.items)
    texts, left_out = compared_texts(items)
    figures = [*timings(ours, theirs), *tokens(ours.usage, theirs.usage)]
    return Comparison(ours, theirs, request_changes(one.request, other.request), figures, items, texts, left_out)


def side(recording: Recording, prices: Prices) -> Side:
    """One recording, folded."""
    run, timing, courses, types = FoldedRun(), Timing(), ItemCourses(), Counter[str]()
    for event in recording.events:
        body = event.body
        run.fold(body, event.t)
        timing.add(event.t, body)
        courses.follow(run, body, event.t)
        types[body["type"]] += 1
    if end := unended(run):  # a file that was cut off says none
        run.fold(end)
    return Side(
        status=run.status,
        trouble=str((run.trouble or {}).get("message") or ""),
        timed=any(event.t is not None for event in recording.events),
        timing=timing,
        usage=added(usage_of(turn.fields) for turn in run.turns),
        cost=cost(run, recording.backend, prices),
        items=courses.all(run),
        types=types,
    )


def request_changes(one: dict[str, Any], other: dict[str, Any]) -> list[Change]:
    """Where two bodies of requests differ."""
    try:
        return changes(one, other)
    except RecursionError:  # nested deeper than Python goes
        return [Change((), "nested too deeply to be compared", ABSENT)]


def timings(one: Side, other: Side) -> list[Figure]:
    """The metrics of both."""
    ours, theirs = one.timing.as_dict(), other.timing.as_dict()
    return [Figure(name, unit, ours[name], theirs[name]) for name, unit in UNITS.items()]


def tokens(one: Usage | None, other: Usage | None) -> list[Figure]:
    """The tokens of both."""
    ours, theirs = (asdict(usage) if usage else {} for usage in (one, other))
    return [Figure(f"{kind}_tokens", "", ours.get(kind), theirs.get(kind)) for kind in TOKENS]


def compared_texts(items: list[Pair]) -> tuple[list[TextPair], int]:
    """The pairs of items that have a text, word by word; and how many more there are than are compared."""
    found: list[TextPair] = []
    left_out, room = 0, CHARACTERS
    for pair in items:
        ours, theirs = (course.text if course else "" for course in (pair.one, pair.other))
        if not ours and not theirs:
            continue
        room -= len(ours) + len(theirs)
        if len(found) < TEXTS and (room >= 0 or not found):
            found.append(TextPair(pair, text_diff(ours, theirs)))
        else:
            left_out += 1
    return found, left_out
