"""The trace: one line of block characters, how many events came in each 30 ms of the last 3 seconds."""

from typing import Final

BINS: Final = 100
WIDTH: Final = 0.03  # seconds
LEVELS: Final = "·▁▂▃▄▅▆▇█"
FULL: Final = 4  # events in a bin that fill it, at the least


def trace(times: list[float], now: float) -> str:
    """A hundred characters for the 3 seconds up to `now`; a dot is 30 ms of silence. `times` are in order, seconds."""
    last = int(now / WIDTH)  # bins stand still on the clock, so that bars move but don't flicker
    counts = [0] * BINS
    for t in reversed(times):
        at = int(t / WIDTH) - last + BINS - 1
        if at < 0:
            break
        if at < BINS:
            counts[at] += 1
    full = max(FULL, *counts)
    return "".join(LEVELS[-(-8 * count // full)] for count in counts)
