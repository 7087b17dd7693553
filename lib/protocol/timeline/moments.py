"""The moments of a run that matter, from its request to its end."""

from typing import Final, NamedTuple

from lib.protocol.events import TERMINAL
from lib.protocol.timing import CALL, REASONING, TEXT

TURNS: Final = 8  # that are told of
ENDS: Final = TERMINAL | {"run.response", "run.failed", "run.ended_early", "run.stopped"}
GOES_ON: Final = ("run.request", "run.call_", "run.function_call_output")
FIRSTS: Final = {
    "run.headers": "headers",
    **dict.fromkeys(REASONING, "first reasoning"),
    **dict.fromkeys(TEXT, "first text"),
    **dict.fromkeys(CALL, "first call"),
}


class Moment(NamedTuple):
    """A moment: what began or ended, at which event (counted from 1), and when; `t` is None where that is unknown."""

    name: str
    place: int
    t: float | None


class Moments:
    """Show it each event in order; `found` has those that have come, in that order.

    An end after which the run goes on with its calls is none.
    """

    def __init__(self) -> None:
        self.by_name: dict[str, Moment] = {}
        self.turns = 0
        self.place = 0

    @property
    def found(self) -> list[Moment]:
        """In the order of the events."""
        return sorted(self.by_name.values(), key=lambda moment: moment.place)

    def add(self, kind: str, t: float | None, *, wire: bool) -> None:
        """Take an event; `wire` is false for one of our own."""
        self.place += 1
        if wire:
            self.first("first event", t)
        if kind == "run.request":
            self.turns += 1
            if self.turns <= TURNS:
                self.first("request" if self.turns == 1 else f"turn {self.turns}", t)
        elif kind in FIRSTS:
            self.first(FIRSTS[kind], t)
        if kind in ENDS:
            self.by_name["end"] = Moment("end", self.place, t)
        elif kind.startswith(GOES_ON):
            self.by_name.pop("end", None)

    def first(self, name: str, t: float | None) -> None:
        """This event is the moment, unless it has come before."""
        if name not in self.by_name:
            self.by_name[name] = Moment(name, self.place, t)
