"""What the words of a prompt say of when: dates, times of the day with their zones, and how long something lasts."""

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lib.simulator.reading.mentions import Mention
from lib.simulator.reading.words import stem

ZONES: Final = (
    "PST|PDT|PT|MST|MDT|MT|CST|CDT|CT|EST|EDT|ET|CET|CEST|WET|WEST|EET|EEST|BST|IST|JST|KST|AEST|AEDT|NZST|MSK"
)
ZONE: Final = rf"(?:\s?(?P<zone>Z\b|[+-]\d\d:\d\d|(?:UTC|GMT)(?:\s?[+-]\d{{1,2}}(?::?\d\d)?)?|(?:{ZONES})\b))?"
TIME: Final = re.compile(
    r"(?<![\d:.])(?:(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\s?(?P<half>[ap])\.?m\b\.?)?|"
    r"(?P<bare>\d{1,2})\s?(?P<bare_half>[ap])\.?m\b\.?)(?![\d:])" + ZONE
)
EXACT: Final = re.compile(r"\b(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d(?::\d\d)?)" + ZONE)
UNITS: Final[Mapping[str, int]] = {"week": 604_800, "day": 86_400, "hour": 3600, "hr": 3600, "minut": 60, "min": 60}
LASTS: Final = re.compile(
    r"\b(\d{1,6}(?:\.\d{1,6})?|an?|half an?)[ -]?(weeks?|days?|hours?|hrs?|h|minutes?|mins?)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the day as `14:00:00`, as it is written, and its zone as an offset such as `Z` or `+02:00`: None where
    a zone is named whose offset is not known. `day` is the date that is written with it, if it is one text with it.
    """

    clock: str
    text: str
    offset: str | None
    start: int
    day: str = ""

    @property
    def exact(self) -> str:
        """The time with its offset; empty where that is not known."""
        return "" if self.offset is None else f"{self.clock}{self.offset}"


@dataclass(frozen=True, slots=True)
class Moments:
    """The dates of a text, its times, those that stand nearest to each date (by where it starts), and the seconds that
    something lasts.
    """

    dates: Sequence[Mention]
    times: Sequence[Time]
    by_date: Mapping[int, Sequence[Time]]
    lasting: float | None

    def times_of(self, date: Mention) -> Sequence[Time]:
        """The times that stand nearest to a date; of two dates that are as near, that before them."""
        return self.by_date.get(date.start, ())


def moments(text: str, found: Sequence[Mention]) -> Moments:
    """What a text says of when; `found` is what it mentions, in order."""
    exact = [
        Time(clock(match["clock"]), match[0], offset(match["zone"]), match.start(), match["day"])
        for match in EXACT.finditer(text)
    ]
    rest = EXACT.sub(lambda match: " " * len(match[0]), text)
    match = LASTS.search(text)
    dates = [one for one in found if one.kind == "date"]
    times = list(zoned(list(TIME.finditer(rest))))
    return Moments(dates, [*exact, *times], nearest(dates, times), seconds(match) if match else None)


def nearest(dates: Sequence[Mention], times: Sequence[Time]) -> dict[int, list[Time]]:
    """The times of each date, by where it starts: those that no other date is nearer to."""
    starts = [date.start for date in dates]
    found: dict[int, list[Time]] = {}
    for time in times if dates else ():
        at = bisect(starts, time.start)
        around = dates[max(0, at - 1) : at + 1]
        near = min(around, key=lambda one: max(one.start - time.start, time.start - one.end))
        found.setdefault(near.start, []).append(time)
    return found


def zoned(found: Sequence[re.Match[str]]) -> Iterator[Time]:
    """The times that were matched; one without a zone has that of the next that has one, else of the last."""
    zone = next((match["zone"] for match in reversed(found) if match["zone"]), None)
    times: list[Time] = []
    for match in reversed(found):
        zone = match["zone"] or zone
        if read := as_time(match):
            times.append(Time(read, match[0], offset(zone), match.start()))
    yield from reversed(times)


def as_time(match: re.Match[str]) -> str:
    """A time of the day as `14:00:00`; empty for one that isn't there."""
    at, half = int(match["hour"] or match["bare"]), match["half"] or match["bare_half"]
    if half:
        if not 1 <= at <= 12:
            return ""
        at = at % 12 + 12 * (half.lower() == "p")
    return f"{at:02}:{match['minute'] or '00'}:{match['second'] or '00'}" if at < 24 else ""


def clock(text: str) -> str:
    """A time with its seconds."""
    return text if len(text) == 8 else f"{text}:00"


def offset(zone: str | None) -> str | None:
    """A zone as an offset: `Z` where none is said, `+02:00` for `UTC+2`; None for one whose offset is not known."""
    if zone in (None, "", "Z", "UTC", "GMT"):
        return "Z"
    found = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?(\d\d))?", zone or "")
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}" if found and int(found[2]) < 24 else None


def seconds(match: re.Match[str]) -> float:
    """How long `45 minutes` or `half an hour` is."""
    count = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5}.get(match[1].lower())
    unit = match[2].lower()
    length = 3600 if unit == "h" else UNITS[stem(unit)]
    return (float(match[1]) if count is None else count) * length
