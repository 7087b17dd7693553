"""The Fields tab: a row a field with its state, its value so far, when it was written, and the events that did it."""

import json
from collections.abc import Sequence
from typing import Any, Final

from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.protocol.partial import Field, FieldState
from lib.protocol.structured import Structured, judged, written
from lib.view.inert import on_one_line, plain
from lib.view.slot import Slot, fresh

HEIGHT: Final = 292
TOP: Final = 37  # pixels of the table's head
ROW: Final = 36
AFTER: Final = 2  # of them below the field that is being written
MOST: Final = 200  # rows at rest
LONGEST: Final = 80  # characters of a path in a sentence, and a third of those of an error
WIDE: Final = 16  # characters of a path and of a value
BAR: Final = 10
JOINER: Final = "\u2060"  # of no width; no line breaks at it
WITHIN_CODE: Final = str.maketrans(
    {
        **{mark: f"{mark}{JOINER}" for mark in "-–…/?"},  # after which a line could break
        "`": "'",
        "|": f"{JOINER}\\|",  # a backslash before it would be taken for its escape
        " ": "\u00a0",
    }
)
STATE: Final = "State" + "\u00a0" * 17  # as wide as the badge Streaming: no column moves when one comes or goes
HEAD: Final = f"| Field | {STATE} | Value | Written | Event |\n|---|---|---|---|---|\n"
HEAD_WITHOUT_BARS: Final = f"| Field | {STATE} | Value | Event |\n|---|---|---|---|\n"
BADGES: Final[dict[FieldState, tuple[str, str, str]]] = {
    "waiting": ("gray", "radio_button_unchecked", "Waiting"),
    "streaming": ("blue", "edit", "Streaming"),
    "valid": ("green", "check", "Valid"),
    "invalid": ("red", "close", "Invalid"),
    "cut_off": ("orange", "content_cut", "Cut off"),
}
CLOSED: Final = ("gray", "check", "Closed")
"""What is valid against no schema."""


class FieldStates:
    """Drawn into its tab, if that is open; with `bars` that show where in the text each field stands."""

    def __init__(self, parent: TabContainer, place: str, height: int = HEIGHT, *, bars: bool = True) -> None:
        self.open = parent.open
        self.room = (height - TOP) // ROW
        self.bars = bars
        if self.open:
            self.rows = Slot(fresh(parent.container(height=height, border=False), place))
            self.note = Slot(parent)

    def idle(self, found: Structured) -> None:
        """Before the first run: the fields that are waited for."""
        waiting = window(found.view.fields, self.room)
        note = "Each turns valid or invalid with the event that closes it." if waiting else "No fields are known yet."
        self.draw(waiting, found, note)

    def live(self, found: Structured) -> None:
        """The fields around the one that is being written."""
        fields = found.view.fields
        rows = window(fields, self.room)
        hidden = f" {len(rows)} of {len(fields)} are shown." if len(rows) < len(fields) else ""
        self.draw(rows, found, (trouble(found) or now(found)) + hidden)

    def rest(self, found: Structured) -> None:
        """All fields."""
        fields = found.view.fields
        if any(field.state == "invalid" for field in fields[self.room :]):
            fields = sorted(fields, key=lambda field: field.state != "invalid")  # in sight, above those that are valid
        more = f" The first {MOST} of {len(fields):,} fields; all of them are below." if len(fields) > MOST else ""
        self.draw(fields[:MOST], found, (trouble(found) or self.about()) + more)

    def about(self) -> str:
        """What the columns mean."""
        bars = "Written: where in the text. " if self.bars else ""
        return f"{bars}Event: the one that the value began with, and the one that decided its state."

    def draw(self, rows: Sequence[Field], found: Structured, note: str) -> None:
        """These rows, and a sentence."""
        if self.open:
            length = max(1, len(found.text))
            told = "\n".join(row(field, found, length if self.bars else None) for field in rows)
            self.rows.draw("markdown", (HEAD if self.bars else HEAD_WITHOUT_BARS) + told)
            self.note.draw("caption", note)


