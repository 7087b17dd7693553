"""Prompts to try the sample tools with."""

from typing import NamedTuple


class Preset(NamedTuple):
    """A prompt and the names of the tools that it needs. `get_weather` is the lesson of the page."""

    title: str
    prompt: str
    tools: tuple[str, ...]


PRESETS = (
    Preset("Weather, two calls at once", "What's the weather in Tokyo and Paris in March?", ("get_weather",)),
    Preset(
        "A team grows",
        "Add a developer to the design team",
        ("list_team", "get_user_information", "add_user", "move_user"),
    ),
    Preset("Flights", "Find flights from JFK to LAX", ("search_flights",)),
    Preset("Arithmetic", "What is (17 + 4) * 2 ** 10, and what is its square root?", ("calculate",)),
    Preset("Two clocks", "What time is it in Asia/Tokyo and in America/New_York?", ("current_time",)),
    Preset("Search with sources", "Search the handbook: how do parallel calls work?", ("search_handbook",)),
    Preset("A call that is tried again", "What does the HTTP status code 429 mean?", ("look_up_status",)),
    Preset("Free text", 'Count the words in "The quick brown fox jumps over the lazy dog."', ("count_words",)),
)
