"""`python -m lib.protocol fold|timing|lint FILE…`: one JSON line a file, from recordings, .sse bodies and HAR files.

A file is read as far as it goes: what could not be read is said on stderr. Of a HAR file with several streams `fold`
and `timing` tell of each under `streams`; `lint` puts all findings in one list, each with the number of its stream.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.protocol.ending import unended
from lib.protocol.files.opening import opened
from lib.protocol.lint import lint
from lib.protocol.recording import Recording, RecordingError
from lib.protocol.run import FoldedRun
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
    """What the stream does that the protocol doesn't allow or document.

    `event` is an index into the stream's events, from 0; null where it is about all of them. Messages count from 1.
    """
    return {"findings": [finding._asdict() for finding in lint(recording.events)]}


COMMANDS: dict[str, Callable[[Recording], dict[str, Any]]] = {"fold": fold, "timing": timing, "lint": findings}


def together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What a line says of the streams of one file."""
    if len(found) == 1:
        return found[0]
    if all(set(one) == {"findings"} for one in found):
        return {"findings": [{"stream": at, **finding} for at, one in enumerate(found) for finding in one["findings"]]}
    return {"streams": found}


def line(path: Path, told: Callable[[Recording], dict[str, Any]]) -> tuple[str, str]:
    """The JSON line of a file, and why there is nothing but an `error` in it; "" where there is more."""
    try:
        return json.dumps({"file": str(path), **all_of(path, told)}), ""
    except Exception as error:  # whatever is wrong with one file, the others are told of
        why = reason(error)
        return json.dumps({"file": str(path), "error": why}), why


def all_of(path: Path, told: Callable[[Recording], dict[str, Any]]) -> dict[str, Any]:
    """What is told of a file. Raises OSError and RecordingError where nothing of it can be read."""
    every = opened(path.read_bytes(), path.name)
    for note in (note for one in every for note in one.notes):
        say(f"{path}: {note}")
    return together([told(one.recording) for one in every])


def reason(error: Exception) -> str:
    """Why a file could not be told of; what nothing of ours should raise is named by its class."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) if isinstance(error, RecordingError) else f"{type(error).__name__}: {error}"


def say(sentence: str) -> None:
    """A sentence on stderr, on a line of its own."""
    print(sentence.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)


def main() -> int:
    """0 when every file could be read, whatever was found in it; 1 otherwise, with an `error` in that file's line."""
    parser = argparse.ArgumentParser(prog="python -m lib.protocol", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    arguments = parser.parse_args()
    failed = False
    for path in arguments.files:
        found, why = line(path, COMMANDS[arguments.command])
        if why:
            say(f"{path}: {why}")
            failed = True
        print(found, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
