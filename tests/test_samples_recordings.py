"""The shipped recordings are what the simulator sends today, small, and each shows what it says."""

import json
from collections.abc import Iterator

import pytest

from lib.protocol.recording import Recording
from lib.protocol.run import FoldedRun
from lib.samples.recordings import FOLDER, samples
from lib.simulator.endings import ENDINGS
from lib.simulator.flaws import FLAWS
from tests.sample_recordings import BASE_URL, REQUESTS, comparable, recorded

LARGEST = 60_000  # bytes
NAMES = [sample.name for sample in samples()]
SAMPLES = {sample.name: sample for sample in samples()}


@pytest.fixture(scope="module")
def today() -> Iterator[dict[str, Recording]]:
    """The samples recorded anew."""
    yield recorded()


def folded(recording: Recording) -> FoldedRun:
    run = FoldedRun()
    for one in recording.events:
        run.fold(one.body, one.t)
    return run


def types(name: str) -> set[str]:
    return {one.type for one in SAMPLES[name].load().events}


def test_every_file_is_a_sample_and_every_sample_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES) == sorted(REQUESTS)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_small_and_has_a_title(name: str) -> None:
    sample = SAMPLES[name]
    assert 0 < sample.path.stat().st_size < LARGEST
    assert sample.title and sample.shows.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_what_the_simulator_sends_today(name: str, today: dict[str, Recording]) -> None:
    kept, now = comparable(SAMPLES[name].load()), comparable(today[name])
    again = "; record them again with python -m tests.sample_recordings"
    assert kept[0] == now[0], f"another request{again}"
    assert kept[1] == now[1], f"other events of the server{again}"
    assert kept[2] == now[2], f"other events of our own{again}"


@pytest.mark.parametrize("name", NAMES)
def test_the_times_of_a_sample_never_go_back(name: str) -> None:
    times = [one.t for one in SAMPLES[name].load().events if one.t is not None]
    assert times == sorted(times) and 0 <= times[0] < 0.01  # as in a run of a visitor, whose request begins it


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("text", "completed"),
        ("cut-off", "incomplete"),
        ("cut-off-json", "incomplete"),
        ("failed", "failed"),
        ("error-then-failed", "failed"),
        ("error", "failed"),
        ("ended-early", "ended_early"),
        ("broken-connection", "failed"),
        ("stopped", "stopped"),
        ("refused-request", "failed"),
        ("whole", "completed"),
    ],
)
def test_a_sample_ends_as_it_says(name: str, status: str) -> None:
    assert folded(SAMPLES[name].load()).status == status


def test_samples_show_every_kind_of_item_that_the_simulator_sends() -> None:
    shown = set()
    for sample in samples():
        for turn in folded(sample.load()).turns:
            for item in turn.as_dict()["output"]:
                shown |= {item["type"], *(part["type"] for part in item.get("content") or ())}
    assert shown >= {"message", "reasoning", "function_call", "custom_tool_call", "output_text", "refusal"}


def test_samples_show_every_flaw_and_ending_that_the_simulator_can_be_asked_for() -> None:
    asked: dict[str, set[str]] = {"simulator_flaw": set(), "simulator_ending": set()}
    for sample in samples():
        for field, value in sample.load().request.get("metadata", {}).items():
            asked[field].add(value)
    assert asked == {"simulator_flaw": set(FLAWS), "simulator_ending": set(ENDINGS)}


def test_parallel_calls_are_answered_over_two_turns() -> None:
    run = folded(SAMPLES["parallel-calls"].load())
    assert len(run.turns) == 2
    assert [call.state for call in run.calls.of_turn(0)] == ["completed", "completed"]
    assert all(call.output for call in run.calls.of_turn(0))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("reasoning", {"response.reasoning_summary_text.delta", "response.reasoning_summary_part.done"}),
        ("calls-over-turns", {"run.tool_state"}),
        ("approval", {"run.call_awaiting", "run.function_call_output"}),
        ("retried-call", {"run.call_retrying"}),
        ("custom-tool", {"response.custom_tool_call_input.delta"}),
        ("refusal", {"response.refusal.delta"}),
        ("failed", {"response.failed"}),
        ("error-then-failed", {"error", "response.failed"}),
        ("error", {"error", "run.failed"}),
        ("ended-early", {"run.ended_early"}),
        ("broken-connection", {"run.broken_frame", "run.failed"}),
        ("whole", {"run.response"}),
    ],
)
def test_a_sample_has_the_events_that_it_is_for(name: str, kinds: set[str]) -> None:
    assert kinds <= types(name)


def test_one_call_is_approved_and_the_other_declined() -> None:
    run = folded(SAMPLES["approval"].load())
    assert [call.state for call in run.calls.of_turn(0)] == ["completed", "declined"]


def test_a_failed_call_and_flawed_json_are_what_they_say() -> None:
    assert [call.state for call in folded(SAMPLES["failed-call"].load()).calls.of_turn(0)] == ["failed"]
    texts = {
        name: folded(SAMPLES[name].load()).snapshot.as_dict()["output"][-1]["content"][0]["text"]
        for name in ("structured", "wrong-type", "repeated-key", "fence", "trailing", "broken-json")
    }
    parsed = {name for name, text in texts.items() if is_json(text)}
    assert parsed == {"structured", "wrong-type", "repeated-key"}
    assert texts["fence"].startswith("```json")


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_samples_name_no_port_of_the_machine_that_recorded_them() -> None:
    for sample in samples():
        text = sample.path.read_text("utf-8")
        assert text.count("http://127.0.0.1:") == text.count(BASE_URL), sample.name
