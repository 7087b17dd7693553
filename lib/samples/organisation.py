"""An organisation of people and teams, made from plain data for one visitor; its methods are tools."""

import threading
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_USERS = 200

DEFAULT: Final = {
    "teams": ["design", "engineering", "research", "support"],
    "users": [
        {"name": "Ada Lovelace", "role": "lead", "team": "engineering"},
        {"name": "Grace Hopper", "role": "developer", "team": "engineering"},
        {"name": "Alan Turing", "role": "researcher", "team": "research"},
        {"name": "Katherine Johnson", "role": "lead", "team": "research"},
        {"name": "Susan Kare", "role": "lead", "team": "design"},
        {"name": "Dieter Rams", "role": "designer", "team": "design"},
        {"name": "Radia Perlman", "role": "lead", "team": "support"},
    ],
}

Text = Annotated[str, Field(min_length=1, max_length=80)]


class User(BaseModel):
    """One person."""

    model_config = ConfigDict(extra="forbid")
    name: Text
    role: Text
    team: Text


class Plain(BaseModel):
    """The plain data of an organisation."""

    model_config = ConfigDict(extra="forbid")
    teams: list[Text]
    users: list[User] = Field(max_length=MOST_USERS)


class Organisation:
    """People and teams. `state()` gives the plain data, which makes the same organisation again.

    Names and teams are found without regard to case. Raises ValueError for data that doesn't fit.
    """

    def __init__(self, plain: dict[str, Any] | None = None) -> None:
        self._lock = threading.Lock()  # two calls of one turn may run side by side
        try:
            read = Plain.model_validate(DEFAULT if plain is None else plain)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the top"
            raise ValueError(f"expected an organisation, got something else at {where}: {first['msg']}") from None
        self._teams = read.teams
        self._users: list[User] = []
        for user in read.users:
            self._enter(user)

    def state(self) -> dict[str, Any]:
        """`{"teams": [name], "users": [{"name", "role", "team"}]}`, for the caller to keep."""
        with self._lock:
            return {"teams": list(self._teams), "users": [user.model_dump() for user in self._users]}

    def get_user_information(self, name: Annotated[str, "Full name of the person"]) -> User:
        """Look up a person of the organisation: role and team."""
        with self._lock:
            return self._user(name).model_copy()

    def list_team(self, team: Annotated[str, "Name of the team, such as design"]) -> list[User]:
        """List the people of a team with their roles."""
        with self._lock:
            wanted = self._team(team)
            return [user.model_copy() for user in self._users if user.team == wanted]

    def add_user(
        self,
        name: Annotated[Text, "Full name of the new person"],
        role: Annotated[Text, "What the person does, such as developer"],
        team: Annotated[str, "Name of the team, such as design"],
    ) -> User:
        """Add a person to a team of the organisation."""
        with self._lock:
            return self._enter(User(name=name.strip(), role=role.strip(), team=team)).model_copy()

    def move_user(
        self,
        name: Annotated[str, "Full name of the person"],
        team: Annotated[str, "Name of the team to move to"],
    ) -> User:
        """Move a person of the organisation to another team."""
        with self._lock:
            user, wanted = self._user(name), self._team(team)
            if user.team == wanted:
                raise ValueError(f"{user.name} is in the team {wanted} already")
            user.team = wanted
            return user.model_copy()

    def _enter(self, user: User) -> User:
        if any(other.name.casefold() == user.name.casefold() for other in self._users):
            raise ValueError(f"there is a person named {user.name!r} already; move_user changes the team")
        if len(self._users) >= MOST_USERS:
            raise ValueError(f"the organisation is full: it has {MOST_USERS} people")
        user.team = self._team(user.team)
        self._users.append(user)
        return user

    def _user(self, name: str) -> User:
        for user in self._users:
            if user.name.casefold() == name.strip().casefold():
                return user
        known = ", ".join(user.name for user in self._users) or "nobody"
        raise ValueError(f"no person named {name[:60]!r} (there are: {known})")

    def _team(self, name: str) -> str:
        for team in self._teams:
            if team.casefold() == name.strip().casefold().removesuffix(" team"):
                return team
        raise ValueError(f"no team named {name[:60]!r} (there are: {', '.join(self._teams) or 'none'})")
