"""`python -m lib.protocol fold|timing FILE…` prints a JSON line a file."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.protocol.events import Event, event
from lib.protocol.recording import Recording, save

ROOT = Path(__file__).parent.parent
KEYS = {"file", "status", "response", "events", "unknown", "notes"}
CREATED = b'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n'
END = (
    b'event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_1","status":"completed",'
    b'"output":[{"type":"message","content":[{"type":"output_text","text":"caf\xc3\xa9"}]}]}}\n\n'
)


def run(command: str, *files: Path) -> tuple[int, list[dict[str, Any]]]:
    arguments = [sys.executable, "-m", "lib.protocol", command, *map(str, files)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def kept(path: Path, body: bytes | str) -> Path:
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def test_fold_gives_the_response_of_each_file(tmp_path: Path) -> None:
    stream = kept(tmp_path / "a.sse", CREATED + b'data: {"type":"keepalive"}\n\n' + END)
    events = [event(0.0, {"type": "run.request", "body": {}}), Event(0.5, CREATED), Event(1.0, END)]
    recording = kept(tmp_path / "b.jsonl", "".join(save(Recording(events=events))))
    code, (one, two) = run("fold", stream, recording)
    assert code == 0
    assert set(one) == set(two) == KEYS
    assert (one["file"], two["file"]) == (str(stream), str(recording))
    assert one["response"]["output"][0]["content"][0]["text"] == "café"
    assert one["response"] == two["response"]
    assert (one["status"], one["events"], one["unknown"], one["notes"]) == ("completed", 3, {"keepalive": 1}, [])
    assert (two["status"], two["events"], two["unknown"]) == ("completed", 2, {})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (CREATED, "ended_early"),
        (b": ping\n\n", "ended_early"),
        (CREATED + b'data: {"type":"error","message":"no"}\n\n', "failed"),
        (END.replace(b"completed", b"incomplete"), "incomplete"),
        (END.replace(b"completed", b"failed"), "failed"),
    ],
)
def test_fold_says_how_a_stream_ended(tmp_path: Path, body: bytes, status: str) -> None:
    code, (found,) = run("fold", kept(tmp_path / "a.sse", body))
    assert (code, found["status"]) == (0, status)


def test_timing_gives_the_metrics(tmp_path: Path) -> None:
    events = [event(0.0, {"type": "run.request"}), Event(0.5, CREATED), Event(1.0, END)]
    recording = kept(tmp_path / "b.jsonl", "".join(save(Recording(events=events))))
    code, (timed, untimed) = run("timing", recording, kept(tmp_path / "a.sse", CREATED + END))
    assert code == 0
    assert (timed["first_event"], timed["last"], timed["events"], timed["events_per_second"]) == (0.5, 1.0, 2, 2.0)
    assert (untimed["first_event"], untimed["last"], untimed["events"]) == (None, None, 2)
    assert set(timed) == set(untimed)


@pytest.mark.parametrize("command", ["fold", "timing"])
def test_a_bad_file_has_an_error_in_its_line_and_the_others_are_done(command: str, tmp_path: Path) -> None:
    good = kept(tmp_path / "good.sse", CREATED + END)
    bad = [
        tmp_path / "none.sse",
        tmp_path,
        kept(tmp_path / "empty", b""),
        kept(tmp_path / "bad", b"\x89PNG\r\n\x1a\n\x00"),
    ]
    code, found = run(command, *bad, good)
    assert code == 1
    assert [line["file"] for line in found] == [*map(str, bad), str(good)]
    assert all(set(line) == {"file", "error"} and line["error"] for line in found[:-1])
    assert "error" not in found[-1]


def test_recorded_streams_can_all_be_folded(streams: list[Path]) -> None:
    code, found = run("fold", *streams)
    assert code == 0
    assert [line["file"] for line in found] == [str(path) for path in streams]
    assert all(set(line) == KEYS for line in found)
    assert {line["status"] for line in found} <= {"completed", "incomplete", "failed"}
