"""A timetable between two airports: real distances, generated departures."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from lib.samples.airports import Airport, airport, distance_km

CRUISE_KMH = 840
ON_THE_GROUND_MIN = 35  # taxiing, climbing and landing, on top of the cruise
FARTHEST_KM = 15_500  # beyond it nobody flies without a stop
NOTE = "distance and duration follow from the airports' coordinates; the departures are generated, not a real timetable"


@dataclass(frozen=True)
class Flight:
    """One generated departure; the time is local."""

    departs: str
    duration_min: int


@dataclass(frozen=True)
class Timetable:
    """The departures from one airport to another, on one day or on any."""

    origin: str
    destination: str
    date: str
    distance_km: int
    flights: list[Flight]
    generated: bool = True
    note: str = NOTE


def search_flights(
    origin: Annotated[str, "IATA code or city to fly from, such as JFK"],
    destination: Annotated[str, "IATA code or city to fly to, such as LAX"],
    day: Annotated[date | None, "The day as YYYY-MM-DD; null for any day"] = None,
) -> Timetable:
    """Find the nonstop flights between two large airports.

    Distances follow from coordinates, durations from distances; the departures are generated, and labelled so.
    """
    start, end = airport(origin), airport(destination)
    if start == end:
        raise ValueError(f"expected two different airports, got {start.code} twice")
    distance = distance_km(start, end)
    if distance > FARTHEST_KM:
        raise ValueError(f"{start.code} to {end.code} is too far for a nonstop flight: {distance:.0f} km")
    minutes = 5 * round((distance / CRUISE_KMH * 60 + ON_THE_GROUND_MIN) / 5)
    when = day.isoformat() if day else "any day"
    flights = [Flight(time, minutes) for time in departures(start, end, when)]
    return Timetable(named(start), named(end), when, round(distance), flights)


def departures(start: Airport, end: Airport, when: str) -> list[str]:
    """Two to five times between 06:00 and 21:55, in order; the same route and day give the same ones."""
    seed = hashlib.sha256(f"{start.code} {end.code} {when}".encode()).digest()
    slots = sorted({byte * 192 // 256 for byte in seed[1 : 3 + seed[0] % 4]})
    return [f"{6 + slot // 12:02}:{slot % 12 * 5:02}" for slot in slots]


def named(place: Airport) -> str:
    """`JFK (New York)`."""
    return f"{place.code} ({place.city})"
