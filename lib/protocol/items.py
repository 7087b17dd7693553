"""What a response's output is made of while it streams: items, their parts, and texts that grow by deltas."""

from typing import Any

from lib.protocol.halves import is_other_half, joined


class Text:
    """A text that grows by deltas. Joining waits until somebody reads it, so a delta costs one append.

    The halves of a surrogate pair that came in two deltas are one character.
    """

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def append(self, delta: str) -> None:
        """Add what a delta event carries."""
        self.pieces.append(delta)

    def __str__(self) -> str:
        if len(self.pieces) > 1:
            whole = "".join(self.pieces)
            if not whole.isascii() and any(is_other_half(piece[:1]) for piece in self.pieces[1:]):
                whole = joined(whole)
            self.pieces = [whole]
        return self.pieces[0] if self.pieces else ""

    def settle(self, final: object) -> bool:
        """Take the whole text that a `done` carries; an empty one leaves what was streamed.

        False where deltas had come and don't add up to `final`.
        """
        if not isinstance(final, str) or not final:
            return True
        streamed = str(self)
        self.pieces = [final]
        return streamed in ("", final)


class Part:
    """A content part or summary part: its plain fields, and the one field that grows (`text`, or `refusal`)."""

    __slots__ = ("fields", "growing", "text")

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = own_lists(fields)
        self.growing = "refusal" if fields.get("type") == "refusal" else "text"
        self.text = Text()
        self.text.settle(fields.get(self.growing))

    def settle(self, final: dict[str, Any]) -> bool:
        """Take the part as its `done` has it. False where the text differs from what was streamed."""
        if final.get("type", self.fields.get("type")) != self.fields.get("type"):
            self.__init__({**self.fields, **final})  # type: ignore[misc]
            return False
        self.fields.update(
            own_lists({name: value for name, value in final.items() if value or name not in self.fields})
        )
        return self.text.settle(final.get(self.growing))

    def as_dict(self) -> dict[str, Any]:
        """The part as the API shapes it."""
        if self.growing in self.fields or self.text.pieces:
            return {**self.fields, self.growing: str(self.text)}
        return dict(self.fields)


class Item:
    """An entry of `response.output`.

    `content` and `summary` hold its parts by index; `texts` its own fields that grow by deltas (`arguments`, `input`,
    `code`, …); `fields` the rest, as the last event that carried the item has it.
    """

    __slots__ = ("content", "done", "fields", "output_index", "summary", "texts")

    def __init__(self, output_index: int, fields: dict[str, Any]) -> None:
        self.output_index = output_index
        self.fields = {name: value for name, value in fields.items() if name not in ("content", "summary")}
        self.content: dict[int, Part] = parts(fields.get("content"))
        self.summary: dict[int, Part] = parts(fields.get("summary"))
        for name in ("content", "summary"):
            if name in fields:
                self.fields[name] = []
        self.texts: dict[str, Text] = {}
        self.done = False

    @property
    def type(self) -> str:
        """E.g. `message`, `function_call`, `reasoning`."""
        return str(self.fields.get("type", ""))

    def text(self, field: str) -> Text:
        """The growing text of a field of the item itself. Its deltas add up from nothing."""
        found = self.texts.get(field)
        if found is None:
            found = self.texts[field] = Text()
        return found

    def part(self, index: int, kind: str) -> Part:
        """The content part at `index`; where none was announced, an empty one of that type."""
        found = self.content.get(index)
        if found is None:
            found = self.content[index] = Part({"type": kind})
        return found

    def summary_part(self, index: int) -> Part:
        """The summary part at `index`; where none was announced, an empty one."""
        found = self.summary.get(index)
        if found is None:
            found = self.summary[index] = Part({"type": "summary_text"})
        return found

    def settle(self, final: dict[str, Any]) -> list[str]:
        """Take the item as its `done`, or the final response, has it. What it lacks stays as it was streamed.

        Returns where deltas had come that don't add up to it, as paths: `content[0]`, `arguments`.
        """
        odd: list[str] = []
        for name, had in (("content", self.content), ("summary", self.summary)):
            for index, fields in enumerate(final.get(name) or []):
                if not isinstance(fields, dict):
                    continue
                if index not in had:
                    had[index] = Part(fields)
                elif not had[index].settle(fields):
                    odd.append(f"{name}[{index}]")
        odd += [name for name, text in self.texts.items() if not text.settle(final.get(name))]
        for name, value in final.items():
            if name in ("content", "summary"):
                self.fields.setdefault(name, value if value is None else [])
            elif (value is not None and value != "") or name not in self.fields:
                self.fields[name] = value
        return odd

    def as_dict(self) -> dict[str, Any]:
        """The item as the API shapes it."""
        item = {**self.fields, **{name: str(text) or self.fields.get(name, "") for name, text in self.texts.items()}}
        for name, had in (("content", self.content), ("summary", self.summary)):
            if had:
                item[name] = [had[index].as_dict() for index in sorted(had)]
        return item


def parts(found: object) -> dict[int, Part]:
    """The parts that an item already holds when it is announced."""
    if not isinstance(found, list):
        return {}
    return {index: Part(fields) for index, fields in enumerate(found) if isinstance(fields, dict)}


def own_lists(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with lists of their own, so that growing them leaves the event that brought them as it was."""
    return {name: [*value] if isinstance(value, list) else value for name, value in fields.items()}
