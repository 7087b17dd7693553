"""The table of typical weather."""

from typing import get_args

import pytest

from lib.samples.climate import MONTHS, NOTE, Month, cities, table, typical
from lib.tools.tool import raised


def test_every_city_has_twelve_sane_months() -> None:
    assert len(cities()) >= 30
    for city in cities():
        months = [typical(city, month) for month in MONTHS]
        for each in months:
            assert -40 <= each.low_c < each.high_c <= 50, each
            assert 0 <= each.rain_mm <= 1000, each
        assert all(len(table()[name][column].split()) == 12 for name in table() for column in ("high", "low", "rain"))
        highs = [each.high_c for each in months]
        assert max(abs(a - b) for a, b in zip(highs, highs[1:] + highs[:1], strict=True)) <= 9, city


def test_summers_are_where_they_belong() -> None:
    for north in ("London", "Tokyo", "New York", "Moscow", "Cairo"):
        assert typical(north, "July").high_c > typical(north, "January").high_c
    for south in ("Sydney", "Cape Town", "Auckland", "Buenos Aires"):
        assert typical(south, "July").high_c < typical(south, "January").high_c


def test_it_says_that_it_is_no_forecast() -> None:
    assert typical("Tokyo", "March").note == NOTE == "typical, long-term averages; no forecast"


@pytest.mark.parametrize("name", ["São Paulo", "sao paulo", " SAO PAULO ", "Sao Paulo, Brazil"])
def test_a_city_is_found_without_case_accents_and_country(name: str) -> None:
    assert typical(name, "May").city == "São Paulo"


def test_a_trailing_city_is_part_of_a_name_or_not() -> None:
    assert typical("New York City", "May").city == "New York"
    assert typical("Mexico City", "May").city == "Mexico City"


def test_an_unknown_city_names_those_that_there_are() -> None:
    with pytest.raises(ValueError) as caught:
        typical("Atlantis", "March")
    assert str(caught.value).startswith("no climate is known for 'Atlantis' (there are: Amsterdam, Athens,")
    assert "Vienna)" in raised(caught.value).message


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a month such as 'March', got 'Mar'"):
        typical("Oslo", "Mar")  # type: ignore[arg-type]


def test_there_are_twelve_months() -> None:
    assert len(get_args(Month)) == 12
