"""The structured output of a run: the answer's JSON text as a typed view, and which event did what to which field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from lib.protocol.origins import Origin, Origins, TextOrigins, answer_part
from lib.protocol.partial import Field, View
from lib.protocol.readings import Readings
from lib.protocol.run import FoldedRun
from lib.protocol.typed.path import written as written

Model = type[BaseModel]
Wanted = Model | dict[str, Any] | None
"""What an answer is to fit: a Pydantic model, a JSON Schema, or nothing in particular."""


@dataclass(frozen=True, slots=True)
class Structured:
    """The answer so far. `refusal` is what came in its place, or after a part of it; `final`: nothing more will come.

    `ended` is the last event that brought or ended a text: the one at which a final text was validated as a whole.
    """

    text: str
    refusal: str
    view: View
    origins: TextOrigins
    final: bool
    ended: Origin | None


class StructuredReader:
    """Reads the answer of one run, as it grows or at any of its moments: `readings` is what it keeps for that."""

    def __init__(self, shape: Wanted) -> None:
        self.shape = shape
        self.readings = Readings()

    def read(self, run: FoldedRun, origins: Origins) -> Structured:
        """The answer as it has been folded."""
        found = answer_part(run.snapshot, ended=not run.open)
        if found is None:
            text, refusal, own = "", "", TextOrigins()
            key = None
        else:
            key = len(run.turns), found.item.output_index, found.at
            text = "" if found.part.growing == "refusal" else str(found.part.text)
            refusal, own = found.refusal, origins.of(len(run.turns) - 1, found.item, found.at)
        reading = self.readings.of(key, self.shape)
        if run.open or not text:
            view = reading.feed(text)
        else:
            view = reading.close(text, truncated=bool(refusal) or run.status != "completed")
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
    """The last steps so many; the same as the end of `steps`, while the text grows without looking at all fields."""
    view = found.view
    told = sorted(placed({field.path: field for field in view.latest}.values()), key=order)[-count:]
    enough = view.lost < 0 or (len(told) == count and told[0][0] > view.lost)
    if found.final or not enough:
        return steps(found)[-count:]
    return [Step(found.origins.at(index), field, did) for index, field, did in told]


def order(told: tuple[int, Field, str]) -> tuple[int, int, int]:
    """What steps are ordered by; for what happened with the same character, the text's order counts, and what isn't in
    it comes last."""
    index, field, _ = told
    return index, -len(field.path), index + 1 if field.start is None else field.start


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
