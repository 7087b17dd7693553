"""One field of an unfinished JSON text with its state, and what is known of the place that it stands in."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import chain
from typing import Any, Literal, NamedTuple

from lib.protocol.typed.path import Path as Path
from lib.protocol.typed.shape import Shape

FieldState = Literal["waiting", "streaming", "valid", "invalid", "cut_off"]


class Field(NamedTuple):
    """One property or element. `start` and `end` are where its value began and closed, in characters; None before.

    An optional property that a closed object lacks is valid, without positions. Where a union is still undecided, a
    closed value stays `streaming` until a tag or the end of its object tells what it had to be.

    `decided` is the index of the character that decided the state: usually the one that closed the value, else that
    of the tag or of the object that it had to wait for. None while it is open, and where only the end decided.
    `inside`: it is invalid only for what is invalid inside it.
    """

    path: Path
    state: FieldState
    value: Any = None
    error: str = ""
    start: int | None = None
    end: int | None = None
    decided: int | None = None
    inside: bool = False

    @property
    def closed(self) -> int | None:
        """The index of the character that closed the value: its last, or for a number or word the one after it."""
        if self.end is None:
            return None
        return self.end - isinstance(self.value, str | list | dict)


@dataclass(slots=True)
class Place:
    """What is known of a node of the text. The fields inside it are in `members`, by name, or in `elements`.

    `pending`: its shape is not decided yet, so nothing inside it can be judged. `wrong`: the keys of what is invalid
    inside it; None for what can hold nothing. `waits`: the closed properties that can't be judged without others, with
    how many of these haven't closed; None for the whole object. `awaited`: the others, each with what waits for it.
    """

    path: Path
    shape: Shape | None
    inner: Shape | None = None
    pending: bool = False
    members: dict[str, list[Field]] | None = None
    elements: list[Field] | None = None
    wrong: dict[str | int, None] | None = None
    waits: dict[str, int | None] = dataclass_field(default_factory=dict)
    awaited: dict[str, list[str]] = dataclass_field(default_factory=dict)

    def inside(self) -> list[Field]:
        """The fields inside it."""
        return list(chain.from_iterable(self.members.values())) if self.members is not None else self.elements or []

    def has_closed(self, name: str) -> bool:
        """Whether a property of it has closed."""
        assert self.members is not None
        return name in self.members and self.members[name][0].end is not None

    def wait(self, key: str, needs: tuple[str, ...] | None) -> None:
        """A closed property waits for others, None for all; see `waits`."""
        if key in self.waits:
            return  # it came twice, and has been waiting since
        lacking = None if needs is None else [name for name in needs if name != key and not self.has_closed(name)]
        self.waits[key] = None if lacking is None else len(lacking)
        for name in lacking or ():
            self.awaited.setdefault(name, []).append(key)

    def ready(self, key: str) -> list[str]:
        """The properties that wait for nothing more, now that this one has closed."""
        waiters = self.awaited.pop(key, [])
        for name in waiters:
            if lacking := self.waits.get(name):
                self.waits[name] = lacking - 1
        return [name for name in (*waiters, key) if self.waits.get(name) == 0]


def waiting(place: Place, had: dict[str, list[Field]]) -> dict[str, list[Field]]:
    """The fields of an object that begins, or whose shape is decided now: in the shape's order, then those it had."""
    names = (place.inner.names if place.inner else None) or ()
    return {**{name: [Field((*place.path, name), "waiting")] for name in names}, **had}


def settled(field: Field, at: int | None) -> Field:
    """A field inside a closed value, or that value's own, as it is once nothing was found against it."""
    return field._replace(state="valid", decided=at) if field.state in ("streaming", "waiting") else field
