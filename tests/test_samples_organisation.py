"""People and teams of one visitor."""

import copy
from typing import Any

import pytest

from lib.samples.organisation import DEFAULT, MOST_USERS, Organisation


def plain(**more: Any) -> dict[str, Any]:
    return {"teams": ["red", "blue"], "users": [{"name": "Ann", "role": "lead", "team": "red"}], **more}


def test_the_state_makes_the_same_organisation_again() -> None:
    organisation = Organisation(plain())
    organisation.add_user("Bob", "developer", "blue")
    state = organisation.state()
    assert state["users"][-1] == {"name": "Bob", "role": "developer", "team": "blue"}
    assert Organisation(state).state() == state


def test_what_is_given_and_what_is_shown_stay_as_they_are() -> None:
    given, shipped = plain(), copy.deepcopy(DEFAULT)
    organisation = Organisation(given)
    state = organisation.state()
    organisation.move_user("Ann", "blue")
    Organisation().move_user("Ada Lovelace", "design")
    assert given == state == plain()
    assert shipped == DEFAULT


def test_people_are_looked_up_listed_and_moved() -> None:
    organisation = Organisation()
    assert organisation.get_user_information(" ada lovelace").team == "engineering"
    assert organisation.move_user("ada lovelace", "Design team").team == "design"
    assert [user.name for user in organisation.list_team("DESIGN")] == ["Ada Lovelace", "Susan Kare", "Dieter Rams"]


def test_a_user_that_was_given_out_cannot_change_the_organisation() -> None:
    organisation = Organisation(plain())
    organisation.get_user_information("Ann").team = "nowhere"
    organisation.list_team("red")[0].role = "nothing"
    assert organisation.state() == plain()


def test_errors_say_what_there_is() -> None:
    organisation = Organisation(plain())
    with pytest.raises(ValueError, match=r"no team named 'green' \(there are: red, blue\)"):
        organisation.add_user("Bob", "developer", "green")
    with pytest.raises(ValueError, match=r"no person named 'Bob' \(there are: Ann\)"):
        organisation.move_user("Bob", "red")
    with pytest.raises(ValueError, match="there is a person named 'ann' already; move_user changes the team"):
        organisation.add_user("ann", "developer", "red")
    with pytest.raises(ValueError, match="Ann is in the team red already"):
        organisation.move_user("Ann", "red")
    assert organisation.state() == plain()


def test_it_does_not_grow_without_end() -> None:
    users = [{"name": f"n{at}", "role": "r", "team": "red"} for at in range(MOST_USERS)]
    with pytest.raises(ValueError, match="the organisation is full"):
        Organisation(plain(users=users)).add_user("one more", "r", "red")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "at teams: Field required"),
        (plain(users=[{"name": "Ann"}]), "at users.0.role"),
        (plain(users=[{"name": "Ann", "role": "lead", "team": "green"}]), "no team named 'green'"),
        (plain(users=plain()["users"] * 2), "there is a person named 'Ann' already"),
        (plain(more=1), "at more"),
    ],
)
def test_data_that_is_no_organisation_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Organisation(data)
