"""What a tool has changed, in the form of a diff."""

from typing import Any

from lib.view.calls.change import lines

ADA = {"name": "Ada", "role": "lead", "team": "b"}
SUSAN = {"name": "Susan", "role": "lead", "team": "a"}
IVAN = {"name": "Ivan", "role": "developer", "team": "a"}


def organisation(*users: dict[str, Any]) -> dict[str, Any]:
    return {"teams": ["a", "b"], "users": list(users)}


def test_somebody_who_came_is_marked_among_their_team() -> None:
    shown = lines(organisation(ADA, SUSAN), organisation(ADA, SUSAN, IVAN)).split("\n")
    assert shown == ["  a", "    Susan, lead", "+   Ivan, developer", "  b", "    Ada, lead"]


def test_somebody_who_moved_went_there_and_came_here() -> None:
    shown = lines(organisation(ADA, IVAN), organisation(ADA, {**IVAN, "team": "b"})).split("\n")
    assert [line for line in shown if line[0] != " "] == ["-   Ivan, developer", "+   Ivan, developer"]
    assert shown.index("-   Ivan, developer") < shown.index("  b") < shown.index("+   Ivan, developer")


def test_nothing_is_marked_where_nothing_changed() -> None:
    assert not [line for line in lines(organisation(ADA), organisation(ADA)).split("\n") if line[0] in "+-?"]


def test_other_plain_data_is_indented_by_its_depth() -> None:
    before = {"a": 1, "b": {"c": [2, {"d": 3}]}}
    after = {"a": 1, "b": {"c": [2, {"d": 4}]}}
    assert lines(before, after).split("\n") == ["  a: 1", "  b", "    c", "      2", "-     d: 3", "+     d: 4"]


def test_a_state_that_began_with_nothing_has_come_whole() -> None:
    assert lines(None, {"a": 1}).split("\n") == ["- None", "+ a: 1"]


def test_half_a_surrogate_pair_is_replaced() -> None:
    lines({"a": 1}, {"a": "\ud83d"}).encode()
