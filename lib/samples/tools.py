"""The sample tools in one registry. All of them work offline."""

from typing import Any

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
