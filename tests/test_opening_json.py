"""JSON that is no line an event: one object over several lines, or one list. And a line that can't be read."""

import json
from typing import Any

import pytest

from lib.protocol.files.opened import MOST_RECORDINGS, MOST_VALUES, Opened, Room
from lib.protocol.files.opening import opened
from lib.protocol.lint import lint
from lib.protocol.recording import Recording, RecordingError, save, sse_body
from lib.samples.recordings import samples

HEAD = {"streamscope": 1, "request": {"model": "m"}, "backend": "simulator", "started_at": ""}
CREATED = {"type": "response.created", "response": {"id": "resp_1"}}
DELTA = {"type": "response.output_text.delta", "delta": "a", "output_index": 0}
ENDS = {"type": "response.completed", "response": {"id": "resp_1"}}
EVENTS = [CREATED, DELTA, ENDS]
TYPES = [each["type"] for each in EVENTS]


def one(raw: str | bytes, room: Room | None = None) -> Opened:
    (found,) = opened(raw.encode() if isinstance(raw, str) else raw, "", room)
    return found


def lines(*rows: Any) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def row(body: dict[str, Any], t: float = 0.5) -> dict[str, Any]:
    return {"t": t, "event": body}


def types(found: Opened) -> list[str]:
    return [event.type for event in found.recording.events]


def refusal(raw: str) -> str:
    with pytest.raises(RecordingError) as caught:
        opened(raw.encode())
    assert len(str(caught.value)) < 400
    return str(caught.value)


# One object, one list.


@pytest.mark.parametrize("indent", [None, 2])
def test_one_event_is_opened(indent: int | None) -> None:
    for body in (CREATED, row(CREATED)):
        found = one(json.dumps(body, indent=indent))
        assert types(found) == TYPES[:1]
        assert "the request is unknown" in found.notes[0]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_events_is_opened(indent: int | None) -> None:
    found = one(json.dumps(EVENTS, indent=indent))
    assert (types(found), {event.t for event in found.recording.events}) == (TYPES, {None})
    assert found.notes == ["It begins without a recording's first line, so the request is unknown."]
    found = one(json.dumps([HEAD, *map(row, EVENTS)], indent=indent))
    assert (types(found), {event.t for event in found.recording.events}) == (TYPES, {0.5})
    assert (found.recording.request, found.notes) == ({"model": "m"}, [])


def test_an_entry_that_is_no_event_is_kept_and_named() -> None:
    found = one(json.dumps([CREATED, {"id": 1}, ENDS]))
    assert types(found) == [TYPES[0], "run.broken_frame", TYPES[2]]
    assert found.recording.events[1].body["text"] == '{"id": 1}'
    assert found.notes[1].startswith("Entry 2 of the list can't be read: expected an object")


def test_of_too_long_a_list_the_first_entries_are_kept() -> None:
    found = one(json.dumps([CREATED] * 9), Room(events=4))
    assert (
        found.notes[-1]
        == "It goes on: at most 4 events and 64 MB are kept; from entry 5 of the list on it is left out."
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("[]", "it is one JSON list, and it is empty: put each event in a line of its own; expected a recording"),
        (
            "[1, 2]",
            "it is one JSON list, and its first entry is no event: expected an object with 't' and 'event', got 1",
        ),
        (json.dumps(EVENTS)[:-5], "it is one JSON list, and it isn't whole: put each event in a line of its own"),
        ("[" + "[]," * MOST_VALUES + "1]", "it is one JSON list, and it may have"),
        (json.dumps({"id": 1}, indent=2), "it is one JSON object, and no event; expected a recording (.jsonl)"),
        (json.dumps(CREATED, indent=2) + json.dumps(ENDS, indent=2), "it is JSON over several lines; expected a rec"),
        (json.dumps(CREATED, indent=2)[:-2], "it is JSON over several lines; expected a rec"),
    ],
)
def test_other_json_is_refused_with_what_is_expected(raw: str, says: str) -> None:
    assert refusal(raw).startswith(says)


# A line that can't be read.


@pytest.mark.parametrize("bad", ["oops", "[1, 2]", '{"t":"x","event":{"type":"a"}}', "\x00\x01", '{"t":0.1,"eve'])
def test_a_line_that_cannot_be_read_is_kept_and_read_on_behind_it(bad: str) -> None:
    found = one(lines(HEAD, row(CREATED), bad, row(DELTA), row(ENDS)))
    assert types(found) == [TYPES[0], "run.broken_frame", *TYPES[1:]]
    kept = found.recording.events[1]
    assert (kept.t, kept.body["text"]) == (None, bad)
    (note,) = found.notes
    assert note.startswith("Line 3 can't be read: expected ") and note.endswith(". It is kept as it is.")


