"""Some forty large airports, with coordinates to a tenth of a degree, and the distance between two."""

import math
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0


class Airport(NamedTuple):
    """An airport: IATA code, city, degrees north and degrees east."""

    code: str
    city: str
    latitude: float
    longitude: float


AIRPORTS = (
    Airport("AKL", "Auckland", -37.0, 174.8),
    Airport("AMS", "Amsterdam", 52.3, 4.8),
    Airport("ATL", "Atlanta", 33.6, -84.4),
    Airport("BCN", "Barcelona", 41.3, 2.1),
    Airport("BER", "Berlin", 52.4, 13.5),
    Airport("BKK", "Bangkok", 13.7, 100.8),
    Airport("BOG", "Bogotá", 4.7, -74.1),
    Airport("BOM", "Mumbai", 19.1, 72.9),
    Airport("CAI", "Cairo", 30.1, 31.4),
    Airport("CDG", "Paris", 49.0, 2.5),
    Airport("CPH", "Copenhagen", 55.6, 12.7),
    Airport("CPT", "Cape Town", -34.0, 18.6),
    Airport("DEL", "Delhi", 28.6, 77.1),
    Airport("DEN", "Denver", 39.9, -104.7),
    Airport("DXB", "Dubai", 25.3, 55.4),
    Airport("EZE", "Buenos Aires", -34.8, -58.5),
    Airport("FCO", "Rome", 41.8, 12.2),
    Airport("FRA", "Frankfurt", 50.0, 8.6),
    Airport("GRU", "São Paulo", -23.4, -46.5),
    Airport("HKG", "Hong Kong", 22.3, 113.9),
    Airport("HND", "Tokyo", 35.6, 139.8),
    Airport("HNL", "Honolulu", 21.3, -157.9),
    Airport("ICN", "Seoul", 37.5, 126.4),
    Airport("IST", "Istanbul", 41.3, 28.7),
    Airport("JFK", "New York", 40.6, -73.8),
    Airport("JNB", "Johannesburg", -26.1, 28.2),
    Airport("KEF", "Reykjavik", 64.0, -22.6),
    Airport("LAX", "Los Angeles", 33.9, -118.4),
    Airport("LHR", "London", 51.5, -0.5),
    Airport("LIS", "Lisbon", 38.8, -9.1),
    Airport("MAD", "Madrid", 40.5, -3.6),
    Airport("MEX", "Mexico City", 19.4, -99.1),
    Airport("NBO", "Nairobi", -1.3, 36.9),
    Airport("ORD", "Chicago", 42.0, -87.9),
    Airport("OSL", "Oslo", 60.2, 11.1),
    Airport("SCL", "Santiago", -33.4, -70.8),
    Airport("SEA", "Seattle", 47.4, -122.3),
    Airport("SFO", "San Francisco", 37.6, -122.4),
    Airport("SIN", "Singapore", 1.4, 104.0),
    Airport("SYD", "Sydney", -33.9, 151.2),
    Airport("VIE", "Vienna", 48.1, 16.6),
    Airport("YYZ", "Toronto", 43.7, -79.6),
    Airport("ZRH", "Zurich", 47.5, 8.5),
)


def airport(name: str) -> Airport:
    """The airport of an IATA code or a city. Raises ValueError, which names the codes that there are."""
    wanted = name.strip().casefold()
    for each in AIRPORTS:
        if wanted in (each.code.casefold(), each.city.casefold()):
            return each
    codes = ", ".join(each.code for each in AIRPORTS)
    raise ValueError(f"no airport named {name[:60]!r} is known (there are: {codes})")


def distance_km(one: Airport, other: Airport) -> float:
    """The great-circle distance on a sphere, by the haversine formula; good to 0.5 % and some 15 km."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))
