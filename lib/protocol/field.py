"""One field of an unfinished JSON text with its state, and what is known of the place that it stands in."""

from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

from lib.protocol.shape import Shape

FieldState = Literal["waiting", "streaming", "valid", "invalid", "cut_off"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One property or element. `start` and `end` are where its value began and closed, in characters; None before.

    An optional property that a closed object lacks is valid, without positions. Where a union is still undecided, a
    closed value stays `streaming` until a tag or the end of its object tells what it had to be.
    """

    path: Path
    state: FieldState
    value: Any = None
    error: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Place:
    """What is known of a node of the text. The fields inside it are in `members`, by name, or in `elements`.

    `pending`: its shape is not decided yet, so nothing inside it can be judged. `wrong`: the keys of what is invalid
    inside it; None for what can hold nothing.
    """

    path: Path
    shape: Shape | None
    inner: Shape | None = None
    pending: bool = False
    members: dict[str, list[Field]] | None = None
    elements: list[Field] | None = None
    wrong: dict[str | int, None] | None = None

    def inside(self) -> list[Field]:
        """The fields inside it."""
        return list(chain.from_iterable(self.members.values())) if self.members is not None else self.elements or []

    def settle(self) -> None:
        """It closed without having been decided: nothing is known against what is inside it."""
        if self.members is not None:
            self.members = {name: [*map(settled, found)] for name, found in self.members.items()}
        if self.elements is not None:
            self.elements = [*map(settled, self.elements)]


def waiting(place: Place, had: dict[str, list[Field]]) -> dict[str, list[Field]]:
    """The fields of an object that begins, or whose shape is decided now: in the shape's order, then those it had."""
    names = (place.inner.names if place.inner and not place.pending else None) or ()
    return {**{name: [Field((*place.path, name), "waiting")] for name in names}, **had}


def settled(field: Field) -> Field:
    """A field that waited for a shape and got none of its own: nothing is known against it."""
    return replace(field, state="valid") if field.state == "streaming" else field
