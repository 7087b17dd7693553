"""Real distances, generated departures that say so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.samples.airports import AIRPORTS, Airport, airport, distance_km
from lib.samples.flights import FARTHEST_KM, search_flights

ANY = st.sampled_from(AIRPORTS)


def test_every_airport_has_a_code_and_a_city_of_its_own() -> None:
    assert len({each.code for each in AIRPORTS}) == len({each.city for each in AIRPORTS}) == len(AIRPORTS) >= 40
    for each in AIRPORTS:
        assert len(each.code) == 3
        assert each.code.isupper()
        assert abs(each.latitude) <= 90
        assert abs(each.longitude) <= 180


# Great-circle distances as published for these routes, in km.
@pytest.mark.parametrize(
    ("origin", "destination", "km"),
    [("JFK", "LAX", 3983), ("LHR", "JFK", 5555), ("HND", "SFO", 8280), ("SYD", "SIN", 6300), ("CPT", "FRA", 9380)],
)
def test_distances_are_true(origin: str, destination: str, km: int) -> None:
    assert distance_km(airport(origin), airport(destination)) == pytest.approx(km, rel=0.01)


@given(ANY, ANY)
def test_a_distance_is_the_same_both_ways(one: Airport, other: Airport) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))


@given(ANY, ANY, st.none() | st.dates())
def test_a_timetable_is_generated_in_order_and_says_so(one: Airport, other: Airport, day: date | None) -> None:
    if one == other or distance_km(one, other) > FARTHEST_KM:
        return
    found = search_flights(one.code, other.city, day)
    times = [flight.departs for flight in found.flights]
    assert found.generated
    assert "generated" in found.note
    assert 1 <= len(times) <= 5
    assert times == sorted(set(times))
    assert "06:00" <= times[0] <= times[-1] <= "21:55"
    assert found == search_flights(one.city.lower(), f" {other.code.lower()}", day)


def test_the_duration_follows_from_the_distance() -> None:
    found = search_flights("JFK", "LAX")
    assert found.flights[0].duration_min == 5 * round((found.distance_km / 840 * 60 + 35) / 5)
    assert found.date == "any day"


def test_another_day_has_another_timetable() -> None:
    days = [search_flights("JFK", "LAX", date(2026, 3, day)).flights for day in range(1, 11)]
    assert any(flights != days[0] for flights in days)


@pytest.mark.parametrize(
    ("origin", "destination", "message"),
    [
        ("XXX", "LAX", r"no airport named 'XXX' is known \(there are: AKL, AMS"),
        ("Paris", "CDG", "expected two different airports, got CDG twice"),
        ("AKL", "LHR", "AKL to LHR is too far for a nonstop flight"),
    ],
)
def test_what_cannot_be_flown_is_said(origin: str, destination: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        search_flights(origin, destination)
