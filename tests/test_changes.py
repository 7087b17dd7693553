"""What changed between two JSON values: enough to make the one from the other, and never more than is shown."""

import copy
import json
import math
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.changes import ABSENT, MOST, Change, changes
from lib.protocol.recording import load
from lib.protocol.run import FoldedRun
from lib.protocol.state import state

KEYS = st.sampled_from(["a", "b", "output", "0", ""])
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, -0.5]) | st.text("ab", max_size=3)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)


def applied(before: Any, found: list[Change]) -> Any:
    """The value that the changes make of another; elements that went are taken out from the end."""
    whole = [copy.deepcopy(before)]
    for change in found:
        at: Any = whole
        path = (0, *change.path)
        for step in path[:-1]:
            at = at[step]
        if change.after is ABSENT:
            at[path[-1]] = ABSENT
        elif isinstance(at, list) and path[-1] == len(at):
            at.append(copy.deepcopy(change.after))
        else:
            at[path[-1]] = copy.deepcopy(change.after)
    return without(whole[0])


def without(value: Any) -> Any:
    """The value without what is absent in it."""
    if isinstance(value, dict):
        return {key: without(inner) for key, inner in value.items() if inner is not ABSENT}
    return [without(inner) for inner in value if inner is not ABSENT] if isinstance(value, list) else value


def same(one: Any, other: Any) -> bool:
    """Whether both are the same JSON: 1, 1.0 and true are three values."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(VALUES, VALUES)
@settings(max_examples=400, deadline=None)
def test_the_changes_make_the_one_value_from_the_other(before: Any, after: Any) -> None:
    assert same(applied(before, changes(before, after)), after)


@given(OBJECTS, OBJECTS)
@settings(deadline=None)
def test_each_change_says_what_was_there_and_what_is_there(before: Any, after: Any) -> None:
    for change in changes(before, after):
        for whole, said in ((before, change.before), (after, change.after)):
            assert at(whole, change.path) is said


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path, if anything does."""
    for step in path:
        there = step in value if isinstance(value, dict) else isinstance(step, int) and step < len(value)
        if not there:
            return ABSENT
        value = value[step]
    return value


@given(VALUES)
@settings(deadline=None)
def test_a_copy_of_a_value_has_no_changes(value: Any) -> None:
    assert changes(value, copy.deepcopy(value)) == []


def test_what_is_no_number_is_still_the_same_when_it_comes_again() -> None:
    assert changes({"top_p": math.nan}, {"top_p": float("nan")}) == []
    assert len(changes({"top_p": math.nan}, {"top_p": 1.0})) == 1


def test_true_and_one_and_one_point_nought_are_three_values() -> None:
    assert len(changes([True, 1, 1.0], [1, 1.0, True])) == 3


def test_nothing_and_null_are_two_things() -> None:
    (change,) = changes({}, {"error": None})
    assert (change.path, change.before, change.after) == (("error",), ABSENT, None)
    assert repr(change.before) == "nothing"


def test_a_text_that_grew_says_by_what() -> None:
    (change,) = changes({"text": "Hel"}, {"text": "Hello."})
    assert change.added == "lo."
    for before, after in (("Hello", "Help"), (7, "7"), ("a", None), (ABSENT, "a"), ("a", ABSENT)):
        assert Change(("text",), before, after).added is None


def test_the_number_of_changes_is_bounded() -> None:
    wide: dict[str, Any] = {str(number): number for number in range(100_000)}
    assert len(changes({}, wide)) == MOST
    assert len(changes(list(range(1000)), [])) == MOST
    assert [change.path for change in changes({}, wide)][:2] == [("0",), ("1",)]


def test_a_value_of_any_depth_that_can_be_parsed_is_compared() -> None:
    deep, other = (json.loads("[" * 400 + text + "]" * 400) for text in ("1", "2"))
    (change,) = changes(deep, other)
    assert (len(change.path), change.before, change.after) == (400, 1, 2)


def test_over_a_recorded_stream_the_changes_of_each_event_add_up_to_the_next_state(streams: list[Path]) -> None:
    seen = 0
    for path in sorted(streams, key=lambda path: path.stat().st_size)[:40]:
        fold = FoldedRun()
        before = state(fold)
        for event in load(path.read_bytes()).events[:300]:
            kept = copy.deepcopy(before)
            fold.fold(event.body, event.t)
            after = state(fold)
            found = changes(before, after)
            assert before == kept, "folding changed a state that had been taken before"
            if len(found) < MOST:
                assert same(applied(before, found), after)
                seen += bool(found)
            before = after
    assert seen > 40
