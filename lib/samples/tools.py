"""The sample tools in one registry. All of them work offline."""

from typing import Annotated, Any

from lib.samples import climate
from lib.samples.calculator import calculate
from lib.samples.flights import search_flights
from lib.samples.handbook import search_handbook
from lib.samples.organisation import Organisation
from lib.samples.status import UnreliableService
from lib.samples.words import count_words
from lib.samples.zones import current_time
from lib.tools.custom import CustomTool
from lib.tools.registry import ToolRegistry


def offline(organisation: dict[str, Any] | None = None) -> ToolRegistry:
    """All sample tools, over one visitor's organisation; without it, over the one that ships.

    What the organisation has become is the `state()` of any of its tools. Raises ValueError for data that isn't one.
    """
    people = Organisation(organisation)
    return ToolRegistry(
        [
            search_flights,
            people.get_user_information,
            people.list_team,
            people.add_user,
            people.move_user,
            search_handbook,
            calculate,
            current_time,
            UnreliableService().look_up_status,
            CustomTool(count_words),
        ]
    )


def answering() -> ToolRegistry:
    """The tools that answer the calls of a recording's request when it is sent again: all of them, and `get_weather`.

    That one is the lesson of the Function calls page, which defines it for itself.
    """
    return ToolRegistry([*offline(), get_weather])


def get_weather(
    city: Annotated[str, "Name of the city, such as Tokyo"],
    month: Annotated[climate.Month, "Month in English"],
) -> Any:
    """Typical weather of a city in a month, from long-term averages. It is no forecast."""
    return climate.typical(city, month)
