"""What this machine is, and how busy others keep it while something is measured."""

import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self, TypeVar

T = TypeVar("T")

QUIET: Final = 0.35  # cores that others may use before a figure is measured again
TRIES: Final = 3
TICK: Final = os.sysconf("SC_CLK_TCK")
SLEEPER: Final = """
import select, sys, time
longest, ends, before = 0.0, time.monotonic() + 900, time.monotonic()
while time.monotonic() < ends and not select.select([sys.stdin], [], [], 0.01)[0]:
    now = time.monotonic()
    longest, before = max(longest, now - before - 0.01), now
print(longest)
"""


def description() -> str:
    """Cores, memory, Python and the packages that matter, in a line."""
    with suppress(OSError, ValueError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        packages = ("streamlit", "openai", "uvicorn", "httpx2", "websockets")
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
        cores = len(os.sched_getaffinity(0))
        python = f"{platform.python_implementation()} {platform.python_version()}"
        return f"{platform.system()} {platform.machine()}, {cores} cores, {memory:.0f} GB; {python}; {versions}"
    return f"{platform.system()}; Python {platform.python_version()}"


class Watch:
    """A context. Afterwards: `others`, the cores that other processes used, and `stall`, the longest that an idle
    sleeper was kept waiting, in seconds.
    """

    others = 0.0
    stall = 0.0

    def __enter__(self) -> Self:
        self.sleeper = subprocess.Popen(
            [sys.executable, "-c", SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.began = uptime(), all_seconds() - own_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        at, seconds = uptime(), all_seconds() - own_seconds()
        self.others = max(0.0, (seconds - self.began[1]) / max(0.01, at - self.began[0]))
        with suppress(ValueError, subprocess.TimeoutExpired):
            self.stall = float(self.sleeper.communicate("\n", timeout=5)[0])

    def __str__(self) -> str:
        return f"others used {self.others:.2f} cores, longest stall of an idle sleeper {self.stall * 1000:.0f} ms"


def quietly(measure: Callable[[], T], tries: int = TRIES) -> tuple[T, Watch]:
    """What `measure` gives at a quiet time: measured again, at most `tries` times in all, while others are busy."""
    found: list[tuple[T, Watch]] = []
    while len(found) < tries:
        wait_for_quiet()
        with Watch() as watch:
            result = measure()
        found.append((result, watch))
        if watch.others <= QUIET:
            break
        print(f"  again, for {watch}", file=sys.stderr)
    return min(found, key=lambda pair: pair[1].others)


def wait_for_quiet(longest: float = 20.0) -> None:
    """Return once others leave the cores alone for a second, or the time is up."""
    deadline = uptime() + longest
    while uptime() < deadline:
        at, before = uptime(), all_seconds() - own_seconds()
        time.sleep(1.0)
        if (all_seconds() - own_seconds() - before) / (uptime() - at) <= QUIET:
            return


def uptime() -> float:
    return float(Path("/proc/uptime").read_text().split()[0])


def all_seconds() -> float:
    """The seconds of work of all cores since the machine started."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(ticks[:3]) + sum(ticks[5:8])) / TICK


def own_seconds() -> float:
    """The seconds of work of this process and of all that it started, those that have ended too."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, rest = int(path.parent.name), path.read_text().rpartition(")")[2].split()
            children.setdefault(int(rest[1]), []).append(pid)
            ticks[pid] = sum(int(word) for word in rest[11:15])
    total, ahead = 0, [os.getpid()]
    while ahead:
        pid = ahead.pop()
        total += ticks.get(pid, 0)
        ahead += children.get(pid, [])
    return total / TICK
