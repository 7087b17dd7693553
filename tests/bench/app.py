"""The app, or the minimal app of a peer, in a process of its own with a clean environment."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import dotenv
from place import BENCH, ROOT

REFUSED_PORTS: Final = {4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6697, 10080}
UP_WITHIN: Final = 60.0  # seconds
WRITE_STREAM: Final = BENCH / "peers" / "write_stream.py"
WATCHED: Final = (str(BENCH / "watched.py"),)
STREAMLIT: Final = ("-m", "streamlit")


@dataclass(frozen=True)
class App:
    """Where it answers, its process, and what it printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def printed(self) -> str:
        return self.log.read_text("utf-8", "replace")


@contextlib.contextmanager
def running(
    script: Path = ROOT / "app.py",
    env: Mapping[str, str] | None = None,
    root: Path = ROOT,
    runner: Sequence[str] = STREAMLIT,
) -> Iterator[App]:
    """Run a Streamlit script until the block ends. `env` comes on top of an environment without settings of ours."""
    port = free_port()
    command = [sys.executable, *runner, "run", str(script), "--server.port", str(port), "--server.headless", "true"]
    with tempfile.TemporaryDirectory() as home:
        log = Path(home, "log")
        with log.open("wb") as output:
            clean = {**clean_environment(root), "HOME": home, "PYTHONPATH": str(root), **(env or {})}
            process = subprocess.Popen(command, cwd=root, env=clean, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_healthy(process, port, log)
            yield App(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def clean_environment(root: Path) -> dict[str, str]:
    """This process's environment without settings of OpenAI, Streamlit or ours; a `.env` is made void, too."""
    ours = ("OPENAI_", "STREAMLIT_", "STREAMSCOPE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **dict.fromkeys(dotenv.dotenv_values(root / ".env"), "")}


def wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once it answers. Raises RuntimeError, with what it printed, when it ends or the time is up."""
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"expected a healthy app within {UP_WITHIN:g} s, it printed:\n{log.read_text()[-4000:]}")


def free_port() -> int:
    """A port that is free now and that browsers don't refuse."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in REFUSED_PORTS:
            return port
