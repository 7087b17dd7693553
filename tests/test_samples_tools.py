"""The sample tools in one registry, and the small ones among them."""

import json
import zoneinfo
from datetime import UTC, datetime
from typing import Any

import pytest

from lib.samples.organisation import DEFAULT
from lib.samples.presets import PRESETS
from lib.samples.recordings import samples
from lib.samples.status import UnreliableService
from lib.samples.tools import answering, offline
from lib.samples.words import count_words
from lib.samples.zones import current_time, time_in
from lib.tools.registry import ToolRegistry
from lib.tools.strict import strict_faults


def output(registry: ToolRegistry, name: str, arguments: str) -> Any:
    tool = registry.tool(name)
    return json.loads(tool.call(tool.check(arguments)))


def test_every_function_among_them_has_a_strict_schema_with_descriptions() -> None:
    for definition in offline().definitions():
        assert definition["description"]
        if definition["type"] == "function":
            assert strict_faults(definition["parameters"]) == []
            assert all(each.get("description") for each in definition["parameters"]["properties"].values())


def test_every_call_of_a_sample_recording_can_be_answered() -> None:
    definitions = {one["name"]: one for one in answering().definitions()}
    offered = [tool for sample in samples() for tool in sample.load().request.get("tools", [])]
    assert {tool["name"] for tool in offered} >= {"get_weather", "list_team"}
    assert [tool for tool in offered if definitions[tool["name"]] != tool] == []


def test_the_weather_comes_from_the_table() -> None:
    found = output(answering(), "get_weather", '{"city":"Tokyo","month":"March"}')
    assert (found["city"], found["note"]) == ("Tokyo", "typical, long-term averages; no forecast")


def test_every_preset_names_tools_that_there_are() -> None:
    known = {*offline().names, "get_weather"}
    assert [preset for preset in PRESETS if not preset.tools or set(preset.tools) - known] == []
    assert len({preset.prompt for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize(
    ("name", "arguments", "part"),
    [
        ("search_flights", '{"origin": "JFK", "destination": "LAX", "day": null}', {"generated": True}),
        ("search_flights", '{"origin": "JFK", "destination": "LAX", "day": "2026-03-01"}', {"date": "2026-03-01"}),
        ("get_user_information", '{"name": "Susan Kare"}', {"role": "lead", "team": "design"}),
        ("calculate", '{"expression": "6 * 7"}', {"result": 42}),
        ("current_time", '{"zone": "UTC"}', {"zone": "UTC", "utc_offset": "+0000"}),
        ("count_words", "one two", {"words": 2}),
    ],
)
def test_each_is_called_with_what_a_model_would_send(name: str, arguments: str, part: dict[str, Any]) -> None:
    found = output(offline(), name, arguments)
    assert {key: found[key] for key in part} == part


def test_a_search_gives_a_list_with_sources() -> None:
    assert output(offline(), "search_handbook", '{"query": "call_id"}')[0]["source"].startswith("handbook#")


def test_the_tools_of_the_organisation_share_its_state() -> None:
    registry = offline({"teams": ["red"], "users": []})
    output(registry, "add_user", '{"name": "Bob", "role": "developer", "team": "red"}')
    expected = {"teams": ["red"], "users": [{"name": "Bob", "role": "developer", "team": "red"}]}
    assert registry.tool("list_team").state() == registry.tool("move_user").state() == expected
    assert registry.tool("calculate").state() is None
    assert offline().tool("list_team").state() == DEFAULT


def test_only_the_unreliable_lookup_is_tried_again_and_then_succeeds() -> None:
    assert [tool.name for tool in offline() if tool.retryable] == ["look_up_status"]
    look_up = UnreliableService().look_up_status
    for attempt in (1, 2):
        with pytest.raises(ConnectionError, match=f"simulated trouble, try {attempt}"):
            look_up(429)
    found = look_up(429)
    assert (found.phrase, found.tries) == ("Too Many Requests", 3)
    assert "simulates trouble" in found.note
    with pytest.raises(ConnectionError):
        look_up(429)
    with pytest.raises(ValueError, match="no HTTP status code 999"):
        look_up(999)


def test_a_moment_is_told_in_any_zone() -> None:
    moment = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
    tokyo = time_in("Asia/Tokyo", moment)
    assert (tokyo.time, tokyo.weekday, tokyo.utc_offset) == ("2026-01-02T05:00:00+09:00", "Friday", "+0900")
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= datetime.fromisoformat(current_time("America/New_York").time) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        ("Tokyo", "did you mean Asia/Tokyo"),
        ("new york", "did you mean America/New_York"),
        ("Europe/Pariss", "did you mean Europe/Paris"),
        ("", "expected a name such as Asia/Tokyo"),
        ("../../etc/passwd", "no time zone named"),
        ("/etc/localtime", "no time zone named"),
        ("Europe", "no time zone named 'Europe'"),
        ("x" * 5000, "no time zone named"),
        ("a\x00b", "no time zone named"),
    ],
)
def test_a_zone_that_is_none_is_said_with_those_that_are_alike(zone: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        current_time(zone)


def test_zones_need_nothing_of_the_machine() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath([])
    try:
        assert current_time("Asia/Tokyo").utc_offset == "+0900"
    finally:
        zoneinfo.reset_tzpath()


def test_a_text_is_counted() -> None:
    figures = count_words("The quick fox. It's the fox!\nWell-known…")
    assert (figures.words, figures.different_words, figures.sentences, figures.lines) == (7, 5, 3, 2)
    assert figures.longest_word == "Well-known"
    assert count_words("").longest_word == ""
