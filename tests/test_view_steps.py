"""The steps from one event to another: where each leads."""

from lib.view.recordings.scrubber import BUTTONS
from lib.view.recordings.steps import ITEM, Step, Steps

TYPES = ("run.request", "response.created", ITEM, "d", "d", ITEM, "e", "d")
STEPS = Steps(TYPES)


def goals(step: Step) -> list[int | None]:
    """Where a step leads from each event."""
    return [STEPS.goal(at, step) for at in range(1, len(TYPES) + 1)]


def test_one_back_and_one_on_end_at_the_first_and_the_last() -> None:
    assert goals("back") == [None, 1, 2, 3, 4, 5, 6, 7]
    assert goals("on") == [2, 3, 4, 5, 6, 7, 8, None]


def test_the_next_of_this_type_skips_the_others_and_is_none_after_the_last() -> None:
    assert goals("type") == [None, None, 6, 5, 8, None, None, None]


def test_the_next_item_is_where_one_is_announced() -> None:
    assert goals("item") == [3, 3, 6, 6, 6, None, None, None]


def test_without_an_item_or_an_event_there_is_no_step() -> None:
    assert Steps(["a", "b"]).goal(1, "item") is None
    assert [Steps([]).goal(1, one.step) for one in BUTTONS] == [None] * len(BUTTONS)
    assert [STEPS.goal(len(TYPES) + 2, one.step) for one in BUTTONS] == [None] * len(BUTTONS)
