"""README's commands, its example and its list of pages, held against what is there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
RUN_THE_APP = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/streamlit run app.py"
RUN_THE_TESTS = (
    "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.txt"
    " && .venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/pytest -n 3"
)


def section(heading: str) -> str:
    """What README says under a heading of the second level; "" without one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def blocks(text: str, language: str = r"\w*") -> list[str]:
    """The fenced blocks of a text, without their fences."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("heading", "command"), [("Run the app", RUN_THE_APP), ("Run the tests", RUN_THE_TESTS)])
def test_each_command_is_one_line_under_its_heading(heading: str, command: str) -> None:
    assert blocks(section(heading))[:1] == [f"{command}\n"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] != "#"]
    pinned = re.compile(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==[0-9][A-Za-z0-9.+!]*")
    assert lines
    assert [line for line in lines if not pinned.fullmatch(line) and line != "-r requirements.txt"] == []


def test_the_list_of_pages_names_every_page() -> None:
    """A page is named as `/text` or as pages/text.py."""
    listed = set(re.findall(r"(?:`/|\bpages/)([a-z_]+)", section("Pages")))
    if "\n## Pages\n" in README:
        assert listed == {path.stem for path in ROOT.glob("pages/*.py")}


def test_ci_runs_the_command_that_stands_in_the_readme(tmp_path: Path) -> None:
    """A copy of .ci/run beside another README runs that README's command, with CI and the streams set."""
    home = tmp_path / "clone"
    (home / ".ci").mkdir(parents=True)
    (tmp_path / "shared" / "streams").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "chromium").touch(0o755)  # nothing to install
    shutil.copy(ROOT / ".ci" / "run", home / ".ci" / "run")
    readme = README.replace(RUN_THE_TESTS, 'echo "$CI" "$STREAMSCOPE_STREAMS" > proof && pwd >> proof')
    assert readme != README
    (home / "README.md").write_text(readme, "utf-8")
    env = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([home / ".ci" / "run"], env=env, check=True, timeout=30)
    streams, where = (home / "proof").read_text("utf-8").splitlines()
    assert streams == f"true {home}/../shared/streams"
    assert where == str(home)


def test_ci_fails_when_the_command_fails(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "chromium").touch(0o755)
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "README.md").write_text("## Run the tests\n\n```sh\nfalse && true\n```\n", "utf-8")
    env = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    assert subprocess.run([tmp_path / ".ci" / "run"], env=env, timeout=30).returncode != 0


def test_the_python_example_runs_and_prints(clean_env: dict[str, str]) -> None:
    examples = blocks(README, "python")
    assert examples, "expected a ```python block in README.md"
    for example in examples:
        command = [sys.executable, "-c", example]
        done = subprocess.run(command, cwd=ROOT, env=clean_env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
