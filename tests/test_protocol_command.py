"""`python -m lib.protocol fold|timing|lint FILE…` prints a JSON line a file, of all that can be opened."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.protocol import sse
from lib.protocol.__main__ import line as line_of
from lib.protocol.events import Event, event
from lib.protocol.lint import lint
from lib.protocol.recording import Recording, save

ROOT = Path(__file__).parent.parent
KEYS = {"file", "status", "response", "events", "unknown", "notes"}
CREATED = b'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n'
END = (
    b'event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_1","status":"completed",'
    b'"output":[{"type":"message","content":[{"type":"output_text","text":"caf\xc3\xa9"}]}]}}\n\n'
)


COMMANDS = ("fold", "timing", "lint")
DELTA = b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"x"}\n\n'


def ran(command: str, *files: Path) -> tuple[int, list[dict[str, Any]], list[str]]:
    """The exit code, the objects on stdout, the lines on stderr."""
    arguments = [sys.executable, "-m", "lib.protocol", command, *map(str, files)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.splitlines()


def run(command: str, *files: Path) -> tuple[int, list[dict[str, Any]]]:
    """Of files that have nothing to note."""
    code, found, said = ran(command, *files)
    assert said == []
    return code, found


def har(*bodies: bytes) -> bytes:
    """A HAR file with a stream in each entry."""
    entries = [
        {
            "request": {"method": "POST", "url": "https://api.openai.com/v1/responses", "headers": []},
            "response": {
                "status": 200,
                "headers": [],
                "content": {"mimeType": "text/event-stream", "text": body.decode()},
            },
        }
        for body in bodies
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


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
        (b": ping\n\n" + CREATED, "ended_early"),
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


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bad_file_is_named_with_the_reason_and_the_others_are_done(command: str, tmp_path: Path) -> None:
    good = kept(tmp_path / "good.sse", CREATED + END)
    bad = {
        tmp_path / "none.sse": "No such file or directory",
        tmp_path: "Is a directory",
        kept(tmp_path / "empty", b""): "it is empty",
        kept(tmp_path / "bad", b"\x89PNG\r\n\x1a\n\x00"): "it is binary",
        kept(tmp_path / "pings.sse", b": ping\n\n"): "it holds no event",
        kept(tmp_path / "page.html", b"<!doctype html><p>no"): "it is HTML",
        kept(tmp_path / "none.har", har()): "none of its 0 entries is a stream",
    }
    code, found, said = ran(command, *bad, good)
    assert code == 1
    assert [line["file"] for line in found] == [*map(str, bad), str(good)]
    for line, told, (path, why) in zip(found, said, bad.items(), strict=False):
        assert set(line) == {"file", "error"}
        assert line["error"].startswith(why)
        assert told == f"{path}: {line['error']}"
    assert len(said) == len(bad)
    assert "error" not in found[-1]


def test_what_goes_wrong_with_one_file_is_its_error_and_raises_nothing(tmp_path: Path) -> None:
    def falls_over(recording: Recording) -> dict[str, Any]:
        raise TypeError("no such thing")

    path = kept(tmp_path / "a.sse", CREATED + END)
    told, why = line_of(path, falls_over)
    assert json.loads(told) == {"file": str(path), "error": why}
    assert why == "TypeError: no such thing"
    assert "error" not in json.loads(line_of(path, lambda recording: {"findings": []})[0])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    secret = kept(tmp_path / "a.sse", CREATED)
    secret.chmod(0)
    code, (line,), said = ran("lint", secret)
    assert (code, line["error"], len(said)) == (1, "Permission denied", 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(command: str, tmp_path: Path) -> None:
    events = [event(0.0, {"type": "run.request", "body": {}}), Event(0.5, CREATED), Event(1.0, END)]
    lines = "".join(save(Recording(events=events)))
    cut = kept(tmp_path / "cut.jsonl", lines[:-40])
    code, (line,), (note,) = ran(command, cut)
    assert code == 0
    assert "error" not in line
    assert note.startswith(f"{cut}: Line 4 can't be read")
    if command == "lint":
        assert [one["rule"] for one in line["findings"] if one["severity"] == "broken"][-1] == "no_end"


def test_the_streams_of_a_har_file_are_told_apart(tmp_path: Path) -> None:
    one, two = (
        kept(tmp_path / "one.har", har(CREATED + END)),
        kept(tmp_path / "two.har", har(CREATED + END, CREATED + DELTA)),
    )
    code, (alone, both) = run("lint", one, two)
    assert code == 0
    assert all(set(finding) == {"rule", "severity", "event", "message"} for finding in alone["findings"])
    assert {finding["stream"] for finding in both["findings"]} == {0, 1}
    ends = [(finding["stream"], finding["rule"]) for finding in both["findings"] if finding["rule"] == "no_end"]
    assert ends == [(1, "no_end")]
    _, (alone, both) = run("fold", one, two)
    assert set(alone) == KEYS
    assert [stream["status"] for stream in both["streams"]] == ["completed", "ended_early"]
    assert [stream["events"] for stream in run("timing", two)[1][0]["streams"]] == [2, 2]


def test_lint_says_the_same_of_a_stream_however_it_is_kept(tmp_path: Path) -> None:
    body = CREATED + DELTA + b"data: {\n\n" + END
    frames = [Event(None, frame.raw) for frame in sse.Decoder().feed(body)]
    files = [
        kept(tmp_path / "a.sse", body),
        kept(tmp_path / "a.jsonl", "".join(save(Recording(events=frames)))),
    ]
    _, found, _ = ran("lint", *files)
    assert found[0]["findings"] == found[1]["findings"] == [one._asdict() for one in lint(frames)]
    assert "broken_frame" in {finding["rule"] for finding in found[0]["findings"]}


def test_recorded_streams_can_all_be_folded(streams: list[Path]) -> None:
    code, found, _ = ran("fold", *streams)
    assert code == 0
    assert [line["file"] for line in found] == [str(path) for path in streams]
    assert all(set(line) == KEYS for line in found)
    assert {line["status"] for line in found} <= {"completed", "incomplete", "failed"}