def window(fields: list[Field], room: int) -> list[Field]:
    """The rows that there is room for: those around the field that began last."""
    newest = max(range(len(fields)), key=lambda at: -1 if (start := fields[at].start) is None else start, default=0)
    first = max(0, min(newest + AFTER + 1, len(fields)) - room)
    return fields[first : first + room]


def row(field: Field, found: Structured, length: int | None) -> str:
    """One field as a row of the Markdown table; without the `length` of the text, without a bar."""
    colour, icon, word = BADGES[field.state] if found.view.judged or field.state != "valid" else CLOSED
    cells = (
        code(shortened(name(field), at_end=False)),
        f":{colour}-badge[:material/{icon}: {word}]",
        code(shortened(value(field), at_end=field.end is not None)),
        *([code(bar(field, length))] if length else []),
        code(events(field, found)),
    )
    return f"| {' | '.join(cells)} |"


def name(field: Field) -> str:
    """The path of a field, on one line; of a very long one the end."""
    path = on_one_line(written(field.path))
    return path if len(path) <= LONGEST else f"…{path[1 - LONGEST :]}"


def error(text: str) -> str:
    """An error on one line, as Markdown; of a very long one the beginning."""
    said = on_one_line(text).replace("Value error, ", "")  # Pydantic's words before a validator's own
    return plain(said if len(said) <= 3 * LONGEST else f"{said[: 3 * LONGEST - 1]}…")


def code(text: str) -> str:
    """A code span of a text on one line, that keeps its width and stays on one line, and that no text can leave."""
    return f"`{text.translate(WITHIN_CODE)}`"


def shortened(text: str, *, at_end: bool) -> str:
    """The text in as many characters as a cell has: its end is left out, or its beginning."""
    if len(text) <= WIDE:
        return text.ljust(WIDE)
    return text[: WIDE - 1] + "…" if at_end else "…" + text[1 - WIDE :]


def value(field: Field) -> str:
    """What is known of a value, on one line."""
    match field.value:
        case dict():
            return counted(len(field.value), "field")
        case list():
            return counted(len(field.value), "element")
        case str() as text:
            return on_one_line(text)
        case None if field.end is None:
            return "…" if field.state == "streaming" else "–"
    return json.dumps(field.value)


def counted(number: int, what: str) -> str:
    """2 fields, 1 element, no elements."""
    return f"{number or 'no'} {what}{'s' * (number != 1)}"


def bar(field: Field, length: int) -> str:
    """Where in the text a value stands."""
    if field.start is None:
        return "·" * BAR
    first = min(BAR - 1, field.start * BAR // length)
    last = min(BAR - 1, max(field.start, (length if field.end is None else field.end) - 1) * BAR // length)
    return "·" * first + "█" * (last - first + 1) + "·" * (BAR - 1 - last)


def events(field: Field, found: Structured) -> str:
    """The event that the value began with, and the one that decided its state."""
    began, ended = found.origins.at(field.start), judged(found, field)
    numbers: list[Any] = [one.number for one in (began, ended) if one is not None and one.number is not None]
    if len(numbers) == 2 and numbers[0] == numbers[1]:
        numbers.pop()
    return ("–".join(map(str, numbers)) + ("–" if began and not ended else "") or "–").ljust(8)


def now(found: Structured) -> str:
    """What is being written."""
    being = [field for field in found.view.fields if field.state == "streaming"]
    if found.view.complete:
        return "The JSON is whole."
    if not being:
        return "Waiting for the next field." if found.text else "Waiting for the first field."
    return f"Being written: **{plain(name(being[-1]))}**."


def trouble(found: Structured) -> str:
    """The first field that is invalid, and why; else what is wrong with the text."""
    wrong = [field for field in found.view.fields if field.state == "invalid" and not field.inside]
    if wrong:
        more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
        return f":red[**{plain(name(wrong[0]))}**: {error(wrong[0].error)}.{more}]"
    if found.refusal:
        return "The model refused: no more fields come."
    colour = "orange" if found.view.fits else "red"
    return f":{colour}[{error(found.view.trouble)}]" if found.view.trouble else ""
