"""What a run cost: by its tokens and the prices, or unknown with the reason."""

from typing import Any

import pytest

from lib.protocol.comparing.cost import cost
from lib.protocol.comparing.prices import Prices, read
from lib.protocol.comparing.usage import Usage, added, usage_of
from lib.protocol.run import FoldedRun
from tests.wire import asked

PRICES = read(
    """
date = 2026-11-21
source = "a test"
[openai.m]
input = 2
cached = 0.5
written = 3
output = 10
above = 1_000_000
long = { input = 4, cached = 1, written = 6, output = 20 }
[openai.plain]
input = 2
output = 10
[compatible]
"""
)


def response(tokens: tuple[int, int] = (1000, 100), **fields: Any) -> dict[str, Any]:
    usage = {"input_tokens": tokens[0], "output_tokens": tokens[1]}
    return {"id": "resp_1", "status": "completed", "model": "m", "output": [], "usage": usage, **fields}


def run(*responses: dict[str, Any]) -> FoldedRun:
    """A run, a turn a response."""
    found = FoldedRun()
    for one in responses:
        found.fold(asked())
        found.fold({"type": "response.completed", "response": one})
    return found


def dollars(*responses: dict[str, Any], backend: str = "openai", prices: Prices = PRICES) -> float | None:
    return cost(run(*responses), backend, prices).dollars


def why(*responses: dict[str, Any], backend: str = "openai") -> str:
    found = cost(run(*responses), backend, PRICES)
    assert found.dollars is None
    return found.why


def details(cached: int, written: int = 0) -> dict[str, Any]:
    """The usage of a million tokens, some of them from the cache."""
    inside = {"cached_tokens": cached, "cache_write_tokens": written}
    return {"usage": {"input_tokens": 1_000_000, "input_tokens_details": inside, "output_tokens": 0}}


def test_input_and_output_have_their_prices() -> None:
    assert dollars(response((1_000_000, 0))) == 2.0
    assert dollars(response((0, 1_000_000))) == 10.0


def test_turns_add_up() -> None:
    assert dollars(response((500_000, 0)), response((0, 100_000))) == 2.0


def test_input_from_the_cache_and_to_it_has_prices_of_its_own() -> None:
    assert dollars(response(**details(400_000))) == pytest.approx(0.6 * 2 + 0.4 * 0.5)
    assert dollars(response(**details(400_000, 100_000))) == pytest.approx(0.5 * 2 + 0.4 * 0.5 + 0.1 * 3)


def test_writing_to_the_cache_costs_as_input_where_it_has_no_price() -> None:
    assert dollars(response(**{**details(0, 100_000), "model": "plain"})) == 2.0


def test_a_long_request_costs_its_own_prices() -> None:
    assert dollars(response((1_000_001, 0))) == pytest.approx(4.000004)


def test_the_simulator_costs_nothing_and_says_so() -> None:
    found = cost(run(response(model="sim-1")), "simulator", PRICES)
    assert found.dollars == 0
    assert "cost nothing" in found.why


def test_a_known_cost_says_the_day_of_its_prices() -> None:
    assert cost(run(response()), "openai", PRICES).why == "By the prices of 2026-11-21."


def test_calls_of_hosted_tools_are_said_to_be_left_out() -> None:
    item = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    assert "1 of their calls are not counted" in cost(run(response(output=[item])), "openai", PRICES).why


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"model": "m-2"}, "no model named 'm-2'"),
        ({"model": ["m"]}, "no model named"),
        ({"model": None}, "no model is named"),
        ({"usage": None}, "how many tokens"),
        ({"usage": {"input_tokens": 5}}, "how many tokens"),
        ({"usage": {"input_tokens": -5, "output_tokens": 1}}, "how many tokens"),
        ({"service_tier": "flex"}, "service tier 'flex'"),
        ({**details(10), "model": "plain"}, "cached input"),
    ],
)
def test_what_is_not_known_is_not_guessed(fields: dict[str, Any], said: str) -> None:
    found = FoldedRun()
    found.fold({"type": "response.completed", "response": response(**fields)})
    result = cost(found, "openai", PRICES)
    assert result.dollars is None
    assert said in result.why


def test_one_turn_without_a_usage_makes_the_whole_cost_unknown() -> None:
    assert "This is turn 2." in why(response(), response(usage=None))


def test_a_model_is_not_priced_at_another_server() -> None:
    assert "at the server that answered" in why(response(), backend="compatible")
    assert "which server answered" in why(response(), backend="")


def test_before_a_response_nothing_is_known() -> None:
    assert cost(run(), "openai", PRICES).why == "Unknown: no response came."


def test_the_request_names_the_model_where_the_response_does_not() -> None:
    assert dollars({**response((1_000_000, 0)), "model": None}) == 2.0


def test_a_usage_has_its_details() -> None:
    usage = {
        "input_tokens": 5,
        "input_tokens_details": {"cached_tokens": 3, "cache_write_tokens": 1},
        "output_tokens": 7,
        "output_tokens_details": {"reasoning_tokens": 2},
    }
    assert usage_of({"usage": usage}) == Usage(5, 3, 1, 7, 2)
    assert added([Usage(5, 3, 1, 7, 2), Usage(1, 1, 1, 1, 1)]) == Usage(6, 4, 2, 8, 3)
    assert added([Usage(5), None]) is None
    assert added([]) is None
