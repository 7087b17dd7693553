"""The fields of an event beside those that the catalogue has for its type: what is there, left out, missing, beyond."""

from collections.abc import Iterable
from typing import Final

from lib.protocol.catalogue import fields
from lib.protocol.events import Body
from lib.protocol.field_meanings import meaning_of_field
from lib.view.inert import code, plain

MOST: Final = 12  # names that are told of one kind
NEAR: Final = ":\u00a0"  # with a space at which no line ends


def told(body: Body) -> str:
    """A line or two of Markdown; "" where nothing is known of the type and it has no field."""
    declared = fields(body["type"])
    names = {field.name for field in declared}
    here = [f"{field.name}: {field.kind}" for field in declared if field.name in body]
    absent = [field.name for field in declared if field.name not in body and not field.required]
    missing = [field.name for field in declared if field.name not in body and field.required]
    beyond = [name for name in body if name not in names and name != "type"]
    where = "of our own" if body["type"].startswith("run.") else "declared nowhere"
    said = [
        row("**Fields**", here),
        row(":red[Missing, though required:]", missing),
        row(":gray[Optional, left out:]", absent),
        row(":orange[Not declared:]" if declared else f"**Fields** :gray[({where})]", beyond),
    ]
    return "  \n".join(line for line in said if line)


def explained(body: Body) -> str | None:
    """What each field means that is told, a line each, for a tooltip; None where there are no words for any."""
    names = dict.fromkeys([*(name for name in body if name != "type"), *(field.name for field in fields(body["type"]))])
    found = ((name, meaning_of_field(body["type"], name)) for name in names)
    return "  \n".join(f"`{code(name)}` {plain(words)}" for name, words in found if words) or None


def row(title: str, names: list[str]) -> str:
    """Some names after a title, "" where there are none."""
    if not names:
        return ""
    more = f" :gray[and {len(names) - MOST} more]" if len(names) > MOST else ""
    return f"{title} {spans(names[:MOST])}{more}"


def spans(names: Iterable[str]) -> str:
    """Each in a code span, in which no line ends between a name and its type."""
    return " ".join(f"`{code(name).replace(': ', NEAR, 1)}`" for name in names)
