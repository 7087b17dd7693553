"""The time in a zone."""

import difflib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True)
class LocalTime:
    """A moment as the clocks of a zone show it."""

    zone: str
    time: str
    weekday: str
    utc_offset: str


def current_time(zone: Annotated[str, "IANA name of the zone, such as Asia/Tokyo or UTC"]) -> LocalTime:
    """Tell the current date and time in a time zone."""
    return time_in(zone, datetime.now(UTC))


def time_in(zone: str, moment: datetime) -> LocalTime:
    """A moment in a zone. Raises ValueError, which names zones that are alike."""
    try:
        local = moment.astimezone(ZoneInfo(zone))
    except (LookupError, ValueError, OSError):
        raise ValueError(_unknown(zone)) from None
    return LocalTime(zone, local.isoformat(timespec="seconds"), f"{local:%A}", f"{local:%z}")


def _unknown(zone: str) -> str:
    zones = sorted(available_timezones())
    wanted = zone.strip().replace(" ", "_").casefold()
    alike = [name for name in zones if name.casefold().endswith(f"/{wanted}")]
    alike = alike or difflib.get_close_matches(zone[:60], zones, n=3, cutoff=0.6)
    hint = f"did you mean {', '.join(alike[:3])}?" if alike else "expected a name such as Asia/Tokyo"
    return f"no time zone named {zone[:60]!r} ({hint})"
