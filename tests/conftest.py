"""What tests share: recorded streams, a browser, and the app in a process of its own."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

import dotenv
import pytest
import streamlit as st
from playwright.sync_api import Browser, sync_playwright

from lib.view import state
from tests.upstream import KEY, Upstream

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "lib" / "samples" / "recordings"
STREAMS = os.environ.get("STREAMSCOPE_STREAMS", "")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def recorded_streams() -> list[Path]:
    """The `.sse` files of STREAMSCOPE_STREAMS and its `dialects`; when it is unset, the shipped samples."""
    if not STREAMS:
        return sorted(SAMPLES.glob("*.sse"))
    return sorted(Path(STREAMS).glob("*.sse")) + sorted(Path(STREAMS, "dialects").glob("*.sse"))


def pytest_report_header() -> str:
    """Say which streams this run reads."""
    source = "of STREAMSCOPE_STREAMS" if STREAMS else "shipped as samples (STREAMSCOPE_STREAMS is not set)"
    return f"streams: the {len(recorded_streams())} {source}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what drives a browser, so that nobody forgets to."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests first: their files take longest, and a worker that is done early finds short ones to go on with."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def streams() -> list[Path]:
    """Recorded streams, each a file of raw server-sent events."""
    paths = recorded_streams()
    if STREAMS and not paths:
        pytest.fail(f"expected .sse files in STREAMSCOPE_STREAMS, got none in {STREAMS!r}")
    if not paths:
        pytest.skip("STREAMSCOPE_STREAMS is not set and there are no shipped samples")
    return paths


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless. Without one the test is skipped, or fails when CI is "true".

    One a module: as long as Playwright's sync API runs, `asyncio.run` is refused in its thread.
    """
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no chromium, chromium-browser or google-chrome on PATH")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def clean_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """This process's environment without settings of OpenAI, Streamlit or ours, and with an empty HOME."""
    ours = ("OPENAI_", "STREAMLIT_", "STREAMSCOPE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # Empty, they win over what a developer's .env sets.
    blanks = dict.fromkeys(dotenv.dotenv_values(ROOT / ".env"), "")
    return {**kept, **blanks, "HOME": str(tmp_path_factory.mktemp("home"))}


@dataclass(frozen=True)
class App:
    """The app in a process of its own: where it answers, and where its output goes."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


StartApp = Callable[..., App]


@pytest.fixture(scope="module")
def own_engine() -> Iterator[None]:
    """An engine for the tests of a module, and a simulator that is in a hurry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMSCOPE_SIMULATOR_PACE", "first=0.01 rate=2000")
        st.cache_resource.clear()
        yield
        state.simulator().close()
        state.engine().close()
        st.cache_resource.clear()


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The test has no key, and no `.env`."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", *dotenv.dotenv_values(ROOT / ".env")):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def upstream(own_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """A server that the environment names as the backend, with its key."""
    with Upstream() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_MODEL", "m-1")
        yield server


@pytest.fixture(scope="session")
def app_url(clean_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of one app that all tests share; it knows no key."""
    with serve(clean_env, tmp_path_factory.mktemp("app") / "log") as app:
        yield app.url


@pytest.fixture
def start_app(clean_env: dict[str, str], tmp_path: Path) -> Iterator[StartApp]:
    """`start_app(env, options=(), root=ROOT)` starts an app with these variables too, until the test ends."""
    with contextlib.ExitStack() as stack:

        def start(env: Mapping[str, str], options: Sequence[str] = (), root: Path = ROOT) -> App:
            port = free_port()
            log = tmp_path / f"app-{port}.log"
            return stack.enter_context(serve({**clean_env, **env}, log, options, root, port))

        yield start


@contextlib.contextmanager
def serve(
    env: Mapping[str, str], log: Path, options: Sequence[str] = (), root: Path = ROOT, port: int = 0
) -> Iterator[App]:
    """Run the app of `root` until the block ends; `options` go to `streamlit run`."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.headless", "true", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=root, env=dict(env), stdout=output, stderr=subprocess.STDOUT)
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


def wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float = 60) -> None:
    """Return once the app answers; fail with its output when it ends or the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    state = "no answer" if process.poll() is None else f"exit code {process.returncode}"
    output = log.read_text("utf-8", "replace")[-4000:]
    pytest.fail(f"expected a healthy app within {seconds:g} s, got {state}:\n{output}")


def free_port() -> int:
    """A port that is free now and that browsers don't refuse.

    It is none of those that a system gives out by itself: another worker could be given it before the app has it.
    """
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
