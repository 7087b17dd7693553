"""The fields of an unfinished JSON text: a state for each path. It follows the reader of the text.

A closed value is judged once, when it closes, against the part of the shape that is its own. What is open never is.
"""

from collections.abc import Iterable
from typing import Any

from lib.protocol.typed.field import Field, FieldState, Place, waiting
from lib.protocol.typed.latest import Latest
from lib.protocol.typed.marking import INSIDE, judged
from lib.protocol.typed.node import Node
from lib.protocol.typed.path import LONGEST_KEY, cut
from lib.protocol.typed.schema_check import Fault
from lib.protocol.typed.shape import Shape


class Fields:
    """The fields of one text. `text` is to be set before its reader reads on."""

    def __init__(self, shape: Shape | None) -> None:
        self.shape = shape
        self.text = ""
        self.latest = Latest()

    def opened(self, node: Node) -> None:
        """A value begins: take its shape from its container's."""
        if node.parent is None:
            place = Place((), self.shape)
        else:
            outer: Place = node.parent.note
            inside = None if outer.inner is None or outer.pending else outer.inner.inside(node.key)  # type: ignore[arg-type]
            place = Place((*outer.path, node.key), inside, pending=outer.pending)  # type: ignore[arg-type]
            had = outer.members.get(node.key) if outer.members else None  # type: ignore[arg-type]
            if had and had[0].start is not None:
                self.latest.forget(place.path)
        node.note = place
        if node.kind == "object" or node.kind == "array":
            if place.shape is not None:
                place.inner = place.shape.opened(node.kind)
                place.pending = not place.inner.decided
            place.wrong = {}
            if node.kind == "array":
                place.elements = []
            else:
                place.members = waiting(place, {})

    def closed(self, node: Node) -> None:
        """A value is closed: judge it, and tell its container."""
        place: Place = node.note
        if place.wrong is not None and not place.pending:
            self.complete(node)
        if node.parent is None:
            return
        outer: Place = node.parent.note
        found = Field(place.path, "streaming", node.value, "", node.start, node.end)
        group = [found, *place.inside()] if place.wrong is not None else [found]
        if not outer.pending:
            group = self.judge(node, group)
        else:
            self.latest.add(group[0])
        self.put(outer, node.key, group)
        if node.parent.kind == "object":
            if outer.pending and outer.inner is not None:
                self.settle(node.parent, closing(node))
            elif outer.waits:
                self.ask(outer, outer.ready(node.key), closing(node))  # type: ignore[arg-type]

    def put(self, outer: Place, key: Any, group: list[Field]) -> None:
        """A closed value, with what is in it, becomes its container's."""
        if outer.elements is not None:
            outer.elements += group
        elif outer.members is not None:
            outer.members[key] = group
        if outer.wrong is not None:
            if group[0].state == "invalid":
                outer.wrong[key] = None
            else:
                outer.wrong.pop(key, None)

    def judge(self, node: Node, group: list[Field]) -> list[Field]:
        """The fields of a closed value in a container whose shape is known: its own, and what is in it."""
        place: Place = node.note
        outer: Place = node.parent.note  # type: ignore[union-attr]
        raw = self.text[node.start : node.end]
        key: Any = node.key
        inside = False
        error = outer.inner.unexpected(key) if outer.inner else ""
        if place.shape is not None and (place.pending or not error):
            if place.wrong is not None and place.inner is not None and not place.pending:
                error = "" if place.inner.whole else place.inner.own_error(node.value, raw)
                if place.wrong and not error:
                    inside, error = True, INSIDE + ", ".join(cut(str(key), LONGEST_KEY) for key in [*place.wrong][:5])
            needs = outer.inner.needs(key) if outer.inner and outer.members is not None else ()
            if not error and needs != ():
                outer.wait(key, needs)
                self.latest.add(group[0])
                return group
            if place.pending:
                found = [((), error)] if error else []
                return self.rejudged(group, [*found, *place.shape.faults(node.value, raw)], closing(node))
            if not error and (place.wrong is None or place.inner is None or place.inner.whole):
                error = place.shape.error(node.value, raw)
        state: FieldState = "invalid" if error else "valid"
        group[0] = Field(place.path, state, node.value, cut(error), node.start, node.end, closing(node), inside)
        self.latest.add(group[0])
        return group

    def rejudged(self, group: list[Field], faults: Iterable[Fault], at: int) -> list[Field]:
        """The fields of a closed value, itself first, judged with the character at that index."""
        found = judged(group, faults, at)
        for field in found:
            if field.decided == at:
                self.latest.add(field)
        return found

    def ask(self, place: Place, ready: Iterable[str], at: int) -> None:
        """Judge properties of an object that waited for others, which have closed by now."""
        assert place.inner is not None and place.members is not None
        for key in ready:
            del place.waits[key]
            seen = {name: place.members[name][0] for name in (*(place.inner.needs(key) or ()), key)}
            raws = {name: self.text[field.start : field.end] for name, field in seen.items()}
            self.put(place, key, self.rejudged(place.members[key], place.inner.member_faults(key, raws), at))

    def complete(self, node: Node) -> None:
        """An object has closed: judge those of its properties that waited for that, and those that it lacks."""
        place: Place = node.note
        if not isinstance(node.value, dict) or place.inner is None or place.members is None or place.wrong is None:
            return
        at = closing(node)
        errors = place.inner.missing(node.value)
        if place.waits or place.inner.unsure(node.value):
            faults = place.inner.faults(node.value, self.text[node.start : node.end])
            for key in place.waits:
                inside = [(path[1:], what) for path, what in faults if not path or path[0] == key]
                self.put(place, key, self.rejudged(place.members[key], inside, at))
            absent = {*(place.inner.names or ())} - node.value.keys()
            errors = {**{str(path[0]): what for path, what in faults if path and path[0] in absent}, **errors}
            place.waits = {}
        for name in [*(place.inner.names or ()), *errors]:
            if name not in place.members or place.members[name][0].start is None:
                error = errors.get(name, "")
                state: FieldState = "invalid" if error else "valid"
                self.put(place, name, [Field((*place.path, name), state, error=cut(error), decided=at)])
                self.latest.add(place.members[name][0])

    def settle(self, node: Node, at: int) -> None:
        """Judge what has closed in an object whose shape the property closed at that character may have decided."""
        place: Place = node.note
        assert place.inner is not None and place.members is not None
        place.inner = place.inner.with_tags(node.value)
        if not place.inner.decided:
            return
        place.pending = False
        closed, place.members = place.members, waiting(place, place.members)
        for name, group in closed.items():
            shape, error = place.inner.inside(name), place.inner.unexpected(name)
            faults: list[Fault] = [((), error)] if error else []
            if shape is not None:
                if (needs := place.inner.needs(name)) != ():
                    place.wait(name, needs)
                    continue
                faults += shape.faults(group[0].value, self.text[group[0].start : group[0].end])
            self.put(place, name, self.rejudged(group, faults, at))
        self.ask(place, [name for name, lacking in place.waits.items() if lacking == 0], at)

    def so_far(self, path: list[Node], open_state: FieldState) -> tuple[Any, list[Field], list[Field]]:
        """The value and the fields of the root whose open values are these, outermost first; and the open ones."""
        value: Any = None
        fields: list[Field] = []
        open_ones: list[Field] = []
        inner: Node | None = None
        for node in reversed(path):
            place: Place = node.note
            if node.kind == "object":
                if inner is not None and place.members is not None and isinstance(inner.key, str):
                    place.members[inner.key] = fields
                shown = inner is not None and inner.kind != "scalar"
                value = {**node.value, inner.key: value} if inner is not None and shown else dict(node.value)
                fields = place.inside()
            elif node.kind == "array":
                value = [*node.value, value] if inner is not None and inner.kind != "scalar" else list(node.value)
                fields = [*place.inside(), *fields]
            else:
                value = node.value
            if node.parent is not None:
                open_ones.append(Field(place.path, open_state, value, "", node.start))
                fields = [open_ones[-1], *fields]
            inner = node
        return value, fields, open_ones


def closing(node: Node) -> int:
    """The index of the character that closed a value: of a number, true, false or null it is the one after it."""
    assert node.end is not None
    return node.end - (node.kind != "scalar")
