"""A city's name -> its time zone, as far as the zones are named after cities."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CONTINENTS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")


def zone(city: str) -> str | None:
    """The zone of this city, such as `America/New_York`; None where no zone has its name. Reads the system's
    zones.
    """
    if not city.replace(" ", "").replace("-", "").isalpha():
        return None
    name = "_".join(part.capitalize() for part in city.split())
    for candidate in (f"{continent}/{name}" for continent in CONTINENTS):
        try:
            return ZoneInfo(candidate).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
