"""A simulator of one's own: a child process that lives as long as a plain script streams from it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def simulator_process() -> Iterator[str]:
    """The base URL of a simulator that ends with this context, and with this process if that dies.

    Raises RuntimeError where it does not start.
    """
    command = [sys.executable, "-m", "lib.simulator", "--port", "0", "--exit-with-stdin"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline()  # "Simulator (offline) at http://127.0.0.1:40123/v1"
            if "http" not in line:
                raise RuntimeError(f"expected the simulator's address, got {line!r}")
            yield line[line.index("http") :].strip()
        finally:
            child.terminate()
