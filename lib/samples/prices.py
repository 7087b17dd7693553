"""The prices that ship with it: `prices.toml` beside this file, which is there to be edited."""

from pathlib import Path

from lib.protocol.comparing.prices import Prices, read


def prices() -> Prices:
    """What tokens cost. Raises ValueError, which names the place, where the file isn't as it should be."""
    return read(Path(__file__).with_name("prices.toml").read_text("utf-8"))
