"""Whether a run's events say how it ended: by its last event where that is enough, as by folding all of them."""

from pathlib import Path

import pytest

from lib.protocol.ending import missing_end, unended
from lib.protocol.events import Body, Event, event
from lib.protocol.recording import load
from lib.protocol.run import FoldedRun
from lib.samples.recordings import samples
from tests.answers import added, asked, over, piece


def by_folding(events: list[Event]) -> Body | None:
    """What folding all of them says."""
    run = FoldedRun()
    for one in events:
        run.fold(one.body, one.t)
    return unended(run)


def test_the_beginnings_of_every_sample_end_as_folding_says() -> None:
    for sample in samples():
        events = sample.load().events
        for count in {*range(0, len(events), 11), *range(max(0, len(events) - 3), len(events) + 1)}:
            assert missing_end(events[:count]) == by_folding(events[:count]), (sample.name, count)


def test_recorded_streams_whole_or_cut_off_end_as_folding_says(streams: list[Path]) -> None:
    for path in sorted(streams, key=lambda path: path.stat().st_size)[:120]:
        events = load(path.read_bytes()).events
        for count in (len(events), len(events) - 1, len(events) // 2):
            assert missing_end(events[:count]) == by_folding(events[:count]), (path.name, count)


CALLED = {"type": "function_call", "id": "f", "call_id": "c", "name": "n", "arguments": ""}


@pytest.mark.parametrize(
    ("bodies", "kind"),
    [
        ([], "run.ended_early"),
        ([asked()], "run.ended_early"),
        ([asked(), added(), piece("a")], "run.ended_early"),
        ([asked(), added(), over()], None),
        ([asked(), added(), over("failed")], None),
        ([asked(), {"type": "run.stopped", "message": "m"}], None),
        ([asked(), over(), added()], None),
        ([asked(), {"type": "error", "message": "m"}], "run.failed"),
        (
            [
                {**asked(), "tools": ["n"]},
                {"type": "response.output_item.added", "output_index": 0, "item": CALLED},
                over(),
            ],
            "run.ended_early",
        ),
        ([{**asked(), "tools": ["n"]}, added(), over()], None),
    ],
)
def test_a_run_ends_by_its_response_or_by_an_event_of_our_own(bodies: list[Body], kind: str | None) -> None:
    events = [event(None, body) for body in bodies]
    found = missing_end(events)
    assert found == by_folding(events)
    assert (found or {}).get("type") == kind
