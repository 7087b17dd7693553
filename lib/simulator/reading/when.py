"""The date, the time or the duration that a prompt has for a place of a schema."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.mentions import Mention, as_date
from lib.simulator.reading.moments import UNITS, Moments, Time
from lib.simulator.reading.words import stem, vocabulary

START: Final = vocabulary("start starts begin begins beginning from since opens departure")
END: Final = vocabulary("end ends finish until till to closes arrival")
DUE: Final = vocabulary("due deadline expiry expires expiration by until before valid")
WHEN: Final = START | END | DUE | vocabulary("date day when time datetime timestamp created issued on at")


def when(leaf: Leaf, finding: Finding) -> list[Any]:
    """The date, the time or the duration for a place, as it wants it."""
    own, shape = set(leaf.words), str(leaf.schema.get("format"))
    long = shape == "duration" or bool(own & {"duration", "length", "lasts"})
    dated = leaf.takes("string") and (shape in ("date", "date-time", "time") or bool(own & WHEN))
    if leaf.listed or not (long or dated):
        return []
    found = finding.moments
    if long:
        return lasting(leaf, found)
    if shape == "date-time":
        return date_time(own, finding)
    if shape == "time" or (shape == "None" and own & {"time"} and found.times):
        texts = [time.exact if shape == "time" else as_said(time) for time in found.times]
        return texts[-1:] if own & END else texts if leaf.many else texts[:1]
    if shape not in ("date", "None"):
        return []
    if not found.dates and shape == "None":
        days = [one.text for one in finding.found if one.kind == "weekday"]
        return days or re.findall(r"\b(?:today|tonight|tomorrow)\b", finding.prompt)
    chosen = found.dates if leaf.many else [one for one in [date_for(own, finding)] if one]
    finding.used |= {one.start for one in chosen}
    return [as_date(one.text) or one.text for one in chosen]


def as_said(time: Time) -> str:
    """A time for a place that takes any text: with the zone's name, where no offset is known for it."""
    return time.clock if time.offset is not None else time.text


def date_for(own: set[str], finding: Finding) -> Mention | None:
    """The date that stands after a word of the place's name; else the first that no other place has, for an end the
    last. What is due has a word for it.
    """
    dates = finding.moments.dates
    stems = {stem(word) for word in own}
    for one in dates:
        if stem(one.before) in stems or (own & DUE and one.before in DUE):
            return one
    free = [one for one in dates if one.before not in DUE - START - END] or dates
    free = [one for one in free if one.start not in finding.used] or free
    if not free or (own & DUE - END and len(dates) > 1):
        return None
    return free[-1] if own & END else free[0]


def date_time(own: set[str], finding: Finding) -> list[str]:
    """A date with its time, in UTC where no zone is said; none where the zone's offset is not known. An end is a start
    and what it lasts.
    """
    found = finding.moments
    exact = [time for time in found.times if time.day]
    if exact:
        time = exact[-1] if own & END else exact[0]
        return [f"{time.day}T{time.exact}"] if time.exact else []
    date = date_for(own, finding)
    day = as_date(date.text) if date else None
    if not date or not day:
        return []
    finding.used.add(date.start)
    times = found.times_of(date)
    if not times:
        return [f"{day}T00:00:00Z"]
    chosen = times[-1] if own & END else times[0]
    if not chosen.exact:
        return []
    if own & END and len(times) == 1 and found.lasting and len(found.dates) == 1:
        try:
            ends = datetime.fromisoformat(f"{day}T{chosen.clock}") + timedelta(seconds=found.lasting)
        except OverflowError:
            return []
        return [f"{ends.isoformat()}{chosen.offset}"]
    return [f"{day}T{chosen.exact}"]


def lasting(leaf: Leaf, found: Moments) -> list[Any]:
    """How long something is: said, or from the first time to the second; in the unit that the place's name has."""
    length = found.lasting
    if length is None and len(found.times) == 2:
        first, last = (datetime.fromisoformat(f"2000-01-01T{time.clock}") for time in found.times)
        length = (last - first).total_seconds() % 86_400
    if length is None:
        return []
    if leaf.takes("string"):
        minutes = int(length // 60)
        days, rest = divmod(minutes, 1440)
        clock = "".join(f"{count}{unit}" for count, unit in ((rest // 60, "H"), (rest % 60, "M")) if count)
        return ["P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "" if days else "T0M")]
    unit = next((size for word in leaf.words for name, size in UNITS.items() if stem(word) == name), 60)
    return [int(length / unit) if (length / unit).is_integer() else length / unit]
