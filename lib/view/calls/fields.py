"""The fields of an unfinished JSON text, in a line: which are waiting, streaming, valid, invalid, and their values."""

import json
from typing import Any, Final

from lib.protocol.partial import Field, FieldState, View
from lib.view.inert import plain, valid

ICONS: Final[dict[FieldState, tuple[str, str]]] = {
    "waiting": ("gray", "radio_button_unchecked"),
    "streaming": ("blue", "edit"),
    "valid": ("green", "check"),
    "invalid": ("red", "close"),
    "cut_off": ("orange", "content_cut"),
}
MOST: Final = 8
WIDE: Final = 26  # characters of a value


def line(view: View, *, growing: bool) -> str:
    """The top level's fields in Markdown; what is wrong with the text, where it is final."""
    top = [field for field in view.fields if len(field.path) == 1]
    said = [mark(field) for field in top[:MOST]]
    if len(top) > MOST:
        said.append(f":gray[and {len(top) - MOST} more]")
    if view.trouble and not growing:
        said.append(f":red[{plain(view.trouble)}]")
    return " &nbsp; ".join(said) or ":gray[No arguments.]" if not growing or said else ":gray[Waiting for the first.]"


def mark(field: Field) -> str:
    """One field: its state as an icon, its name, its value so far, and what is wrong with it."""
    colour, icon = ICONS[field.state]
    known = field.start is not None and (field.value is not None or field.end is not None)
    shown = f" `{short(field.value)}`" if known else ""
    wrong = f" :red[{plain(field.error)}]" if field.error else ""
    return f":{colour}[:material/{icon}:] {plain(str(field.path[0]))}{shown}{wrong}"


def short(value: Any) -> str:
    """A value as JSON in a code span, its end where it is long."""
    text = valid(json.dumps(value, ensure_ascii=False, default=str)).replace("`", "'")
    return text if len(text) <= WIDE else f"{text[:7]}…{text[8 - WIDE :]}"
