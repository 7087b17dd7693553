"""Every bench, one after the other; BENCHMARKS.md is what they say."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from machine import description
from place import BENCH, ROOT
from report import Figure, Row, text, verdict

NAMES = (
    "fold_streams",
    "fold_event",
    "calls_recorded",
    "calls_many",
    "schemas",
    "text_formats",
    "hung_tools",
    "partial",
    "partial_frames",
    "partial_models",
    "partial_recorded",
    "bytes_to_browser",
    "latency",
    "recordings",
    "stop",
    "interruptions",
    "sessions",
    "memory",
    "owners_key",
    "lint",
    "round_trips",
    "uploads",
)
LONGEST = 1200.0  # seconds that one may take
HEAD = """# Benchmarks

{date}, on {machine}.

`.venv/bin/python tests/bench/all.py` measures all of it again (about twenty-five minutes) and writes this file;
`.venv/bin/python tests/bench/<name>.py` measures one row. Each row's peer is measured in the same run. The machine
also runs the load and the browser, and what else was going on is in the notes: trust ratios more than times. Rows that
need recorded streams read the folder `STREAMSCOPE_STREAMS`.
"""


def main() -> None:
    """Measure and write."""
    rows = []
    for name in NAMES:
        print(f"{name} …", flush=True)
        row = measured(name)
        print(text(row), flush=True)
        rows.append((name, row))
        (ROOT / "BENCHMARKS.md").write_text(markdown(rows), "utf-8")


def measured(name: str) -> Row:
    """One script's row; where it fails, a row that says so."""
    command = [sys.executable, str(BENCH / f"{name}.py"), "--json"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=LONGEST, check=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        return Row(name, skipped=f"It could not be measured: {type(error).__name__}.")
    return Row(**{**found, "figures": [Figure(**figure) for figure in found["figures"]]})


def markdown(rows: list[tuple[str, Row]]) -> str:
    """The whole file."""
    date = datetime.now(UTC).date().isoformat()
    return "\n".join([HEAD.format(date=date, machine=description()), *(section(name, row) for name, row in rows)])


def section(name: str, row: Row) -> str:
    """One row's section."""
    lines = [
        f"## {row.title}",
        "",
        f"`tests/bench/{Path(name).name}.py`" + (f"; peer: {row.peer}" if row.peer else "") + ".",
    ]
    if row.skipped:
        return "\n".join([*lines, "", f"Skipped. {row.skipped}", ""])
    lines += ["", "| what | figure | bar | | peer | ratio |", "|---|---|---|---|---|---|"]
    for found in row.figures:
        cells = (found.what, found.figure, found.bar, verdict(found.ok), found.peer, found.ratio)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, "", *(f"- {note}" for note in row.notes), ""])


if __name__ == "__main__":
    main()
