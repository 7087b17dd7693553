"""The structured output of a run: the answer's JSON text as a typed view, and which event did what to which field."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, NamedTuple

from pydantic import BaseModel

from lib.protocol.origins import Origin, Origins, TextOrigins, answer_part
from lib.protocol.partial import Field, Partial, View
from lib.protocol.run import FoldedRun

Model = type[BaseModel]
Wanted = Model | dict[str, Any] | None
"""What an answer is to fit: a Pydantic model, a JSON Schema, or nothing in particular."""


@dataclass(frozen=True, slots=True)
class Structured:
    """The answer so far. `refusal` is what came in its place, if so; `final`: nothing more will come.

    `ended` is the last event that brought or ended a text: the one at which a final text was validated as a whole.
    """

    text: str
    refusal: str
    view: View
    origins: TextOrigins
    final: bool
    ended: Origin | None


class StructuredReader:
    """Reads the answer of one run, as it grows."""

    def __init__(self, shape: Wanted) -> None:
        self.partial = Partial(shape)

    def read(self, run: FoldedRun, origins: Origins) -> Structured:
        """The answer as it has been folded."""
        found = answer_part(run.snapshot)
        if found is None:
            text, refusal, own = "", "", TextOrigins()
        else:
            item, index, part = found
            whole = str(part.text)
            text, refusal = ("", whole) if part.growing == "refusal" else (whole, "")
            own = origins.of(len(run.turns) - 1, item, index)
        if run.open or not text:
            view = self.partial.feed(text)
        else:
            view = self.partial.close(text, truncated=run.status != "completed")
        return Structured(text, refusal, view, own, not run.open, origins.last)


class Step(NamedTuple):
    """What one event did to one field: `opened`, `closed`, `valid` or `invalid`; a field is closed by what judges it
    where both are the same event."""

    origin: Origin | None
    field: Field
    did: str


def steps(found: Structured) -> list[Step]:
    """What happened to the fields, in the order of the text, the inner ones first where it is the same character; what
    only the validation of the whole decided comes last."""
    told = sorted(placed(found.view.fields), key=order)
    first = [Step(found.origins.at(index), field, did) for index, field, did in told]
    late = [field for field in found.view.fields if field.decided is None and field.state in ("valid", "invalid")]
    return first + [Step(found.ended, field, field.state) for field in late]


def newest(found: Structured, count: int) -> list[Step]:
    """The last steps of a text that grows, so many; the same as the end of `steps`, without looking at all of them."""
    fields = found.view.fields
    latest = nlargest(count, range(len(fields)), key=lambda at: (last_index(fields[at]), -len(fields[at].path), at))
    told = sorted(placed(fields[at] for at in sorted(latest)), key=order)[-count:]
    return [Step(found.origins.at(index), field, did) for index, field, did in told]


def order(told: tuple[int, Field, str]) -> tuple[int, int]:
    """What steps are ordered by."""
    return told[0], -len(told[1].path)


def last_index(field: Field) -> int:
    """The index of the last character that something happened to a field with; -1 before it has begun."""
    return max((at for at in (field.start, field.closed, field.decided) if at is not None), default=-1)


def placed(fields: Iterable[Field]) -> list[tuple[int, Field, str]]:
    """The steps of fields with the index of the character that each came with."""
    told: list[tuple[int, Field, str]] = []
    for field in fields:
        if field.start is not None:
            told.append((field.start, field, "opened"))
        if field.closed is not None and field.decided != field.closed:
            told.append((field.closed, field, "closed"))
        if field.decided is not None and field.state in ("valid", "invalid"):
            told.append((field.decided, field, field.state))
    return told


def judged(found: Structured, field: Field) -> Origin | None:
    """The event that decided the state of a field; None before."""
    if field.state not in ("valid", "invalid"):
        return None
    return found.ended if field.decided is None else found.origins.at(field.decided)


def written(path: tuple[str | int, ...]) -> str:
    """A path as it is written: `lines[0].price`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
