"""The fields of an unfinished JSON text: a state for each path. It follows the reader of the text.

A closed value is judged once, when it closes, against the part of the shape that is its own. What is open never is.
"""

from dataclasses import replace
from typing import Any

from lib.protocol.field import Field, FieldState, Place, settled, waiting
from lib.protocol.node import Node
from lib.protocol.shape import Shape


class Fields:
    """The fields of one text. `text` is to be set before its reader reads on."""

    def __init__(self, shape: Shape | None) -> None:
        self.shape = shape
        self.text = ""

    def opened(self, node: Node) -> None:
        """A value begins: take its shape from its container's."""
        if node.parent is None:
            place = Place((), self.shape)
        else:
            outer: Place = node.parent.note
            inside = None if outer.inner is None or outer.pending else outer.inner.inside(node.key)  # type: ignore[arg-type]
            place = Place((*outer.path, node.key), inside, pending=outer.pending)  # type: ignore[arg-type]
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
        raw = self.text[node.start : node.end]
        if node.parent is None:
            if place.wrong is not None:
                self.container(node, raw)
            return
        own = self.leaf(node, raw) if place.wrong is None else self.container(node, raw)
        outer: Place = node.parent.note
        if outer.elements is not None:
            outer.elements += [own, *place.inside()]
        elif outer.members is not None:
            outer.members[node.key] = [own, *place.inside()]  # type: ignore[index]
        if own.state == "invalid" and outer.wrong is not None:
            outer.wrong[node.key] = None  # type: ignore[index]
        elif outer.wrong:
            outer.wrong.pop(node.key, None)  # type: ignore[arg-type]
        if outer.pending and outer.inner is not None and isinstance(node.parent.value, dict):
            self.settle(node.parent)

    def leaf(self, node: Node, raw: str) -> Field:
        """The field of a closed string, number, true, false or null."""
        place: Place = node.note
        outer: Place = node.parent.note  # type: ignore[union-attr]
        if outer.pending:
            return Field(place.path, "streaming", node.value, "", node.start, node.end)
        error = place.shape.error(node.value, raw) if place.shape else ""
        error = error or (outer.inner.unexpected(node.key) if outer.inner else "")  # type: ignore[arg-type]
        return Field(place.path, "invalid" if error else "valid", node.value, error, node.start, node.end)

    def container(self, node: Node, raw: str) -> Field:
        """The field of a closed object or array."""
        place: Place = node.note
        outer: Place | None = node.parent.note if node.parent else None
        error = ""
        if outer is not None and outer.inner is not None and not outer.pending:
            error = outer.inner.unexpected(node.key)  # type: ignore[arg-type]
        if place.inner is not None and place.shape is not None:
            whole = place.pending or place.inner.whole
            if whole and outer is not None:
                error = error or place.shape.error(node.value, raw)
            elif not whole:
                error = error or place.inner.own_error(node.value, raw)
            self.missing(node, place)
        if place.wrong:
            error = error or f"invalid inside: {', '.join(str(key) for key in [*place.wrong][:5])}"
        if place.pending and not (outer and outer.pending):
            place.settle()
        if outer is not None and outer.pending:
            return Field(place.path, "streaming", node.value, "", node.start, node.end)
        return Field(place.path, "invalid" if error else "valid", node.value, error, node.start, node.end)

    def missing(self, node: Node, place: Place) -> None:
        """Mark the properties that a closed object lacks."""
        if not isinstance(node.value, dict) or place.inner is None or place.members is None or place.pending:
            return
        errors = place.inner.missing(node.value)
        for name in [*(place.inner.names or ()), *errors]:
            if name not in place.members or place.members[name][0].start is None:
                error = errors.get(name, "")
                place.members[name] = [Field((*place.path, name), "invalid" if error else "valid", error=error)]
                if error and place.wrong is not None:
                    place.wrong[name] = None

    def settle(self, node: Node) -> None:
        """Judge what has closed in an object whose shape the last property may have decided."""
        place: Place = node.note
        assert place.inner is not None and place.members is not None and place.wrong is not None
        place.inner = place.inner.with_tags(node.value)
        if not place.inner.decided:
            return
        place.pending = False
        closed, place.members = place.members, waiting(place, place.members)
        for name, fields in closed.items():
            own, *rest = fields
            shape = place.inner.inside(name)
            error = shape.error(own.value, self.text[own.start : own.end]) if shape else ""
            error = error or place.inner.unexpected(name)
            own = replace(own, state="invalid" if error else "valid", error=error)
            place.members[name] = [own, *map(settled, rest)]
            if error:
                place.wrong[name] = None

    def so_far(self, path: list[Node], open_state: FieldState) -> tuple[Any, list[Field]]:
        """The value and the fields of the root whose open values are these, outermost first."""
        value: Any = None
        fields: list[Field] = []
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
                fields = [Field(place.path, open_state, value, "", node.start), *fields]
            inner = node
        return value, fields
