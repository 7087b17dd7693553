"""The table of prices: what ships is sound, what isn't is named."""

import datetime

import pytest

from lib.protocol.comparing.prices import Price, read
from lib.samples.prices import prices

HEAD = 'date = 2026-11-21\nsource = "a test"\n'


def test_the_table_that_ships_can_be_read_and_says_its_day_and_its_source() -> None:
    found = prices()
    assert datetime.date.fromisoformat(found.date)
    assert "developers.openai.com" in found.source
    assert len(found.of["openai"]) > 30


def test_every_price_that_ships_makes_sense() -> None:
    """Cached input is cheaper than input, output dearer; a long request costs more."""
    for name, price in prices().of["openai"].items():
        assert price.output > price.input > 0, name
        assert price.cached is None or price.cached < price.input, name
        if price.long is not None:
            assert price.long.input > price.input, name
            assert price.long.output > price.output, name


def test_a_model_is_found_by_each_of_its_names_and_by_no_other() -> None:
    found = read(HEAD + '[openai."m"]\ninput = 1\noutput = 2\nnames = ["m-2026-01-01"]\n')
    assert found.find("openai", "m") == found.find("openai", "m-2026-01-01") == Price(1, 2)
    assert found.find("openai", "m-2026-01-02") is None
    assert found.find("compatible", "m") is None


def test_a_long_request_has_prices_of_its_own() -> None:
    found = read(HEAD + "[openai.m]\ninput = 1\noutput = 2\nabove = 1_000\nlong = { input = 3, output = 4 }\n")
    assert found.find("openai", "m") == Price(1, 2, above=1000, long=Price(3, 4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[openai.m]\ninput = 1\noutput = 1\n", "expected a 'date' and a 'source'"),
        (HEAD + "[other.m]\ninput = 1\noutput = 1\n", "got 'other'"),
        (HEAD + "[openai.m]\ninput = 1\n", "openai.m: expected 'output'"),
        (HEAD + '[openai.m]\ninput = "1"\noutput = 1\n', "expected 'input' to be a number from 0 on, got '1'"),
        (HEAD + "[openai.m]\ninput = -1\noutput = 1\n", "got -1"),
        (HEAD + "[openai.m]\ninput = nan\noutput = 1\n", "got nan"),
        (HEAD + "[openai.m]\ninput = true\noutput = 1\n", "got True"),
        (HEAD + "[openai.m]\ninput = 1\noutput = 1\nouput = 2\n", "got {'ouput'}"),
        (HEAD + "[openai.m]\ninput = 1\noutput = 1\nabove = 5\n", "'above' together with 'long'"),
        (HEAD + "[openai.m]\ninput = 1\noutput = 1\nabove = 5\nlong = 7\n", "openai.m.long: expected 'input'"),
        (HEAD + '[openai.m]\ninput = 1\noutput = 1\nnames = "a"\n', "'names' to be a list of texts"),
        (HEAD + '[openai.m]\ninput = 1\noutput = 1\nnames = ["m"]\n', "got two for 'm'"),
        (HEAD + "[openai]\nm = 1\n", "openai.m: expected a table"),
        ("date = ", "Invalid value"),
    ],
)
def test_a_table_with_a_mistake_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("{", r"\{")):
        read(text)
