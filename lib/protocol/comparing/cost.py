"""What a run cost: its tokens by the prices of a table. Where anything is unknown the cost is, and it says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lib.protocol.comparing.prices import Price, Prices
from lib.protocol.comparing.usage import Usage, usage_of
from lib.protocol.run import FoldedRun

MILLION: Final = 1_000_000
DEFAULT_TIERS: Final = ("default", "auto", "standard", "", None)
HOSTED: Final = frozenset(
    {
        "web_search_call",
        "file_search_call",
        "code_interpreter_call",
        "image_generation_call",
        "computer_call",
        "shell_call",
    }
)
"""The items of tools that may be billed besides the tokens."""


@dataclass(frozen=True)
class Cost:
    """US dollars, None where it is unknown, and a sentence that says by which prices or why not."""

    dollars: float | None
    why: str


def cost(run: FoldedRun, backend: str, prices: Prices) -> Cost:
    """The cost of all responses of a run that this backend answered."""
    if backend == "simulator":
        return Cost(0.0, "The simulator has no model: its tokens cost nothing.")
    if backend not in prices.of:
        return Cost(None, "Unknown: nothing says which server answered, so no price is known.")
    total = 0.0
    turns = [turn for turn in run.turns if turn.events or turn.fields]
    if not turns:
        return Cost(None, "Unknown: no response came.")
    for number, turn in enumerate(turns):
        asked = run.requests[number] if number < len(run.requests) else {}
        found = cost_of(turn.fields, asked, backend, prices)
        if found.dollars is None:
            return Cost(None, found.why if len(turns) == 1 else f"{found.why} This is turn {number + 1}.")
        total += found.dollars
    hosted = sum(item.type in HOSTED for turn in turns for item in turn.output())
    besides = f" Hosted tools may cost more: {hosted:,} of their calls are not counted." if hosted else ""
    return Cost(total, f"By the prices of {prices.date}.{besides}")


def cost_of(response: Mapping[str, Any], request: Mapping[str, Any], backend: str, prices: Prices) -> Cost:
    """The cost of one response."""
    model = response.get("model") or request.get("model") or ""
    price = prices.find(backend, model) if isinstance(model, str) else None
    if price is None:
        return Cost(None, no_price(str(model)[:60], backend))
    tier = response.get("service_tier")
    if tier not in DEFAULT_TIERS:
        return Cost(None, f"Unknown: the prices are not for the service tier {str(tier)[:40]!r}.")
    usage = usage_of(response)
    if usage is None:
        return Cost(None, "Unknown: the response doesn't say how many tokens it took.")
    if price.above is not None and price.long is not None and usage.input > price.above:
        price = price.long
    dollars = charged(usage, price)
    if dollars is None:
        return Cost(None, f"Unknown: the prices have none for the cached input of {str(model)[:60]!r}.")
    return Cost(dollars, f"By the prices of {prices.date}.")


def no_price(model: str, backend: str) -> str:
    """Why there is none for a model."""
    if not model:
        return "Unknown: no model is named."
    if backend == "openai":
        return f"Unknown: the prices have no model named {model!r}."
    return f"Unknown: no price of {model!r} is known at the server that answered."


def charged(usage: Usage, price: Price) -> float | None:
    """US dollars for these tokens; None where some were read from the cache and no price is known for those."""
    if usage.cached and price.cached is None:
        return None
    written = usage.written if price.written is not None else 0
    plain = max(0, usage.input - usage.cached - written)
    amount = plain * price.input + usage.output * price.output
    amount += usage.cached * (price.cached or 0.0) + written * (price.written or 0.0)
    return amount / MILLION