def test_a_line_that_cannot_be_read_is_no_part_of_the_stream() -> None:
    found = one(lines(HEAD, row(CREATED), "oops", row(ENDS)))
    assert b"oops" not in sse_body(found.recording)
    text = "".join(save(found.recording))
    assert "".join(save(one(text).recording)) == text
    assert types(one(text)) == types(found)


def test_many_lines_that_cannot_be_read_are_summed_up() -> None:
    found = one(lines(HEAD, row(CREATED), *["oops"] * 10, row(ENDS)))
    assert types(found)[-1] == TYPES[2]
    assert len(found.notes) == 4 and found.notes[-1] == "7 more can't be read."


def test_what_cannot_be_read_is_bounded_like_events() -> None:
    found = one(lines(CREATED, *["oops"] * 10), Room(events=4))
    assert len(found.recording.events) == 4
    assert found.notes[-2].endswith("; from line 5 on it is left out.")


@pytest.mark.parametrize("bad", ["oops", "[1]", '{"streamscope": 2, "request": {}}', '{"a": 1}'])
def test_where_the_first_line_is_none_all_is_refused(bad: str) -> None:
    assert refusal(lines(bad, row(CREATED), row(ENDS))).startswith(("line 1: ", "it is "))


def test_behind_a_head_that_cannot_be_read_another_recording_begins() -> None:
    first, second = opened(lines(HEAD, row(CREATED), {"streamscope": 2}, row(DELTA), row(ENDS)).encode())
    assert (types(first), first.notes) == (TYPES[:1], [])
    assert (types(second), second.recording.request) == (["run.broken_frame", *TYPES[1:]], {})
    assert second.notes[0].startswith("Line 3 can't be read: expected version 1")
    assert len(opened(lines(HEAD, *[{"streamscope": 2}] * 500).encode())) == MOST_RECORDINGS


# Turns.


def test_two_bare_responses_after_each_other_are_two_turns() -> None:
    (sample,) = (one for one in samples() if one.name == "parallel-calls")
    wire = [event.body for event in sample.load().events if not event.type.startswith("run.")]
    for raw in (lines(*wire), json.dumps(wire)):
        found = one(raw)
        assert types(found).count("run.request") == 1
        assert [each for each in lint(found.recording.events) if each.severity == "broken"] == []
    data_alone = "".join(f"data: {json.dumps(dict(reversed(body.items())))}\n\n" for body in wire)
    assert '"type"' not in data_alone[:200]
    assert [each for each in lint(one(data_alone).recording.events) if each.severity == "broken"] == []


def test_a_request_that_stands_between_two_turns_is_no_second_one() -> None:
    own = {"type": "run.request", "body": {"model": "m"}}
    found = one(lines(own, *EVENTS, own, *EVENTS))
    assert types(found) == ["run.request", *TYPES] * 2


def test_a_recording_of_two_turns_stays_as_it_is() -> None:
    recording = one(lines(HEAD, *map(row, EVENTS * 2))).recording
    assert types(Opened(recording, "")) == TYPES * 2
    assert isinstance(recording, Recording)


RESPONSE = [{"type": "response.created", "response": {"id": "a"}}, {"type": "response.completed", "response": {}}]


def types_in(text: str, **options: Any) -> list[str]:
    (found,) = opened(text.encode(), "x.jsonl", **options)
    return [one.type for one in found.recording.events]


def test_lines_without_a_head_have_a_turn_for_each_response_however_they_are_written() -> None:
    bare = "".join(json.dumps(body) + "\n" for body in RESPONSE * 2)
    timed = "".join(json.dumps({"t": at, "event": body}) + "\n" for at, body in enumerate(RESPONSE * 2))
    kinds = ["response.created", "response.completed"]
    assert types_in(bare) == types_in(timed) == [*kinds, "run.request", *kinds]
    (found,) = opened(timed.encode())
    assert [one.t for one in found.recording.events] == [0, 1, 2, 2, 3]


def test_the_events_of_a_recording_stay_as_they_are_where_a_response_follows_another() -> None:
    head = json.dumps({"streamscope": 1, "request": {}, "backend": "", "started_at": ""}) + "\n"
    lines = "".join(json.dumps({"t": at, "event": body}) + "\n" for at, body in enumerate(RESPONSE * 2))
    assert types_in(head + lines) == ["response.created", "response.completed"] * 2


def test_the_requests_of_recordings_count_in_the_bytes_that_are_kept() -> None:
    head = json.dumps({"streamscope": 1, "request": {"input": "x" * 1000}, "backend": "", "started_at": ""}) + "\n"
    line = json.dumps({"t": 0, "event": RESPONSE[0]}) + "\n"
    found = opened((head + line).encode() * 5, "x.jsonl", Room(size=2_500))
    assert len(found) == 2
    assert found[-1].notes == ["It goes on: at most 200,000 events and 0 MB are kept; from line 5 on it is left out."]
    with pytest.raises(RecordingError, match="its request is too large"):
        opened(head.encode(), "x.jsonl", Room(size=500))
