"""When something is, by the words of a prompt: dates, times of the day, durations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from lib.simulator.leaves import Leaf
from lib.simulator.mentions import Mention, as_date, mentions
from lib.simulator.words import stem, vocabulary

START: Final = vocabulary("start starts begin begins beginning from since opens departure")
END: Final = vocabulary("end ends finish until till to closes arrival")
DUE: Final = vocabulary("due deadline expiry expires expiration by until before valid")
WHEN: Final = START | END | DUE | vocabulary("date day when time datetime timestamp created issued on at")
TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})(?::([0-5]\d))(?::([0-5]\d))?(?:\s?([ap])\.?m\b\.?)?(?![\d:])|"
    r"(?<![\d:.])(\d{1,2})\s?([ap])\.?m\b\.?"
)
EXACT: Final = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?")
UNITS: Final[Mapping[str, int]] = {"week": 604_800, "day": 86_400, "hour": 3600, "hr": 3600, "minut": 60, "min": 60}
LASTS: Final = re.compile(r"\b(\d+(?:\.\d+)?|an?|half an?)[ -]?(weeks?|days?|hours?|hrs?|h|minutes?|mins?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Moments:
    """The dates of a text, the times as `14:00:00`, and the seconds that something lasts."""

    dates: list[Mention]
    times: list[str]
    exact: list[str]
    lasting: float | None


def moments(text: str) -> Moments:
    """What a text says of when."""
    dates = [one for one in mentions(text) if one.kind == "date"]
    exact = [match[0] for match in EXACT.finditer(text)]
    times = [time for match in TIME.finditer(EXACT.sub(" ", text)) if (time := as_time(match))]
    match = LASTS.search(text)
    return Moments(dates, times, exact, seconds(match) if match else None)


def as_time(match: re.Match[str]) -> str:
    """A time of the day as `14:00:00`; empty for one that isn't there."""
    hour, minute, second, half, bare, bare_half = match.groups()
    at, half = int(hour or bare), half or bare_half
    if half:
        if not 1 <= at <= 12:
            return ""
        at = at % 12 + 12 * (half.lower() == "p")
    return f"{at:02}:{minute or '00'}:{second or '00'}" if at < 24 else ""


def seconds(match: re.Match[str]) -> float:
    """How long `45 minutes` or `half an hour` is."""
    count = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5}.get(match[1].lower())
    unit = match[2].lower()
    length = 3600 if unit == "h" else UNITS[stem(unit)]
    return (float(match[1]) if count is None else count) * length


def when(leaf: Leaf, text: str) -> list[Any]:
    """The date, the time or the duration for a place, as it wants it."""
    own, shape = set(leaf.words), str(leaf.schema.get("format"))
    long = shape == "duration" or bool(own & {"duration", "length", "lasts"})
    dated = leaf.takes("string") and (shape in ("date", "date-time", "time") or bool(own & WHEN))
    if leaf.listed or not (long or dated):
        return []
    found = moments(text)
    if long:
        return lasting(leaf, found)
    if shape == "date-time":
        return date_time(own, found)
    if shape == "time" or (shape == "None" and own & {"time"} and found.times):
        times = found.times if shape == "None" else [f"{time}Z" for time in found.times]
        return times[-1:] if own & END else times if leaf.many else times[:1]
    if shape not in ("date", "None"):
        return []
    if not found.dates and shape == "None":
        days = [one.text for one in mentions(text) if one.kind == "weekday"]
        return days or re.findall(r"\b(?:today|tonight|tomorrow)\b", text)
    chosen = found.dates if leaf.many else [one for one in [date_for(own, found)] if one]
    return [as_date(one.text) or one.text for one in chosen]


def date_for(own: set[str], found: Moments) -> Mention | None:
    """The date that stands after a word of the place's name; else the first, for an end the last. What is due has a
    word for it.
    """
    stems = {stem(word) for word in own}
    for one in found.dates:
        if stem(one.before) in stems or (own & DUE and one.before in DUE):
            return one
    free = [one for one in found.dates if one.before not in DUE - START - END] or found.dates
    if not free or (own & DUE - END and len(found.dates) > 1):
        return None
    return free[-1] if own & END else free[0]


def date_time(own: set[str], found: Moments) -> list[str]:
    """A date with its time, in UTC where no offset is said; an end is a start and what it lasts."""
    if found.exact:
        text = (found.exact[-1] if own & END else found.exact[0]).replace(" ", "T")
        text += ":00" if len(text) == 16 else ""
        return [text if re.search(r"(?:Z|[+-]\d\d:\d\d)$", text) else f"{text}Z"]
    date = date_for(own, found)
    day = as_date(date.text) if date else None
    if not day:
        return []
    if own & END and len(found.times) == 1 and found.lasting and len(found.dates) == 1:
        ends = datetime.fromisoformat(f"{day}T{found.times[0]}") + timedelta(seconds=found.lasting)
        return [f"{ends.isoformat()}Z"]
    times = found.times or ["00:00:00"]
    return [f"{day}T{times[-1] if own & END else times[0]}Z"]


def lasting(leaf: Leaf, found: Moments) -> list[Any]:
    """How long something is: said, or from the first time to the second; in the unit that the place's name has."""
    length = found.lasting
    if length is None and len(found.times) == 2:
        first, last = (datetime.fromisoformat(f"2000-01-01T{time}") for time in found.times)
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
