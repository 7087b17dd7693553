"""Unfinished JSON text -> what it says so far: the value, and a state for each path, judged against a shape.

A closed value is judged once, when it closes, or when what it depends on has; what is open never is. A state that has
become valid or invalid stays so, unless a key is repeated. When the text is final, one strict validation of the whole
decides the rest. Nothing here raises on any text: what is wrong with it is said in `View.trouble`.
"""

from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from lib.protocol.halves import is_first_half
from lib.protocol.typed.copying import copied
from lib.protocol.typed.field import Field as Field
from lib.protocol.typed.field import FieldState as FieldState
from lib.protocol.typed.fields import Fields
from lib.protocol.typed.marking import marked
from lib.protocol.typed.model_shape import ModelShape
from lib.protocol.typed.schema_check import Judge
from lib.protocol.typed.schema_check import TooMuch as TooMuch
from lib.protocol.typed.schema_check import problems as problems
from lib.protocol.typed.shape import SchemaShape, Shape
from lib.protocol.typed.strict import accepted, faults, meant, sentence
from lib.protocol.typed.unfinished import Reader
from lib.protocol.typed.validators import Validators


@dataclass(frozen=True, slots=True)
class View:
    """What a text says so far. Closed parts of `value` are shared between views: don't change them.

    `fields`: of an object in the order of its shape, then of the text, each followed by those inside it. `complete`:
    the JSON value is closed. `trouble`: one sentence on what is wrong with the text, or "". `fits`: what the strict
    validation at the end said; None before it, and without a shape. `readable` of the top level's properties (or
    elements) have closed, of `expected` that the shape names; None where it names none.

    `judged`: there is a shape; without one, "valid" says no more of a field than that it has closed. `first_decided`
    is the index of the character that decided the first of all fields, None before. `latest`, while the text grows:
    the open fields, and those that closed or were judged last, as they are; of what happened to a field up to the
    character `lost` it may lack some (-1: nothing).
    """

    value: Any
    fields: list[Field]
    complete: bool
    trouble: str
    fits: bool | None
    readable: int
    expected: int | None
    judged: bool
    first_decided: int | None
    latest: list[Field]
    lost: int


class Partial:
    """An unfinished JSON text against a Pydantic model, a JSON Schema, or nothing."""

    def __init__(self, shape: type[BaseModel] | dict[str, Any] | None = None) -> None:
        self.whole = shape
        self.shape = shape_of(shape)
        self.names = self.shape.opened("object").names if self.shape else None
        self.begin()

    def begin(self) -> None:
        """Forget all text."""
        self.text = ""
        self.final: tuple[bool, View] | None = None
        self.fields = Fields(self.shape)
        self.reader = Reader(self.fields.opened, self.fields.closed)

    def copy(self) -> "Partial":
        """Another one that has read the same; each goes on by itself. What has closed is shared."""
        other = copy(self)
        other.fields, other.reader = copied(self.fields, self.reader)
        return other

    def feed(self, text: str) -> View:
        """The view of the whole text so far. What doesn't go on from the last text is read anew.

        The first half of a surrogate pair waits for the other: the two are one character.
        """
        self.read(text[:-1] if is_first_half(text[-1:]) else text)
        return self.view("cut_off" if self.reader.broken else "streaming")

    def close(self, text: str, *, truncated: bool = False) -> View:
        """The view of a text that is final; `truncated`, where it is known that more was to come."""
        if self.final is None or self.text != text or self.final[0] != truncated:
            self.read(text)
            if not truncated:
                self.reader.close(text)
            view = self.view("cut_off")
            view = replace(view, trouble=view.trouble or self.ending(truncated))
            self.final = truncated, self.decided(view)
        return self.final[1]

    def read(self, text: str) -> None:
        """Read what is new."""
        if self.final or not text.startswith(self.text):
            self.begin()
        self.text = self.fields.text = text
        self.reader.feed(text)

    def view(self, open_state: FieldState) -> View:
        """The view of what has been read; what is open has that state."""
        reader, root = self.reader, self.reader.root
        open_ones: list[Field] = []
        if reader.open:
            value, fields, open_ones = self.fields.so_far(reader.open, open_state)
        elif root:
            value, fields = root.value, root.note.inside()
        else:
            value, fields = None, [Field((name,), "waiting") for name in self.names or ()]
        expected = None if self.names is None else len(self.names)
        seen = self.fields.latest
        return View(
            value,
            fields,
            reader.complete,
            trouble=reader.broken or reader.remark,
            fits=None,
            readable=self.readable(),
            expected=expected,
            judged=self.shape is not None,
            first_decided=seen.first,
            latest=[*seen.fields, *open_ones],
            lost=seen.lost,
        )

    def readable(self) -> int:
        """How many of the top level's properties or elements have closed."""
        top = self.reader.root.value if self.reader.root else None
        if isinstance(top, dict) and self.names is not None:
            return len(top.keys() & self.names)
        return len(top) if isinstance(top, dict | list) else 0

    def ending(self, truncated: bool) -> str:
        """What is wrong with where the text ends."""
        if self.reader.complete:
            return ""
        if truncated:
            return f"The text was cut off at character {len(self.text)}."
        if self.text.strip():
            return f"The text ends at character {len(self.text)}, before its JSON does."
        return "The text is empty."

    def decided(self, view: View) -> View:
        """The view after one strict validation of the whole text; without a shape there is none."""
        if self.whole is None or self.shape is None or not view.complete or self.reader.root is None:
            fields = [field._replace(state="cut_off") if field.state == "streaming" else field for field in view.fields]
            return replace(view, fields=fields, fits=None if self.whole is None else False)
        raw = self.text[self.reader.root.start : self.reader.root.end]
        found, to_the_end = faults(self.whole, raw, view.value)
        found = [(self.shape.placed(location), what) for location, what in found]
        if not to_the_end:
            found += [(field.path, field.error) for field in view.fields if field.state == "invalid"]
        if not found and self.reader.alone:
            return replace(view, fields=[*map(accepted, view.fields)], fits=True)
        fields = marked(view.fields, found, None)
        return replace(view, fields=fields, fits=False, trouble=view.trouble or sentence(meant(fields, found)))


def shape_of(shape: type[BaseModel] | dict[str, Any] | None) -> Shape | None:
    """The shape of a whole text."""
    if shape is None:
        return None
    if isinstance(shape, dict):
        return SchemaShape(shape, Judge(shape))
    made = Validators(shape)
    return ModelShape(made.root, made)
