"""`python -m lib.protocol fold|timing|lint FILE…`: one JSON line a file, from .sse bodies and .jsonl recordings."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.protocol.lint import lint
from lib.protocol.recording import Recording, RecordingError, load
from lib.protocol.run import FoldedRun, unended
from lib.protocol.timing import Timing


def fold(recording: Recording) -> dict[str, Any]:
    """What the stream adds up to. A stream that stops without an end has the status `ended_early`."""
    run = FoldedRun()
    for event in recording.events:
        run.fold(event.body, event.t)
    if end := unended(run):
        run.fold(end)
    snapshot = run.snapshot
    return {
        "status": run.status,
        "response": snapshot.as_dict(),
        "events": snapshot.events,
        "unknown": dict(snapshot.unknown),
        "notes": snapshot.notes,
    }


def timing(recording: Recording) -> dict[str, Any]:
    """The metrics; times are null for .sse files, which have none."""
    metrics = Timing()
    for event in recording.events:
        metrics.add(event.t, event.body)
    return dict(metrics.as_dict())


def findings(recording: Recording) -> dict[str, Any]:
    """What the stream does that the protocol doesn't allow or document; `event` is null where it is about all of it."""
    return {"findings": [finding._asdict() for finding in lint(recording.events)]}


COMMANDS: dict[str, Callable[[Recording], dict[str, Any]]] = {"fold": fold, "timing": timing, "lint": findings}


def main() -> int:
    """0 when every file could be read; 1 otherwise, with an `error` in that file's line."""
    parser = argparse.ArgumentParser(prog="python -m lib.protocol", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    arguments = parser.parse_args()
    failed = False
    for path in arguments.files:
        try:
            found = COMMANDS[arguments.command](load(path.read_bytes()))
        except (OSError, RecordingError) as error:
            failed, found = True, {"error": str(error)}
        print(json.dumps({"file": str(path), **found}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
